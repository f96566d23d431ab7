"""From a run's folder to statements: compares both engines, asks the second for its explanations, and builds.

Each payee passes through `statements.issue` first; there is no other way to a statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from comp.errors import UnknownNameError
from comp.facts import People
from comp.facts.company import Settlement, StatementSettings
from comp.finance.pay_date import pay_date
from comp.language.money import Money, Rounding, strike
from comp.proofs import SigningKey
from comp.reference import Facts, LineValue
from comp.reference.proof.book import Book
from comp.reference.saying import say
from comp.reference.values import Amount
from comp.reference.wording import in_turn
from comp.runs import Inputs, Run, compare_engines
from statements.about import About
from statements.build import Explained, Names, Row, RunSpan, Telling, build
from statements.changes import change
from statements.explained import figures, unread
from statements.issue import Comparison, OwnedLine
from statements.not_paid import NotPaidDeals
from statements.paid import paid_to, require_paid_before
from statements.proving import StatementProof, prove_statement
from statements.view import Basis, Statement
from statements.year import YearValues, value_year, years_to_date

_T = TypeVar("_T")
_NO_SETTINGS = StatementSettings()


@dataclass(frozen=True, slots=True)
class Issue:
    """Everything that the statements of some payees of a run are made from."""

    run: Run
    inputs: Inputs
    comparison: Comparison
    rows: Mapping[str, Sequence[Row]]  # by payee
    before: Mapping[str, LineValue]  # by line, at the day before the days paid
    earlier: Mapping[str, Sequence[LineValue]]  # the same by payee
    at_end: Mapping[str, Sequence[LineValue]]  # by payee, at the last day paid
    owners: Mapping[str, OwnedLine]
    facts: Facts  # the index that all lines share
    year: YearValues
    paid: tuple[Run, ...]  # what was paid before in the year, as far as it was said
    about: About
    not_paid: NotPaidDeals
    settlement: Settlement | None  # None where nobody says when the company pays

    def statement(self, payee: str, people: People, key: SigningKey | None = None) -> Statement:
        """Build the payee's statement; `key` is the one that will sign it.

        Raises:
            EnginesDisagreeError: the engines differ on one of the payee's lines, or were not compared.
        """
        self.comparison.require(payee, self.owners)
        values = self.at_end.get(payee, ())
        paid = paid_to(payee, self.paid) if self.paid else None
        span = _span(self.run)
        return build(
            payee=payee,
            rows=self.rows.get(payee, ()),
            before=self.earlier.get(payee, ()),
            at_end=values,
            program=self.inputs.program,
            calendar=self.inputs.calendar,
            span=span,
            names=Names(self.inputs.company, {payee: people.name_of(payee)}),
            telling=Telling(self._explain(values), self.about.of),
            basis=self._basis(payee, key.public if key else ""),
            years=lambda totals: years_to_date(payee, self.year, paid, totals),
            not_paid=self.not_paid.of(payee, self.rows.get(payee, ())),
            paid_on=pay_date(self.settlement, span.last_day) if self.settlement else None,
        )

    def proof(self, statement: Statement, plan_texts: Mapping[str, str]) -> StatementProof:
        """Prove what a statement shows, in a book of its own; `plan_texts` by the names that spans give."""
        return prove_statement(
            statement,
            Book(self.facts, plan_texts, statement.payee),
            self.rows.get(statement.payee, ()),
            self.before,
            {value.line_id: value for value in self.at_end.get(statement.payee, ())},
        )

    def _explain(self, values: Sequence[LineValue]) -> Callable[[str], Explained]:
        after = {value.line_id: value for value in values}
        plans = {plan.name: plan for plan in self.inputs.program.plans}

        @cache  # telling how a line came about is dearer than valuing it
        def explain(line_id: str) -> Explained:
            value, earlier = after.get(line_id), self.before.get(line_id)
            if value is None:
                gone = change(earlier, None, None)
                return Explained(say("This line is no longer there."), cause=gone.cause, kind=gone.kind)
            plan, stands = plans[value.plan], value.standing
            moved, trace = change(earlier, value, plan), value.trace
            return Explained(
                sentence=trace.sentence,
                figures=figures(trace, value.performance_period, plan),
                unread=unread(trace, value.performance_period, plan),
                cause=moved.cause,
                kind=moved.kind,
                until=in_turn(stands.waits),
                original=_whole(stands.original),
            )

        return explain

    def _basis(self, payee: str, key: str) -> Basis:
        told = self.run.manifest
        valued = len(self.earlier.get(payee, ())) + sum(each.payee == payee for each in self.year.valued)
        return Basis(
            facts_digest=told.facts_digest,
            results_digest=told.results_digest,
            engine_version=told.engine,
            recorded_on=self.inputs.view.recorded_on,
            refused_rows=told.refused,
            uncredited_facts=self.run.faults["line_id"].null_count(),
            key=key,
            amounts_compared=2 * (valued + len(self.at_end.get(payee, ()))),
        )


def chosen_payees(run: Run, named: Sequence[str]) -> list[str]:
    """Those who are named, or everybody with a line in the run where nobody is.

    Raises:
        UnknownNameError: somebody who is named has no line in the run.
    """
    everybody = sorted(set(run.lines["payee"].to_list()))
    for name in named:
        if name not in everybody:
            raise UnknownNameError("payee in this run", name, everybody)
    return sorted(set(named)) or everybody


def open_issue(  # noqa: PLR0917 - the run and what it rests on, whose, and who watches
    run: Run,
    inputs: Inputs,
    payees: Sequence[str],
    progress: Callable[[str, int, int], None],
    paid: Sequence[Run] = (),
    settings: StatementSettings = _NO_SETTINGS,
    settlement: Settlement | None = None,
) -> Issue:
    """Compare the engines for the payees at both dates of the run and for their year to date, and keep what
    explains their lines.

    `paid` are the runs of the company's year that were paid before; without one no statement says what was
    paid. `settings` are the company's, and so is `settlement`, which says when the period is paid.

    Raises:
        CompError: a run cannot have been paid before this one in its year, or a setting names no column.
    """
    require_paid_before(run, paid, inputs.calendar)
    facts = Facts(inputs.snapshot)
    about = About(inputs.program, facts, settings.columns)
    compared = compare_engines(inputs, facts, payees, run, progress)
    year = value_year(inputs, facts, payees, compared, progress)
    rows = list(run.lines.iter_rows(named=True))
    return Issue(
        run=run,
        inputs=inputs,
        comparison=Comparison(frozenset(payees), (*compared.disagreements, *year.disagreements)),
        rows=_by_payee(rows, lambda row: row["payee"]),
        before={value.line_id: value for value in compared.before},
        earlier=_by_payee(compared.before, lambda value: value.payee),
        at_end=_by_payee(compared.after, lambda value: value.payee),
        owners=_owners(rows, [*compared.before, *compared.after, *year.valued]),
        facts=facts,
        year=year,
        paid=tuple(paid),
        about=about,
        not_paid=NotPaidDeals(inputs, facts, about),
        settlement=settlement,
    )


def _whole(amount: Amount | None) -> Money | None:
    """A credit in whole minor units, as every one is."""
    return None if amount is None else Money(strike(amount.minor, Rounding.HALF_EVEN), amount.currency)


def _by_payee(things: Iterable[_T], payee_of: Callable[[_T], str]) -> dict[str, list[_T]]:
    grouped: dict[str, list[_T]] = {}
    for thing in things:
        grouped.setdefault(payee_of(thing), []).append(thing)
    return grouped


def _owners(rows: Iterable[Row], values: Iterable[LineValue]) -> dict[str, OwnedLine]:
    of_rows = {row["line_id"]: OwnedLine(row["payee"], row["currency"]) for row in rows}
    return of_rows | {value.line_id: OwnedLine(value.payee, value.currency) for value in values}


def _span(run: Run) -> RunSpan:
    plans = run.manifest.plans
    return RunSpan(
        period=run.manifest.period,
        first_day=max(plan.first_day for plan in plans),
        last_day=max(plan.last_day for plan in plans),
        first_day_of={plan.plan: plan.first_day for plan in plans},
    )
