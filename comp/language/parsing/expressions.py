"""Builds expressions of the syntax tree from Lark trees."""

from __future__ import annotations

from typing import cast

from lark import Token, Tree

from comp.language import core, syntax
from comp.language.calendar import Cadence
from comp.language.parsing.reader import Branch, Reader, child, subtree
from comp.language.span import Span

# Every later walk over an expression may recurse; this bounds its depth on every path.
MAX_PARTS = 160

_CADENCES = {cadence.value.replace(" ", "_"): cadence for cadence in Cadence}
_BASES = {
    "of_period": core.QuotaBasis.BLENDED,
    "of_longer": core.QuotaBasis.BLENDED,
    "by_days": core.QuotaBasis.BLENDED,
    "on_credit_date": core.QuotaBasis.CREDIT_DATE,
    "at_close": core.QuotaBasis.CLOSE,
    "of_its_span": core.QuotaBasis.SPAN,
}
_WHOSE = {"of_reports": core.Whose.REPORTS, "of_everyone": core.Whose.EVERYONE}


def expression(reader: Reader, part: Branch) -> syntax.Expression:
    """Build an expression, or refuse one with too many parts."""
    if isinstance(part, Tree) and sum(1 for _ in part.iter_subtrees()) > MAX_PARTS:
        reader.fault(
            reader.span(part),
            f"This formula has more than {MAX_PARTS} parts.",
            "Give parts of it a name: write them as measures of their own.",
            "P008",
        )
        return syntax.Reference(reader.span(part), syntax.REFUSED)
    return _build(reader, part)


def optional(reader: Reader, part: Branch) -> syntax.Expression | None:
    """Build an expression where one is written."""
    return None if part is None else expression(reader, part)


def cadence(part: Branch) -> Cadence | None:
    """`month`, `quarter`, `half_year`, `year` as the grammar names them; None for a performance period."""
    return _CADENCES.get(str(part.data)) if isinstance(part, Tree) else None


def window(reader: Reader, part: Branch) -> core.Window:
    """`of the period`, `of the year`, `of this performance period and the N before it` and the like."""
    match part:
        case Tree(data="longer"):
            return core.Window(cadence=cadence(child(part, 0)))
        case Tree(data="trailing_periods"):
            return core.Window(before=reader.whole(child(part, 0)))
        case Tree(data="whole_plan"):
            return core.Window(whole_plan=True)
        case Tree(data="quota_span"):
            return core.Window(quota=str(child(part, 0)))
        case _:
            return core.Window()


def _build(reader: Reader, part: Branch) -> syntax.Expression:
    span = reader.span(part)
    if not isinstance(part, Tree):
        return reader.constant(part)
    match str(part.data):
        case "number" | "percent" | "multiple" | "money" | "date" | "text":
            return reader.constant(child(part, 0))
        case "group":
            return _operand(reader, part, 0)
        case "name":
            return syntax.Reference(span, str(child(part, 0)))
        case "path" | "path_day":
            return _path(reader, part, span)
        case "quota":
            return _quota(reader, part, span)
        case "of_credits" | "of_set" | "count_of" | "rank" | "earned" | "earned_of_fact":
            return _measured(reader, part, span)
        case "least" | "greatest" | "blank_or" | "binary" | "negative":
            return _operation(reader, part, span)
        case "shifted" | "days_from" | "months_from" | "month_edge" | "period_edge":
            return _day(reader, part, span)
        case word if word in _PLAIN:
            return _PLAIN[word](span)
        case _:
            return _condition(reader, part, span)


_PLAIN: dict[str, type[syntax.PeriodTarget | syntax.LineDay | syntax.PayeeItself]] = cast(
    "dict[str, type[syntax.PeriodTarget | syntax.LineDay | syntax.PayeeItself]]",
    {
        "period_target": syntax.PeriodTarget,
        "born_on": syntax.LineDay,
        "payees_last_day": syntax.LastDayOfPayee,
        "this_payee": syntax.PayeeItself,
        "period_number": syntax.NumberOfPeriod,
    },
)


def _path(reader: Reader, part: Tree[Token], span: Span) -> syntax.Expression:
    day, into = child(part, 2), subtree(part, 3)
    as_of = None if day is None else _build(reader, day)
    path = syntax.Path(span, reader.name(child(part, 0)), reader.name(child(part, 1)), as_of)
    if into is None:
        return path
    return syntax.InCurrency(span, path, reader.name(child(into, 0)), _operand(reader, into, 1))


def _quota(reader: Reader, part: Tree[Token], span: Span) -> syntax.QuotaOf:
    basis = subtree(part, 1)
    word = str(basis.data) if basis is not None else "of_period"
    longer = cadence(child(basis, 0)) if basis is not None and word == "of_longer" else None
    return syntax.QuotaOf(span, reader.name(child(part, 0)), word == "by_days", _BASES[word], longer)


def _how(part: Branch) -> core.Aggregation:
    return core.Aggregation(str(part.data)) if isinstance(part, Tree) else core.Aggregation.TOTAL


def _measured(reader: Reader, part: Tree[Token], span: Span) -> syntax.Expression:
    match str(part.data):
        case "of_credits":
            return _of_credits(reader, part, span)
        case "of_set":
            return syntax.OfSet(span, _how(child(part, 0)), _operand(reader, part, 1))
        case "count_of":
            return syntax.CountOf(span, reader.name(child(part, 0)))
        case "rank":
            return syntax.RankOf(span, reader.name(child(part, 0)), child(part, 1) is not None)
        case _:
            return _earned(reader, part, span)


def _of_credits(reader: Reader, part: Tree[Token], span: Span) -> syntax.OfCredits:
    whose, credits_of, per = subtree(part, 1), subtree(part, 3), subtree(part, 5)
    is_name = credits_of is not None and credits_of.data == "credit_name"
    path = _path(reader, per, reader.span(per)) if per is not None else None
    return syntax.OfCredits(
        span,
        _how(child(part, 0)),
        whose is not None and whose.data == "everyone",
        child(part, 2) is not None,
        reader.name(child(credits_of, 0)) if credits_of is not None and is_name else None,
        None if credits_of is None or is_name else _operand(reader, credits_of, 0),
        window(reader, child(part, 4)),
        path if isinstance(path, syntax.Path) else None,
    )


def names(reader: Reader, part: Branch) -> tuple[syntax.Name, ...]:
    """`A and B` as the grammar's `names`."""
    return reader.names(part.children) if isinstance(part, Tree) else ()


def _earned(reader: Reader, part: Tree[Token], span: Span) -> syntax.EarnedBy:
    pays = names(reader, child(part, 1))
    if part.data == "earned_of_fact":
        return syntax.EarnedBy(span, pays, core.Window(), core.Whose.EVERYONE, of_fact=True)
    by = subtree(part, 3)
    whose = _WHOSE[str(by.data)] if by is not None else core.Whose.OWN
    return syntax.EarnedBy(span, pays, window(reader, child(part, 2)), whose, of_fact=False)


def _operation(reader: Reader, part: Tree[Token], span: Span) -> syntax.Expression:
    match str(part.data):
        case "least" | "greatest":
            operands = tuple(_build(reader, operand) for operand in part.children)
            return syntax.Extreme(span, part.data == "least", operands)
        case "blank_or":
            return syntax.BlankOr(span, _operand(reader, part, 0), _operand(reader, part, 1))
        case "binary":
            operator = core.Operator(str(child(part, 1)))
            return syntax.Binary(span, operator, _operand(reader, part, 0), _operand(reader, part, 2))
        case _:
            return syntax.Negative(span, _operand(reader, part, 1))


def _day(reader: Reader, part: Tree[Token], span: Span) -> syntax.Expression:
    match str(part.data):
        case "shifted":
            unit, side = subtree(part, 1), subtree(part, 2)
            word = str(unit.data) if unit is not None else "days"
            before = side is not None and side.data == "before"
            return syntax.ShiftedDay(span, _operand(reader, part, 0), word, before, _operand(reader, part, 3))
        case "days_from" | "months_from":
            months = part.data == "months_from"
            return syntax.Elapsed(span, months, _operand(reader, part, 0), _operand(reader, part, 1))
        case _:
            edge = subtree(part, 0)
            last = edge is not None and edge.data == "last"
            if part.data == "period_edge":
                return syntax.EdgeOfPeriod(span, last)
            return syntax.EdgeOfMonth(span, _operand(reader, part, 1), last)


def _condition(reader: Reader, part: Tree[Token], span: Span) -> syntax.Expression:
    match str(part.data):
        case "comparison":
            sign = core.Comparison(str(child(part, 1)))
            return syntax.Comparison(span, sign, _operand(reader, part, 0), _operand(reader, part, 2))
        case "equal" | "unequal":
            sign = core.Comparison.IS if part.data == "equal" else core.Comparison.IS_NOT
            return syntax.Comparison(span, sign, _operand(reader, part, 0), _operand(reader, part, 1))
        case "is_blank" | "is_not_blank":
            return syntax.BlankTest(span, _operand(reader, part, 0), part.data == "is_not_blank")
        case "within" | "between":
            value, first, last = (_build(reader, operand) for operand in part.children)
            make = syntax.Within if part.data == "within" else syntax.Between
            return make(span, value, first, last)
        case "one_of" | "not_one_of":
            choices = subtree(part, 1)
            listed = tuple(
                _build(reader, one)
                for one in (choices.children if choices is not None else ())
                if isinstance(one, Tree)
            )
            return syntax.OneOf(span, _operand(reader, part, 0), listed, part.data == "not_one_of")
        case "among_own":
            direct = child(part, 1) is not None
            return syntax.Among(span, _operand(reader, part, 0), reader.name(child(part, 2)), direct)
        case "all_of" | "any_of":
            left, right = _operand(reader, part, 0), _operand(reader, part, 1)
            return syntax.Junction(span, part.data == "all_of", left, right)
        case _:  # `negation`, the grammar's last kind of condition
            return syntax.Negation(span, _operand(reader, part, 0))


def _operand(reader: Reader, part: Tree[Token], index: int) -> syntax.Expression:
    return _build(reader, child(part, index))
