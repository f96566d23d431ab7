"""Holds warnings against what plans allow: `allow CODE because "…"`, in a clause or for a whole plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comp.language import core
from comp.language.analysis.findings import Finding
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, order_key
from comp.language.lowering.reads import walk
from comp.language.span import Span


def accepted(
    program: core.Program, found: Sequence[Finding], diagnostics: Sequence[Diagnostic]
) -> tuple[tuple[Finding, ...], list[Diagnostic]]:
    """The findings with the reasons that plans give, and the faults that are left, in order.

    An allowance that accepts no warning is a warning itself.
    """
    findings, faults = list(found), list(diagnostics)
    idle: list[Diagnostic] = []
    for plan in program.plans:
        for allowance in plan.allowances:
            before = sum(finding.is_warning for finding in findings) + len(faults)
            findings = [_allowed(plan, allowance, finding) for finding in findings]
            faults = [fault for fault in faults if not _accepts(plan, allowance, fault)]
            if before == sum(finding.is_warning for finding in findings) + len(faults):
                idle.append(_idle(plan, allowance))
    left = [finding.diagnostic() for finding in findings if finding.is_warning]
    return tuple(findings), sorted({*faults, *left, *idle}, key=order_key)


def _allowed(plan: core.Plan, allowance: core.Allowance, finding: Finding) -> Finding:
    in_place = allowance.clause is None or finding.clause in (allowance.clause, None)
    if finding.is_warning and in_place and (finding.code, finding.plan) == (allowance.code, plan.name):
        return replace(finding, is_warning=False, because=allowance.because)
    return finding


def _accepts(plan: core.Plan, allowance: core.Allowance, fault: Diagnostic) -> bool:
    if fault.severity == "error" or fault.code != allowance.code:
        return False
    places = [_reach(clause) for clause in plan.clauses if allowance.clause in (clause.name, None)]
    if allowance.clause is None:
        places.append(_reach(plan))
    return any(_holds(place, fault.span) for place in places)


def _reach(block: core.Plan | core.Clause) -> Span:
    """From a block's name to the last of its statements; a node's span is often its name alone."""
    start = block.span
    spans = [
        node.span for node in walk(block) if node.span.file == start.file and node.span.start >= start.start
    ]
    return start.to(max(spans, key=lambda span: span.end, default=start))


def _holds(whole: Span, part: Span) -> bool:
    return whole.file == part.file and whole.start <= part.start and part.end <= whole.end


def _idle(plan: core.Plan, allowance: core.Allowance) -> Diagnostic:
    where = f"the clause `{allowance.clause}`" if allowance.clause is not None else f"`{plan.name}`"
    return Diagnostic(
        "M011",
        "warning",
        TITLES["M011"],
        f"There is no warning {allowance.code} in {where} to allow.",
        allowance.span,
        hint="Remove it, or write the code of the warning that is shown.",
    )
