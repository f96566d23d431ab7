"""What payroll imports from a run, the lines behind every row of it, and the controls that tie both together.

Only payable amounts go to payroll. Amounts are whole minor units; this module must not format or write them,
and must not change one: what does not add up stops the export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from comp.errors import CompError
from comp.facts.company import Settlement
from comp.finance.pay_date import pay_date
from comp.language.money import digits
from comp.runs import Manifest, Run


class PayrollRefusedError(CompError):
    """The run cannot be paid as it stands."""

    exit_code = 1


@dataclass(frozen=True, slots=True, order=True)
class ImportKey:
    """What payroll adds up by."""

    employee_id: str
    earning_code: str
    legal_entity: str
    currency: str
    pay_on: date
    period: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the payroll import; `number` is its place, from 1."""

    number: int
    key: ImportKey
    amount_minor: int


@dataclass(frozen=True, slots=True)
class WorkingRow:
    """A line of the run behind an import row."""

    import_row: int
    line_id: str
    payee: str
    plan: str
    clause: str
    pay: str
    unit: str  # the deal, or the performance period
    born_on: date
    currency: str
    payable_minor: int


@dataclass(frozen=True, slots=True)
class Check:
    """Two ways to the same total, which are equal to the minor unit in every export that is written."""

    what: str
    currency: str
    expected_minor: int
    found_minor: int
    count: int


@dataclass(frozen=True, slots=True)
class Payroll:
    """Everything that the workbook shows."""

    manifest: Manifest
    imports: tuple[ImportRow, ...]
    working: tuple[WorkingRow, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """How the company settles: payroll's id of a payee, and the legal entity that pays them on a day."""

    settlement: Settlement
    employee_id: Callable[[str], str]
    legal_entity: Callable[[str, date], str]
    allow_faults: bool = False


def payroll(run: Run, terms: Terms) -> Payroll:
    """Sum a run's payable lines by payroll's key.

    A key whose lines cancel out keeps its row of zero, so that every line with an amount has a row.

    Raises:
        PayrollRefusedError: the run has faults that the workspace does not allow, a pay has no earning code,
            or totals do not tie.
    """
    if run.manifest.faults and not terms.allow_faults:
        raise PayrollRefusedError(_about_faults(run))
    paid = [row for row in run.lines.sort("line_id").iter_rows(named=True) if row["payable_minor"]]
    ends = {plan.plan: plan.last_day for plan in run.manifest.plans}
    keys = [_key(row, run.manifest.period, ends, terms) for row in paid]
    sums: dict[ImportKey, int] = defaultdict(int)
    for key, row in zip(keys, paid, strict=True):
        sums[key] += row["payable_minor"]
    imports = tuple(ImportRow(number, key, sums[key]) for number, key in enumerate(sorted(sums), start=1))
    number_of = {row.key: row.number for row in imports}
    working = [_working(number_of[key], row) for key, row in zip(keys, paid, strict=True)]
    working.sort(key=lambda row: (row.import_row, row.line_id))
    checks = _checks(run, imports, working)
    _require_tied(checks)
    return Payroll(run.manifest, imports, tuple(working), checks)


def _key(row: dict[str, Any], period: str, ends: dict[str, date], terms: Terms) -> ImportKey:
    code = terms.settlement.earning_code(row["plan"], row["pay"])
    if code is None:
        raise PayrollRefusedError(
            f"comp.toml gives no earning code for {row['plan']}.{row['pay']}; "
            f"write one, or a default, in [settlement.earning_codes]"
        )
    return ImportKey(
        employee_id=terms.employee_id(row["payee"]),
        earning_code=code,
        legal_entity=terms.legal_entity(row["payee"], row["born_on"]),
        currency=row["currency"],
        pay_on=pay_date(terms.settlement, ends[row["plan"]]),
        period=period,
    )


def _working(import_row: int, row: dict[str, Any]) -> WorkingRow:
    return WorkingRow(
        import_row=import_row,
        line_id=row["line_id"],
        payee=row["payee"],
        plan=row["plan"],
        clause=row["clause"],
        pay=row["pay"],
        unit=row["fact"] or row["performance_period"],
        born_on=row["born_on"],
        currency=row["currency"],
        payable_minor=row["payable_minor"],
    )


def _checks(run: Run, imports: Sequence[ImportRow], working: Sequence[WorkingRow]) -> tuple[Check, ...]:
    """Hold the import against the run's three own accounts: its lines, its payouts and its manifest."""
    checks = [*_per_currency(run, imports), *_per_pay(run, working), *_per_plan(run, working)]
    behind: dict[int, int] = defaultdict(int)
    for row in working:
        behind[row.import_row] += row.payable_minor
    differing = [row for row in imports if behind[row.number] != row.amount_minor]
    return (
        *checks,
        Check("import rows that differ from the lines behind them", "", 0, len(differing), len(imports)),
    )


def _per_currency(run: Run, imports: Sequence[ImportRow]) -> Iterable[Check]:
    lines: dict[str, int] = defaultdict(int)
    for currency, minor in run.lines.select("currency", "payable_minor").iter_rows():
        lines[currency] += minor or 0
    for currency in sorted(lines):
        rows = [row.amount_minor for row in imports if row.key.currency == currency]
        yield Check(
            "all import rows, against the run's lines", currency, lines[currency], sum(rows), len(rows)
        )


def _per_pay(run: Run, working: Sequence[WorkingRow]) -> Iterable[Check]:
    payouts: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in run.payouts.iter_rows(named=True):
        payouts[row["plan"], row["pay"], row["currency"]] += _minor(row["payable"], row["currency"])
    for (plan, pay, currency), expected in sorted(payouts.items()):
        mine = [
            row.payable_minor for row in working if (row.plan, row.pay, row.currency) == (plan, pay, currency)
        ]
        yield Check(f"{plan}.{pay}, against payouts.csv", currency, expected, sum(mine), len(mine))


def _per_plan(run: Run, working: Sequence[WorkingRow]) -> Iterable[Check]:
    for plan in run.manifest.plans:
        mine = [row.payable_minor for row in working if row.plan == plan.plan]
        yield Check(
            f"{plan.plan}, against the manifest", plan.currency, plan.payable_minor, sum(mine), len(mine)
        )


def _require_tied(checks: Iterable[Check]) -> None:
    for check in checks:
        if check.expected_minor != check.found_minor:
            raise PayrollRefusedError(
                f"no payroll: {check.what}: {check.found_minor} where {check.expected_minor} minor units "
                f"{check.currency} were expected; the run's folder was changed, run the period again"
            )


def _minor(text: str, currency: str) -> int:
    """A decimal of payouts.csv in minor units; it has the currency's digits, so nothing is rounded."""
    sign, figures, exponent = Decimal(text).as_tuple()
    if exponent != -digits(currency):
        raise PayrollRefusedError(f"no payroll: {text} in payouts.csv is not an amount of {currency}")
    minor = int("".join(map(str, figures)))
    return -minor if sign else minor


def _about_faults(run: Run) -> str:
    first = run.faults.row(0, named=True) if run.faults.height else None
    where = f"; the first: {first['line_id'] or first['fact']}: {first['fault']}" if first else ""
    return (
        f"no payroll: {run.manifest.faults} lines of this run could not be calculated (faults.csv){where}. "
        "Mend the facts and run the period again, or set allow_refused in comp.toml to pay the rest"
    )
