"""An accrual as an xlsx workbook: sheets Accrual, Working, Journal and Controls; same accrual, same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from comp.finance.accrual_result import Accrual, AccrualCheck, AccrualRow, AccrualSum
from comp.finance.sheets import Calculated, CellValue, Sheet, SheetTable, workbook_of
from comp.language.money import Money, digits


@dataclass(frozen=True, slots=True)
class AccrualBasis:
    """What an accrual rests on, so that anybody can make it again."""

    company: str
    recorded_on: date
    facts_digest: str
    engine: str


def accrual_workbook(accrual: Accrual, basis: AccrualBasis) -> bytes:
    """Write the workbook.

    Raises:
        SheetRefusedError: an amount or a text is too long for a spreadsheet to keep whole.
    """
    tables = {"Accrual": _accrual(accrual), "Working": _working(accrual), "Journal": _journal(accrual)}
    sheets = (
        Sheet("Accrual", (tables["Accrual"], _totals(accrual))),
        Sheet("Working", (tables["Working"], *_faults(accrual))),
        Sheet("Journal", (tables["Journal"],)),
        Sheet("Controls", (_controls(accrual, tables), _days(accrual), _about(accrual, basis))),
    )
    title = f"{basis.company}: accrual as of {accrual.on}, as recorded by {basis.recorded_on}"
    return workbook_of(sheets, title, accrual.on, locked=True)


_KEY = ("Legal entity", "Cost centre", "Plan", "Component", "Payee", "Currency")


_PARTS = ("Accrued", "Due on a later pay date", "Earned and held", "Earned in the open period")
_MOVED = ("Opening", "Earned since", "Paid since", "Not calculated any more", "Closing")


def _accrual(accrual: Accrual) -> SheetTable:
    rows: list[tuple[CellValue, ...]] = []
    for row in accrual.rows:
        key = row.key
        named = (key.legal_entity, key.cost_centre, key.plan, key.clause, key.payee, key.currency)
        rows.append((*named, *(Money(minor, key.currency) for minor in _amounts(row))))
    return SheetTable((*_KEY, *_PARTS, *(_MOVED if accrual.since else ())), rows)


def _totals(accrual: Accrual) -> SheetTable:
    """The rows added up by legal entity and currency."""
    sums: dict[tuple[str, str], list[int]] = {}
    for row in accrual.rows:
        key, amounts = (row.key.legal_entity, row.key.currency), _amounts(row)
        sums[key] = [a + b for a, b in zip(sums.get(key, [0] * len(amounts)), amounts, strict=True)]
    rows: list[tuple[CellValue, ...]] = [
        (entity, *[""] * 4, currency, *(Money(minor, currency) for minor in amounts))
        for (entity, currency), amounts in sorted(sums.items())
    ]
    columns = ("Total", *[""] * 4, "Currency", *_PARTS, *(_MOVED if accrual.since else ()))
    return SheetTable(columns, rows)


def _amounts(row: AccrualRow) -> tuple[int, ...]:
    accrued, movement = row.accrued, row.movement
    parts = (accrued.accrued_minor, accrued.due_minor, accrued.held_minor, accrued.open_minor)
    moved = () if movement is None else (
        movement.opening_minor, movement.earned_minor, -movement.paid_minor, movement.no_longer_minor,
        movement.closing_minor,
    )  # fmt: skip
    return (*parts, *moved)


def _working(accrual: Accrual) -> SheetTable:
    columns = (
        *("Line", "Plan", "Component", "Payee", "Deal or period", "Date", "Legal entity", "Currency"),
        *("Earned", "Paid", "Accrued", "Due on a later pay date", "Earned and held"),
        "Earned in the open period",
    )
    return SheetTable(
        columns,
        [
            (
                *(line.line_id, line.plan, line.clause, line.payee, line.unit, line.born_on),
                *(line.legal_entity, line.currency),
                *(Money(minor, line.currency) for minor in (
                    line.earned_minor, line.paid_minor, line.accrued_minor, line.due_minor, line.held_minor,
                    line.open_minor,
                )),
            )
            for line in accrual.working
        ],
    )  # fmt: skip


def _faults(accrual: Accrual) -> tuple[SheetTable, ...]:
    """Lines that cannot be valued; no table where there is none."""
    if not accrual.faults:
        return ()
    columns = ("Not calculated, in no total", "Plan", "Component", "Payee", "Why", "Paid for it")
    rows = [
        (each.line_id, each.plan, each.clause, each.payee, each.fault, Money(each.paid_minor, each.currency))
        for each in accrual.faults
    ]
    return (SheetTable(columns, rows),)


def _journal(accrual: Accrual) -> SheetTable:
    columns = (
        *("Date", "Legal entity", "Cost centre", "Plan", "Event", "Account", "Currency", "Debit", "Credit"),
    )
    rows: list[tuple[CellValue, ...]] = []
    for line in accrual.journal:
        amount = Money(abs(line.entry.amount_minor), line.currency)
        debit, credit = (amount, None) if line.entry.amount_minor > 0 else (None, amount)
        account = str(line.entry.account)
        rows.append((
            *(accrual.on, line.legal_entity, line.cost_centre, line.plan, line.event, account),
            *(line.currency, debit, credit),
        ))  # fmt: skip
    return SheetTable(columns, rows)


def _controls(accrual: Accrual, tables: Mapping[str, SheetTable]) -> SheetTable:
    columns = ("Control", "Currency", "Expected", "Found", "Added up here", "Difference", "Ties")
    return SheetTable(
        columns, [_control(check, at, tables) for at, check in enumerate(accrual.checks, start=2)]
    )


def _control(check: AccrualCheck, at: int, tables: Mapping[str, SheetTable]) -> tuple[CellValue, ...]:
    """A control in the sheet row `at`; no sheet shows the second engine's figures to add them up."""
    expected, found = (Money(each, check.currency) for each in (check.expected_minor, check.found_minor))
    places = digits(check.currency)
    own = None if check.own is None else Calculated(f"ROUND({_sum(check.own, tables)},{places})", found)
    held = "D" if own is None else "E"
    difference = Money(check.found_minor - check.expected_minor, check.currency)
    ties = "yes" if check.found_minor == check.expected_minor else "NO"
    return (
        *(check.what, check.currency, expected, found, own),
        Calculated(f"ROUND({held}{at}-C{at},{places})", difference),
        Calculated(f'IF(AND(D{at}=C{at},{held}{at}=C{at}),"yes","NO")', ties),
    )


def _sum(own: AccrualSum, tables: Mapping[str, SheetTable]) -> str:
    """Such as `SUMPRODUCT(EXACT(Accrual!$F$2:$F$9,"USD")*(Accrual!$G$2:$G$9))`."""
    table = tables[own.sheet]

    def column(name: str) -> str:
        letter = get_column_letter(table.columns.index(name) + 1)
        return f"{own.sheet}!${letter}$2:${letter}${max(len(table.rows), 1) + 1}"

    quoted = [(column(name), text.replace('"', '""')) for name, text in own.where]
    rows = "*".join(f'EXACT({cells},"{text}")' for cells, text in quoted)
    signed = [*((name, "+") for name in own.plus), *((name, "-") for name in own.minus)]
    return "".join(f"{sign}SUMPRODUCT({rows}*{column(name)})" for name, sign in signed).removeprefix("+")


def _days(accrual: Accrual) -> SheetTable:
    columns = ("Plan", "Paid through", "Closed through", "Valued at", "Next pay date", "Digest of its text")
    return SheetTable(
        columns,
        [
            (each.plan.name, each.days.paid_on, each.days.closed_on, each.days.on, each.days.pay_on,
             each.plan.text_digest)
            for each in accrual.plans
        ],
    )  # fmt: skip


def _about(accrual: Accrual, basis: AccrualBasis) -> SheetTable:
    moved: tuple[tuple[CellValue, ...], ...] = (("Moved since", accrual.since),) if accrual.since else ()
    return SheetTable(
        ("The accrual", ""),
        [
            ("Company", basis.company),
            ("As of", accrual.on),
            *moved,
            ("Facts as recorded by", basis.recorded_on),
            ("Digest of the facts", basis.facts_digest),
            ("Engine", basis.engine),
            ("Lines that could not be calculated and are in no total", len(accrual.faults)),
        ],
    )
