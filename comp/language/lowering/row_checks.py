"""Whether lines have the row that a table asks for: a table of one clause may be used by pays of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comp.language import core
from comp.language.diagnostic import Label
from comp.language.lowering.faults import Faults
from comp.language.lowering.reads import walk


def check_rows(faults: Faults, plan: core.Plan, credits: Mapping[str, core.Credit]) -> None:
    """Report each use of a table that reads a column or a credit which a line of the pay does not have."""
    pays = {pay.name: pay for _, s in plan.statements() if (pay := _as_pay(s)) is not None}
    asked = {name: list(_asked_for(plan, name)) for name in plan.tables}
    for _, statement in plan.statements():
        used = [node for node in walk(statement) if isinstance(node, core.TableValue)]
        for pay in _acted_on(statement, pays) if used else ():
            credit = credits.get(pay.each) if pay.each is not None else None
            if pay.each is not None and credit is None:
                continue
            for node in {node.name: node for node in used if node.name in asked}.values():
                lacking = next(
                    (found for part in asked[node.name] if (found := _lacking(part, credit))), None
                )
                if lacking:
                    said = f"{lacking[0]}, and a line of `{pay.name}` {lacking[1]}"
                    _tell(faults, node, plan.tables[node.name], said)


def _asked_for(plan: core.Plan, name: str) -> Iterator[core.Column | core.CreditValue]:
    """What a table, and those that it names in turn, read of the row of a line."""
    ahead, seen = [name], set[str]()
    while ahead:
        at = ahead.pop()
        if at in seen or at not in plan.tables:
            continue
        seen.add(at)
        for node in walk(plan.tables[at]):
            if isinstance(node, core.Column | core.CreditValue):
                yield node
            elif isinstance(node, core.TableValue):
                ahead.append(node.name)


def _as_pay(statement: core.Statement) -> core.Pay | None:
    """What makes lines; those of a draw are of periods."""
    if isinstance(statement, core.Draw):
        return core.Pay(statement.name, statement.at, each=None)
    return statement if isinstance(statement, core.Pay) else None


def _acted_on(statement: core.Statement, pays: Mapping[str, core.Pay]) -> list[core.Pay]:
    match statement:
        case core.Pay() | core.Draw():
            names: tuple[str, ...] = (statement.name,)
        case core.ClawBack():
            names = () if statement.of_credit else (statement.target,)
        case core.Cap():
            names = statement.pays
        case _:
            names = (statement.pay,)
    return [pays[name] for name in names if name in pays]


def _lacking(part: core.Column | core.CreditValue, credit: core.Credit | None) -> tuple[str, str] | None:
    """What is read, and what a line of that credit (or of a period) does not have; None where it has it."""
    if isinstance(part, core.Column):
        if credit is not None and part.source == credit.source:
            return None
        return f"`{part.source}.{part.name}`", f"has no row of {part.source}"
    if credit is not None and part.credit == credit.name:
        return None
    return f"`{part.credit}`", "is not of that credit"


def _tell(faults: Faults, use: core.TableValue, table: core.Table, lacking: str) -> None:
    faults.error(
        "N005",
        use.span,
        f"`{use.name}` reads {lacking}.",
        "Use a table of its own for these lines.",
        labels=(Label(table.span, "the table"),),
    )
