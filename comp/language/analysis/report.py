"""Asks every question of every plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis.allowances import accepted
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.double_pay import check_double_pay
from comp.language.analysis.exposure import check_exposure
from comp.language.analysis.findings import Finding, Place
from comp.language.analysis.guards import check_losses, check_ties
from comp.language.analysis.monotone import check_cliffs, check_monotone
from comp.language.analysis.on_target import check_on_target
from comp.language.analysis.pays import Study, study
from comp.language.analysis.receivers import check_receivers
from comp.language.analysis.splitting import check_order, check_splits
from comp.language.diagnostic import Diagnostic


@frozen
class Report:
    """What all plans do with money.

    `diagnostics` are the faults that are left: those of the loader and the warnings of the analysis, without
    what a plan allows, and a warning for each allowance that accepts nothing.
    """

    findings: tuple[Finding, ...]
    diagnostics: list[Diagnostic]

    def of(self, plan: str, code: str, pay: str | None = None, clause: str | None = None) -> Finding | None:
        """The answer to a question about a plan, a clause of it, or a pay of it."""
        for finding in self.findings:
            asked = (finding.plan, finding.code, finding.pay)
            if asked == (plan, code, pay) and clause in (None, finding.clause):
                return finding
        return None


@frozen
class _Studied:
    """The pays of a plan that can be looked at, by name, and why the others cannot."""

    studies: dict[str, Study]
    reasons: dict[str, str]


@frozen
class _Question:
    program: core.Program
    study: Study
    others: tuple[Study, ...]
    place: Place


_Check: TypeAlias = Callable[[_Question], Finding]
_CHECKS: tuple[tuple[str, _Check], ...] = (
    ("M002", lambda asked: check_monotone(asked.study, asked.place, asked.others)),
    ("M003", lambda asked: check_cliffs(asked.study, asked.place)),
    ("M004", lambda asked: check_exposure(asked.study, asked.place)),
    ("M005", lambda asked: check_splits(asked.program, asked.study, asked.place)),
    ("M008", lambda asked: check_order(asked.program, asked.study, asked.place)),
)


def examine(program: core.Program, diagnostics: Sequence[Diagnostic] = ()) -> Report:
    """Look at every plan of a program; `diagnostics` are what the loader has already found."""
    found: list[Finding] = []
    studies: list[Study] = []
    for plan in program.plans:
        studied = _studied(program, plan)
        studies += studied.studies.values()
        for clause in plan.clauses:
            found += _of_clause(program, plan, clause, studied)
        found += _of_plan(program, plan)
    found += check_double_pay(program, studies)
    found += check_receivers(program)
    left, faults = accepted(program, found, diagnostics)
    return Report(left, faults)


def _studied(program: core.Program, plan: core.Plan) -> _Studied:
    studied = _Studied({}, {})
    for clause, pay in plan.statements():
        if isinstance(pay, core.Pay):
            try:
                studied.studies[pay.name] = study(program, plan, clause, pay)
            except NotProvedError as reason:
                studied.reasons[pay.name] = str(reason)
    return studied


def _of_clause(
    program: core.Program, plan: core.Plan, clause: core.Clause, studied: _Studied
) -> Iterator[Finding]:
    pays = [each for each in clause.statements if isinstance(each, core.Pay)]
    if clause.target_share is not None:
        yield _on_target(plan, clause, pays, studied)
    for pay in pays:
        place = Place(plan, clause, pay, pay.span)
        known = studied.studies.get(pay.name)
        others = tuple(each for name, each in studied.studies.items() if name != pay.name)
        for code, check in _CHECKS:
            if known is None:
                yield place.not_proved(code, studied.reasons[pay.name])
            else:
                yield _answer(code, check, _Question(program, known, others, place))


def _on_target(plan: core.Plan, clause: core.Clause, pays: list[core.Pay], studied: _Studied) -> Finding:
    place = Place(plan, clause, None, clause.span)
    for pay in pays:
        if pay.name in studied.reasons:
            return place.not_proved("M001", f"`{pay.name}`: {studied.reasons[pay.name]}")
    try:
        return check_on_target(plan, clause, [studied.studies[pay.name] for pay in pays], place)
    except NotProvedError as reason:
        return place.not_proved("M001", str(reason))


def _answer(code: str, check: _Check, asked: _Question) -> Finding:
    try:
        return check(asked)
    except NotProvedError as reason:
        return asked.place.not_proved(code, str(reason))


def _of_plan(program: core.Program, plan: core.Plan) -> Iterator[Finding]:
    place = Place(plan, None, None, plan.span)
    for finding in (check_ties(program, plan, place), check_losses(program, plan, place)):
        if finding is not None:
            yield finding
