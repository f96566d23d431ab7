"""`comp ledger show`: the batches of the books, or the entries of a line or a payee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, whole_numbers, workspace_argument, write_json
from comp.errors import UnknownNameError

if TYPE_CHECKING:
    from rich.table import Table

    from comp.ledger import Amounts, LineKey
    from comp.workflow import PostedBatch, PostedEntry


@click.command()
@workspace_argument
@click.option("--payee", metavar="ID", help="The entries of a payee.")
@click.option("--line", metavar="ID", help="The entries of a line.")
@json_option
def command(workspace: Path, payee: str | None, line: str | None, *, as_json: bool) -> None:
    """Show what was posted: each batch, or the entries of a line or a payee with what they come to."""
    from comp.facts import Workspace
    from comp.workflow import batches_of, entries_posted, open_books

    opened = Workspace.open(workspace)
    with open_books(opened) as records, records.reading() as session:
        batches = batches_of(session)
        found = entries_posted(session, line, payee)
        if not found and (line or payee):
            _refuse(line, payee, entries_posted(session))
    if as_json:
        write_json([_entry(each, sums) for each, sums in _running(found)])
    elif line is None and payee is None:
        console().print(whole_numbers(_batches(batches, found)))
    else:
        for key, entries in groupby(
            sorted(_running(found), key=_by_line), key=lambda told: told[0].entry.key
        ):
            console().print(whole_numbers(_entries(key, entries)))


def _refuse(line: str | None, payee: str | None, every: Sequence[PostedEntry]) -> None:
    if line is not None:
        raise UnknownNameError("posted line", line, (each.entry.line for each in every))
    raise UnknownNameError("payee with an entry", payee or "", (each.entry.payee for each in every))


def _running(found: Sequence[PostedEntry]) -> list[tuple[PostedEntry, Amounts]]:
    """Each entry with what its line comes to with it."""
    from comp.ledger import NOTHING

    sums: dict[LineKey, Amounts] = {}
    told: list[tuple[PostedEntry, Amounts]] = []
    for each in found:
        sums[each.entry.key] = sums.get(each.entry.key, NOTHING).plus(each.entry.amounts)
        told.append((each, sums[each.entry.key]))
    return told


def _by_line(told: tuple[PostedEntry, Amounts]) -> tuple[LineKey, int]:
    return told[0].entry.key, told[0].number


def _entries(key: LineKey, told: Iterable[tuple[PostedEntry, Amounts]]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    from comp.language.money import format_minor

    line, currency = key
    table = Table(title=f"{escape(line)}, {currency}", title_justify="left")
    for heading in ("period", "posted as", "run", "posted"):
        table.add_column(heading)
    for heading in ("earned", "payable", "earned so far", "payable so far"):
        table.add_column(heading, justify="right")
    for each, sums in told:
        amounts = (*each.entry.amounts, *sums)
        table.add_row(*_batch(each.batch), *(format_minor(minor, currency) for minor in amounts))
    return table


def _batches(batches: Sequence[PostedBatch], found: Sequence[PostedEntry]) -> Table:
    from rich.table import Table

    from comp.language.money import format_minor

    table = Table(title="Batches", title_justify="left")
    for heading in ("period", "posted as", "run", "posted"):
        table.add_column(heading)
    for heading in ("entries", "earned", "payable"):
        table.add_column(heading, justify="right")
    table.add_column("")
    entries: dict[str, dict[str, list[Amounts]]] = {batch.results_digest: {} for batch in batches}
    for each in found:
        entries[each.batch.results_digest].setdefault(each.entry.currency, []).append(each.entry.amounts)
    for batch in batches:
        for currency, each in entries[batch.results_digest].items():
            sums = (sum(amounts) for amounts in zip(*each, strict=True))
            amounts = (format_minor(minor, currency) for minor in sums)
            table.add_row(*_batch(batch), f"{len(each):,}", *amounts, currency)
        if not entries[batch.results_digest]:
            table.add_row(*_batch(batch), "0", "", "", "")
    return table


def _batch(batch: PostedBatch) -> tuple[str, ...]:
    from rich.markup import escape

    posted = f"{batch.posted_at:%Y-%m-%d} by {escape(batch.posted_by)}"
    return batch.manifest.period, batch.kind.value, escape(batch.folder), posted


def _entry(each: PostedEntry, sums: Amounts) -> dict[str, object]:
    from comp.cli.explanation import minor_text

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
