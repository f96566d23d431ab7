"""Marginal tables: what runs under them, and that the credit which runs is the one that is paid by them.

The average of a table over a credit's stretch is exact only where the pay is proportional to that credit
(docs/decisions/0007).
"""

from __future__ import annotations

from comp.language import core
from comp.language.core import Operator
from comp.language.diagnostic import Label
from comp.language.lowering.faults import Faults
from comp.language.lowering.reads import walk

_NOT_PROPORTIONAL = -1


def check_marginal_tables(faults: Faults, plan: core.Plan) -> None:
    """Check every marginal table of a plan and every statement that uses one."""
    running: dict[str, str] = {}
    for table in plan.tables.values():
        if table.shape is core.Shape.MARGINAL:
            credit = _running_credit(faults, plan, table)
            if credit is not None:
                running[table.name] = credit
    pays = {s.name: s for _, s in plan.statements() if isinstance(s, core.Pay)}
    for _, statement in plan.statements():
        match statement:
            case core.Pay():
                _check_use(faults, plan, running, statement, expr=statement.value, statement=statement)
            case core.Multiply() if statement.pay in pays:
                _check_use(
                    faults, plan, running, pays[statement.pay], expr=statement.factor, statement=statement
                )
            case _:
                pass


def _running_credit(faults: Faults, plan: core.Plan, table: core.Table) -> str | None:
    """The credit along which a table is averaged; None for one that is averaged from zero (0024)."""
    measure = plan.measures.get(table.by.name) if isinstance(table.by, core.MeasureValue) else None
    if measure is None or measure.reading is not core.Reading.RUNNING:
        return None
    credit = _total_of(measure.value)
    if credit is None and measure.span.file and table.by is not None:
        text = f"`{measure.name}` runs, but is no total of one credit, over or times what is constant."
        hint = (
            "Write `total own CREDIT of the period`, alone or divided by a quota or a target; or say when "
            "it is read, and the table is averaged from zero."
        )
        faults.error("B006", table.by.span, text, hint, labels=(Label(measure.span, "the measure"),))
    return credit


def _total_of(expr: core.Expr) -> str | None:
    """The credit whose total the expression is, over or times constants; None where it is anything else."""
    match expr:
        case core.Aggregate(how=core.Aggregation.TOTAL, over=core.CreditSet() as over, term=term):
            proportional = term is not None and _degree(_unstruck(term), over.credit) == 1
            return over.credit if over.where is None and proportional else None
        case core.Arithmetic(operator=Operator.DIVIDE) if _is_constant(expr.right):
            return _total_of(expr.left)
        case core.Arithmetic(operator=Operator.MULTIPLY) if _is_constant(expr.right):
            return _total_of(expr.left)
        case core.Arithmetic(operator=Operator.MULTIPLY) if _is_constant(expr.left):
            return _total_of(expr.right)
        case _:
            return None


def _unstruck(term: core.Expr) -> core.Expr:
    return term.value if isinstance(term, core.Strike) else term


def _is_constant(expr: core.Expr) -> bool:
    moving = (core.Aggregate, core.MeasureValue, core.TableValue, core.CreditValue, core.Column)
    return not any(isinstance(node, moving) for node in walk(expr))


def _check_use(
    faults: Faults,
    plan: core.Plan,
    running: dict[str, str],
    pay: core.Pay,
    *,
    expr: core.Expr,
    statement: core.Pay | core.Multiply,
) -> None:
    used = [node for node in walk(expr) if isinstance(node, core.TableValue) and node.name in running]
    for table in {node.name: node for node in used}.values():
        credit = running[table.name]
        if pay.each != credit:
            paid = f"for each `{pay.each}`" if pay.each is not None else "once per performance period"
            text = f"`{table.name}` runs with `{credit}`, but `{pay.name}` is paid {paid}."
            hint = f"Pay `for each {credit}`, or make the table `retroactive`."
        elif _degree(pay.value, credit) != 1 or (statement is pay and not _is_factor(expr, table.name)):
            text = (
                f"`{pay.name}` is not proportional to `{credit}`, so the order of "
                "deals would decide what is paid."
            )
            hint = f"Pay `{credit} * {table.name}`, times what is the same for each deal."
        else:
            continue
        by = plan.tables[table.name].by
        label = Label(by.span if by is not None else plan.tables[table.name].span, "the table's measure")
        faults.error("B007", table.span, text, hint, labels=(label,))


def _degree(expr: core.Expr, credit: str) -> int:
    """To which power the credit's value stands in the expression, or `_NOT_PROPORTIONAL`."""
    match expr:
        case core.CreditValue():
            return 1 if expr.credit == credit else 0
        case core.Arithmetic(operator=Operator.MULTIPLY):
            left, right = _degree(expr.left, credit), _degree(expr.right, credit)
            return _NOT_PROPORTIONAL if min(left, right) < 0 else left + right
        case core.Arithmetic(operator=Operator.DIVIDE):
            return _degree(expr.left, credit) if _degree(expr.right, credit) == 0 else _NOT_PROPORTIONAL
        case core.Arithmetic():
            left, right = _degree(expr.left, credit), _degree(expr.right, credit)
            return left if left == right else _NOT_PROPORTIONAL
        case core.Least() | core.Greatest() | core.BlankIs():
            mentions = any(isinstance(node, core.CreditValue) for node in walk(expr))
            return _NOT_PROPORTIONAL if mentions else 0
        case _:
            return 0


def _is_factor(expr: core.Expr, table: str) -> bool:
    """Whether the table's value multiplies the whole expression, once."""
    match expr:
        case core.TableValue():
            return expr.name == table
        case core.Arithmetic(operator=Operator.MULTIPLY):
            return _is_factor(expr.left, table) or _is_factor(expr.right, table)
        case core.Arithmetic(operator=Operator.DIVIDE):
            return _is_factor(expr.left, table)
        case core.Arithmetic():
            return _is_factor(expr.left, table) and _is_factor(expr.right, table)
        case _:
            return False
