"""The controls of a payroll: import = working = the run's lines = its payouts = its manifest, to the cent.

Each is calculated here in whole minor units; `own` says how the workbook adds up the same rows by a formula.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from comp.finance.payroll_model import (
    Check,
    ImportRow,
    NotPaid,
    OwnSum,
    PayrollRefusedError,
    Summed,
    WorkingRow,
)
from comp.language.money import digits
from comp.runs import Run


def checks_of(
    run: Run, imports: Sequence[ImportRow], working: Sequence[WorkingRow], not_paid: NotPaid
) -> tuple[Check, ...]:
    """Hold the import against the run's three own accounts: its lines, its payouts and its manifest."""
    return (
        *_per_currency(run, imports, working),
        *_per_entity(imports, working),
        *_per_pay(run, working),
        *_per_plan(run, working),
        _rows_that_differ(imports, working),
        _every_line(run, working, not_paid),
    )


def require_tied(checks: Iterable[Check]) -> None:
    """Refuse what does not tie.

    Raises:
        PayrollRefusedError: with the first control that does not.
    """
    for check in checks:
        if not check.ties:
            unit = f"minor units {check.currency}" if check.currency else "rows"
            raise PayrollRefusedError(
                f"no payroll: {check.what}: {check.found_minor} where {check.expected_minor} {unit} "
                "were expected; the run's folder was changed, run the period again"
            )


def lines_by_currency(run: Run) -> dict[str, int]:
    """What the run's lines pay, added up; faults pay nothing."""
    sums: dict[str, int] = defaultdict(int)
    for currency, minor in run.lines.select("currency", "payable_minor").iter_rows():
        sums[currency] += minor or 0
    return dict(sorted(sums.items()))


def minor_of(text: str, currency: str, where: str) -> int:
    """A decimal with the currency's own digits in minor units, so that nothing is rounded.

    Raises:
        PayrollRefusedError: it is no such amount.
    """
    try:
        sign, figures, exponent = Decimal(text).as_tuple()
    except ArithmeticError:
        exponent, sign, figures = "", 0, ()
    if exponent != -digits(currency):
        raise PayrollRefusedError(f"no payroll: {text!r} in {where} is not an amount of {currency}")
    minor = int("".join(map(str, figures)))
    return -minor if sign else minor


def _per_currency(run: Run, imports: Sequence[ImportRow], working: Sequence[WorkingRow]) -> Iterator[Check]:
    for currency, expected in lines_by_currency(run).items():
        where = (("Currency", currency),)
        rows = [row.amount_minor for row in imports if row.key.currency == currency]
        own = OwnSum(Summed.IMPORT, where)
        yield Check("Import, against the run's lines", currency, expected, sum(rows), len(rows), own=own)
        lines = [row.payable_minor for row in working if row.currency == currency]
        own = OwnSum(Summed.WORKING, where)
        yield Check("Working, against the run's lines", currency, expected, sum(lines), len(lines), own=own)


def _per_entity(imports: Sequence[ImportRow], working: Sequence[WorkingRow]) -> Iterator[Check]:
    keys = {row.number: (row.key.legal_entity, row.key.currency) for row in imports}
    lines: dict[tuple[str, str], int] = defaultdict(int)
    for row in working:
        lines[keys[row.import_row]] += row.payable_minor
    for (entity, currency), expected in sorted(lines.items()):
        rows = [row.amount_minor for row in imports if keys[row.number] == (entity, currency)]
        own = OwnSum(Summed.IMPORT, (("Legal entity", entity), ("Currency", currency)))
        what = "Import of the legal entity, against its lines"
        yield Check(what, currency, expected, sum(rows), len(rows), entity, own)


def _per_pay(run: Run, working: Sequence[WorkingRow]) -> Iterator[Check]:
    payouts: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in run.payouts.iter_rows(named=True):
        payable = minor_of(row["payable"], row["currency"], "payouts.csv")
        payouts[row["plan"], row["pay"], row["currency"]] += payable
    lines: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in working:
        lines[row.plan, row.pay, row.currency].append(row.payable_minor)
    for (plan, pay, currency), expected in sorted(payouts.items()):
        mine = lines[plan, pay, currency]
        own = OwnSum(Summed.WORKING, (("Plan", plan), ("Pay", pay), ("Currency", currency)))
        yield Check(f"{plan}.{pay}, against payouts.csv", currency, expected, sum(mine), len(mine), own=own)


def _per_plan(run: Run, working: Sequence[WorkingRow]) -> Iterator[Check]:
    for plan in run.manifest.plans:
        mine = [row.payable_minor for row in working if row.plan == plan.plan]
        own = OwnSum(Summed.WORKING, (("Plan", plan.plan), ("Currency", plan.currency)))
        what = f"{plan.plan}, against the manifest"
        yield Check(what, plan.currency, plan.payable_minor, sum(mine), len(mine), own=own)


def _rows_that_differ(imports: Sequence[ImportRow], working: Sequence[WorkingRow]) -> Check:
    behind: dict[int, int] = defaultdict(int)
    for row in working:
        behind[row.import_row] += row.payable_minor
    differing = [row for row in imports if behind[row.number] != row.amount_minor]
    what = "import rows that differ from the lines behind them"
    return Check(what, "", 0, len(differing), len(imports), own=OwnSum(Summed.DIFFERING))


def _every_line(run: Run, working: Sequence[WorkingRow], not_paid: NotPaid) -> Check:
    """Each line of the run is in Working, pays nothing, or is a fault."""
    expected = run.manifest.lines - not_paid.of_zero - not_paid.faults
    what = "lines of the run that pay something, against Working"
    return Check(what, "", expected, len(working), run.manifest.lines, own=OwnSum(Summed.LINES))
