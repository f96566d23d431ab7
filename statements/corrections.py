"""Statements of a corrections folder: what changed of earlier periods, with the causes that the folder holds.

They rest on two runs, so they carry no proof. A cause that tells of what is another's is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from comp.errors import CompError
from comp.facts import People, Workspace
from comp.facts.company import Settlement
from comp.facts.snapshot import Snapshot
from comp.finance.pay_date import pay_date
from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.core import Kind, Program
from comp.reference import Facts
from comp.reference.discretion import Names
from comp.reference.saying import say
from comp.reference.whose import holder
from comp.runs import Run
from comp.runs.inputs import checked
from comp.runs.past_inputs import facts_tables, imports_seen, kept_plans
from statements.about import About
from statements.build import Explained, Row, RunSpan, Telling, build
from statements.build import Names as ShownNames
from statements.view import Basis, Statement

_AMOUNT = re.compile(r"(.*?): (-?[\d,]+(?:\.\d+)?)(?:; |$)", re.DOTALL)
_ALWAYS_TOLD = ("plan ", "shared: ", "A was calculated by ", "what was posted before")


@dataclass(frozen=True)
class Corrections:
    """A run that pays corrections, with the plans that it kept and the facts that it saw."""

    run: Run
    program: Program
    facts: Facts
    about: About
    settlement: Settlement

    def payees(self) -> list[str]:
        """Everybody whose past is corrected."""
        return sorted(set(self.run.lines["payee"].to_list()))

    def statement(self, payee: str, people: People) -> Statement:
        """A payee's statement of the corrections; both engines agreed on them when they were made."""
        rows = [row for row in self._rows if row["payee"] == payee]
        calendar = kept_plans(self.run).calendar
        span = _span(self.run, calendar)
        causes = OwnCauses(self.program, self.facts, payee, rows, self._names(people))
        explained = {row["line_id"]: Explained("", cause=causes.told(row["cause"] or "")) for row in rows}
        return replace(
            build(
                payee=payee,
                rows=rows,
                before=(),
                at_end=(),
                program=self.program,
                calendar=calendar,
                span=span,
                names=ShownNames(self.run.manifest.company, {payee: people.name_of(payee)}),
                telling=Telling(explained.__getitem__, self.about.of),
                basis=self._basis(len(rows)),
                paid_on=pay_date(self.settlement, span.last_day),
            ),
            corrects=True,
        )

    @cached_property
    def _rows(self) -> list[Row]:
        return list(self.run.lines.iter_rows(named=True))

    def _names(self, people: People) -> Names:
        return Names({*people.by_payee, *self.payees()})

    def _basis(self, lines: int) -> Basis:
        told = self.run.manifest
        return Basis(
            facts_digest=told.facts_digest,
            results_digest=told.results_digest,
            engine_version=told.engine,
            recorded_on=told.recorded_on,
            amounts_compared=4 * lines,  # earned and payable of each, as it was known and as it is
            refused_rows=told.refused,
        )


def open_corrections(
    workspace: Workspace, run: Run, columns: Mapping[str, tuple[str, ...]] | None = None
) -> Corrections:
    """Open a corrections folder's run with what it rests on; `columns` are those of `[statements.columns]`.

    Raises:
        CompError: it is no run of corrections, kept no plans, or the workspace has not the facts that it saw.
    """
    told = run.manifest
    if not told.corrects:
        raise CompError(f"this run of {told.period} pays the period itself and no corrections")
    texts = {f"plans/{name}": text for name, text in kept_plans(run).texts.items()}
    program = checked(load_texts(texts))
    imports = imports_seen(workspace, told.last_import)
    tables = facts_tables(workspace, imports, program.sources, told.recorded_on)
    snapshot = Snapshot.of(program.sources, tables)
    if snapshot.digest != told.facts_digest:
        raise CompError(
            f"the fact store of {workspace.path} does not give the facts that these corrections of "
            f"{told.period} were calculated from; name the workspace that they were made in"
        )
    facts = Facts(snapshot)
    about = About(program, facts, columns or {})
    return Corrections(run, program, facts, about, workspace.company.settlement)


class OwnCauses:
    """The causes of a payee's corrections that tell of nothing that is another's."""

    def __init__(self, program: Program, facts: Facts, payee: str, rows: Sequence[Row], names: Names) -> None:
        self._sources = program.sources
        self._facts = facts
        self._payee = payee
        self._names = names
        self._own = {
            (program.credits[row["credit"]].source, str(row["fact"]))
            for row in rows
            if row["credit"] is not None
        }
        words = "|".join(re.escape(name) for name in sorted(program.sources, key=len, reverse=True))
        self._mentioned = re.compile(rf"\b({words}) ([^\s,:;()]+)")

    def told(self, cause: str) -> str:
        """A line's causes, each with what it moved of the earned amount."""
        return "; ".join(
            f"{text if self._may_be_told(text) else say('another fact that this line rests on')}: {amount}"
            for text, amount in _AMOUNT.findall(cause)
        )

    def _may_be_told(self, text: str) -> bool:
        if text.startswith(_ALWAYS_TOLD):
            return True
        return not self._names.others_in(text, self._payee) and all(
            self._is_own(self._mentioned.findall(row)) for row in text.split("; ")
        )

    def _is_own(self, mentioned: Sequence[tuple[str, str]]) -> bool:
        """Whether a row that changed is the payee's, or nobody's and of facts that are the payee's.

        The row itself is mentioned first, then those that it refers to.
        """
        if not mentioned:
            return True  # rows that are only counted
        row, *referred = mentioned
        whose = self._whose(row)
        return whose is True or (whose is None and all(self._whose(each) is not False for each in referred))

    def _whose(self, row: tuple[str, str]) -> bool | None:
        """Whether a row is the payee's; None where it is nobody's."""
        source, key = row
        declared = self._sources[source]
        rows = self._facts.with_value(source, declared.key, key)
        columns = [column.name for column in declared.columns if column.kind is Kind.PAYEE]
        holders = {holder(self._facts, source, each) for each in rows} - {None}
        if row in self._own or holders:
            return row in self._own or holders == {self._payee}
        if rows and not columns:
            return None
        return self._payee in {each[column] for each in rows for column in columns}


def _span(run: Run, calendar: Calendar) -> RunSpan:
    """The period beside which the corrections are paid; every line that is corrected was born before it."""
    period = calendar.parse(run.manifest.period)
    return RunSpan(
        period=period.name,
        first_day=period.starts_on,
        last_day=period.last_day,
        first_day_of={plan.plan: date.max for plan in run.manifest.plans},
    )
