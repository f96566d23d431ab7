"""A workspace as a notebook holds it: the same steps as the commands, with frames for tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from comp.facts import Workspace
from comp.facts.import_notes import import_notes
from comp.language import load
from comp.language.analysis import examine
from comp.language.diagnostic import Diagnostic
from comp.notebook.checked_facts import CheckedFacts, ImportedFacts
from comp.notebook.days import as_day, today
from comp.notebook.fact_tables import fact_table
from comp.notebook.frames import Holds, frame
from comp.notebook.html import shown
from comp.notebook.opened_run import OpenedRun
from comp.runs import (
    ExampleResult,
    calculate,
    load_program,
    load_run,
    prepare,
    run_examples,
    worth_text,
)

_DIAGNOSTICS: Final = {
    "severity": Holds.TEXT,
    "code": Holds.TEXT,
    "title": Holds.TEXT,
    "text": Holds.TEXT,
    "expected": Holds.TEXT,
    "hint": Holds.TEXT,
    "file": Holds.TEXT,
    "line": Holds.COUNT,
    "column": Holds.COUNT,
}
_EXAMPLES: Final = {
    **dict.fromkeys(("plan", "example", "expectation", "expected", "engine", "reference"), Holds.TEXT),
    "passed": Holds.TRUTH,
    "problem": Holds.TEXT,
    "file": Holds.TEXT,
    "line": Holds.COUNT,
}


def open_workspace(path: Path | str) -> OpenedWorkspace:
    """Open the workspace in a folder, as `comp init` makes one.

    Company file and people are read now; plans and facts anew by each step that needs them.

    Raises:
        WorkspaceError: it is no workspace, or one of its files is at fault.
    """
    return OpenedWorkspace(Workspace.open(path))


class OpenedWorkspace:
    """An opened workspace; `path` is its folder, `company` the company's name."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.path = workspace.path
        self.company = workspace.company.name

    def check(self) -> pd.DataFrame:
        """Check the plans, as `comp check` does; no row where there is no fault.

        Columns: severity (error or warning), code, title, text, expected (what could stand there), hint,
        file, line, column. Plans with an error are told here and not raised.

        Raises:
            WorkspaceError: there is no plan.
        """
        loaded = load(self._workspace.plan_paths())
        told = loaded.diagnostics
        if loaded.program is not None:
            told = examine(loaded.program, told).diagnostics
        return frame(_DIAGNOSTICS, (_diagnostic(each) for each in told))

    def test(self) -> pd.DataFrame:
        """Run the examples inside the plans on both engines, as `comp test` does.

        Columns: plan, example, expectation, expected, engine and reference (what each calculates), passed,
        problem (why it did not pass), file, line. An example that could not be run at all has one row,
        without an expectation.

        Raises:
            PlanFaultsError: the plans have errors.
            WorkspaceError: there is no plan.
        """
        program, calendar = load_program(self._workspace), self._workspace.company.calendar
        results = run_examples(program, calendar)
        return frame(_EXAMPLES, (row for result in results for row in _expectations(result)))

    def data_check(self) -> CheckedFacts:
        """Read every source as its files are now, as `comp data check` does; imports nothing.

        Raises:
            PlanFaultsError: the plans, which declare the sources, have errors.
            WorkspaceError: a mapping is at fault.
        """
        return CheckedFacts(self._workspace.check(load_program(self._workspace).sources))

    def import_facts(self, recorded: date | str | None = None) -> ImportedFacts:
        """Add what changed in the files to the fact store, as `comp data import` does.

        `recorded` is the day on which the facts were known, today by default.

        Raises:
            FactsRefused: rows are refused that nothing allows to leave out; nothing has been added.
            PlanFaultsError: the plans have errors.
            WorkspaceError: a mapping or the store is at fault, or another import is running.
        """
        sources = load_program(self._workspace).sources
        now = today(self._workspace)
        found = self._workspace.import_facts(sources, as_day(recorded) or now)
        notes = tuple(import_notes(self._workspace, found, now))
        return ImportedFacts(found.report, found.imported, found.recorded_on, notes)

    def run(self, period: str, recorded: date | str | None = None) -> OpenedRun:
        """Calculate what a period pays, as `comp run` does; it is kept in memory until it is written.

        `recorded` takes the facts as recorded by that day; without it, what changed is imported first.

        Raises:
            UnknownNameError: no plan is paid by such a period.
            InputFaultsError: the plans have errors, or rows were refused and nothing allows that.
            WorkspaceError: nothing was recorded by the day.
        """
        inputs = prepare(self._workspace, period, as_day(recorded), today(self._workspace))
        return OpenedRun(self._workspace, calculate(inputs), inputs)

    def load_run(self, folder: Path | str) -> OpenedRun:
        """Read a run back from the folder that `comp run` or `OpenedRun.write` wrote.

        Raises:
            CompError: the folder holds no run, or not what was calculated.
        """
        return OpenedRun(self._workspace, load_run(Path(folder)), folder=Path(folder))

    def facts(self, source: str, recorded: date | str | None = None) -> pd.DataFrame:
        """The table of a source as recorded by a day, or as imported last; imports nothing.

        Columns are those that the plans declare: money as Decimal in the currency that its row (or the
        source) names, numbers as Decimal, days as datetime64[s], ids and other text as str.

        Raises:
            UnknownNameError: the plans declare no such source.
            WorkspaceError: nothing was recorded by the day.
        """
        program = load_program(self._workspace)
        days = [one.recorded_on for one in self._workspace.store.imports()]
        day = as_day(recorded) or max(days, default=date.max)
        self._workspace.require_facts(day)
        return fact_table(self._workspace.view(program.sources, recorded=day).snapshot, source)

    def __repr__(self) -> str:
        return f"<workspace {self.path} of {self.company}>"

    def _repr_html_(self) -> str:
        return shown(f"{self.company}, workspace {self.path}", ())


def _expectations(result: ExampleResult) -> Iterator[tuple[object, ...]]:
    if result.problem:
        yield (result.plan, result.example, *(None,) * 4, False, result.problem, None, None)
    for one in result.expectations:
        worth = (worth_text(each) for each in (one.expected, one.engine, one.reference))
        problem = one.problem or None
        yield (
            result.plan,
            result.example,
            one.text,
            *worth,
            one.passed,
            problem,
            one.span.file,
            one.span.line,
        )


def _diagnostic(told: Diagnostic) -> tuple[object, ...]:
    at = told.span
    words = (told.severity, told.code, told.title, told.text, ", ".join(told.expected), told.hint)
    return (*words, at.file, at.line, at.column)
