"""The summary of a run, by hand: five sellers and two managers, February held against January.

Each is paid 10% up to a quota of 1,000.00 a quarter and 20% beyond it.

    January:  ana D1 600.00 -> 60.00; bo D5 200.00 -> 20.00; cy D6 100.00 -> 10.00; eve D9 50.00 -> 5.00
    February: ana D2 600.00 -> 400.00 at 10% + 200.00 at 20% = 80.00
              bo D7 900.00 -> 800.00 at 10% + 100.00 at 20% = 100.00
              dan D8 300.00 -> 30.00
              cy gives D6 back after leaving: -10.00
"""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from comp.cli import main
from comp.errors import UnknownNameError
from comp.facts import Workspace
from comp.language.money import Money
from comp.runs import load_run, past_inputs, reopen
from statements.summary.as_data import as_data
from statements.summary.build import Scope, SummaryRefusedError, summarize
from statements.summary.page import summary_html, summary_pdf
from statements.summary.reports import Reports, reports
from statements.summary.saying import note, reasons
from statements.summary.sides import Side, side_of
from statements.summary.view import By, Limits, Sign, Summary
from statements.summary.workbook import summary_workbook
from statements.wording import Wording
from tests.runs import tiny

FACTS = {
    "assignment": """\
payee,starts_on,ends_on,currency,role,manager,target_incentive
ana,2025-01-01,,USD,AE,mia,1000.00
bo,2025-01-01,,USD,AE,mia,1000.00
cy,2025-01-01,2026-02-15,USD,AE,ana,1000.00
dan,2026-02-01,,USD,AE,mia,1000.00
eve,2025-01-01,,USD,AE,ana,1000.00
mia,2025-01-01,,USD,GUEST,,0.00
""",
    "quota": "id,payee,name,starts_on,ends_on,currency,amount,units,reason\n"
    + "".join(
        f"Q-{payee},{payee},new_business,2026-01-01,2026-03-31,USD,1000.00,,\n"
        for payee in ("ana", "bo", "cy", "dan", "eve")
    ),
    "deal": """\
id,owner,booked_on,currency,value
D1,ana,2026-01-15,USD,600.00
D2,ana,2026-02-10,USD,600.00
D5,bo,2026-01-20,USD,200.00
D6,cy,2026-01-22,USD,100.00
D7,bo,2026-02-12,USD,900.00
D8,dan,2026-02-14,USD,300.00
D9,eve,2026-01-25,USD,50.00
""",
    "cancellation": "id,deal,effective_on,currency,lost_value\nL6,D6,2026-02-20,USD,100.00\n",
}
NAMES = {"ana": "Ana Duarte", "bo": "Bo <Jensen>", "cy": "Cy \u202eOkafor", "mia": "Mia Weiss"}


def silent(what: str, done: int, of: int) -> None:
    pass


def name_of(payee: str) -> str:
    return NAMES.get(payee, payee)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace, and beside it runs of January, February and the quarter."""
    folder = tiny.workspace(tmp_path_factory.mktemp("company") / "w", **FACTS)
    for period in ("2026-01", "2026-02", "2026-Q1"):
        done = call("run", folder, "--period", period, "--out", folder.parent / period)
        assert done.exit_code == 0, done.output
    return folder


def side(company: Path, period: str) -> Side:
    opened = Workspace.open(company)
    run = load_run(company.parent / period)
    return side_of(run, past_inputs(opened, run), set(run.lines["payee"]), silent)


@pytest.fixture(scope="module")
def now(company: Path) -> Side:
    """February, with a statement for eve too, who has no line in it."""
    opened = Workspace.open(company)
    run = load_run(company.parent / "2026-02")
    return side_of(run, reopen(opened, run), {"ana", "bo", "cy", "dan", "eve"}, silent)


@pytest.fixture(scope="module")
def last(company: Path) -> Side:
    return side(company, "2026-01")


def scope_of(
    side: Side, manager: str = "", payees: tuple[str, ...] = ("ana", "bo", "cy", "dan", "eve")
) -> Scope:
    found = reports(side.inputs.snapshot, side.inputs.period.last_day)
    return Scope(manager, payees, found, lambda payee, _day: "North" if payee < "c" else "South")


@pytest.fixture(scope="module")
def february(now: Side, last: Side) -> Summary:
    return summarize(now, last, scope_of(now), Limits())


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def test_the_totals_are_those_of_the_statements(february: Summary) -> None:
    [total] = february.totals

    # 80.00 + 100.00 + 30.00 - 10.00; January paid 60.00 + 20.00 + 10.00 + 5.00.
    assert (total.payable, total.earned, total.held) == (usd(200_00), usd(200_00), usd(0))
    assert (total.last, total.difference, total.adjusted) == (usd(95_00), usd(105_00), usd(-10_00))
    assert (total.payees, total.lines, february.statements) == (4, 4, 4)
    assert {check.what for check in february.checks} == {
        "statements: earned, against the run's lines",
        "statements: payable, against the run's lines",
        "ae_2026: earned, against the manifest",
        "ae_2026: payable, against the manifest",
    }


def test_payees_stand_by_team_from_the_top_and_the_highest_pay_first(february: Summary) -> None:
    assert [(row.team, row.payee, row.totals.payable.minor, row.has_left) for row in february.rows] == [
        ("mia", "bo", 100_00, False),
        ("mia", "ana", 80_00, False),
        ("mia", "dan", 30_00, False),
        ("ana", "eve", 0, False),
        ("ana", "cy", -10_00, True),
    ]


def test_what_is_unusual_is_told_with_its_reason(february: Summary) -> None:
    assert [(each.sign, each.row.payee, each.amount) for each in february.unusual] == [
        (Sign.NEGATIVE, "cy", usd(-10_00)),
        (Sign.MUCH_MORE, "bo", usd(20_00)),  # 100.00 is more than twice 20.00
        (Sign.ADJUSTED, "cy", usd(-10_00)),  # L6 takes it back
        (Sign.NEW, "dan", usd(30_00)),
        (Sign.GONE, "eve", usd(5_00)),
    ]
    assert february.to_look_at == 3  # eve has no statement


def test_limits_say_from_where_on_something_is_unusual(now: Side, last: Side) -> None:
    signs = {each.sign for each in summarize(now, last, scope_of(now), Limits(times=5)).unusual}
    assert Sign.MUCH_MORE not in signs  # 100.00 is five times 20.00, and not more

    strict = summarize(now, last, scope_of(now), Limits(adjusted_share=Fraction(2))).unusual
    assert Sign.ADJUSTED not in {each.sign for each in strict}


def test_much_less_and_nothing_are_unusual_too(now: Side, last: Side) -> None:
    # Seen the other way round: January after February.
    found = summarize(last, now, scope_of(now, payees=("ana", "bo", "cy", "eve")), Limits(times=3)).unusual

    assert (Sign.MUCH_LESS, "bo") in {(each.sign, each.row.payee) for each in found}
    assert (Sign.MUCH_LESS, "ana") not in {(each.sign, each.row.payee) for each in found}
    # Eve had an assignment in February, and no line: that is not new.
    assert {each.row.payee for each in found if each.sign is Sign.NOTHING_LAST} == {"eve"}
    assert Sign.NEW not in {each.sign for each in found}


def test_much_more_and_much_less_say_how_much_and_by_what(now: Side, last: Side, february: Summary) -> None:
    wording = Wording.of("en_US")

    [more] = [each for each in february.unusual if each.sign is Sign.MUCH_MORE]
    # 100.00 after 20.00; D7 alone pays the 100.00.
    assert note(more, wording) == "\u00d7 5, 80.00 more: one line of 100.00"

    back = summarize(last, replace(now, capped={"bo": 1}), scope_of(now), Limits(times=3))
    [less] = [each for each in back.unusual if each.sign is Sign.MUCH_LESS]
    assert note(less, wording) == "\u00d7 0.2, 80.00 less; 1 line met a cap last time"
    assert reasons(back.changes[0], wording).endswith("; 1 line met a cap last time")


def test_a_plan_that_the_last_run_did_not_pay_flags_nobody(now: Side, last: Side) -> None:
    unpaid = replace(last, run=replace(last.run, manifest=replace(last.run.manifest, plans=())))

    made = summarize(now, unpaid, scope_of(now), Limits())

    assert made.paid_only_now == ("Account Executive",)
    assert Sign.MUCH_MORE not in {each.sign for each in made.unusual}
    # Dan had no assignment in January and is new all the same.
    assert {each.row.payee for each in made.unusual if each.sign is Sign.NEW} == {"dan"}
    assert "1 plan was not paid last time" in summary_html(made, Wording.of("en_US"), name_of)


def test_the_biggest_changes_name_components_and_lines(february: Summary) -> None:
    changes = [(each.row.payee, each.row.totals.difference) for each in february.changes]

    # Half of five who changed: +80.00, +30.00, and ana's +20.00 before cy's -20.00.
    assert changes == [("bo", usd(80_00)), ("dan", usd(30_00)), ("ana", usd(20_00))]
    [reason] = february.changes[0].reasons
    assert (reason.component, reason.difference, reason.lines, reason.last_lines) == (
        "Commission",
        usd(80_00),
        1,
        1,
    )


def test_parts_add_up_to_the_whole(february: Summary) -> None:
    def shown(by: By) -> list[tuple[str, int]]:
        return [(part.name, part.totals.payable.minor) for part in february.breakdowns[by]]

    assert shown(By.PLAN) == [("Account Executive", 200_00)]
    assert shown(By.COMPONENT) == [("Commission", 200_00)]
    assert shown(By.TEAM) == [("mia", 210_00), ("ana", -10_00)]
    assert shown(By.LEGAL_ENTITY) == [("North", 180_00), ("South", 20_00)]


def test_attainment_is_that_of_the_statements_and_open_periods_stand_aside(
    company: Path, february: Summary
) -> None:
    reached = {row.payee: row.attainment and row.attainment.value for row in february.rows}
    assert reached == {
        "ana": Fraction(12, 10),
        "bo": Fraction(11, 10),
        "dan": Fraction(3, 10),
        "cy": None,
        "eve": None,
    }
    assert (february.distribution.still_open, february.distribution.without) == (3, 1)
    assert [band.payees for band in february.distribution.bands] == [0, 0, 0, 0]

    quarter = side(company, "2026-Q1")
    found = summarize(quarter, None, scope_of(quarter), Limits()).distribution
    # dan 30%, cy 10% (attainment stays) and eve 5%; bo 110% and ana 120%.
    assert [band.payees for band in found.bands] == [3, 0, 2, 0]
    assert (found.still_open, found.without) == (0, 0)


def test_without_an_earlier_run_nobody_is_held_against_one(company: Path) -> None:
    quarter = side(company, "2026-Q1")
    made = summarize(quarter, None, scope_of(quarter), Limits())

    assert made.changes == ()
    assert [(each.sign, each.row.payee) for each in made.unusual] == [(Sign.NOTHING, "cy")]
    assert all(row.totals.last is None for row in made.rows)


def test_a_summary_that_does_not_tie_to_the_manifest_is_none(now: Side, last: Side) -> None:
    without_bo = {payee: each for payee, each in now.statements.items() if payee != "bo"}

    with pytest.raises(
        SummaryRefusedError, match=r"earned, against the manifest: 100.00 USD where 200.00 USD"
    ):
        summarize(replace(now, statements=without_bo), last, scope_of(now), Limits())


def test_whoever_reports_to_a_manager_is_found_at_every_level(now: Side) -> None:
    found = reports(now.inputs.snapshot, date(2026, 2, 28))

    assert found.below("mia") == ["ana", "bo", "dan", "cy", "eve"]
    assert found.below("ana") == ["cy", "eve"]
    assert found.left == {"cy"}
    assert found.teams("mia") == ["mia", "ana"]
    with pytest.raises(UnknownNameError, match="did you mean mia"):
        found.below("mai")
    # Before dan began nobody counts them.
    assert reports(now.inputs.snapshot, date(2026, 1, 31)).below("mia") == ["ana", "bo", "cy", "eve"]


def test_managers_who_lead_back_to_themselves_are_walked_once() -> None:
    circle = Reports({"a": "b", "b": "a", "c": "b"}, frozenset())

    assert circle.below("a") == ["b", "c"]
    assert circle.teams("") == ["a", "b"]


def test_the_page_shows_names_and_amounts_and_is_read_aloud(february: Summary) -> None:
    wording = Wording.of("en_US")

    content = summary_pdf(february, wording, name_of)

    assert content == summary_pdf(february, wording, name_of)
    reader = PdfReader(BytesIO(content))
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    for shown in (
        "Whole company",
        "$200.00",
        "+105.00 against 95.00",
        "Bo <Jensen> bo",  # the id, by which statements, explain and --manager name him
        "Cy Okafor cy left",
        "Below zero",
    ):
        assert shown in text, shown
    assert "attainment 2026-Q1: 120%" in alternatives(reader)
    assert "Reports to Mia Weiss mia" in text
    assert "eve eve" not in text  # who has no name is told once


def alternatives(reader: PdfReader) -> list[str]:
    """What is read aloud in place of each drawing."""
    things = (reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"]))))
    return [str(each["/Alt"]) for each in things if isinstance(each, DictionaryObject) and "/Alt" in each]


def test_letters_that_turn_the_direction_reach_no_page(february: Summary) -> None:
    assert "\u202e" not in summary_html(february, Wording.of("en_US"), name_of)


def test_the_workbook_holds_what_the_page_shows(february: Summary) -> None:
    content = summary_workbook(february, Wording.of("en_US"), name_of)

    assert content == summary_workbook(february, Wording.of("en_US"), name_of)
    book = load_workbook(BytesIO(content))
    head, *rows = ([cell.value for cell in cells] for cells in book["Payees"].iter_rows())
    by_payee = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    bo = by_payee["bo"]
    assert (bo["Name"], bo["Payable"], bo["Last"], bo["Change"]) == ("Bo <Jensen>", 100, 20, 80)
    assert (bo["Reached"], bo["Quota"], bo["Of quota"]) == (1100, 1000, 1.1)
    looked = [[cell.value for cell in cells][:2] for cells in book["Look at"].iter_rows(min_row=2)]
    assert looked[0] == ["Below zero", "cy"]


def test_machines_get_ids_and_no_names(february: Summary) -> None:
    told = json.dumps(as_data(february))

    assert "Duarte" not in told
    assert '"payable": "200.00"' in told


def test_the_command_writes_both_files_and_knows_a_team(company: Path, tmp_path: Path) -> None:
    runs = ("--run", company.parent / "2026-02", "--last", company.parent / "2026-01")
    pdf, xlsx = tmp_path / "february.pdf", tmp_path / "february.xlsx"

    done = call("summary", company, *runs, "--out", pdf, "--out", xlsx)
    assert done.exit_code == 0, done.output
    assert "4 statements, 3 to look at first" in done.output
    assert pdf.read_bytes().startswith(b"%PDF")
    assert xlsx.exists()

    told = json.loads(call("summary", company, *runs, "--manager", "ana", "--json").output)
    assert [row["payee"] for row in told["payees"]] == ["eve", "cy"]
    assert told["totals"][0]["payable"] == "-10.00"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say where to"),
        (("--out", "a.txt"), "ends in .pdf or .xlsx"),
        (("--manager", "bo", "--json"), "there is no manager to whom somebody reports called 'bo'"),
    ],
)
def test_what_cannot_be_summed_up_is_said_plainly(
    company: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = call("summary", company, "--run", company.parent / "2026-02", *arguments)

    assert done.exit_code == 2
    assert said in done.output


def test_the_last_run_has_to_be_an_earlier_one(company: Path) -> None:
    runs = ("--run", company.parent / "2026-01", "--last", company.parent / "2026-02")

    done = call("summary", company, *runs, "--json")

    assert done.exit_code == 2
    assert "does not end before 2026-01" in done.output


def test_a_manager_is_asked_for_where_nobody_has_one(tmp_path: Path) -> None:
    folder = tiny.workspace(tmp_path / "w")
    shared = folder / "plans" / "shared.plan"
    text = shared.read_text(encoding="utf-8")
    shared.write_text(text.replace("  column   manager: payee, may be blank\n", ""), encoding="utf-8")
    assignments = folder / "data" / "assignment.csv"
    assignments.write_text(
        "payee,starts_on,ends_on,currency,role,target_incentive\nana,2025-01-01,,USD,AE,1000.00\n"
        "zoe,2025-01-01,,USD,GUEST,0.00\n",
        encoding="utf-8",
    )
    assert call("run", folder, "--period", "2026-01", "--out", tmp_path / "run").exit_code == 0

    whole = call("summary", folder, "--run", tmp_path / "run", "--json")
    team = call("summary", folder, "--run", tmp_path / "run", "--manager", "ana", "--json")

    assert "team" not in json.loads(whole.output)["breakdowns"]
    assert team.exit_code == 2
    assert "has no column manager" in team.output


def test_a_line_that_cannot_be_valued_is_looked_at_first(tmp_path: Path) -> None:
    folder = tiny.workspace(tmp_path / "w")
    tiny.add(folder, "deal", "D9,bo,2026-01-12,USD,500.00")  # bo has no quota
    assert call("run", folder, "--period", "2026-01", "--out", tmp_path / "run").exit_code == 1

    told = json.loads(call("summary", folder, "--run", tmp_path / "run", "--json").output)

    first = told["unusual"][0]
    assert (first["sign"], first["payee"], first["amount"], first["lines"]) == (
        "not calculated",
        "bo",
        None,
        1,
    )
    assert [fault["line_id"] for fault in told["faults"]] == ["ae_2026.commission:bo:D9#1"]
    assert told["totals"][0]["payable"] == "60.00"


def test_a_line_that_a_cap_keeps_below_what_it_came_to_is_named(tmp_path: Path) -> None:
    folder = tiny.workspace(tmp_path / "w")
    plan = folder / "plans" / "ae_2026.plan"
    text = plan.read_text(encoding="utf-8")
    text = text[: text.index("example ")]
    plan.write_text(
        text + "  cap commission at 100.00 USD per performance period, the excess is lost\n", encoding="utf-8"
    )
    assert call("run", folder, "--period", "2026-Q1", "--out", tmp_path / "run").exit_code == 0

    told = json.loads(call("summary", folder, "--run", tmp_path / "run", "--json").output)

    # 60.00, then 40.00 of D2 after its half was taken back, then nothing of D3: only D3 meets the cap.
    assert [(each["payee"], each["lines"]) for each in told["unusual"] if each["sign"] == "met a cap"] == [
        ("ana", 1)
    ]


def test_what_is_released_is_no_change_to_look_at(tmp_path: Path) -> None:
    folder = tiny.workspace(tmp_path / "w")
    plan = folder / "plans" / "ae_2026.plan"
    text = plan.read_text(encoding="utf-8")
    text = text[: text.index("example ")]
    pay_out = (
        "  pay out commission\n    part 50% at once\n    part the rest on 1 month after deal.booked_on\n"
    )
    plan.write_text(text + pay_out, encoding="utf-8")
    for period in ("2026-01", "2026-02"):
        assert call("run", folder, "--period", period, "--out", tmp_path / period).exit_code == 0

    runs = ("--run", tmp_path / "2026-02", "--last", tmp_path / "2026-01")
    told = json.loads(call("summary", folder, *runs, "--times", 3, "--json").output)

    # January pays half of D1's 60.00; February the other half, and half of D2's 80.00.
    [total] = told["totals"]
    assert (total["payable"], total["released"], total["adjusted"]) == ("70.00", "30.00", "0.00")
    assert told["unusual"] == []
    by_component = {each["component"]: each["difference"] for each in told["changes"][0]["reasons"]}
    assert by_component == {"Commission": "10.00", "Released of what was held": "30.00"}


def test_the_companys_own_currency_stands_first() -> None:
    scope = Scope("", (), Reports({}, frozenset()), lambda payee, _day: payee, currency="USD")

    assert sorted(["GBP", "USD", "EUR"], key=scope.place) == ["USD", "EUR", "GBP"]


def test_rows_that_could_not_be_read_are_said_before_anything_else(february: Summary) -> None:
    unread = replace(february, basis=replace(february.basis, refused_rows=2))

    page = summary_html(unread, Wording.of("en_US"), name_of)

    assert page.index("2 rows of the company's facts") < page.index("Look at these first")
