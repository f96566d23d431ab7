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
from comp.proofs import SigningKey
from comp.reference import Facts, LineValue
from comp.reference.explain import sentence
from comp.reference.proof.book import Book
from comp.runs import Inputs, Run, compare_engines
from statements.build import Explained, Names, Row, RunSpan, build
from statements.explained import cause, figures
from statements.issue import Comparison, OwnedLine
from statements.proving import StatementProof, prove_statement
from statements.view import Basis, Statement

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Issue:
    """Everything that the statements of some payees of a run are made from."""

    run: Run
    inputs: Inputs
    comparison: Comparison
    rows: Mapping[str, Sequence[Row]]  # by payee
    before: Mapping[str, LineValue]  # by line, at the day before the days paid
    at_end: Mapping[str, Sequence[LineValue]]  # by payee, at the last day paid
    owners: Mapping[str, OwnedLine]
    facts: Facts  # the index that all lines share

    def statement(self, payee: str, people: People, key: SigningKey | None = None) -> Statement:
        """Build the payee's statement; `key` is the one that will sign it.

        Raises:
            EnginesDisagreeError: the engines differ on one of the payee's lines, or were not compared.
        """
        self.comparison.require(payee, self.owners)
        values = self.at_end.get(payee, ())
        return build(
            payee=payee,
            rows=self.rows.get(payee, ()),
            at_end=values,
            program=self.inputs.program,
            calendar=self.inputs.calendar,
            span=_span(self.run),
            names=Names(self.inputs.company, {payee: people.name_of(payee)}),
            explain=self._explain(values),
            basis=self._basis(payee, key.public if key else ""),
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
                return Explained("This line is no longer there.", (), cause(earlier, None))
            return Explained(sentence(value), figures(value, plans[value.plan]), cause(earlier, value))

        return explain

    def _basis(self, payee: str, key: str) -> Basis:
        told = self.run.manifest
        before = sum(value.payee == payee for value in self.before.values())
        return Basis(
            facts_digest=told.facts_digest,
            results_digest=told.results_digest,
            engine_version=told.engine,
            recorded_on=self.inputs.view.recorded_on,
            refused_rows=told.refused,
            uncredited_facts=self.run.faults["line_id"].null_count(),
            key=key,
            amounts_compared=2 * (before + len(self.at_end.get(payee, ()))),
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


def open_issue(
    run: Run, inputs: Inputs, payees: Sequence[str], progress: Callable[[str, int, int], None]
) -> Issue:
    """Compare the engines for the payees at both dates of the run, and keep what explains their lines."""
    facts = Facts(inputs.snapshot)
    compared = compare_engines(inputs, facts, payees, run, progress)
    rows = list(run.lines.iter_rows(named=True))
    return Issue(
        run=run,
        inputs=inputs,
        comparison=Comparison(frozenset(payees), compared.disagreements),
        rows=_by_payee(rows, lambda row: row["payee"]),
        before={value.line_id: value for value in compared.before},
        at_end=_by_payee(compared.after, lambda value: value.payee),
        owners=_owners(rows, [*compared.before, *compared.after]),
        facts=facts,
    )


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
