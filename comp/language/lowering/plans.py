"""Lowers a plan: header, clauses, examples; then looks at the whole for what no single line shows."""

from __future__ import annotations

from dataclasses import dataclass

from comp.language import core, syntax
from comp.language.lowering.examples import lower_examples
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.headers import lower_header, lower_members, lower_target
from comp.language.lowering.plan_checks import check_plan
from comp.language.lowering.plan_names import Names, target_share
from comp.language.lowering.statements import Statements


@dataclass(frozen=True, slots=True)
class LoweredPlan:
    """A plan and which shared measures and tables it uses."""

    plan: core.Plan
    block: syntax.PlanBlock
    used_shared: frozenset[str]


def lower_plan(
    elaborator: Elaborator, block: syntax.PlanBlock, shared: list[syntax.ClauseBlock]
) -> LoweredPlan:
    """Lower one plan; what is faulty in it is left out and told."""
    header = lower_header(block, elaborator.faults)
    names = Names(elaborator, block.clauses, shared, header.currency, header.rounding)
    names.annual_target = lower_target(elaborator, block, names)
    members = lower_members(elaborator, block, names)
    statements = Statements(elaborator, names, block.clauses)
    clauses = tuple(_clause(clause, statements) for clause in block.clauses)
    for name, owned in names.declared.items():
        if not owned.shared:
            names.measure(name) if isinstance(owned.statement, syntax.MeasureStatement) else names.table(name)
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
        lower_examples(elaborator, block, statements, header.currency),
        span=block.name.span,
    )
    check_plan(elaborator, block, plan, names)
    return LoweredPlan(plan, block, frozenset(names.used_shared))


def _clause(clause: syntax.ClauseBlock, statements: Statements) -> core.Clause:
    lowered = [statements.lower(statement, clause) for statement in clause.statements]
    return core.Clause(
        clause.name.text,
        clause.title,
        clause.summary,
        target_share(clause),
        tuple(statement for statement in lowered if statement is not None),
        tuple(s.name.text for s in clause.statements if isinstance(s, syntax.CreditStatement)),
        tuple(s.name.text for s in clause.statements if isinstance(s, syntax.MeasureStatement)),
        tuple(s.name.text for s in clause.statements if isinstance(s, syntax.TableStatement)),
        span=clause.name.span,
    )
