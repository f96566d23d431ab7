"""Facts are drawn for plans that somebody has written, so that these pay and both engines are compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.fuzz import OwnPlans, own_constructs
from comp.fuzz.cases import program_of, snapshot_of
from comp.fuzz.comparing import compare
from comp.fuzz.own_words import words_of
from comp.language import load_texts
from comp.language.calendar import Calendar
from tests.fuzz_command.recipes import PLAN, TEXT

TEXTS = {
    "facts.plan": TEXT.replace("  column   manager", "  column   role: text\n  column   manager"),
    "p.plan": PLAN.replace("payees payee is not blank", 'payees role is "AE" or payee is "eve"').replace(
        "for each sales", "for each sales where deal.value > 12.34 USD"
    ),
}


def comp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp")


def test_words_are_what_the_plans_compare_with() -> None:
    program = load_texts(TEXTS).program
    assert program is not None
    words = words_of(program)

    assert words.texts == {("assignment", "role"): ("AE",)}
    assert (words.payees, words.quotas, words.currencies) == (("eve",), ("sales",), ("USD",))


def test_the_facts_of_a_seed_pay_and_are_drawn_alike_again() -> None:
    plans = OwnPlans(TEXTS, Calendar())
    paid = set[str]()
    for seed in (2, 3, 9):
        case = plans(seed)
        assert case == plans(seed)
        compared = compare(case)
        assert compared.differences == ()
        paid |= {
            str(line.identity[2])
            for lines in compared.lines.values()
            for line in lines.values()
            if line.amounts and any(line.amounts)
        }
    assert "eve" in paid
    assert len(paid) > 10


def test_facts_hold_to_what_an_import_would_refuse_otherwise() -> None:
    case = OwnPlans(TEXTS, Calendar())(4)
    program = program_of(case)
    snapshot = snapshot_of(program, case.rows)
    for name, source in program.sources.items():
        rows = list(snapshot.rows(name))
        assert rows, name
        for column in source.columns:
            required = not column.may_be_blank and column.name not in {
                *(source.dated, source.valid_from, source.valid_through),
            }
            assert not (required and any(row[column.name] is None for row in rows)), (name, column.name)
    managers = {row["payee"]: row["manager"] for row in case.rows["assignment"]}
    people = list(dict.fromkeys(managers))
    assert all(boss is None or people.index(boss) < people.index(payee) for payee, boss in managers.items())


def test_what_own_plans_are_made_of_names_their_pays() -> None:
    program = load_texts(TEXTS).program
    assert program is not None
    constructs = dict(own_constructs(program))

    assert constructs["Pays"] == {"p.q"}
    assert constructs["Ordered pairs of statements"] == {"Cap, then ClawBack as money"}


def test_the_command_takes_a_folder_of_plans(tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, "utf-8")
    result = comp("fuzz", tmp_path, "--minutes", "0", "--json")
    told = json.loads(result.stdout)

    assert result.exit_code == 0
    assert told["reached"]["Pays"] == {"reached": 0, "of": 1, "not_reached": ["p.q"]}


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"facts.plan": TEXT}, "there is no plan, only what plans share"),
        ({"facts.plan": TEXT, "p.plan": PLAN.replace("deal,", "sale,")}, "There is no source `sale`"),
        ({}, "neither a workspace nor a place with .plan files"),
    ],
)
def test_plans_that_cannot_be_tried_are_refused(texts: dict[str, str], said: str, tmp_path: Path) -> None:
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    result = comp("fuzz", tmp_path, "--minutes", "0")

    assert result.exit_code in {1, 2}
    assert said in result.output
    assert "Traceback" not in result.output
