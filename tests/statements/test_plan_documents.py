"""The document of a plan: everything that is signed stands in it, text stays text, and it is archivable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from comp.cli import main
from comp.language import load, load_texts
from comp.language.calendar import Calendar
from comp.language.core import Terms
from statements.plan_document.build import FailingExampleError, build
from statements.plan_document.page import document_html, document_pdf
from statements.plan_document.rule_text import coloured
from statements.plan_document.signed_plans import SignedPlans
from statements.plan_document.view import CodeLine, PlanDocument, Rows
from statements.wording import Wording

WORDING = Wording.of("en_US")
PLAN = """
shared "Sources"

source assignment "Who holds which role"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   role: choice of AE, CSM
  column   target_incentive: money "what a year at target pays"

source quota "What a payee is to reach"
  key      id: text
  currency currency
  column   payee: payee
  column   name: text
  column   starts_on: date
  column   ends_on: date
  column   amount: money, may be blank
  column   units: number, may be blank

source rate "Exchange rates"
  key      id: text
  column   of_currency: currency
  column   into_currency: currency
  column   quoted_on: date
  column   rate: number

source deal "A signed order"
  key      id: text
  dated    booked_on
  currency currency
  column   owner: payee
  column   value: money "value of the first twelve months"
  column   colour: text, may be blank "never read by the plan"

clause crediting "Who is credited"
  credit sale from each deal
    on     deal.booked_on, then deal.id as text
    value  deal.value
    share  100% to deal.owner

plan ae "Account Executive"
  effective          2026-01-01 through 2026-12-31, later facts ignored
  payees             role is "AE", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  target incentive   assignment.target_incentive per year
  data               deal, quota, rate, assignment

clause commission "Commission on sales", 100% of target incentive
  summary "Half of it is paid twice. # This is no comment."   # This is one.
  measure attainment = total own sale of the period / quota.sale of the period
  # Nobody signs this comment.
  table rate by attainment, marginal
    | from | rate   |
    | 0%   | 6.25%  |
    | 100% | 12.75% |
  except no_quota, when quota.sale of the period is 0: rate is 6.25%
  pay commission = sale * rate, for each sale

example "A deal crosses the quota"
  given quota
    | payee | sale           |
    | ana   | 100,000.00 USD |
  given deal
    | id | owner | booked_on  | value          |
    | D1 | ana   | 2026-02-10 | 140,000.00 USD |
  expect commission of D1 = 11,350.00 USD   # 100,000 at 6.25% is 6,250; 40,000 at 12.75% is 5,100
"""
READY = Path(__file__).parents[2] / "plans"
HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd></style>&lt;{{ 7 * 7 }}{% raw %}"


def document(text: str = PLAN, company: str = "Northwind Ltd", payee: str | None = None) -> PlanDocument:
    texts = {"ae.plan": text}
    loaded = load_texts(texts)
    assert loaded.program is not None, loaded.diagnostics
    [plan] = loaded.program.plans
    return build(plan, SignedPlans.of(loaded.program, texts), Calendar(), company, payee)


@cache
def drawn(made: PlanDocument) -> bytes:
    return document_pdf(made, WORDING)


def written(made: PlanDocument) -> str:
    reader = PdfReader(BytesIO(drawn(made)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def lines_of(parts: tuple[CodeLine | Rows, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, CodeLine):
            yield "".join(piece.text for piece in part.pieces)


class _Tags(HTMLParser):
    """Collects the tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_drawing_holds_all_that_is_signed() -> None:
    made = document()
    text = written(made)
    for shown in (
        *("Northwind Ltd", "Account Executive", "Jan 1, 2026 to Dec 31, 2026", made.text_digest),
        *(made.result_digest, "Who is under this plan", 'role is "AE", as of the line\'s date'),
        *("Commission on sales", "100% of the target incentive", "Half of it is paid twice."),
        *("6.25%", "12.75%", "table rate by attainment, marginal", "Who is credited", "100% to deal.owner"),
        *("A deal crosses the quota", "140,000.00 USD", "11,350.00 USD", "Payee", "For Northwind Ltd"),
        *("value of the first twelve months", "each band pays at its own rate", "Signature"),
    ):
        assert shown in text, shown


def test_an_expected_amount_comes_with_how_it_is_made() -> None:
    [example] = document().examples
    [expected] = [part for part in example.parts if isinstance(part, CodeLine) and part.notes]
    assert "".join(piece.text for piece in expected.pieces) == "expect commission of D1 = 11,350.00 USD"
    [note] = expected.notes
    assert "100,000.00 at 6.25% and 40,000.00 at 12.75% = 11,350.00 USD" in note


def test_tables_are_tables_whose_numbers_stand_to_the_right() -> None:
    [clause] = document().clauses
    [table] = [part for part in clause.parts if isinstance(part, Rows)]
    assert table == Rows(("from", "rate"), (("0%", "6.25%"), ("100%", "12.75%")), (True, True))


def test_every_statement_of_a_clause_is_in_the_document_and_no_comment() -> None:
    [clause] = document().clauses
    assert [line.partition(" ")[0] for line in lines_of(clause.parts)] == [
        "measure",
        "table",
        "except",
        "pay",
    ]
    assert clause.summary == "Half of it is paid twice. # This is no comment."
    assert "Nobody signs this" not in document_html(document(), WORDING)


def test_only_columns_that_the_plan_reads_are_explained() -> None:
    columns = {source.name: [column.name for column in source.columns] for source in document().sources}
    assert columns["deal"] == ["id", "owner", "value", "booked_on", "currency"]
    assert columns["assignment"] == [
        *("payee", "role", "target_incentive", "starts_on", "ends_on", "currency"),
    ]


def test_words_are_explained_that_the_rules_use() -> None:
    words = {entry.word: entry.meaning for entry in document().words}
    assert words["marginal"] == "of a table: each band pays at its own rate, so what crosses a bound is split"
    assert "earned" in words
    assert "hold" not in words
    assert not any("[" in meaning or "`" in meaning for meaning in words.values())


def test_hostile_text_stays_text() -> None:
    text = PLAN.replace('"Account Executive"', f'"{HOSTILE}"')
    for quoted in (
        "Commission on sales",
        "Half of it is paid twice. # This is no comment.",
        "A signed order",
    ):
        text = text.replace(f'"{quoted}"', f'"{HOSTILE}"')
    text = text.replace('"A deal crosses the quota"', f'"{HOSTILE}"').replace("| D1 |", f"| {HOSTILE} |")
    text = text.replace("of D1", f'of "{HOSTILE}"')
    text = text.replace('role is "AE"', f'role is "AE" or role is "{HOSTILE}"')
    text = text.replace("choice of AE, CSM", "text")
    made = document(text, company=HOSTILE)
    page = document_html(made, WORDING)
    tags = _Tags()
    tags.feed(page)
    assert not {"script", "img"} & set(tags.tags)
    assert tags.tags.count("style") == 1
    assert tags.text.count(HOSTILE) >= 9
    assert "{{ 7 * 7 }}" in written(made)


def test_the_file_is_tagged_archivable_and_the_same_each_time() -> None:
    made = document()
    catalog: Any = PdfReader(BytesIO(drawn(made))).root_object
    xmp = catalog["/Metadata"].get_data().decode()
    assert "part>3<" in xmp.replace('part="3"', "part>3<")
    assert "conformance>A<" in xmp.replace('conformance="A"', "conformance>A<")
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert drawn(made) == document_pdf(made, WORDING)


def test_comments_and_layout_change_no_page() -> None:
    other = "\n".join(line.partition("   #")[0] for line in PLAN.split("\n"))
    other = other.replace("= sale * rate", "=sale*rate")
    assert document_html(document(other), WORDING) == document_html(document(), WORDING)


def test_a_plan_whose_example_fails_gets_no_document() -> None:
    with pytest.raises(FailingExampleError, match=r"expected 11,351.00 USD, calculated 11,350.00 USD"):
        document(PLAN.replace("11,350.00", "11,351.00"))


def test_the_command_writes_a_file_a_plan(tmp_path: Path) -> None:
    plan = tmp_path / "ae.plan"
    plan.write_text(PLAN, "utf-8")
    out = tmp_path / "out"
    for words, name in (([], "ae.pdf"), (["--html"], "ae.html")):
        done = CliRunner().invoke(main, ["doc", str(plan), *words, "--output", str(out)])
        assert done.exit_code == 0, done.output
        assert "1 document written" in done.output
        assert (out / name).stat().st_size > 5_000


@pytest.mark.parametrize(
    ("right", "wrong"), [("= sale * rate", "= sale * rat"), ("D1 = 11,350.00", "D1 = 11,351.00")]
)
def test_the_command_writes_nothing_for_a_faulty_plan(right: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "ae.plan").write_text(PLAN.replace(right, wrong), "utf-8")
    done = CliRunner().invoke(main, ["doc", str(tmp_path), "--output", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def ready() -> SignedPlans:
    loaded = load(sorted(READY.glob("*.plan")))
    assert loaded.program is not None
    return SignedPlans.of(loaded.program, loaded.texts)


@pytest.mark.parametrize("name", sorted(path.stem for path in READY.glob("*_2026.plan")))
def test_no_word_of_a_ready_plan_is_left_out_of_its_document(name: str, ready: SignedPlans) -> None:
    [plan] = [plan for plan in ready.program.plans if plan.name == name]
    page = _Tags()
    page.feed(document_html(build(plan, ready, Calendar()), WORDING))
    shown = " ".join(page.text.split())
    block = ready.block(plan)
    heads = {plan.name, "100%", *(clause.name.text for clause in block.clauses)}
    said = [piece for span in block.spans for line in coloured(ready.text(span)) for piece in line]
    words = {" ".join(piece.text.split()).strip('"') for piece in said if piece.kind != "lead"} - heads
    assert len(words) > 50
    assert {word for word in words if word not in shown} <= {"|"}
    below = [line for span in block.spans[1:] for line in ready.text(span).split("\n")[1:]]
    rules = [" ".join(line.split()).removeprefix("summary").strip(' "') for line in below if "|" not in line]
    assert [rule for rule in rules if rule not in shown] == []


def test_the_text_that_is_attached_has_the_version_that_is_signed() -> None:
    made = document()
    attached = PdfReader(BytesIO(drawn(made))).attachments
    assert list(attached) == ["ae.plan.txt"]
    again = load_texts({"ae.plan": attached["ae.plan.txt"][0].decode()}).program
    assert again is not None
    assert [plan.text_digest for plan in again.plans] == [made.text_digest]
    assert [plan.result_digest for plan in again.plans] == [made.result_digest]
    assert "attached to this file as ae.plan.txt" in written(made)


def test_terms_stand_behind_the_rules_under_numbers_of_their_own() -> None:
    texts = {"ae.plan": PLAN}
    program = load_texts(texts).program
    assert program is not None
    said = (Terms("Disputes", "Within 60 days, in writing."), Terms("Law", "The law of <b>Ireland</b>."))
    made = build(replace(program.plans[0], terms=said), SignedPlans.of(program, texts), Calendar())
    assert [(each.number, each.title) for each in made.terms] == [(3, "Disputes"), (4, "Law")]
    page = _Tags()
    page.feed(document_html(made, WORDING))
    assert "b" not in page.tags
    assert "The law of <b>Ireland</b>." in page.text


AMENDED = """
terms "Disputes" "Within 60 days, in writing."

amend ae from 2026-07-01 "Amendment 2"
  replace table rate
  table rate by attainment, marginal
    | from | rate  |
    | 0%   | 7.75% |
"""


def test_an_amendment_stands_with_its_first_day_and_its_tables() -> None:
    made = document(PLAN + AMENDED)
    [amendment] = made.amendments
    assert (amendment.title, amendment.starts_on, amendment.payee) == ("Amendment 2", date(2026, 7, 1), "")
    [block] = amendment.blocks
    assert list(lines_of(block.parts)) == ["replace table rate", "table rate by attainment, marginal"]
    assert Rows(("from", "rate"), (("0%", "7.75%"),), (True, True)) in block.parts
    assert [each.title for each in made.terms] == ["Disputes"]
    assert "7.75%" in document_html(made, WORDING)


LETTER = """
amend ae from 2026-07-01 for payee "ana" "Side letter"
  replace table rate
  table rate by attainment, marginal
    | from | rate  |
    | 0%   | 9.25% |

example "Ana's letter"
  given quota
    | payee | sale           |
    | ana   | 100,000.00 USD |
  given deal
    | id | owner | booked_on  | value         |
    | D1 | ana   | 2026-08-10 | 10,000.00 USD |
  expect commission of D1 = 925.00 USD
"""


def test_a_side_letter_is_shown_to_its_payee_alone() -> None:
    for payee, shown in (("ana", True), ("bo", False), (None, False)):
        made = document(PLAN + LETTER, payee=payee)
        page = document_html(made, WORDING)
        assert ("Side letter" in page, "9.25%" in page, "925.00" in page) == (shown, shown, shown)
        assert (made.withheld, bool(made.source_text)) == (0 if shown else 1, shown)
        assert ("covers 1 side letter besides" in page) is not shown


def test_no_explanation_speaks_of_a_side_letter_that_is_withheld() -> None:
    mine, others = (document(PLAN + LETTER.replace("ana", "zoe"), payee=payee) for payee in ("zoe", "bo"))
    [note] = [note for part in others.examples[0].parts if isinstance(part, CodeLine) for note in part.notes]
    assert "11,350.00 USD" in note
    assert "zoe" not in document_html(others, WORDING)
    assert "zoe" in document_html(mine, WORDING)


def test_an_amendments_example_says_how_its_amount_comes_about() -> None:
    [letter] = document(PLAN + LETTER, payee="ana").amendments
    [note] = [note for part in letter.blocks[1].parts if isinstance(part, CodeLine) for note in part.notes]
    assert "at 9.25%" in note
