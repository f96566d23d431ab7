"""Each line that is shown can be opened to how it came about, in the payee's language."""

import gzip
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.reference import Step, StepKind
from comp.reference.explain import as_data
from comp.runs import explain, load_run, past_inputs
from statements.documents.workings import Workings, own_steps
from tests.runs import tiny
from tests.statements.documents.recorders import Recorder
from tests.statements.samples import plan

MARCH = date(2026, 4, 2)


@pytest.fixture
def company(tmp_path: Path, url: str) -> Recorder:
    return Recorder(tiny.workspace(tmp_path / "w"), url)


def test_a_line_has_the_steps_that_comp_explain_shows(company: Recorder) -> None:
    folder = company.runs("2026-03", MARCH)
    workings = company.workings(company.records(folder))
    run = load_run(folder)
    explained = explain(past_inputs(Workspace.open(company.path), run), "ana")

    # D3 is March's own, and D2 lost 40.00 of its 80.00 in March.
    assert sorted(workings) == ["ae_2026.commission:ana:D2#1", "ae_2026.commission:ana:D3#1"]
    assert {each.line.line_id: as_data(each.line.trace) for each in explained} == {
        line_id: working["trace"] for line_id, working in workings.items()
    }
    lost = workings["ae_2026.commission:ana:D2#1"]
    assert (lost["earned_minor"], lost["payable_minor"], lost["currency"]) == ("4000", "4000", "USD")
    assert lost["trace"]["at"].startswith("plans/ae_2026.plan:")


def test_every_line_of_a_statement_has_its_working(company: Recorder) -> None:
    recorded = company.records(company.runs("2026-03", MARCH))

    shown = [
        line.line_id for section in company.document(recorded).statement.sections for line in section.lines
    ]

    assert sorted(company.workings(recorded)) == sorted(shown)


def test_a_payee_reads_the_steps_in_their_own_language(company: Recorder) -> None:
    people = "payee,name,mail,locale\nana,Ana Duarte,a@x.example,de_DE\n"
    mapping = 'file = "people.csv"\npayee = "payee"\nname = "name"\nmail = "mail"\nlocale = "locale"\n'
    (company.path / "data" / "people.csv").write_text(people, encoding="utf-8")
    (company.path / "data" / "people.toml").write_text(mapping, encoding="utf-8")

    recorded = company.records(company.runs("2026-01", date(2026, 2, 2)))

    document, [working] = company.document(recorded), company.workings(recorded).values()
    assert document.locale == "de_DE"
    assert "15. Januar 2026" in document.statement.sections[0].clauses[0].lines[0].sentence
    assert "15. Januar 2026" in working["trace"]["sentence"]
    assert "600,00" in working["trace"]["inputs"][0]["sentence"]


def test_what_is_another_payees_is_left_out_and_a_measure_of_it_says_only_what_it_came_to() -> None:
    others = Step(StepKind.TERM, "D9", "500.00 USD of bo", Fraction(5), others=True)
    total = Step(StepKind.TOTAL, "total", "1,500.00 USD of 2 deals of all payees", Fraction(15), (others,))
    measure = Step(
        StepKind.MEASURE, "team_sales", "team sales: 1,500.00 of all payees", Fraction(15), (total,)
    )
    own = replace(measure, inputs=(Step(StepKind.TOTAL, "total", "10 of own deals", Fraction(10)),))
    line = Step(StepKind.LINE, "l", "Paid.", Fraction(1), (others, measure, own))

    told = own_steps(line, plan())

    assert told.inputs == (replace(measure, sentence="team sales: 15", inputs=()), own)
    assert "bo" not in json.dumps(as_data(told))


@pytest.mark.parametrize(
    "damaged",
    [b"", b"no gzip", gzip.compress(b"x\t{}\n"), gzip.compress(b'"a"\t{}\n')[:-9], b"\x1f\x8b\x08\x00"],
    ids=["nothing", "no gzip", "no JSON key", "cut off", "a head alone"],
)
def test_damaged_workings_are_refused_in_a_line(damaged: bytes) -> None:
    with pytest.raises(CompError, match="comp run record"):
        Workings(damaged)


def test_a_statement_without_a_line_has_no_working() -> None:
    assert dict(Workings(gzip.compress(b""))) == {}
