"""`comp ledger show`: the batches of the books, or the entries of a line or a payee."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from comp.cli.explanation import minor_text
from comp.cli.output import console, json_option, whole_numbers, workspace_argument, write_json
from comp.errors import UnknownNameError
from comp.facts import Workspace
from comp.language.money import format_minor
from comp.ledger import NOTHING, Amounts, LineKey
from comp.workflow import PostedEntry, entries_posted, open_books


@click.command()
@workspace_argument
@click.option("--payee", metavar="ID", help="The entries of a payee.")
@click.option("--line", metavar="ID", help="The entries of a line.")
@json_option
def command(workspace: Path, payee: str | None, line: str | None, *, as_json: bool) -> None:
    """Show what was posted: each batch, or the entries of a line or a payee with what they come to."""
    opened = Workspace.open(workspace)
    with open_books(opened) as records, records.reading() as session:
        found = entries_posted(session, line, payee)
        if not found and (line or payee):
            _refuse(line, payee, entries_posted(session))
    if as_json:
        write_json([_entry(each, sums) for each, sums in _running(found)])
    elif line is None and payee is None:
        console().print(whole_numbers(_batches(found)))
    else:
        console().print(whole_numbers(_entries(found)))


def _refuse(line: str | None, payee: str | None, every: Sequence[PostedEntry]) -> None:
    if line is not None:
        raise UnknownNameError("posted line", line, (each.entry.line for each in every))
    raise UnknownNameError("payee with an entry", payee or "", (each.entry.payee for each in every))


def _running(found: Sequence[PostedEntry]) -> list[tuple[PostedEntry, Amounts]]:
    """Each entry with what its line comes to with it."""
    sums: dict[LineKey, Amounts] = {}
    told: list[tuple[PostedEntry, Amounts]] = []
    for each in found:
        sums[each.entry.key] = sums.get(each.entry.key, NOTHING).plus(each.entry.amounts)
        told.append((each, sums[each.entry.key]))
    return told


def _entries(found: Sequence[PostedEntry]) -> Table:
    table = Table(title="Entries", title_justify="left")
    for heading in ("line", "period", "posted as", "run", "posted"):
        table.add_column(heading)
    for heading in ("earned", "payable", "earned so far", "payable so far"):
        table.add_column(heading, justify="right")
    table.add_column("")
    before = ""
    ordered = sorted(_running(found), key=lambda told: (told[0].entry.key, told[0].number))
    for each, sums in ordered:
        entry, batch = each.entry, each.batch
        amounts = (entry.earned_minor, entry.payable_minor, *sums)
        table.add_row(
            escape(entry.line) if entry.line != before else "",
            entry.period,
            entry.kind.value,
            escape(batch.folder),
            f"{batch.posted_at:%Y-%m-%d} by {escape(batch.posted_by)}",
            *(format_minor(minor, entry.currency) for minor in amounts),
            entry.currency,
        )
        before = entry.line
    return table


def _batches(found: Sequence[PostedEntry]) -> Table:
    table = Table(title="Batches", title_justify="left")
    for heading in ("period", "posted as", "run", "posted"):
        table.add_column(heading)
    for heading in ("entries", "earned", "payable"):
        table.add_column(heading, justify="right")
    table.add_column("")
    sums: dict[tuple[str, str], tuple[int, Amounts]] = {}
    batches = {each.batch.results_digest: each.batch for each in found}
    for each in found:
        key = each.batch.results_digest, each.entry.currency
        count, amounts = sums.get(key, (0, NOTHING))
        sums[key] = count + 1, amounts.plus(each.entry.amounts)
    for (digest, currency), (count, amounts) in sums.items():
        batch = batches[digest]
        table.add_row(
            batch.manifest.period,
            batch.kind.value,
            escape(batch.folder),
            f"{batch.posted_at:%Y-%m-%d} by {escape(batch.posted_by)}",
            f"{count:,}",
            *(format_minor(minor, currency) for minor in amounts),
            currency,
        )
    return table


def _entry(each: PostedEntry, sums: Amounts) -> dict[str, object]:
    entry, batch = each.entry, each.batch
    return {
        "number": each.number,
        "line": entry.line,
        "payee": entry.payee,
        "plan": entry.plan,
        "clause": entry.clause,
        "pay": entry.pay,
        "period": entry.period,
        "kind": entry.kind.value,
        "results_digest": batch.results_digest,
        "folder": batch.folder,
        "posted_by": batch.posted_by,
        "posted_at": batch.posted_at.isoformat(),
        "currency": entry.currency,
        "earned_minor": minor_text(entry.earned_minor),
        "payable_minor": minor_text(entry.payable_minor),
        "earned_so_far_minor": minor_text(sums.earned_minor),
        "payable_so_far_minor": minor_text(sums.payable_minor),
    }
