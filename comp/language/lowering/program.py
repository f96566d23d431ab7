"""Lowers all files of a workspace together: sources, then credits, then each plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comp.language import core, syntax
from comp.language.diagnostic import Diagnostic, Label
from comp.language.lowering.credits import declare_credits
from comp.language.lowering.digests import digest_of_reads, text_digest
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.faults import Faults
from comp.language.lowering.plans import LoweredPlan, lower_plan
from comp.language.lowering.reads import Reads, reads_of
from comp.language.lowering.sources import lower_sources
from comp.language.lowering.workspace_checks import check_workspace
from comp.language.lowering.world import World


def lower_program(files: Sequence[syntax.File]) -> tuple[core.Program, list[Diagnostic]]:
    """Lower every file; the program is whole only where no diagnostic is an error."""
    faults, world = Faults(), World()
    elaborator = Elaborator(world, faults)
    shared = [clause for file in files for clause in file.shared_clauses]
    blocks = [plan for file in files for plan in file.plans]
    lower_sources([source for file in files for source in file.sources], world, faults)
    declare_credits([*shared, *(clause for plan in blocks for clause in plan.clauses)], world, elaborator)
    _refuse_second_plans(blocks, faults)
    amendments = [amendment for file in files for amendment in file.amendments]
    _refuse_amendments_of_nothing(amendments, blocks, faults)
    lowered = [lower_plan(elaborator, block, _of(block, amendments), shared) for block in blocks]
    check_workspace(elaborator, lowered, shared)
    texts = {file.name: file.text for file in files}
    plans = tuple(_with_digests(one, world, shared, texts) for one in lowered)
    return core.Program(dict(world.sources), dict(world.credits), plans), faults.found


def _of(block: syntax.PlanBlock, amendments: list[syntax.AmendBlock]) -> list[syntax.AmendBlock]:
    return [one for one in amendments if one.plan.text == block.name.text]


def _refuse_amendments_of_nothing(
    amendments: list[syntax.AmendBlock], blocks: list[syntax.PlanBlock], faults: Faults
) -> None:
    plans = {block.name.text for block in blocks}
    for amendment in amendments:
        if amendment.plan.text and amendment.plan.text not in plans:
            faults.unknown("N010", amendment.plan.span, "plan", amendment.plan.text, names=plans)


def _refuse_second_plans(blocks: list[syntax.PlanBlock], faults: Faults) -> None:
    first: dict[str, syntax.PlanBlock] = {}
    for block in blocks:
        other = first.setdefault(block.name.text, block)
        if other is not block and block.name.text:
            label = (Label(other.name.span, "the other one"),) if other.span.file == block.span.file else ()
            said = f"There are two plans `{block.name.text}`; the other is at {other.name.span}."
            faults.error("N004", block.name.span, said, "Give one of them another name.", labels=label)


def _with_digests(
    lowered: LoweredPlan,
    world: World,
    shared: list[syntax.ClauseBlock],
    texts: dict[str, str],
) -> core.Plan:
    reads = reads_of(lowered.plan, world)
    spans = list(lowered.block.spans)
    spans += [
        source.span
        for name, source in sorted(world.source_blocks.items())
        if name in reads.sources | reads.mentioned
    ]
    spans += [clause.span for clause in _used(shared, lowered, reads)]
    digest = text_digest([texts[span.file][span.start : span.end] for span in spans])
    plan = replace(lowered.plan, text_digest=digest)
    return replace(plan, result_digest=digest_of_reads(plan, reads, world))


def _used(shared: list[syntax.ClauseBlock], lowered: LoweredPlan, reads: Reads) -> list[syntax.ClauseBlock]:
    wanted = reads.credits | lowered.used_shared
    used = [
        clause
        for clause in shared
        if any(
            statement.name.text in wanted
            for statement in clause.statements
            if isinstance(statement, syntax.CreditStatement | syntax.MeasureStatement | syntax.TableStatement)
        )
    ]
    return sorted(used, key=lambda clause: clause.name.text)
