"""What the lines of a plan rest on, asked of its core tree; and plans with other statements.

A law that holds under conditions takes them from here, never from what an engine makes of the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from comp.fuzz.nodes import walk
from comp.language.core import (
    Aggregate,
    AmongOwn,
    Arithmetic,
    BornOn,
    Cap,
    Clause,
    ClawBack,
    Column,
    CreditSet,
    CreditValue,
    Draw,
    Earned,
    If,
    Literal,
    Lookup,
    MeasureValue,
    Node,
    Operator,
    PartKind,
    Pay,
    Plan,
    Program,
    Rank,
    RowSet,
    Statement,
    Strike,
    TableValue,
    ThisPayee,
    Whose,
)


def rests_on(program: Program, plan: Plan, roots: Iterable[object] | None = None) -> list[Node]:
    """Every node that the roots (all statements, where none are given) lead to: through measures, tables,
    and the credits that they name. Who is paid by the plan, and for which target, always counts.
    """
    found: list[Node] = []
    waiting: list[object] = [
        plan.clauses if roots is None else tuple(roots),
        plan.members,
        plan.annual_target,
    ]
    seen: set[str] = set()
    while waiting:
        for node in walk(waiting.pop()):
            found.append(node)
            for name, value in _named(program, plan, node):
                if name not in seen:
                    seen.add(name)
                    waiting.append(value)
    return found


def _named(program: Program, plan: Plan, node: Node) -> Iterator[tuple[str, object]]:
    match node:
        case MeasureValue(name=name) | Rank(measure=name):
            yield f"measure {name}", plan.measures[name]
        case TableValue(name=name):
            yield f"table {name}", plan.tables[name]
        case CreditSet(credit=name) | AmongOwn(credit=name) | Pay(each=str(name)):
            yield f"credit {name}", program.credits[name]
        case ClawBack(of_credit=True, target=name):
            yield f"credit {name}", program.credits[name]
        case _:
            pass


def of_type(nodes: Iterable[Node], *kinds: type[Node]) -> Iterator[Node]:
    """The nodes of those kinds."""
    return (node for node in nodes if isinstance(node, kinds))


def has(nodes: Iterable[Node], *kinds: type[Node]) -> bool:
    """Whether one of the nodes is of those kinds."""
    return any(of_type(nodes, *kinds))


def credits_of(program: Program, source: str) -> set[str]:
    """The names of the credits that are made from a source."""
    return {name for name, credit in program.credits.items() if credit.source == source}


def rests_on_others(nodes: Iterable[Node]) -> bool:
    """Whether a line may rest on other payees of the plan: on their credits, lines or places, or on money
    that is moved or allotted between payees.
    """
    return any(_is_of_others(node) for node in nodes)


def _is_of_others(node: Node) -> bool:
    match node:
        case CreditSet(everyone=True) | Rank() | Pay(evened=True):
            return True
        case Earned(whose=whose, of_fact=of_fact):
            return of_fact or whose is not Whose.OWN
        case _:
            return type(node).__name__ == "Split"


def looks_at_other_assignments(nodes: Iterable[Node]) -> bool:
    """Whether the assignment of somebody else than the line's payee is read: a manager's, or any row's."""
    return any(_is_of_another_assignment(node) for node in nodes)


def _is_of_another_assignment(node: Node) -> bool:
    match node:
        case Lookup(source="assignment", key=key):
            return not isinstance(key, ThisPayee)
        case RowSet(source="assignment"):
            return True
        case _:
            return getattr(node, "kind", None) is PartKind.ALSO


def is_linear(expr: object) -> bool:
    """Whether the expression is a multiple of the credit's value: nothing for a credit of nothing."""
    match expr:
        case CreditValue():
            return True
        case Strike(value=value):
            return is_linear(value)
        case If(then=then, otherwise=otherwise):
            return is_linear(then) and is_linear(otherwise)
        case Arithmetic(operator=Operator.MULTIPLY, left=left, right=right):
            return is_linear(left) != is_linear(right)
        case Arithmetic(operator=Operator.DIVIDE, left=left, right=right):
            return is_linear(left) and not is_linear(right)
        case _:
            return False


def is_sum_of_values(aggregate: Aggregate) -> bool:
    """Whether the aggregate adds up multiples of credits' values, by what is known of every full row."""
    if aggregate.how.value != "total" or aggregate.term is None or not is_linear(aggregate.term):
        return False
    known = (CreditValue, Literal, Column, Arithmetic, Strike)
    return all(isinstance(node, known) for node in walk(aggregate.term)) and not any(
        isinstance(node, Arithmetic)
        and node.operator is Operator.DIVIDE
        and not isinstance(node.right, Literal)
        for node in walk(aggregate.term)
    )


def is_the_same_for_all_lines(expr: object) -> bool:
    """Whether a bound is written in the plan as one amount."""
    return all(isinstance(node, Literal | Arithmetic) for node in walk(expr))


def folds(statement: Statement) -> bool:
    """Whether what becomes of one line depends on others: caps beyond the line, draws, what was earned."""
    spans = isinstance(statement, Cap) and statement.per.value != "line"
    return spans or isinstance(statement, Draw) or has(walk(statement), Earned)


def is_of_birth(nodes: Iterable[Node]) -> bool:
    """Whether something asks for the day of a line's birth."""
    return has(nodes, BornOn)


# Plans with other statements ------------------------------------------------------------------------------


def keeping(plan: Plan, wanted: Callable[[int, Clause, Statement], bool]) -> Plan:
    """The plan with those of its statements that are wanted, by their place in the text from 0."""
    clauses: list[Clause] = []
    place = 0
    for clause in plan.clauses:
        kept: list[Statement] = []
        for statement in clause.statements:
            if wanted(place, clause, statement):
                kept.append(statement)
            place += 1
        clauses.append(replace(clause, statements=tuple(kept)))
    return replace(plan, clauses=tuple(clauses))


def standing_alone(plan: Plan, wanted: Callable[[Statement], bool]) -> Plan:
    """The plan with those of its statements that are wanted, and that name no pay which is not there."""
    pays: set[str] = set()

    def stands(_place: int, _clause: Clause, statement: Statement) -> bool:
        if not names_of(statement) <= pays or not wanted(statement):
            return False
        if isinstance(statement, Pay | Draw):
            pays.add(statement.name)
        return True

    return keeping(plan, stands)


def names_of(statement: Statement) -> set[str]:
    """The pays that a statement acts on or reads."""
    read = {
        name for node in of_type(walk(statement), Earned) if isinstance(node, Earned) for name in node.pays
    }
    match statement:
        case Pay():
            return read
        case ClawBack(of_credit=True):
            return read
        case ClawBack(target=name):
            return read | {name}
        case Cap(pays=names) | Draw(against=names):
            return read | set(names)
        case _:
            return read | {statement.pay}


def stands_apart(plan: Plan, clause: str) -> bool:
    """Whether a clause and the others name none of each other's pays, and it takes no credit back."""
    own = [s for of, s in plan.statements() if of.name == clause]
    others = [s for of, s in plan.statements() if of.name != clause]
    if any(isinstance(s, ClawBack) and s.of_credit for s in own):
        return False
    paid = {s.name for s in own if isinstance(s, Pay | Draw)}
    named = {name for s in others for name in names_of(s)}
    return not paid & named and {name for s in own for name in names_of(s)} <= paid


def with_statement(plan: Plan, at: int, *added: Statement) -> Plan:
    """The plan with statements before the one at that place in the text, or at its end."""
    clauses: list[Clause] = []
    place = 0
    for clause in plan.clauses:
        within = at - place
        statements = clause.statements
        if 0 <= within < len(statements) or (clause is plan.clauses[-1] and within >= 0):
            statements = (*statements[:within], *added, *statements[within:])
        place += len(clause.statements)
        clauses.append(replace(clause, statements=statements))
    return replace(plan, clauses=tuple(clauses))


def with_other(plan: Plan, at: int, other: Statement) -> Plan:
    """The plan up to a place in the text, with another statement there."""
    upto = keeping(plan, lambda place, _clause, _statement: place < at)
    owner = [clause.name for clause, _ in plan.statements()][at]
    clauses = tuple(
        replace(clause, statements=(*clause.statements, other)) if clause.name == owner else clause
        for clause in upto.clauses
    )
    return replace(upto, clauses=clauses)
