"""Lowers a plan: header, clauses, examples; then looks at the whole for what no single line shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.codes import TITLES
from comp.language.lowering.amendments import Version, versions
from comp.language.lowering.combined import LoweredVersion, combine
from comp.language.lowering.examples import lower_examples
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.headers import (
    ask_for_parts_of_a_year,
    lower_header,
    lower_members,
    lower_target,
)
from comp.language.lowering.plan_checks import check_version, check_whole
from comp.language.lowering.plan_names import Names, target_share
from comp.language.lowering.statements import Statements


@frozen
class LoweredPlan:
    """A plan and which shared measures and tables it uses."""

    plan: core.Plan
    block: syntax.PlanBlock
    used_shared: frozenset[str]


def lower_plan(
    elaborator: Elaborator,
    block: syntax.PlanBlock,
    amendments: Sequence[syntax.AmendBlock],
    shared: list[syntax.ClauseBlock],
) -> LoweredPlan:
    """Lower one plan with its amendments; what is faulty in it is left out and told."""
    elaborator.used_days = elaborator.used_target = False
    texts = versions(block, amendments, elaborator.faults)
    examples = (*block.examples, *(example for one in amendments for example in one.examples))
    lowered = [_lower_version(elaborator, version, shared, examples) for version in texts]
    first = lowered[0]
    for other in lowered[1:]:
        first.statements.pays.update(other.statements.pays)
        first.names.lost |= other.names.lost
    plan = combine([one.version for one in lowered], elaborator.faults)
    allowances = dict.fromkeys(line for one in lowered for line in one.version.plan.allowances)
    plan = replace(plan, allowances=tuple(allowances))
    spans = (*block.spans, *(span for one in amendments for span in one.spans))
    whole = replace(block, examples=examples, spans=spans, faulty=texts[-1].block.faulty)
    plan = replace(plan, examples=lower_examples(elaborator, whole, first.statements, plan.currency))
    ask_for_parts_of_a_year(block, elaborator)
    check_whole(elaborator, whole, plan)
    used = frozenset(name for one in lowered for name in one.names.used_shared)
    return LoweredPlan(plan, whole, used)


@frozen
class _Lowered:
    """One version of a plan, and what was known while it was lowered."""

    version: LoweredVersion
    names: Names
    statements: Statements


def _lower_version(
    elaborator: Elaborator,
    version: Version,
    shared: list[syntax.ClauseBlock],
    examples: tuple[syntax.ExampleBlock, ...],
) -> _Lowered:
    block = version.block
    header = lower_header(block, elaborator.faults)
    names = Names(elaborator, block.clauses, shared, header.currency, header.rounding)
    target = block.header.target
    names.target_blended = target is not None and bool(target.blended)
    names.annual_target = lower_target(elaborator, block, names)
    members = lower_members(elaborator, block, names)
    statements = Statements(elaborator, names, block.clauses, header.performance)
    clauses = tuple(_clause(clause, statements) for clause in block.clauses)
    for name, owned in names.declared.items():
        if not owned.shared:
            names.measure(name) if isinstance(owned.statement, syntax.MeasureStatement) else names.table(name)
    _use_expected(names, examples)
    plan = core.Plan(
        block.name.text,
        block.title,
        header.effective_from,
        header.effective_through,
        header.later_facts,
        members,
        header.performance,
        header.payout,
        header.currency,
        header.rounding,
        names.annual_target,
        clauses,
        dict(sorted(names.measures.items())),
        dict(sorted(names.tables.items())),
        weeks_from=header.weeks_from,
        rate_on=header.rate_on,
        proration=header.proration,
        terms=tuple(core.Terms(terms.title, terms.text, span=terms.span) for terms in block.terms),
        allowances=_allowances(block, elaborator),
        span=block.name.span,
    )
    check_version(elaborator, block, plan, names)
    return _Lowered(LoweredVersion(version.label, version.guard, plan), names, statements)


def _use_expected(names: Names, examples: tuple[syntax.ExampleBlock, ...]) -> None:
    """What an example expects of a shared measure makes it the plan's."""
    for line in (line for example in examples for line in example.expectations):
        if (
            line.what is core.Expected.MEASURE
            and line.pay is not None
            and names.has(line.pay.text) == "measure"
        ):
            names.measure(line.pay.text)


def _allowances(block: syntax.PlanBlock, elaborator: Elaborator) -> tuple[core.Allowance, ...]:
    lines: list[tuple[syntax.AllowLine, str | None]] = [(line, None) for line in block.header.allowances]
    lines += [(line, clause.name.text) for clause in block.clauses for line in clause.allowances]
    for line, _ in lines:
        if line.code.text not in TITLES:
            hint = "Write the code of a warning, as it is shown in brackets."
            warnings = [code for code in TITLES if code[0] in "WM"]
            elaborator.faults.unknown(
                "N011", line.code.span, "code", line.code.text, names=warnings, hint=hint
            )
    return tuple(core.Allowance(line.code.text, line.because, at, span=line.span) for line, at in lines)


def _clause(clause: syntax.ClauseBlock, statements: Statements) -> core.Clause:
    lowered = [one for statement in clause.statements for one in statements.lower(statement, clause)]
    return core.Clause(
        clause.name.text,
        clause.title,
        clause.summary,
        target_share(clause),
        tuple(lowered),
        tuple(s.name.text for s in clause.statements if isinstance(s, syntax.CreditStatement)),
        tuple(s.name.text for s in clause.statements if isinstance(s, syntax.MeasureStatement)),
        tuple(s.name.text for s in clause.statements if isinstance(s, syntax.TableStatement)),
        span=clause.name.span,
    )
