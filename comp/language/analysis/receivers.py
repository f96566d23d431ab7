"""M010: a share for a role whose plan does not use the credit.

Who stands in a column is known only from facts. But a column that bears a role's name (`account.csm`) tells
which plan its payees have, and where that plan reads nothing of the credit, they are credited for nothing.
"""

from __future__ import annotations

from comp.language import core
from comp.language.analysis.findings import Finding, Place
from comp.language.lowering.reads import walk


def check_receivers(program: core.Program) -> list[Finding]:
    """One finding for each such share."""
    found: list[Finding] = []
    for credit in program.credits.values():
        for part in credit.parts:
            role = _role_named(part.to)
            plans = [plan for plan in program.plans if role in _roles(plan)]
            if plans and not any(_uses(plan, credit.name) for plan in plans):
                found.append(_told(credit, part, plans[0]))
    return found


def _told(credit: core.Credit, part: core.Part, plan: core.Plan) -> Finding:
    place = Place(plan, None, None, part.span if part.span.file else credit.span)
    to = _column(part.to)
    named = to.name if to is not None else ""
    return place.found(
        "M010",
        f"`{credit.name}` to {named}",
        f"`{credit.name}` is credited to `{named}`, but their plan `{plan.name}` uses nothing of it.",
        hint=f"Pay it in `{plan.name}`, or leave the share out.",
    )


def _role_named(to: core.Expr | None) -> str | None:
    column = _column(to)
    return _plain(column.name) if column is not None else None


def _column(to: core.Expr | None) -> core.Column | core.Lookup | None:
    """The column that names a receiver, whoever has the share where it is blank."""
    if isinstance(to, core.BlankIs):
        return _column(to.value)
    return to if isinstance(to, core.Column | core.Lookup) else None


def _roles(plan: core.Plan) -> set[str]:
    """The words that a plan's members have, without anything but letters."""
    words = {
        _plain(node.right.value)
        for node in walk(plan.members)
        if isinstance(node, core.Compare)
        and node.comparison is core.Comparison.IS
        and isinstance(node.right, core.Literal)
        and isinstance(node.right.value, str)
    }
    return words - {""}


def _uses(plan: core.Plan, credit: str) -> bool:
    for node in walk((plan.clauses, plan.measures, plan.tables)):
        match node:
            case core.CreditValue() | core.CreditSet() | core.AmongOwn():
                if node.credit == credit:
                    return True
            case core.Pay():
                if node.each == credit:
                    return True
            case _:
                pass
    return False


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
