"""What payroll imports from a run, the lines behind every row of it, and the controls that tie both together.

Only payable amounts go to payroll. Amounts are whole minor units; this module must not format or write them,
and must not change one: what does not add up stops the export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from comp.finance.pay_date import pay_date
from comp.finance.payroll_checks import checks_of, require_tied
from comp.finance.payroll_differences import difference_checks, differences, require_comparable
from comp.finance.payroll_model import (
    ImportKey,
    ImportRow,
    NotPaid,
    Payroll,
    PayrollRefusedError,
    Terms,
    WorkingRow,
)
from comp.finance.payroll_statements import StatementTold, statement_checks
from comp.runs import PlanPaid, Run


def payroll(
    run: Run, terms: Terms, *, last: Run | None = None, statements: Sequence[StatementTold] | None = None
) -> Payroll:
    """Sum a run's payable lines by payroll's key.

    A key whose lines cancel out keeps its row of zero, so that every line with an amount has a row. `last` is
    the run paid last, which the differences are taken from; `statements` is what was issued for the run.

    Raises:
        PayrollRefusedError: the run has faults that the workspace does not allow, a pay has no earning code,
            or totals do not tie.
    """
    made = _made(run, terms)
    checks = [*made.checks]
    if statements is not None:
        checks += statement_checks(run, statements)
    if last is not None:
        require_comparable(run.manifest, last.manifest)
        paid = _made(last, terms)
        found = differences(made, paid, payees_now=_payees(run), payees_last=_payees(last))
        checks += difference_checks(found, run, last)
        made = replace(made, last=last.manifest, differences=found)
    require_tied(checks)
    return replace(made, checks=tuple(checks))


def _payees(run: Run) -> set[str]:
    """Everybody who has a line, be it of zero."""
    return set(run.lines["payee"].unique())


def _made(run: Run, terms: Terms) -> Payroll:
    if run.manifest.faults and not terms.allow_faults:
        raise PayrollRefusedError(_about_faults(run))
    paid = [row for row in run.lines.sort("line_id").iter_rows(named=True) if row["payable_minor"]]
    plans = {plan.plan: plan for plan in run.manifest.plans}
    keys = [_key(row, run.manifest.period, plans[row["plan"]], terms) for row in paid]
    sums: dict[ImportKey, int] = defaultdict(int)
    for key, row in zip(keys, paid, strict=True):
        sums[key] += row["payable_minor"]
    imports = tuple(ImportRow(number, key, sums[key]) for number, key in enumerate(sorted(sums), start=1))
    number_of = {row.key: row.number for row in imports}
    working = sorted(
        (
            _working(number_of[key], row, plans[row["plan"]].first_day)
            for key, row in zip(keys, paid, strict=True)
        ),
        key=lambda row: (row.import_row, row.line_id),
    )
    not_paid = NotPaid(
        of_zero=int((run.lines["payable_minor"] == 0).sum()),
        faults=run.lines["payable_minor"].null_count(),
    )
    checks = checks_of(run, imports, working, not_paid)
    return Payroll(run.manifest, imports, tuple(working), not_paid, checks)


def _key(row: dict[str, Any], period: str, plan: PlanPaid, terms: Terms) -> ImportKey:
    code = terms.settlement.earning_code(row["plan"], row["pay"])
    if code is None:
        raise PayrollRefusedError(
            f"comp.toml gives no earning code for {row['plan']}.{row['pay']}; "
            f"write one, or a default, in [settlement.earning_codes]"
        )
    payee: str = row["payee"]
    born_on: date = row["born_on"]
    return ImportKey(
        employee_id=terms.employee_id(payee),
        earning_code=code,
        legal_entity=terms.legal_entity(payee, born_on),
        cost_centre=terms.cost_centre(payee, born_on),
        currency=row["currency"],
        pay_on=pay_date(terms.settlement, terms.paid_with or plan.last_day),
        period=period,
    )


def _working(import_row: int, row: dict[str, Any], first_day: date) -> WorkingRow:
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
        earned_before_minor=row["earned_before_minor"],
        earned_now_minor=row["earned_after_minor"],
        payable_before_minor=row["payable_before_minor"],
        payable_now_minor=row["payable_after_minor"],
        payable_minor=row["payable_minor"],
        cause=row.get("cause") or "",
        earlier=row["born_on"] < first_day,
    )


def _about_faults(run: Run) -> str:
    first = run.faults.row(0, named=True) if run.faults.height else None
    where = f"; the first: {first['line_id'] or first['fact']}: {first['fault']}" if first else ""
    return (
        f"no payroll: {run.manifest.faults} lines of this run could not be calculated (faults.csv){where}. "
        "Mend the facts and run the period again, or set allow_refused in comp.toml to pay the rest"
    )
