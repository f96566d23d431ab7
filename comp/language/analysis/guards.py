"""M007 and M009: pay without a tie to what customers keep, and one loss that counts twice.

The rule looks at what a plan reads, not at what its makers meant:

- *Sales pay* is paid for credits of money (or for their total) whose source is not about keeping customers.
  It is tied where the plan claws back, holds, pays out on events, or reads a measure over another source than
  the one that it is paid for.
- *Success pay* reads a source, column or measure about keeping customers. It is tied to expansion where the
  plan pays for anything else, or adds up credits or rows that are about something else.

The first is a warning; the second is told, for expansion may well be another's part. About keeping customers
is what has `renew`, `retain`, `retention`, `kept` or `churn` in its name.
"""

from __future__ import annotations

from comp.language import core
from comp.language.analysis.dependence import reached, statements_on
from comp.language.analysis.findings import Finding, Place
from comp.language.diagnostic import Label
from comp.language.lowering.reads import walk

_KEEPING = ("renew", "retain", "retention", "kept", "churn")
_TIES = (core.ClawBack, core.Hold, core.PayOut)


def check_ties(program: core.Program, plan: core.Plan, place: Place) -> Finding | None:
    """Whether sales pay is tied to retention, and success pay to expansion; None where there is neither."""
    pays = [statement for _, statement in plan.statements() if isinstance(statement, core.Pay)]
    sold = [pay for pay in pays for name in _paid_credits(program, plan, pay) if not _keeps(program, name)]
    keeping = [pay for pay in pays if _reads_keeping(program, plan, pay)]
    tied = any(isinstance(statement, _TIES) for _, statement in plan.statements())
    if sold and not tied and not keeping and not _reads_other_rows(program, plan, sold):
        return place.found(
            "M007",
            "sales without retention",
            f"`{sold[0].name}` pays for what is sold, and nothing in the plan asks whether customers stay.",
            hint="Claw back, hold, or multiply by a measure of what is renewed; if it is meant, say why: "
            '`allow M007 because "…"`.',
            span=sold[0].span,
        )
    if keeping and not sold and len(keeping) == len(pays) and not _reads_what_is_added(program, plan):
        return place.found(
            "M007",
            "success without expansion",
            f"`{keeping[0].name}` pays for what customers keep, and nothing in the plan for what they add.",
            hint="Credit expansion beside it in this plan.",
            span=keeping[0].span,
            is_warning=False,
        )
    return place.proved("M007", "tied", "What is sold is tied to what is kept.") if sold or keeping else None


def check_losses(program: core.Program, plan: core.Plan, place: Place) -> Finding | None:
    """Whether a loss that is clawed back also lowers what is credited; None where nothing is clawed back."""
    clawed = [(clause, each) for clause, each in plan.statements() if isinstance(each, core.ClawBack)]
    if not clawed:
        return None
    for _, each in clawed:
        other = _second_use(program, plan, each)
        if other is not None:
            why, node = other
            return place.found(
                "M009",
                "twice",
                f"A row of `{each.losses}` is clawed back here, and {why}: one loss counts twice.",
                hint="Take the loss as money or as credit, once.",
                span=each.span,
                labels=(Label(node.span, "here as well"),) if node.span.file else (),
            )
    return place.proved("M009", "once", "Each loss is counted once.")


def _second_use(program: core.Program, plan: core.Plan, claw: core.ClawBack) -> tuple[str, core.Node] | None:
    pays = [each for _, each in plan.statements() if isinstance(each, core.Pay)]
    concerned = [pay for pay in pays if claw.target in (pay.name, pay.each)]
    lost = {
        node.name
        for node in walk(claw.portion)
        if isinstance(node, core.Column) and node.source == claw.losses
    }
    for pay in pays:
        for name in _paid_credits(program, plan, pay):
            if program.credits[name].source == claw.losses:
                return f"`{pay.name}` pays for it by `{name}`", pay
    for pay in concerned:
        for name in _paid_credits(program, plan, pay):
            credit = program.credits[name]
            for node in _taken_off(credit.value):
                if isinstance(node, core.Column) and node.name in lost:
                    return f"`{name}` is credited without it", node
        acting = [each for _, each in statements_on(plan, pay) if isinstance(each, core.Multiply)]
        for node in _nodes(plan, (pay.value, *acting)):
            if isinstance(node, core.RowSet | core.CreditSet) and _source(program, node) == claw.losses:
                return "it lowers a measure that the same pay reads", node
    return None


def _source(program: core.Program, over: core.RowSet | core.CreditSet) -> str:
    """Whose rows a set adds up in the end."""
    if isinstance(over, core.RowSet):
        return over.source
    credit = program.credits.get(over.credit)
    return credit.source if credit is not None else ""


def _taken_off(value: core.Expr) -> list[core.Node]:
    """What is subtracted in an expression."""
    return [
        node
        for each in walk(value)
        if isinstance(each, core.Arithmetic) and each.operator is core.Operator.SUBTRACT
        for node in walk(each.right)
    ]


def _paid_credits(program: core.Program, plan: core.Plan, pay: core.Pay) -> list[str]:
    """The credits of money that a pay is paid for, one by one or by their total."""
    names = [pay.each] if pay.each is not None else []
    if pay.each is None:
        names = [
            node.over.credit
            for node in _nodes(plan, pay.value)
            if isinstance(node, core.Aggregate)
            and node.how is core.Aggregation.TOTAL
            and isinstance(node.over, core.CreditSet)
        ]
    money = core.Kind.ROW_MONEY
    return [name for name in names if name in program.credits and program.credits[name].kind is money]


def _keeps(program: core.Program, name: str) -> bool:
    credit = program.credits[name]
    columns = [node.name for node in walk((credit.value, credit.where)) if isinstance(node, core.Column)]
    return any(_is_about_keeping(each) for each in (name, credit.source, *columns))


def _reads_keeping(program: core.Program, plan: core.Plan, pay: core.Pay) -> bool:
    acting = [statement for _, statement in statements_on(plan, pay)]
    found = [pay.each or "", *reached(plan, (pay, *acting))]
    for node in _nodes(plan, (pay, *acting)):
        match node:
            case core.Column() | core.Lookup():
                found += [node.source, node.name]
            case core.RowSet():
                found.append(node.source)
            case core.CreditSet():
                found += [
                    node.credit,
                    program.credits[node.credit].source if node.credit in program.credits else "",
                ]
            case _:
                pass
    if pay.each in program.credits and _keeps(program, pay.each):
        return True
    return any(_is_about_keeping(each) for each in found)


def _reads_what_is_added(program: core.Program, plan: core.Plan) -> bool:
    """Whether the plan adds up anything that is not about keeping customers."""
    sets = [node for _, each in plan.statements() for node in _nodes(plan, each)]
    for node in sets:
        if isinstance(node, core.CreditSet) and node.credit in program.credits:
            if not _keeps(program, node.credit):
                return True
        elif isinstance(node, core.RowSet) and not _is_about_keeping(node.source):
            return True
    return False


def _reads_other_rows(program: core.Program, plan: core.Plan, sold: list[core.Pay]) -> bool:
    own = {program.credits[name].source for pay in sold for name in _paid_credits(program, plan, pay)}
    acting = [statement for pay in sold for _, statement in statements_on(plan, pay)]
    return any(
        isinstance(node, core.RowSet) and node.source not in own
        for node in _nodes(plan, (tuple(sold), *acting))
    )


def _nodes(plan: core.Plan, roots: object) -> list[core.Node]:
    return [node for root in (roots, *reached(plan, roots).values()) for node in walk(root)]


def _is_about_keeping(name: str) -> bool:
    return any(word in name.casefold() for word in _KEEPING)
