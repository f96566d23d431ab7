"""A run as a notebook holds it: its tables as frames, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import pandas as pd

from comp.facts import Workspace
from comp.finance import frames, payroll, terms_of
from comp.language.money import format_minor
from comp.notebook.answers import Explanation, WhyNot
from comp.notebook.compared_runs import RunAttribution, RunDifference
from comp.notebook.days import as_day
from comp.notebook.fact_tables import fact_table
from comp.notebook.frames import Holds, amount, frame, lines_frame, typed
from comp.notebook.html import several, shown
from comp.notebook.measured import measured
from comp.notebook.payee_statement import Asked, PayeeStatement, issue_statement
from comp.notebook.run_tables import faults, payouts, refused, unclaimed
from comp.runs import Inputs, Manifest, Run, attribute, corrections, diff, explain, reopen, write_run
from comp.runs.difference import LINE_COLUMNS
from comp.runs.reasons import reason_why_not

_PLANS: Final = {
    "plan": Holds.TEXT,
    "title": Holds.TEXT,
    "first_day": Holds.DAY,
    "last_day": Holds.DAY,
    **dict.fromkeys(("payees", "lines", "faults"), Holds.COUNT),
    "currency": Holds.TEXT,
    "earned": Holds.EXACT,
    "payable": Holds.EXACT,
}
_CAUSE: Final = "cause"


class OpenedRun:
    """A run of a workspace, just calculated or read from its folder.

    Amounts in frames are Decimal objects in the major unit of the column `currency`: their sums are exact.
    Lines and facts that are faults have None for amounts and are in no sum. `results` is the run as
    `comp.runs` holds it, in minor units; `folder` is where it was written or read, None where it was neither.
    """

    def __init__(
        self, workspace: Workspace, run: Run, inputs: Inputs | None = None, folder: Path | None = None
    ) -> None:
        self._workspace = workspace
        self.results = run
        self._calculated_from = inputs
        self.folder = folder

    @property
    def manifest(self) -> Manifest:
        """What the run says of itself: company, period, recorded day, digests, totals in minor units."""
        return self.results.manifest

    @cached_property
    def plans(self) -> pd.DataFrame:
        """What each plan pays.

        Columns: plan, title, first_day and last_day (of the days paid), payees, lines, faults, currency,
        earned, payable.
        """
        return frame(
            _PLANS,
            (
                (
                    *(paid.plan, paid.title, paid.first_day, paid.last_day),
                    *(paid.payees, paid.lines, paid.faults, paid.currency),
                    *(amount(minor, paid.currency) for minor in (paid.earned_minor, paid.payable_minor)),
                )
                for paid in self.manifest.plans
            ),
        )

    @cached_property
    def payouts(self) -> pd.DataFrame:
        """What each payee gets of each pay. Columns: payee, plan, pay, period, currency, earned, payable."""
        return payouts(self.results)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Every line of the run.

        Columns: line_id, plan, clause, pay, payee, unit, fact, part, credit (its name), born_on,
        performance_period, currency; credit_amount (what was credited, None for units and for lines
        of periods), struck (rounded, before what acts on it); earned_before, earned_after and earned, their
        difference, which is what this run adds; the same of payable; fault. Where the run pays corrections,
        `cause` says why.
        """
        named = self.results.lines.rename({"credit_minor": "credit_amount_minor"})
        columns = ["credit_amount_minor" if name == "credit_minor" else name for name in LINE_COLUMNS]
        return lines_frame(named, [*columns, _CAUSE] if _CAUSE in named.columns else columns)

    @cached_property
    def faults(self) -> pd.DataFrame:
        """What could not be calculated and pays nothing.

        Columns: plan, clause, pay, payee, line_id, source, fact, credit, fault; a fact that could not be
        credited has no line.
        """
        return faults(self.results)

    @cached_property
    def refused(self) -> pd.DataFrame:
        """The values that made the import refuse a row.

        Columns: source, file, sheet, row (as a person counts it), column, value, code, key.
        """
        return refused(self.results)

    @cached_property
    def unclaimed(self) -> pd.DataFrame:
        """Credits that no plan of their payee uses.

        Columns: credit, source, fact, part, payee, on, currency, value; where the credit counts units,
        currency is blank and value their number.
        """
        return unclaimed(self.results)

    def explain(self, what: str) -> Explanation:
        """Explain a payee's lines, those of a deal (or another fact), or one by its id, as `comp explain`.

        Raises:
            UnknownNameError: nothing is called so.
            CompError: the fact could not be credited; or plans or facts changed since the run was written.
        """
        return Explanation(what, explain(self._inputs, what))

    def why_not(self, deal: str, payee: str, as_of: date | str | None = None) -> WhyNot:
        """Say why a deal (or another fact) pays a payee nothing at the end of a day, as `comp why-not` does.

        The day is the last one that the run pays, unless `as_of` names another.

        Raises:
            CompError: nobody knows the deal or the payee; or plans or facts changed since the run.
        """
        inputs = self._inputs
        day = as_day(as_of) or inputs.period.last_day
        return WhyNot.of(reason_why_not(self._workspace, inputs.program, inputs.view, day, deal, payee))

    def diff(self, other: OpenedRun) -> RunDifference:
        """What differs between this run, A, and another, B; as `comp run diff A B` does."""
        return RunDifference(diff(self.results, other.results))

    def attribution(self, other: OpenedRun) -> RunAttribution:
        """Divide what differs between this run, A, and another, B, among its causes.

        Raises:
            CompError: one of them cannot be calculated again from what the workspace holds.
        """
        return RunAttribution(attribute(self._workspace, self.results, other.results))

    def corrections(self, later: OpenedRun) -> OpenedRun:
        """Pay with `later` what became known since this run of everything before later's period.

        This run is the one that was paid last; as `comp run correct` does. The column `cause` of the lines
        says why. The result is paid beside `later`; it can be written, but not explained, as the runs can.

        Raises:
            CompError: one of the runs cannot be calculated again, or `later` does not come after this one.
        """
        return OpenedRun(self._workspace, corrections(self._workspace, self.results, later.results)[0])

    def measures(self) -> pd.DataFrame:
        """Where every payee stands in every measure at the end of the days paid, read by the second engine.

        Columns: plan, measure, kind (number or money), payee, period (a performance period that shares a day
        with the run's), currency (of whatever is money), value, quota (where the measure reads one), reached
        (what is divided by it), text (the value in words). Values are Fraction objects, money in the major
        unit; None where undefined.

        Raises:
            CompError: plans or facts changed since the run was written.
        """
        return measured(self._inputs)

    def payroll(self) -> dict[str, pd.DataFrame]:
        """The sheets of the payroll workbook by name: Import, Working, Controls and About.

        Raises:
            PayrollRefusedError: the run has faults, a pay has no earning code, or totals do not tie.
            CompError: plans or facts changed since the run was written.
        """
        terms = terms_of(self._workspace, self.results)
        return {name: typed(sheet) for name, sheet in frames(payroll(self.results, terms)).items()}

    def statement(
        self, payee: str, paid: Sequence[OpenedRun] = (), locale: str | None = None
    ) -> PayeeStatement:
        """The payee's statement, once the second engine has calculated each of its lines again.

        `paid` are the runs that were paid earlier in the year, of which the statement then tells; `locale` is
        one like de_DE, instead of the payee's own.

        Raises:
            EnginesDisagreeError: the engines differ on one of the payee's lines.
            UnknownNameError: the payee has no line in this run.
            CompError: plans or facts changed since the run was calculated, or there is no such locale.
        """
        before = [each.results for each in paid]
        return issue_statement(self._workspace, Asked(self.results, payee, self.folder, before, locale))

    def facts(self, source: str) -> pd.DataFrame:
        """The facts that the run was calculated from; columns as in `OpenedWorkspace.facts`.

        Raises:
            UnknownNameError: the plans declare no such source.
            CompError: plans or facts changed since the run was written.
        """
        return fact_table(self._inputs.snapshot, source)

    def write(self, folder: Path | str) -> Path:
        """Write the run's folder, as `comp run --out` does; an earlier run there is replaced.

        Raises:
            CompError: there is something else at that place, or it cannot be written to.
        """
        write_run(self.results, Path(folder))
        self.folder = Path(folder)
        return self.folder

    @cached_property
    def _inputs(self) -> Inputs:
        return self._calculated_from or reopen(self._workspace, self.results)

    def __repr__(self) -> str:
        told = self.manifest
        paid = "; ".join(f"{minor} {currency} payable" for currency, minor in self._totals().items())
        faulty = f", {several(told.faults, 'fault')}" if told.faults else ""
        counts = several(told.lines, "line") + faulty
        return f"<run of {told.period} as recorded by {told.recorded_on}: {counts}; {paid}>"

    def _repr_html_(self) -> str:
        told = self.manifest
        title = f"{told.company}, {told.period}, as recorded by {told.recorded_on}"
        counts = [
            f"{what}: {count:,}"
            for what, count in (("Faults", told.faults), ("Refused rows", told.refused))
            if count
        ]
        totals = "; ".join(f"{minor} {currency}" for currency, minor in self._totals().items())
        return shown(title, [self.plans.drop(columns="title")], [f"Payable: {totals}", *counts])

    def _totals(self) -> dict[str, str]:
        """What is payable in each currency."""
        sums: dict[str, int] = {}
        for paid in self.manifest.plans:
            sums[paid.currency] = sums.get(paid.currency, 0) + paid.payable_minor
        return {currency: format_minor(minor, currency) for currency, minor in sorted(sums.items())}
