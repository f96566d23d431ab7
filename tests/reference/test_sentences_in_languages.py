"""A line is explained in the language that is spoken, with its figures, days and lists; else in English."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction

import pytest

from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import Case, draw_case, program_of, snapshot_of
from comp.language.core import Program
from comp.reference import Step, explain, valuate, why_not
from comp.reference.speech import languages, speaking, spoken
from comp.reference.told import TIMES
from comp.reference.values import Amount, undefined
from comp.reference.wording import Style, listed, shown
from tests.reference import build as b
from tests.reference.test_explanations_name_every_amount_that_decides import QUOTA, sentence
from tests.reference.test_lines_pay_what_the_decisions_say import BANDS, CAPPED

D2 = {
    "en": "60,000.00 USD of D2 (booked 20 March 2026) took attainment from 93.33% to 113.33%: "
    "20,000.00 at 10% and 40,000.00 at 15% = 8,000.00 USD.",
    "de": "60.000,00 USD aus D2 (booked: 20. März 2026) brachte attainment von 93,33\u00a0% "
    "auf 113,33\u00a0%: 20.000,00 zu 10\u00a0% und 40.000,00 zu 15\u00a0% = 8.000,00 USD.",
    "ja": "D2の60,000.00 USD(booked: 2026年3月20日): attainmentが93.33%から113.33%になりました: "
    "20,000.00に10%、40,000.00に15% = 8,000.00 USD。",
}
ENGLISH = set(
    "after and are as at be before by from has have held is it its lost more nothing not of only on or since "
    "than that the this to until what when where which will with without within".split()
)
"""Words that stand in nearly every English sentence and in no German one."""


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_a_deal_says_what_it_moved(language: str) -> None:
    with speaking(language):
        assert sentence(BANDS, QUOTA, "03-31", at=1) == D2[language]


def test_outside_of_the_block_english_is_spoken_again() -> None:
    with speaking("de"), speaking("ja"):
        pass

    assert sentence(BANDS, QUOTA, "03-31", at=1) == D2["en"]


def test_a_loss_is_told_in_german_and_in_japanese() -> None:
    case = b.Case((b.commission("10%"), b.claw_back()))

    with speaking("de"):
        assert sentence(case, CAPPED, "03-31") == (
            "8.000,00 USD aus D1 (booked: 10. Januar 2026) mal 10\u00a0% = 800,00 USD; "
            "C1 vom 1. März 2026 nahm 100\u00a0% zurück, also bleiben 0\u00a0% = 0,00 USD."
        )
    with speaking("ja"):
        assert sentence(case, CAPPED, "03-31") == (
            f"D1の8,000.00 USD(booked: 2026年1月10日) {TIMES} 10% = 800.00 USD。"
            "2026年3月1日のC1により100%を取り戻し、残りは0% = 0.00 USD。"
        )


def test_a_place_writes_its_own_signs_in_the_words_of_its_language() -> None:
    worth = Amount(Fraction(123450), "CHF")

    with speaking("de_CH", group="\u2019", decimal="."):
        assert (shown(worth), spoken().language) == ("1\u2019234.50 CHF", "de")
        assert shown(Fraction(-1, 3), Style.PERCENT) == "-33.33\u00a0%"
    with speaking("de-DE"):
        assert shown(worth) == "1.234,50 CHF"


def test_a_language_without_a_catalog_gets_english_words_with_its_own_signs() -> None:
    with speaking("fr_FR", group="\u202f", decimal=","):
        assert shown(Amount(Fraction(123450), "EUR")) == "1\u202f234,50 EUR"
        assert shown(date(2026, 3, 20)) == "20 March 2026"


def test_days_and_lists_are_written_as_the_language_does() -> None:
    with speaking("de"):
        assert shown(date(2026, 1, 16)) == "16. Januar 2026"
        assert (listed(["A", "B", "C"]), listed(["A", "B"], "or")) == ("A, B und C", "A oder B")
    with speaking("ja"):
        assert shown(date(2026, 1, 16)) == "2026年1月16日"
        assert (listed(["A", "B", "C"]), listed(["A", "B"], "or")) == ("A、B、C", "AまたはB")


def test_a_reason_is_said_in_the_language_in_which_it_is_read() -> None:
    inner = undefined("no quota {name} for {payee} on {day}", name="wins", payee="bo", day=date(2026, 4, 5))
    outer = undefined("{line} has no amount: {reason}", line="L1", reason=inner)

    assert outer.reason == "L1 has no amount: no quota wins for bo on 2026-04-05"
    with speaking("de"):
        assert outer.reason == "L1 hat keinen Betrag: keine Quote wins für bo am 5. April 2026"
    with speaking("ja"):
        assert outer.reason == "L1の金額がありません: 2026年4月5日にboの目標 winsがありません"


def test_lines_that_were_valued_before_are_told_in_any_language() -> None:
    """One telling of a plan serves payees of several languages; what it has told once is kept for each."""
    lines = BANDS.lines(QUOTA, "03-31")

    told: dict[str, str] = {}
    for language in ("de", "en", "ja", "de"):
        with speaking(language):
            told[language] = explain.tree(lines[1].trace)
    assert [language for language, tree in told.items() if D2[language] in tree] == ["de", "en", "ja"]
    assert [language for language, tree in told.items() if " of " in tree] == ["en"]
    assert [language for language, tree in told.items() if "aus 1 Gutschrift" in tree] == ["de"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("language", languages())
def test_nothing_english_remains_in_what_is_drawn(language: str, seed: int) -> None:
    case = draw_case(seed)
    program = program_of(case)
    snapshot = snapshot_of(program, case.rows)
    names = set(_names([program, case.rows])) | {"payee", "assignment", "nobody"}
    with speaking(language):
        found = {
            word
            for text in _told(case, program, snapshot, random.Random(seed))  # noqa: S311 - nothing secret
            for word in re.findall("[A-Za-z]{4,}" if language == "ja" else "[^\\W\\d_]+", text)
            if word not in names and (language == "ja" or word in ENGLISH)
        }
    assert found == set()


def _told(case: Case, program: Program, snapshot: Snapshot, order: random.Random) -> Iterator[str]:
    """Every sentence of every step of every line, and why some facts do not pay some payees."""
    day = case.days[-1]
    for plan in program.plans:
        for line in valuate(program, plan, snapshot, case.calendar, day):
            yield from _sentences(line.trace)
    sources = sorted({credit.source for credit in program.credits.values()})
    facts = [str(row[snapshot.sources[name].key]) for name in sources for row in snapshot.rows(name)]
    payees = [*sorted({str(row["payee"]) for row in snapshot.rows("assignment")}), "nobody"]
    for fact, payee in order.sample([(fact, payee) for fact in facts for payee in payees], 6):
        yield why_not(program, snapshot, case.calendar, day, fact, payee).sentence


def _sentences(step: Step) -> Iterator[str]:
    yield step.sentence
    for each in step.inputs:
        yield from _sentences(each)


def _names(tree: object) -> Iterator[str]:
    """The words of every name of a plan and of every text of its facts."""
    match tree:
        case str():
            yield from re.findall("[^\\W\\d_]+", tree.replace("_", " "))
        case dict():
            for name, each in tree.items():  # pyright: ignore[reportUnknownVariableType] - a tree of anything
                yield from _names(name)  # pyright: ignore[reportUnknownArgumentType] - a tree of anything
                yield from _names(each)  # pyright: ignore[reportUnknownArgumentType] - a tree of anything
        case list() | tuple():
            for each in tree:  # pyright: ignore[reportUnknownVariableType] - a tree of anything
                yield from _names(each)  # pyright: ignore[reportUnknownArgumentType] - a tree of anything
        case _ if is_dataclass(tree):
            for field in fields(tree):
                if field.name not in {"span", "text_digest"}:
                    yield from _names(getattr(tree, field.name))
        case _:
            return
