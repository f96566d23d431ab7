"""Holds the books against the audit chain and against the runs' folders, batch by batch."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from comp.errors import CompError
from comp.facts import Workspace
from comp.language.money import format_minor
from comp.ledger import NOTHING, Amounts, Entry, LineKey, entries_digest, entries_of
from comp.records import AuditEntry, Records, check_chain, select
from comp.runs import Run, load_run
from comp.workflow.books import POSTED, PostedBatch, batches_of, entries_posted


@dataclass(frozen=True, slots=True)
class BooksReport:
    """What was held against what, and what does not hold; into `folders_gone` nobody could look."""

    batches: int
    entries: int
    audit_entries: int
    folders: int
    folders_gone: tuple[str, ...]
    faults: tuple[str, ...]


def check_books(records: Records, workspace: Workspace) -> BooksReport:
    """Check all of the books.

    The chain is followed; each batch's entries are those that the chain tells of and those of the run's
    folder, where it is there; and after each period the sum of a line's entries is what its run says that
    the line is worth.
    """
    with records.reading() as session:
        chain = check_chain(session)
        batches = batches_of(session)
        posted = entries_posted(session)
        told = set(session.exec(select(AuditEntry.subject).where(AuditEntry.action == POSTED)))
    entries: dict[str, list[Entry]] = defaultdict(list)
    for each in posted:
        entries[each.batch.results_digest].append(each.entry)
    faults = [f"audit chain: entry {chain.fault.number}: {chain.fault.what}"] if chain.fault else []
    faults += [
        f"audit chain: it tells of batch {digest}, which is not in the books"
        for digest in sorted(told - {batch.results_digest for batch in batches})
    ]
    for batch in batches:
        faults += _against_chain(batch, entries[batch.results_digest])
    folders = {batch.results_digest: _folder(workspace, batch) for batch in batches}
    faults += [found for found in folders.values() if isinstance(found, str)]
    runs = {digest: found for digest, found in folders.items() if isinstance(found, Run)}
    faults += _against_folders(batches, entries, runs)
    gone = tuple(batch.folder for batch in batches if folders[batch.results_digest] is None)
    return BooksReport(len(batches), len(posted), chain.entries, len(runs), gone, tuple(faults))


def _against_chain(batch: PostedBatch, entries: list[Entry]) -> list[str]:
    name = _name(batch)
    if not batch.told:
        return [f"{name}: the audit chain does not tell of it"]
    if batch.told["entries_digest"] != entries_digest(entries):
        return [f"{name}: its entries are not those that the audit chain tells of"]
    return []


def _folder(workspace: Workspace, batch: PostedBatch) -> Run | str | None:
    """The run of a batch; None where it is not in its folder any more; a sentence where that is damaged."""
    folder = workspace.path / batch.folder
    if not Path(folder).is_dir():
        return None
    try:
        run = load_run(folder)
    except CompError as error:
        return f"{_name(batch)}: {error}"
    return run if run.manifest.results_digest == batch.results_digest else None


def _against_folders(
    batches: tuple[PostedBatch, ...], entries: dict[str, list[Entry]], runs: dict[str, Run]
) -> list[str]:
    """Each batch against its run, and every line's sum against what the run says that it is worth."""
    faults: list[str] = []
    sums: dict[LineKey, Amounts] = {}
    for period, group in groupby(batches, key=lambda batch: batch.manifest.period):
        worth: dict[LineKey, Amounts] = {}
        # The run says what a line comes to with its corrections, so it is asked after these.
        for batch in sorted(group, key=lambda batch: not batch.manifest.corrects):
            mine, run = entries[batch.results_digest], runs.get(batch.results_digest)
            for entry in mine:
                sums[entry.key] = sums.get(entry.key, NOTHING).plus(entry.amounts)
            if run is not None:
                worth |= _worth(run)
                if sorted(mine) != sorted(entries_of(run)):
                    faults.append(f"{_name(batch)}: its entries are not those of the run in {batch.folder}")
        for key, amounts in sorted(worth.items()):
            if sums.get(key, NOTHING) != amounts:
                faults.append(_about_line(key, period, sums.get(key, NOTHING), amounts))
    return faults


def _about_line(key: LineKey, period: str, sums: Amounts, worth: Amounts) -> str:
    line, currency = key
    found, expected = ([format_minor(minor, currency) for minor in each] for each in (sums, worth))
    return (
        f"{line}: with {period} its entries come to {found[0]} earned and {found[1]} payable {currency}, and "
        f"the run says that it is worth {expected[0]} and {expected[1]}"
    )


def _worth(run: Run) -> dict[LineKey, Amounts]:
    lines = run.lines.filter(pl.col("fault").is_null())
    columns = ("line_id", "currency", "earned_after_minor", "payable_after_minor")
    return {
        (line, currency): Amounts(earned, payable)
        for line, currency, earned, payable in lines.select(columns).iter_rows()
    }


def _name(batch: PostedBatch) -> str:
    what = "corrections" if batch.manifest.corrects else "run"
    return f"batch of the {what} of {batch.manifest.period} ({batch.results_digest[:12]})"
