"""Draws everybody's statements of a run into a place: keeps what stands there, draws the rest, indexes.

Whatever ends it, the place holds whole files and an index that tells which of them are of which run.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.facts import Workspace
from comp.runs import Progress, load_run
from statements.from_run import chosen_payees
from statements.issuing.batches import Batches
from statements.issuing.content import Contents
from statements.issuing.correcting import CorrectionsDrawing
from statements.issuing.drawing import Drawing, Drawn, Outcome, Refused
from statements.issuing.index import (
    INDEX,
    Origin,
    Row,
    State,
    absent_rows,
    drawn_rows,
    index_csv,
    read_index,
    table_csv,
)
from statements.issuing.order import HandedSeal, Order
from statements.issuing.place import Place, opened_place
from statements.issuing.pool import Lost, Peaks, drawn_by_many
from statements.issuing.ties import COLUMNS, TOTALS, CurrencyTotals, require_ties, sums_by_payee
from statements.issuing.worker import peak_bytes

_FEW: Final = 12  # statements that are drawn before another process would have begun
_ROWS_WRITTEN_EACH_TIME: Final = (
    2_000  # of an index as it goes; a longer one is not written at each statement
)


@dataclass(slots=True)
class Issued:
    """What became of the statements that were asked for, by payee."""

    drawn: list[str] = field(default_factory=list[str])
    kept: list[str] = field(default_factory=list[str])
    refused: list[Refused] = field(default_factory=list[Refused])
    lost: list[Lost] = field(default_factory=list[Lost])
    totals: list[CurrencyTotals] = field(default_factory=list[CurrencyTotals])
    peak_bytes: int = 0  # the most memory that this process held
    peak_bytes_of_workers: list[int] = field(default_factory=list[int])  # and those that it started
    faults: int = 0  # of the run


def issue_statements(
    order: Order,
    payees: Sequence[str],
    out: Path,
    workers: int,
    progress: Progress,
    *,
    fresh: bool = False,
) -> Issued:
    """Draw the statements of the payees, or of everybody where none is named, into a folder or a zip.

    With `fresh` those that stand there are drawn again.

    Raises:
        CompError: the run or the place cannot be used, or the index does not tie to the run.
    """
    progress("opening", 0, 1)
    drawing = _opened(order.resolved())
    chosen = chosen_payees(drawing.run, payees)
    with opened_place(out) as place:
        return _Issuing(drawing, place, chosen, fresh=fresh).issue(workers, progress)


def _opened(order: Order) -> Drawing | CorrectionsDrawing:
    workspace, run = Workspace.open(order.workspace), load_run(order.run)
    if run.manifest.corrects:
        return CorrectionsDrawing.open(order, workspace, run)
    return Drawing.open(order, workspace, run)


def file_name(payee: str, period: str) -> str:
    """A name that is safe on any system; what cannot stand in one is written as its code."""
    safe = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"%{ord(found[0]):x}%", payee)
    return f"{safe}_{period}.pdf"


class _Issuing:
    """The statements while they are drawn."""

    def __init__(
        self, drawing: Drawing | CorrectionsDrawing, place: Place, chosen: Sequence[str], *, fresh: bool
    ) -> None:
        self._drawing = drawing
        self._place = place
        self._chosen = chosen
        self._period = drawing.run.manifest.period
        self._contents = Contents(drawing)
        self._sums = sums_by_payee(drawing.run)
        self._rows = _standing(place)  # by payee and period
        self._issued = Issued(faults=drawing.run.manifest.faults)
        self._to_draw = [payee for payee in chosen if fresh or not self._is_current(payee)]
        self._unwritten = 0

    def issue(self, workers: int, progress: Progress) -> Issued:
        """Draw what is to be drawn, and leave a complete index where nothing was lost."""
        issued, pending = self._issued, set(self._to_draw)
        issued.kept = [payee for payee in self._chosen if payee not in pending]
        self._place.remove(TOTALS)
        for payee in self._to_draw:
            self._pending(payee, "")
        self._write_index()
        try:
            with closing(self._outcomes(workers, progress)) as outcomes:
                for done, outcome in enumerate(outcomes, start=1):
                    self._take(outcome)
                    progress("drawing", done, len(self._to_draw))
        except BaseException:
            # A full disk, or ctrl-C: what was written before is still told, where that is possible.
            with suppress(CompError):
                self._write_index()
            raise
        self._write_index()
        issued.drawn.sort()
        issued.peak_bytes = peak_bytes()
        if not issued.lost:
            self._complete()
        return issued

    def _outcomes(self, workers: int, progress: Progress) -> Generator[Outcome | Lost]:
        """Drawn here where there is little to draw or one process is wanted, else by several."""
        lines = {payee: sum(count for _, _, count in self._sums[payee].values()) for payee in self._to_draw}
        count = min(workers, len(lines))
        if count <= 1 or len(lines) < _FEW or isinstance(self._drawing, CorrectionsDrawing):
            return self._drawn_here(Batches(lines, 1), progress)
        peaks = Peaks(self._issued.peak_bytes_of_workers)
        handed = HandedSeal.of(self._drawing.seal)
        return drawn_by_many(self._drawing.order, handed, Batches(lines, count), count, peaks)

    def _drawn_here(self, batches: Batches, progress: Progress) -> Generator[Outcome]:
        while batch := batches.next():
            yield from self._drawing.draw(batch, progress)

    def _take(self, outcome: Outcome | Lost) -> None:
        match outcome:
            case Drawn(payee=payee):
                name = file_name(payee, self._period)
                self._place.write(name, outcome.pdf)
                self._rows[payee, self._period] = drawn_rows(outcome, self._origin(payee), name)
                self._issued.drawn.append(payee)
            case Refused(payee=payee, reason=reason):
                self._place.remove(file_name(payee, self._period))
                self._absent(payee, State.REFUSED, reason)
                self._issued.refused.append(outcome)
            case Lost(payee=payee, reason=reason):
                self._pending(payee, reason)
                self._issued.lost.append(outcome)
        self._unwritten += 1
        if self._unwritten > len(self._rows) // _ROWS_WRITTEN_EACH_TIME:
            self._write_index()

    def _pending(self, payee: str, reason: str) -> None:
        """Say that the payee waits; an earlier statement is told as long as it stands there."""
        told = self._rows.get((payee, self._period), ())
        if not any(row.state == State.DRAWN for row in told):
            self._absent(payee, State.PENDING, reason)

    def _absent(self, payee: str, state: State, reason: str) -> None:
        self._rows[payee, self._period] = absent_rows(
            payee, self._sums[payee], self._origin(payee), state, reason
        )

    def _origin(self, payee: str) -> Origin:
        return Origin(self._period, self._contents.run, self._contents.of(payee))

    def _is_current(self, payee: str) -> bool:
        """Whether the payee's statement stands there, drawn from the same."""
        rows = self._rows.get((payee, self._period), ())
        content = self._contents.of(payee)
        return bool(rows and content) and all(
            row.state == State.DRAWN and row.content == content for row in rows
        )

    def _write_index(self) -> None:
        self._unwritten = 0
        self._place.write(INDEX, index_csv(self._all_rows()))

    def _all_rows(self) -> Iterable[Row]:
        return (row for key in sorted(self._rows) for row in self._rows[key])

    def _complete(self) -> None:
        """Hold the index against the run, and say that it is complete."""
        run = self._drawing.run
        totals = require_ties(self._all_rows(), run, self._contents.run, self._chosen)
        self._place.write(TOTALS, table_csv(COLUMNS, [each.cells() for each in totals]))
        self._issued.totals = totals
        names = {row.file for row in self._all_rows() if row.file}
        last_day = max(plan.last_day for plan in run.manifest.plans)
        self._place.finish({INDEX, TOTALS, *names}, last_day)


def _standing(place: Place) -> dict[tuple[str, str], tuple[Row, ...]]:
    """What the place's index tells, without statements whose file is not there or is another by now."""
    rows: dict[tuple[str, str], tuple[Row, ...]] = {}
    data = place.read(INDEX)
    if data is None:
        return rows
    try:
        told = read_index(data)
    except CompError:
        return rows  # it is written anew, and every statement with it
    digests: dict[str, str] = {}
    for row in told:
        if row.file == file_name(row.payee, row.period) and row.file not in digests:
            content = place.read(row.file)
            digests[row.file] = "" if content is None else hashlib.sha256(content).hexdigest()
        if row.state == State.DRAWN and digests.get(row.file) == row.sha256:
            rows[row.payee, row.period] = (*rows.get((row.payee, row.period), ()), row)
    return rows
