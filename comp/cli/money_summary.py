"""What the plans do with money, as tables on a terminal and as values for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comp.language.analysis import Finding, Report, Verdict
from comp.language.core import Clause, Pay, Plan, Program

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# What is asked of each pay, as the head of its column.
COLUMNS = {
    "M001": "on target",
    "M002": "more never pays less",
    "M003": "jumps",
    "M004": "most per period",
    "M005": "one deal as two",
    "M008": "order matters",
}
_OF_PLANS = {"M007": "tie between selling and keeping", "M009": "losses", "M010": "credited for nothing"}


def show_money(program: Program, report: Report, console: Console) -> None:
    """A table of every pay, then what concerns plans as wholes and what one row is paid by all of them."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title="What the plans do with money", title_justify="left", show_lines=False)
    table.add_column("plan, pay", overflow="fold")
    for head in COLUMNS.values():
        table.add_column(head, overflow="fold")
    for plan in program.plans:
        if not any(isinstance(each, Pay) for _, each in plan.statements()):
            continue
        table.add_row(Text(plan.name, style="bold"))
        for clause in plan.clauses:
            for pay, cells in _rows(plan, clause, report):
                table.add_row(Text(f"  {pay}"), *map(_cell, cells))
    console.print(table)
    for line in _lines(report):
        console.print(line)


def money_json(report: Report) -> list[dict[str, object]]:
    """Every finding as plain values."""
    return [
        {
            "code": finding.code,
            "plan": finding.plan,
            "clause": finding.clause,
            "pay": finding.pay,
            "verdict": finding.verdict.value,
            "short": finding.short,
            "text": finding.text,
            "warning": finding.is_warning,
            "allowed_because": finding.because,
        }
        for finding in report.findings
    ]


def _rows(plan: Plan, clause: Clause, report: Report) -> list[tuple[str, list[Finding | None]]]:
    """One row for each pay; what is asked of the clause stands beside its first pay."""
    rows: list[tuple[str, list[Finding | None]]] = []
    pays = [each for each in clause.statements if isinstance(each, Pay)]
    for index, pay in enumerate(pays):
        of_clause = report.of(plan.name, "M001", clause=clause.name) if index == 0 else None
        rest = [report.of(plan.name, code, pay.name) for code in COLUMNS if code != "M001"]
        rows.append((pay.name, [of_clause, *rest]))
    return rows


def _cell(finding: Finding | None) -> Text:
    from rich.text import Text

    if finding is None:
        return Text("")
    short = f"{finding.short} (allowed)" if finding.because is not None else finding.short
    style = "yellow" if finding.is_warning else "dim" if finding.verdict is Verdict.NOT_PROVED else ""
    return Text(short, style=style)


def _lines(report: Report) -> list[str]:
    """What is not of one pay: reasons that are given, what nothing ties, and what one row is paid."""
    told = [
        f"{finding.plan}: {_OF_PLANS[finding.code]}: {finding.short}"
        for finding in report.findings
        if finding.code in _OF_PLANS and finding.verdict is Verdict.FOUND and finding.because is None
    ]
    told += [
        f"{finding.plan}: {finding.code} allowed: {finding.because}"
        for finding in report.findings
        if finding.because is not None
    ]
    return told + [finding.text for finding in report.findings if finding.code == "M006"]
