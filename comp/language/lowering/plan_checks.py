"""What only the whole plan shows: target shares, the data it reads, exceptions for nothing, what no
example shows.
"""

from __future__ import annotations

from fractions import Fraction

from comp.language import core, syntax
from comp.language.diagnostic import Label
from comp.language.lowering.credits import percent
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.marginal_checks import check_marginal_tables
from comp.language.lowering.plan_names import Names
from comp.language.lowering.reading_checks import check_readings
from comp.language.lowering.reads import reads_of, walk
from comp.language.lowering.row_checks import check_rows
from comp.language.span import Span


def check_version(elaborator: Elaborator, block: syntax.PlanBlock, plan: core.Plan, names: Names) -> None:
    """Look at a lowered plan, or at one version of an amended one."""
    if check_readings(elaborator.faults, plan):
        check_marginal_tables(elaborator.faults, plan)
        check_rows(elaborator.faults, plan, elaborator.world.credits)
    _check_target_shares(elaborator, block)
    _check_exceptions(elaborator, block, names)
    if _is_whole(block) and _is_sound(elaborator):
        _warn_of_quotas(elaborator, plan)
        _warn_of_whole_targets(elaborator, plan)


def check_whole(elaborator: Elaborator, block: syntax.PlanBlock, plan: core.Plan) -> None:
    """Look at a plan with all its amendments."""
    if _is_whole(block) and _is_sound(elaborator):
        _check_data(elaborator, block, plan)
    if _is_whole(block):
        _warn_of_pays_without_example(elaborator, block, plan)


def _is_whole(block: syntax.PlanBlock) -> bool:
    return not block.faulty and not any(clause.faulty for clause in block.clauses)


def _is_sound(elaborator: Elaborator) -> bool:
    # A list of sources that does not fit one plan says nothing about the next.
    return not any(fault.severity == "error" and fault.code != "N008" for fault in elaborator.faults.found)


def _check_target_shares(elaborator: Elaborator, block: syntax.PlanBlock) -> None:
    shares = [clause.target_share for clause in block.clauses if clause.target_share is not None]
    total = sum((share.value for share in shares if isinstance(share.value, Fraction)), Fraction(0))
    if not shares or block.faulty or any(clause.faulty for clause in block.clauses):
        return
    if block.header.target is None:
        elaborator.faults.error(
            "L006",
            shares[0].span,
            "This is a share of a target incentive that the plan does not have.",
            "Write a line such as `target incentive assignment.target_incentive per year, as of the "
            "line's date` in the plan.",
        )
    elif total != 1:
        elaborator.faults.error(
            "C006",
            shares[-1].span,
            f"The clauses' shares of the target incentive add up to {percent(total)}.",
            "Together they are 100%.",
            labels=tuple(Label(share.span, "another share") for share in shares[:-1]),
        )


def _check_exceptions(elaborator: Elaborator, block: syntax.PlanBlock, names: Names) -> None:
    for clause in block.clauses:
        for statement in clause.statements:
            if isinstance(statement, syntax.ExceptStatement) and not names.has(statement.target.text):
                elaborator.faults.unknown(
                    "L007",
                    statement.target.span,
                    "measure or table",
                    statement.target.text,
                    names=names.names(),
                    hint="An exception gives a measure or a table another value.",
                )


def _check_data(elaborator: Elaborator, block: syntax.PlanBlock, plan: core.Plan) -> None:
    listed = block.header.data
    if listed is None:
        return
    reads = reads_of(plan, elaborator.world)
    read = frozenset(name for name in reads.sources if name in elaborator.world.sources)
    for name in listed:
        if name.text not in elaborator.world.sources:
            elaborator.faults.unknown("N001", name.span, "source", name.text, names=elaborator.world.sources)
        elif name.text not in read | reads.mentioned:
            said = f"`{name.text}` is listed, but nothing of the plan reads it."
            elaborator.faults.error("N008", name.span, said, "Leave it out: who signs sees what decides.")
    for missing in sorted(read - {name.text for name in listed}):
        span = listed[0].span.to(listed[-1].span)
        said = f"The plan reads `{missing}`, which is not listed here."
        elaborator.faults.error("N008", span, said, f"Add `{missing}` to the list.")


def _warn_of_quotas(elaborator: Elaborator, plan: core.Plan) -> None:
    guarded = {quota.name for quota in _quotas_compared_with_zero(plan)}
    seen: set[str] = set()
    for node in walk((plan.clauses, plan.measures, plan.tables)):
        match node:
            case core.Arithmetic(operator=core.Operator.DIVIDE, right=core.Quota() as quota):
                if quota.name not in guarded | seen and node.span.file:
                    seen.add(quota.name)
                    elaborator.faults.warning(
                        "W001",
                        quota.span,
                        f"A quota `{quota.name}` of zero leaves this without a "
                        "value, and the line is not paid.",
                        "Say what holds then: `except no_quota, when "
                        f"quota.{quota.name} of the period is 0: … is …`.",
                    )
            case _:
                pass


def _quotas_compared_with_zero(plan: core.Plan) -> list[core.Quota]:
    exceptions = [one.exceptions for one in (*plan.measures.values(), *plan.tables.values())]
    return [
        node.left
        for node in walk(exceptions)
        if isinstance(node, core.Compare) and isinstance(node.left, core.Quota)
    ]


def _warn_of_whole_targets(elaborator: Elaborator, plan: core.Plan) -> None:
    """A pay for each credit that is the whole period target, whatever the credit is worth."""
    scaled = (core.CreditValue, core.Column, core.Lookup)
    for _, statement in plan.statements():
        if not isinstance(statement, core.Pay) or statement.each is None:
            continue
        nodes = list(walk(statement.value))
        targets = [node for node in nodes if isinstance(node, core.PeriodTarget)]
        inside = {id(node) for target in targets for node in walk(target)}
        if targets and not any(isinstance(node, scaled) and id(node) not in inside for node in nodes):
            elaborator.faults.warning(
                "W007",
                targets[0].span,
                f"`{statement.name}` pays from the whole period target again for each {statement.each}.",
                "Pay it `once per performance period`, or only the deal's part of it: "
                f"`{statement.each} * period target / quota.{statement.each} of the period`.",
            )


def _warn_of_pays_without_example(elaborator: Elaborator, block: syntax.PlanBlock, plan: core.Plan) -> None:
    expected = [line for example in block.examples for line in example.expectations]
    of_pays = [line for line in expected if line.what is core.Expected.PAY]
    if any(line.pay is None for line in of_pays):
        return
    shown = {line.pay.text for line in of_pays if line.pay is not None}
    for _, statement in plan.statements():
        if isinstance(statement, core.Pay | core.Draw) and statement.name not in shown:
            elaborator.faults.warning(
                "W002",
                _name_span(block, statement),
                f"No example shows what `{statement.name}` pays.",
                f'Add one: `example "…"` with `given` rows and `expect {statement.name} of … = …`.',
            )


def _name_span(block: syntax.PlanBlock, pay: core.Pay | core.Draw) -> Span:
    """Where the pay is named in the plan's own clauses, else the whole statement."""
    for clause in block.clauses:
        for statement in clause.statements:
            match statement:
                case syntax.PayStatement() | syntax.GuaranteeStatement() | syntax.DrawStatement():
                    if statement.name.text == pay.name:
                        return statement.name.span
                case _:
                    pass
    return pay.span
