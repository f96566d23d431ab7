"""What may be added, multiplied, divided and compared, and where money of a row becomes money of a
currency.
"""

from __future__ import annotations

from fractions import Fraction

from comp.language import core, syntax
from comp.language.core import Comparison, Kind, Operator
from comp.language.lowering.faults import Faults
from comp.language.lowering.types import CONDITION, NUMBER, UNKNOWN, Type, Typed, sentence
from comp.language.money import Money, Rounding
from comp.language.span import Span

_DOES = {Operator.ADD: "added to", Operator.SUBTRACT: "reduced by"}
_ORDERED = {Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY, Kind.DATE}


def arithmetic(faults: Faults, node: syntax.Binary, left: Typed, right: Typed) -> Typed:
    """The type of two operands under an operator."""
    expr = core.Arithmetic(node.operator, left.expr, right.expr, span=node.span)
    if not (left.type.known and right.type.known):
        return Typed(expr, UNKNOWN)
    for operand in (left, right):
        if operand.type.kind not in (Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY):
            faults.error(
                "T006",
                operand.expr.span if operand.expr.span.file else node.span,
                f"This is {operand.type}, and nothing can be calculated with it.",
                "For dates write `DATE is A to B days after DATE`."
                if operand.type.kind is Kind.DATE
                else "Use numbers and money.",
            )
            return Typed(expr, UNKNOWN)
    match node.operator:
        case Operator.ADD | Operator.SUBTRACT:
            return Typed(expr, same_kind(faults, node.span, _DOES[node.operator], left, right))
        case Operator.MULTIPLY:
            return Typed(expr, _product(faults, node, left.type, right.type))
        case _:
            return Typed(expr, _quotient(faults, node, left.type, right.type))


def _product(faults: Faults, node: syntax.Binary, left: Type, right: Type) -> Type:
    if left.is_money and right.is_money:
        faults.error(
            "T005",
            node.span,
            f"{sentence(left)} is multiplied by {right}.",
            "Multiply money by a rate or a share; to get one, divide money by money.",
        )
        return UNKNOWN
    kind = left if left.is_money else right
    return Type(kind.kind, kind.of)


def _quotient(faults: Faults, node: syntax.Binary, left: Type, right: Type) -> Type:
    if not right.is_money:
        return Type(left.kind, left.of)
    if not left.is_money:
        if left.is_zero:
            return NUMBER
        faults.error(
            "T002", node.span, "A number is divided by money.", "Divide money by money to get a share."
        )
        return UNKNOWN
    if left.kind is Kind.ROW_MONEY and right.kind is Kind.ROW_MONEY:
        return NUMBER
    return (
        NUMBER
        if same_kind(faults, node.span, "divided by", Typed(_ZERO, left), Typed(_ZERO, right)).known
        else UNKNOWN
    )


_ZERO = core.Literal(Fraction(0))


def same_kind(faults: Faults, span: Span, verb: str, left: Typed, right: Typed) -> Type:
    """The kind that both operands have; a literal 0 is money as well as a number."""
    one, two = left.type, right.type
    if not (one.known and two.known):
        return UNKNOWN
    if one.is_money and two.is_zero:
        return one
    if two.is_money and one.is_zero:
        return two
    if one.kind is two.kind and (not one.is_money or one.of == two.of):
        return Type(one.kind, one.of, one.choices, refers_to=one.refers_to)
    code, text, hint = _mismatch(one, two, verb)
    faults.error(code, span, text, hint)
    return UNKNOWN


def _mismatch(one: Type, two: Type, verb: str) -> tuple[str, str, str]:
    text = f"{sentence(one)} is {verb} {two}."
    if one.is_money and two.is_money:
        if one.kind is two.kind is Kind.MONEY:
            return (
                "T003",
                text,
                "Write both in one currency; only money of a row is converted by itself.",
            )
        return (
            "T004",
            text,
            "Make a share of it first: divide money of the row by other money of that row.",
        )
    if one.is_money or two.is_money:
        return (
            "T002",
            text,
            "Write an amount with its currency, such as `100.00 USD`, or divide money by money.",
        )
    return "T001", text, "Both sides must be of one type."


def compare(
    faults: Faults,
    node: syntax.Comparison,
    left: Typed,
    right: Typed,
    *,
    day: core.Expr | None,
    rounding: Rounding,
) -> Typed:
    """Lower a comparison; money of a row meets a literal's currency at the rate of the day."""
    left, right = _converted(left, right, day, rounding), _converted(right, left, day, rounding)
    texts = {left.type.kind, right.type.kind}
    if Kind.TEXT in texts and texts <= {Kind.TEXT, Kind.CHOICE, Kind.PAYEE, Kind.CURRENCY}:
        kind = Type(Kind.TEXT)
    else:
        kind = same_kind(faults, node.span, "compared with", left, right)
    equality = node.comparison in (Comparison.IS, Comparison.IS_NOT)
    if kind.known and not equality and kind.kind not in _ORDERED:
        faults.error(
            "T001",
            node.span,
            f"{sentence(left.type)} has no order, so `{node.comparison}` says nothing.",
            "Compare it with `is` or `is not`.",
        )
    return Typed(core.Compare(node.comparison, left.expr, right.expr, span=node.span), CONDITION)


def _converted(value: Typed, other: Typed, day: core.Expr | None, rounding: Rounding) -> Typed:
    literal = other.expr
    if (
        value.type.kind is not Kind.ROW_MONEY
        or not isinstance(literal, core.Literal)
        or not isinstance(literal.value, Money)
        or day is None
    ):
        return value
    currency = literal.value.currency
    converted = core.Convert(value.expr, value.type.of, currency, day, rounding, span=value.expr.span)
    return Typed(converted, Type(Kind.MONEY, currency))


def in_plan_money(value: Typed, currency: str, day: core.Expr, rounding: Rounding) -> Typed:
    """Money of a row as money of the plan: each amount of the row is converted, then calculated with
    exactly.
    """
    if value.type.kind is not Kind.ROW_MONEY:
        return value
    return Typed(_push(value.expr, value.type.of, currency, day, rounding), Type(Kind.MONEY, currency))


def _push(expr: core.Expr, source: str, currency: str, day: core.Expr, rounding: Rounding) -> core.Expr:
    def push(part: core.Expr) -> core.Expr:
        return _push(part, source, currency, day, rounding)

    match expr:
        case core.Arithmetic(operator=Operator.ADD | Operator.SUBTRACT):
            return core.Arithmetic(expr.operator, push(expr.left), push(expr.right), span=expr.span)
        case core.Arithmetic(operator=Operator.MULTIPLY) if not _is_row_money(expr.left):
            return core.Arithmetic(expr.operator, expr.left, push(expr.right), span=expr.span)
        case core.Arithmetic():
            return core.Arithmetic(expr.operator, push(expr.left), expr.right, span=expr.span)
        case core.Least():
            return core.Least(tuple(push(part) for part in expr.operands), span=expr.span)
        case core.Greatest():
            return core.Greatest(tuple(push(part) for part in expr.operands), span=expr.span)
        case core.BlankIs():
            return core.BlankIs(push(expr.value), push(expr.otherwise), span=expr.span)
        case core.Literal():
            return expr
        case _:
            return core.Convert(expr, source, currency, day, rounding, span=expr.span)


def _is_row_money(expr: core.Expr) -> bool:
    match expr:
        case core.Column() | core.Lookup():
            return expr.kind is Kind.ROW_MONEY
        case core.Arithmetic(operator=Operator.DIVIDE):
            return _is_row_money(expr.left) and not _is_row_money(expr.right)
        case core.Arithmetic():
            return _is_row_money(expr.left) or _is_row_money(expr.right)
        case core.Least() | core.Greatest():
            return any(_is_row_money(part) for part in expr.operands)
        case core.BlankIs():
            return _is_row_money(expr.value) or _is_row_money(expr.otherwise)
        case _:
            return False
