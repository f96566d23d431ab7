"""A summary as an xlsx workbook; names are kept nowhere else. Same summary and names, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comp.finance.sheets import CellValue, Sheet, SheetTable, workbook_of
from comp.language.money import Money
from statements.summary import saying
from statements.summary.view import Attainment, By, PayeeRow, Summary, Totals
from statements.wording import Wording

_AMOUNTS = (
    *("Currency", "Payees", "All lines", "Earned", "Payable", "Held", "Released of what was held"),
    *("Changes to earlier periods", "Last"),
)


def summary_workbook(summary: Summary, wording: Wording, name_of: Callable[[str], str]) -> bytes:
    """Write the workbook.

    Raises:
        SheetRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    sheets = (
        Sheet("Summary", (_head(summary, name_of), _totals(summary), _distribution(summary))),
        Sheet("Look at", (_unusual(summary, wording, name_of),)),
        Sheet("Changes", (_changes(summary, wording, name_of),)),
        Sheet("Payees", (_payees(summary, name_of),)),
        Sheet("Parts", _parts(summary, name_of)),
        Sheet("Not calculated", (_faults(summary, name_of),)),
        Sheet("Controls", (_controls(summary), _basis(summary))),
    )
    return workbook_of(sheets, f"Summary {summary.period}", summary.last_day)


def _head(summary: Summary, name_of: Callable[[str], str]) -> SheetTable:
    return SheetTable(
        ("Summary for approval", ""),
        [
            ("Company", summary.company),
            ("Who", name_of(summary.manager) if summary.manager else "Whole company"),
            ("Period", summary.period),
            ("From", summary.first_day),
            ("Through", summary.last_day),
            ("Against", summary.last_period or "no earlier run"),
            ("Statements", summary.statements),
            ("Statements to look at first", summary.to_look_at),
            ("Rows of facts that were refused", summary.basis.refused_rows),
        ],
    )


def _amounts(totals: Totals) -> tuple[CellValue, ...]:
    return (
        *(totals.payable.currency, totals.payees, totals.lines, totals.earned, totals.payable, totals.held),
        *(totals.released, totals.adjusted, totals.last),
    )


def _totals(summary: Summary) -> SheetTable:
    return SheetTable(_AMOUNTS, [_amounts(each) for each in summary.totals])


def _distribution(summary: Summary) -> SheetTable:
    found = summary.distribution
    rows: list[tuple[CellValue, ...]] = [(saying.band(band), band.payees, band.last) for band in found.bands]
    rows += [("their period is not over", found.still_open, None), ("no quota", found.without, None)]
    return SheetTable(("Of quota", "Payees", "Last"), rows)


def _unusual(summary: Summary, wording: Wording, name_of: Callable[[str], str]) -> SheetTable:
    rows: list[tuple[CellValue, ...]] = [
        (
            *(saying.SIGNS[each.sign], each.row.payee, name_of(each.row.payee)),
            *(each.row.totals.payable.currency, each.row.totals.payable, each.row.totals.last),
            *(saying.meaning(each.sign, summary.limits), saying.note(each, wording)),
        )
        for each in summary.unusual
    ]
    return SheetTable(("What", "Payee", "Name", "Currency", "Payable", "Last", "Why", "Note"), rows)


def _changes(summary: Summary, wording: Wording, name_of: Callable[[str], str]) -> SheetTable:
    rows: list[tuple[CellValue, ...]] = [
        (
            *(each.row.payee, name_of(each.row.payee), each.row.totals.payable.currency),
            *(each.row.totals.last, each.row.totals.payable, each.row.totals.difference),
            saying.reasons(each, wording),
        )
        for each in summary.changes
    ]
    return SheetTable(("Payee", "Name", "Currency", "Last", "Payable", "Change", "Why"), rows)


def _payees(summary: Summary, name_of: Callable[[str], str]) -> SheetTable:
    columns = (
        *("Payee", "Name", "Team of", "Plans", *_AMOUNTS, "Change"),
        *("Measure", "Of", "Reached", "Quota", "Of quota", "Of quota last"),
    )
    return SheetTable(columns, [_payee(row, name_of) for row in summary.rows])


def _payee(row: PayeeRow, name_of: Callable[[str], str]) -> tuple[CellValue, ...]:
    team = name_of(row.team) if row.team else ""
    return (
        *(row.payee, name_of(row.payee), team, ", ".join(row.plans)),
        *(*_amounts(row.totals), row.totals.difference),
        *_attained(row.attainment),
        None if row.last_attainment is None else row.last_attainment.value,
    )


def _attained(attained: Attainment | None) -> Sequence[CellValue]:
    """The measure, its period, what was reached of which quota where these are money, and the share."""
    if attained is None:
        return (None,) * 5
    reached = attained.achieved if isinstance(attained.achieved, Money) else None
    quota = attained.quota if isinstance(attained.quota, Money) else None
    return (attained.name, attained.until, reached, quota, attained.value)


def _parts(summary: Summary, name_of: Callable[[str], str]) -> tuple[SheetTable, ...]:
    tables: list[SheetTable] = []
    for by, parts in summary.breakdowns.items():
        named = name_of if by is By.TEAM else str
        tables.append(
            SheetTable(
                (saying.BREAKDOWNS[by], "Of", *_AMOUNTS),
                [(named(part.name) if part.name else "", part.of, *_amounts(part.totals)) for part in parts],
            )
        )
    return tuple(tables)


def _faults(summary: Summary, name_of: Callable[[str], str]) -> SheetTable:
    return SheetTable(
        ("Line or fact", "Payee", "Name", "What is missing"),
        [
            (each.name, each.payee, name_of(each.payee) if each.payee else "", each.why)
            for each in summary.faults
        ],
    )


def _controls(summary: Summary) -> SheetTable:
    return SheetTable(
        ("Control", "Currency", "From the run", "In this file", "Ties"),
        [
            (check.what, check.expected.currency, check.expected, check.found,
             "yes" if check.expected == check.found else "NO")
            for check in summary.checks
        ],
    )  # fmt: skip


def _basis(summary: Summary) -> SheetTable:
    basis = summary.basis
    return SheetTable(
        ("What it rests on", ""),
        [
            ("Facts as recorded by", basis.recorded_on),
            ("Digest of the facts", basis.facts_digest),
            ("Digest of the results", basis.results_digest),
            ("Engine", basis.engine),
            ("Amounts that both engines were compared on", basis.amounts_compared),
        ],
    )
