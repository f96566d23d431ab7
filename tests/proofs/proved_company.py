"""Proves every payee's statement of a run in memory, and gathers what is whose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from comp.facts import Workspace
from comp.language.core import Kind
from comp.proofs import PlanTexts, Seal, make_key, openings, seal_run
from comp.reference import Step, StepKind
from comp.reference.values import Amount
from comp.runs import Inputs, Run, prepare
from comp.runs.run import calculate, silent
from statements.from_run import Issue, chosen_payees, open_issue
from statements.pdf import statement_html
from statements.proved import proof_text
from statements.wording import Wording
from tests.proofs.leaks import Secrets

_COMPANYS = {"company_sold", "everybodys", "mean_deal", "deals", "cash", "all_salaries"}
_ROUND = 10_000  # whole hundreds are prizes and the like, which many have


@dataclass(frozen=True)
class ProvedCompany:
    """A run with everybody's proof as it is read, and the openings of each."""

    workspace: Workspace
    run: Run
    inputs: Inputs
    issue: Issue
    seal: Seal
    proofs: dict[str, dict[str, Any]]
    opened: dict[str, list[dict[str, Any]]]

    @property
    def key(self) -> str:
        assert self.seal.key is not None
        return self.seal.key.public

    def rows(self, source: str) -> list[dict[str, Any]]:
        return list(self.inputs.snapshot.tables[source].iter_rows(named=True))


def prove_company(folder: Path, period: str, recorded: date, texts_of: str = "en_US") -> ProvedCompany:
    """Run a period and prove every statement, without drawing one."""
    workspace = Workspace.open(folder)
    inputs = prepare(workspace, period, None, recorded)
    run = calculate(inputs)
    plans = PlanTexts.of(workspace)
    seal = seal_run(run, inputs, plans, make_key(folder), None)
    payees = chosen_payees(run, [])
    issue = open_issue(run, inputs, payees, silent)
    wording = Wording.of(texts_of)
    proofs: dict[str, dict[str, Any]] = {}
    opened: dict[str, list[dict[str, Any]]] = {}
    for payee in payees:
        statement = issue.statement(payee, workspace.people, seal.key)
        proof = issue.proof(statement, plans.texts)
        proofs[payee] = json.loads(proof_text(statement_html(statement, wording), wording, proof, seal))
        opened[payee] = json.loads(json.dumps(openings(proof.book, seal)))
    return ProvedCompany(workspace, run, inputs, issue, seal, proofs, opened)


def secrets_of(made: ProvedCompany, payee: str) -> Secrets:
    """A payee's pay, line ids, target, salary, draw, quotas, and what their measures came to."""
    found = Secrets()
    for row in made.run.lines.filter(payee=payee).iter_rows(named=True):
        found.words[row["line_id"]] = f"line {row['line_id']}"
        for what in ("earned", "payable"):
            before, after = row[f"{what}_before_minor"] or 0, row[f"{what}_after_minor"] or 0
            for each in (before, after, after - before):
                _amount(found, each, f"{what} of {row['line_id']}")
    for source in ("assignment", "quota"):
        columns = made.inputs.snapshot.sources[source].columns
        money = [column.name for column in columns if column.kind is Kind.ROW_MONEY]
        for row in [row for row in made.rows(source) if row["payee"] == payee]:
            for column in money:
                _amount(found, row[column], f"{payee}'s {source}.{column}")
    for step in (step for line in made.issue.at_end[payee] for step in _own_measures(line.trace)):
        if isinstance(step.value, Amount):
            _amount(found, step.value.minor, f"{payee}'s {step.name}")
        elif isinstance(step.value, Fraction) and step.value.denominator > 1_000:
            found.shares.setdefault(step.value, f"{payee}'s {step.name}")
    return found


def _amount(found: Secrets, minor: object, what: str) -> None:
    match minor:
        case int() | Fraction() if abs(minor) > _ROUND and minor % _ROUND:
            found.amounts.setdefault(abs(Fraction(minor)), what)
        case _:
            return


def _own_measures(step: Step) -> Iterator[Step]:
    if not step.others:
        if step.kind is StepKind.MEASURE and step.name not in _COMPANYS:
            yield step
        for each in step.inputs:
            yield from _own_measures(each)
