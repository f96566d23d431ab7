"""How a pay depends on its deals: which part grows with a deal, and which counters are only totals.

A pay is *proportional* where each line is its credit times something that is the same for all lines of the
period (or the average of a marginal table over the line's own stretch). Then the period pays by what is
credited in all, whichever deals it came from.
"""

from __future__ import annotations

from comp.frozen import frozen
from comp.language import core
from comp.language.core import Operator
from comp.language.lowering.reads import walk

_BESIDE = (core.Reading.BEFORE, core.Reading.WITH)


@frozen
class Uneven:
    """Why a pay is not proportional to its credits: in a few words, and where."""

    why: str
    node: core.Node


def is_plain_total(node: core.Node) -> bool:
    """Whether an aggregate is the sum of the payee's own credits of one name, and nothing else."""
    return (
        isinstance(node, core.Aggregate)
        and node.how is core.Aggregation.TOTAL
        and isinstance(node.over, core.CreditSet)
        and isinstance(node.term, core.CreditValue)
        and node.over.where is None
        and node.over.per is None
        and not node.over.everyone
    )


def is_open(plan: core.Plan, measure: core.Measure) -> bool:
    """Whether a measure is an input of its own.

    It is where it adds up something that is no credit's total, and where it divides by something that moves:
    a quotient of two moving amounts is no function that is straight between knots.
    """
    for node in walk(measure.value):
        match node:
            case core.Aggregate() | core.Rank() if not is_plain_total(node):
                return True
            case core.Arithmetic(operator=Operator.DIVIDE) if _moves(plan, node.right):
                return True
            case _:
                pass
    return False


def _moves(plan: core.Plan, expr: core.Expr) -> bool:
    roots = (expr, *(each.value for each in reached(plan, expr).values() if isinstance(each, core.Measure)))
    return any(isinstance(node, core.Aggregate | core.Rank) for node in walk(roots))


def reached(plan: core.Plan, *roots: object) -> dict[str, core.Measure | core.Table]:
    """The measures and tables that expressions read, and those that these read in turn."""
    found: dict[str, core.Measure | core.Table] = {}
    ahead: list[object] = list(roots)
    while ahead:
        for node in walk(ahead.pop()):
            if isinstance(node, core.MeasureValue | core.TableValue) and node.name not in found:
                what = plan.measures.get(node.name) or plan.tables.get(node.name)
                if what is not None:
                    found[node.name] = what
                    ahead.append(what)
    return found


def statements_on(plan: core.Plan, pay: core.Pay) -> list[tuple[core.Clause, core.Statement]]:
    """The statements that act on a pay's lines, in the order of the text."""
    found: list[tuple[core.Clause, core.Statement]] = []
    for clause, statement in plan.statements():
        match statement:
            case core.Multiply() | core.Floor() | core.Hold() | core.PayOut() | core.Split():
                named = statement.pay == pay.name
            case core.Cap():
                named = pay.name in statement.pays
            case core.ClawBack():
                named = statement.target in (pay.name, pay.each)
            case core.Draw():
                named = pay.name in statement.against
            case _:
                named = False
        if named:
            found.append((clause, statement))
    return found


def unevenness(plan: core.Plan, pay: core.Pay) -> Uneven | None:
    """Why a pay of credits is not proportional to them, or None where it is.

    A pay once per period is no pay of credits, and nothing is uneven there.
    """
    if pay.each is None:
        return None
    found = _uneven(plan, pay.value, pay.each)
    if found is None and _degree(plan, pay.value, pay.each) != 1:
        found = Uneven("it is not a rate times the credit", pay)
    if found is not None:
        return found
    for _, statement in statements_on(plan, pay):
        match statement:
            case core.Cap(per=core.CapSpan.LINE | core.CapSpan.VALUE):
                return Uneven("a cap looks at each deal alone", statement)
            case core.Floor():
                return Uneven("a floor looks at each deal alone", statement)
            case core.Multiply() if _looks_at_row(plan, statement.factor):
                return Uneven("a factor looks at each deal alone", statement)
            case core.Multiply():
                found = _uneven(plan, statement.factor, pay.each)
                if found is not None:
                    return found
            case _:
                pass
    return None


def running_tables(plan: core.Plan, expr: object) -> list[core.TableValue]:
    """Uses of marginal tables whose measure runs from deal to deal."""
    found: list[core.TableValue] = []
    for node in walk(expr):
        if isinstance(node, core.TableValue):
            table = plan.tables.get(node.name)
            if table is not None and table.shape is core.Shape.MARGINAL and _runs(plan, table):
                found.append(node)
    return found


def _runs(plan: core.Plan, table: core.Table) -> bool:
    measure = plan.measures.get(table.by.name) if isinstance(table.by, core.MeasureValue) else None
    return measure is not None and measure.reading is core.Reading.RUNNING


def _uneven(plan: core.Plan, expr: core.Expr, credit: str) -> Uneven | None:
    for name, what in reached(plan, expr).items():
        if isinstance(what, core.Measure) and what.reading in _BESIDE:
            return Uneven(f"`{name}` is read {what.reading.value}", what)
        if isinstance(what, core.Table) and _looks_at_row(plan, what):
            return Uneven(f"`{name}` looks at each deal alone", what)
    for node in walk(expr):
        if isinstance(node, core.Column):
            return Uneven(f"it is worked out with `{node.source}.{node.name}` of each deal", node)
        if isinstance(node, core.CreditValue) and node.credit != credit:
            return Uneven("it looks at another credit", node)
    return None


def _looks_at_row(plan: core.Plan, what: object) -> bool:
    """Whether something in it, or in what it reads, belongs to a row; what measures add up does not."""
    tables = [each for each in reached(plan, what).values() if isinstance(each, core.Table)]
    return any(_row_nodes(root) for root in (what, *tables))


def _row_nodes(root: object) -> bool:
    return any(
        isinstance(node, core.Column | core.CreditValue)
        or (isinstance(node, core.Lookup) and node.source != "assignment")
        for node in walk(root)
    )


def _degree(plan: core.Plan, expr: core.Expr, credit: str) -> int | None:
    """To which power a credit's value stands in an expression, None where it is no power of it."""
    match expr:
        case core.CreditValue():
            return 1 if expr.credit == credit else None
        case core.Arithmetic(operator=Operator.MULTIPLY):
            left, right = _degree(plan, expr.left, credit), _degree(plan, expr.right, credit)
            return None if left is None or right is None else left + right
        case core.Arithmetic(operator=Operator.DIVIDE):
            return _degree(plan, expr.left, credit) if _degree(plan, expr.right, credit) == 0 else None
        case core.Arithmetic():
            left, right = _degree(plan, expr.left, credit), _degree(plan, expr.right, credit)
            return left if left == right else None
        case core.If():
            left, right = _degree(plan, expr.then, credit), _degree(plan, expr.otherwise, credit)
            return left if left == right and not _row_nodes(expr.condition) else None
        case _:
            return None if _row_nodes(expr) else 0
