"""`comp accrual`: what is earned and not yet paid at a day, for the books."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import (
    DATE,
    console,
    counted,
    exit_with_faults,
    json_option,
    progress_shown,
    recorded_option,
    today,
    whole_numbers,
    workspace_argument,
    write_file,
    write_json,
)

if TYPE_CHECKING:
    from comp.facts import View
    from comp.finance import Accrual
    from comp.finance.accrual_result import AccrualRow


@click.command()
@workspace_argument
@click.option("--as-of", "on", type=DATE, metavar="DATE", required=True, help="The day of the books.")
@click.option(
    "--since", type=DATE, metavar="DATE", help="An earlier day: show how the accrual moved from there."
)
@recorded_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The workbook (.xlsx) to write; one that is there is replaced.",
)
@json_option
def command(
    workspace: Path, on: date, since: date | None, recorded: date | None, out: Path | None, *, as_json: bool
) -> None:
    """Show what is earned and not yet paid at the end of a day, for the books.

    Every line is valued by both engines as of that day, as of its plan's last payout that had ended, and of
    the last that was paid by [settlement] in comp.toml. Exit code 1 means that some lines are faults: they
    are listed and in no total.
    """
    from comp.facts import Workspace
    from comp.finance import (
        AccrualBasis,
        AccrualInputs,
        accrual_at,
        accrual_workbook,
        cost_centres,
        legal_entities,
    )
    from comp.runs import facts_view, load_program
    from comp.runs.run import engine_version

    if out is not None and out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{out}: the workbook's name ends in .xlsx")
    opened = Workspace.open(workspace)
    program = load_program(opened)
    with progress_shown() as progress:
        view = facts_view(opened, program, recorded, today(opened))
        settlement = opened.company.settlement
        inputs = AccrualInputs(
            program,
            view.snapshot,
            opened.company.calendar,
            settlement,
            legal_entities(settlement, view.snapshot),
            cost_centres(settlement, view.snapshot),
        )
        made = accrual_at(inputs, on, since, progress)
    if out is not None:
        basis = AccrualBasis(opened.company.name, view.recorded_on, view.snapshot.digest, engine_version())
        write_file(accrual_workbook(made, basis), out)
    if as_json:
        write_json(_as_data(made, view, out))
    else:
        _show(made, opened.company.name, view, out)
    exit_with_faults(faults=bool(made.faults))


def _show(made: Accrual, company: str, view: View, out: Path | None) -> None:
    from rich.table import Table

    from comp.language.money import format_minor

    title = f"{company}, earned and not paid at the end of {made.on}, as recorded by {view.recorded_on}"
    table = Table(title=title, title_justify="left")
    for heading in ("legal entity", "plan"):
        table.add_column(heading)
    moved = ("opening", "earned", "paid") if made.since else ()
    for heading in (*moved, "accrued", "due later", "held", "open period"):
        table.add_column(heading, justify="right")
    table.add_column("", no_wrap=True)
    totals: dict[str, list[int]] = {}
    for (entity, plan, currency), amounts in _by_plan(made.rows).items():
        table.add_row(entity, plan, *(format_minor(each, currency) for each in amounts), currency)
        running = totals.setdefault(currency, [0] * len(amounts))
        totals[currency] = [a + b for a, b in zip(running, amounts, strict=True)]
    table.add_section()
    for currency, amounts in sorted(totals.items()):
        table.add_row("all", "", *(format_minor(each, currency) for each in amounts), currency)
    screen = console()
    screen.print(whole_numbers(table) if made.rows else f"{title}: nothing.", markup=False)
    for fault in made.faults:
        screen.print(f"Not calculated, in no total: {fault.line_id}: {fault.fault}", markup=False)
    screen.print(f"{counted(len(made.checks), 'control')}, all tie; both engines agree on every line.")
    if out is not None:
        screen.print(f"Written to {out}", markup=False)


def _by_plan(rows: tuple[AccrualRow, ...]) -> dict[tuple[str, str, str], list[int]]:
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in rows:
        key = (row.key.legal_entity, row.key.plan, row.key.currency)
        amounts = _amounts(row)
        sums[key] = [a + b for a, b in zip(sums[key] or [0] * len(amounts), amounts, strict=True)]
    return sums


def _amounts(row: AccrualRow) -> list[int]:
    accrued, moved = row.accrued, row.movement
    parts = [accrued.accrued_minor, accrued.due_minor, accrued.held_minor, accrued.open_minor]
    return parts if moved is None else [moved.opening_minor, moved.earned_minor, -moved.paid_minor, *parts]


def _as_data(made: Accrual, view: View, out: Path | None) -> dict[str, object]:
    from comp.runs import decimal_text

    return {
        "as_of": made.on.isoformat(),
        "since": made.since and made.since.isoformat(),
        "recorded_on": view.recorded_on.isoformat(),
        "facts_digest": view.snapshot.digest,
        "out": None if out is None else str(out),
        "rows": [_row_as_data(row) for row in made.rows],
        "journal": [
            {
                "legal_entity": line.legal_entity,
                "cost_centre": line.cost_centre,
                "plan": line.plan,
                "event": line.event,
                "account": str(line.entry.account),
                "currency": line.currency,
                "debit": decimal_text(line.entry.amount_minor, line.currency),
            }
            for line in made.journal
        ],
        "faults": [{"line_id": each.line_id, "fault": each.fault} for each in made.faults],
    }


def _row_as_data(row: AccrualRow) -> dict[str, object]:
    from comp.runs import decimal_text

    key, accrued, moved = row.key, row.accrued, row.movement
    amounts = {
        "accrued": accrued.accrued_minor,
        "due_later": accrued.due_minor,
        "held": accrued.held_minor,
        "open_period": accrued.open_minor,
    }
    if moved is not None:
        amounts |= {
            "opening": moved.opening_minor,
            "earned_since": moved.earned_minor,
            "paid_since": moved.paid_minor,
            "not_calculated_any_more": moved.no_longer_minor,
        }
    return {
        "legal_entity": key.legal_entity,
        "cost_centre": key.cost_centre,
        "plan": key.plan,
        "component": key.clause,
        "payee": key.payee,
        "currency": key.currency,
        **{name: decimal_text(minor, key.currency) for name, minor in amounts.items()},
    }
