"""The way from one run's inputs to another's: one input after another exchanged, and what each step moves.

Whatever the causes are, the parts of a line add up to the difference between its two ends (decision 0033).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, Final, TypeAlias

import polars as pl

from comp.facts import Workspace, WorkspaceError
from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar, Period
from comp.language.core import Plan, Program, Source
from comp.runs.attribution_facts import FactsStep, RowChange, facts_steps
from comp.runs.attribution_plans import PlanPart, checked_texts, exchanged, plan_change
from comp.runs.attribution_result import AttributedLine, Attribution, Cause, CauseKind, CausePart
from comp.runs.attribution_values import LINE, MEASURED, TOLD, Valuer, reads
from comp.runs.attribution_words import parts_text, step_text
from comp.runs.inputs import Inputs
from comp.runs.past_inputs import facts_tables, imports_seen, row_key
from comp.runs.run import Progress
from comp.runs.spans import PaidSpan, paid_spans

MOST_STEPS: Final = 50
"""Where more rows or parts differ, some are exchanged together."""
MOST_LINES: Final = 1_000_000
"""So many lines are valued step by step, which makes fewer steps where a run has many."""
_FEWEST_STEPS: Final = 5

SpansOf: TypeAlias = Callable[[Iterable[Plan], Calendar, Period], dict[str, PaidSpan]]
"""Which plans are valued, and over which days."""


class Between:
    """Walks from one run's inputs to another's."""

    def __init__(
        self,
        workspace: Workspace,
        first: Inputs,
        last: Inputs,
        progress: Progress,
        spans_of: SpansOf = paid_spans,
    ) -> None:
        self._workspace, self._progress, self._spans_of = workspace, progress, spans_of
        self._first, self._last = first, last
        self._imports = imports_seen(workspace, last.last_import)
        self._valuer = Valuer()
        self._tables: dict[Source, pl.DataFrame] = {}
        self._causes: list[Cause] = []
        self._steps: dict[int, FactsStep] = {}
        self._moved: list[pl.DataFrame] = []
        self._notes: list[str] = []
        self._now = pl.DataFrame()

    def walk(self, a: pl.DataFrame | None = None, b: pl.DataFrame | None = None) -> list[pl.DataFrame]:
        """Take every step; with the amounts that were recorded at either end, gives what differs there."""
        first = self._valuer.lines(self._first)
        self._now = first if a is None else a
        before = self._moved_to(first)
        state = self._period(self._first)
        state = self._facts(state)
        self._plans(state)
        after = self._moved_to(self._now if b is None else b)
        return [before, after]

    def come_to(self, amounts: pl.DataFrame, rest: Cause) -> None:
        """Note what of these differences no step moved, as one more cause."""
        moves = pl.concat([amounts.clear(), *(each.drop("cause") for each in self._moved)])
        moved = moves.group_by(*LINE).agg(pl.col(TOLD).last(), pl.col(MEASURED).sum())
        # A line that is mended, or a fault now, was told by the step that made it so.
        self._now = moved.with_columns(pl.lit(0, pl.Int64).alias("faults"))
        self.note(rest, self._moved_to(amounts))

    def result(self, *notes: str) -> Attribution:
        """What was found on the way."""
        known_by = self._first.view.recorded_on
        lines = tuple(self._lines())
        return Attribution(known_by, tuple(self._causes), lines, (*self._notes, *notes))

    def _period(self, state: Inputs) -> Inputs:
        """A's plans and facts, but the period that B pays, by B's calendar."""
        b = self._last
        if (state.period, state.calendar) == (b.period, b.calendar):
            return state
        said = [f"A pays {state.period.name}, B pays {b.period.name}"] if state.period != b.period else []
        said += ["the company's calendar changed"] if state.calendar != b.calendar else []
        state = self._paid(replace(state, period=b.period, calendar=b.calendar), state.program)
        return self._step(Cause(CauseKind.PERIOD, "; ".join(said)), state)

    def _facts(self, state: Inputs) -> Inputs:
        """B's facts, row by row where few differ, as far as A's plans declare them."""
        sources = state.program.sources
        after = {name: self._known_to_b(source, state) for name, source in sources.items()}
        read = {name for plan, _ in state.plans() for name in reads(state.program, plan)}
        keys = {name: row_key(self._imports, sources[name], self._last.view.recorded_on) for name in read}
        steps = facts_steps(
            [sources[name] for name in read], keys, state.snapshot.tables, after, self._most()
        )
        for step in steps:
            table = step.applied(state.snapshot.tables[step.source.name])
            state = _with_tables(state, {step.source.name: table})
            kind = CauseKind.FACT if step.is_fact else CauseKind.CORRECTION
            said = step_text(step, self._first.view.recorded_on)
            self._steps[len(self._causes)] = step
            rows = () if step.whole else step.rows()
            self._step(Cause(kind, said, rows, count=step.count, whole=step.whole), state)
        if any(step.whole for step in steps):
            self._notes.append(
                "More rows differ than are exchanged one by one; those of a source were exchanged together, "
                "and a line names those about its fact."
            )
        return _with_tables(state, {name: after[name] for name in sources if name not in read})

    def _plans(self, state: Inputs) -> None:
        """B's plans, part by part, and at last all of B."""
        plans = state.spans.keys() | self._last.spans.keys()
        change = plan_change(self._first.texts, self._last.texts, plans)
        if len(change.groups(self._most())) < len(change.parts):
            self._notes.append("More parts of plans differ than are exchanged one by one.")
        left: tuple[PlanPart, ...] = ()
        for parts, program in exchanged(change, self._most(), checked_texts):
            hybrid = None if program is None else self._with_program(state, program)
            if hybrid is None:
                left += parts
                continue
            self._step(Cause(CauseKind.PLAN, parts_text((*left, *parts)), parts=(*left, *parts)), hybrid)
            left = ()
        moved = self._moved_to(self._valuer.lines(self._last))
        if moved.height or left:
            said = parts_text(left) if left else "the plans, in what cannot be told part by part"
            self.note(Cause(CauseKind.PLAN, said, parts=left), moved)

    def _with_program(self, state: Inputs, program: Program) -> Inputs | None:
        """The state with other plans; None where the facts do not fit what they declare."""
        same = state.program.sources
        try:
            tables = {
                name: state.snapshot.tables[name] if source == same.get(name) else self._folded(source)
                for name, source in program.sources.items()
            }
        except WorkspaceError:
            return None
        view = replace(state.view, snapshot=Snapshot(program.sources, tables, ""))
        return self._paid(replace(state, view=view), program)

    def _most(self) -> int:
        """How many steps of a kind are taken one by one."""
        return min(MOST_STEPS, max(_FEWEST_STEPS, MOST_LINES // max(1, self._now.height)))

    def _paid(self, state: Inputs, program: Program) -> Inputs:
        """The state with these plans, and the days of them that are valued."""
        spans = self._spans_of(program.plans, state.calendar, state.period)
        return replace(state, program=program, spans=spans)

    def _known_to_b(self, source: Source, state: Inputs) -> pl.DataFrame:
        """A source's rows as B knew them; A's, where they do not fit what A's plans declare any more."""
        try:
            return self._folded(source)
        except WorkspaceError:
            return state.snapshot.tables[source.name]

    def _folded(self, source: Source) -> pl.DataFrame:
        """A source's rows as B knew them, always the same table."""
        if source not in self._tables:
            rows = facts_tables(
                self._workspace, self._imports, {source.name: source}, self._last.view.recorded_on
            )
            self._tables[source] = Snapshot.of({source.name: source}, rows).tables[source.name]
        return self._tables[source]

    def _step(self, cause: Cause, state: Inputs) -> Inputs:
        """Take a step, and note what it moved."""
        self._progress(cause.text, len(self._causes), len(self._causes) + 1)
        self.note(cause, self._moved_to(self._valuer.lines(state)))
        return state

    def _moved_to(self, lines: pl.DataFrame) -> pl.DataFrame:
        """What of the lines is not as in the step before; from here on they are these."""
        before, self._now = self._now, lines
        both = lines.join(before, on=LINE, how="full", coalesce=True, suffix="_before")
        return both.select(
            *LINE,
            *(pl.coalesce(name, f"{name}_before") for name in TOLD),
            *(pl.col(name).fill_null(0) - pl.col(f"{name}_before").fill_null(0) for name in MEASURED),
        ).filter(pl.any_horizontal(pl.col(name) != 0 for name in MEASURED))

    def note(self, cause: Cause, moved: pl.DataFrame) -> None:
        """Add a cause and what it moved."""
        sums = moved.group_by(*LINE).agg(pl.col(TOLD).last(), pl.col(MEASURED).sum())
        self._moved.append(sums.with_columns(pl.lit(len(self._causes)).alias("cause")))
        self._causes.append(cause)

    def _lines(self) -> Iterator[AttributedLine]:
        """Every line that was moved, with its parts in the order of the causes."""
        if not self._moved:
            return
        moved = pl.concat(self._moved).sort(*LINE, "cause")
        about = {
            place: _by_fact(step, moved.filter(pl.col("cause") == place))
            for place, step in self._steps.items()
            if step.whole
        }
        for _, rows in groupby(moved.iter_rows(named=True), key=lambda row: [row[name] for name in LINE]):
            yield _line(list(rows), about)


def _with_tables(state: Inputs, tables: Mapping[str, pl.DataFrame]) -> Inputs:
    """The state with some tables exchanged; nobody asks such a snapshot for a digest."""
    snapshot = Snapshot(state.snapshot.sources, {**state.snapshot.tables, **tables}, "")
    return replace(state, view=replace(state.view, snapshot=snapshot))


def _by_fact(step: FactsStep, moved: pl.DataFrame) -> dict[str, list[RowChange]]:
    """The rows of a step that was taken as a whole, by the facts of the lines it moved."""
    facts = set(moved["fact"].drop_nulls())
    found: dict[str, list[RowChange]] = {}
    for row in step.rows_about(facts):
        for fact in row.about & facts:
            found.setdefault(fact, []).append(row)
    return found


def _line(rows: list[dict[str, Any]], about: Mapping[int, Mapping[str, list[RowChange]]]) -> AttributedLine:
    last = rows[-1]
    parts = [
        CausePart(
            row["cause"],
            row["earned_minor"],
            row["payable_minor"],
            row["faults"],
            tuple(about.get(row["cause"], {}).get(row["fact"], ())),
        )
        for row in rows
    ]
    return AttributedLine(
        line_id=last["line_id"],
        plan=last["plan"],
        clause=last["clause"],
        payee=last["payee"],
        fact=last["fact"],
        currency=last["currency"],
        earned_minor=sum(part.earned_minor for part in parts),
        payable_minor=sum(part.payable_minor for part in parts),
        faults=sum(part.faults for part in parts),
        parts=tuple(parts),
    )
