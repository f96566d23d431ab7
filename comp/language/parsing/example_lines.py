"""Builds the lines of an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from lark import Token, Tree

from comp.language import core, syntax
from comp.language.money import Money
from comp.language.parsing.reader import Branch, Reader, child


def expect_line(reader: Reader, tree: Tree[Token]) -> syntax.ExpectLine:
    """`expect …` of a pay, a measure or a quota."""
    match str(tree.data):
        case "expect_measure_line" | "expect_quota_line" | "expect_running_line":
            return _of_a_name(reader, tree)
        case _:
            return _of_pay(reader, tree)


def _of_pay(reader: Reader, tree: Tree[Token]) -> syntax.ExpectLine:
    payable = child(tree, 0) is not None
    *parts, days, written = tree.children[1:]
    pay, fact, payee = None, None, None
    match str(tree.data):
        case "expect_total_line":
            payee = _id(reader, parts[0])
        case "expect_fact_line":
            pay, fact, payee = reader.name(parts[0]), _id(reader, parts[1]), _id(reader, parts[2])
        case _:
            pay, payee = reader.name(parts[0]), _id(reader, parts[1])
    on, since = _days(reader, days)
    return syntax.ExpectLine(reader.span(tree), pay, fact, payee, payable, on, _value(reader, written), since)


def _of_a_name(reader: Reader, tree: Tree[Token]) -> syntax.ExpectLine:
    name, first, second, on, written = (child(tree, index) for index in range(5))
    running = tree.data == "expect_running_line"
    return syntax.ExpectLine(
        reader.span(tree),
        reader.name(name),
        _id(reader, first) if running else None,
        _id(reader, second if running else first),
        payable=False,
        on=reader.date(on) if on is not None else None,
        value=_value(reader, written),
        period=None if running else reader.name(second),
        what=core.Expected.QUOTA if tree.data == "expect_quota_line" else core.Expected.MEASURE,
    )


def _id(reader: Reader, part: Branch) -> syntax.Name | None:
    return reader.name(child(part, 0)) if isinstance(part, Tree) else None


def _days(reader: Reader, part: Branch) -> tuple[date | None, date | None]:
    """`on DATE`, or the last and the first day of `from DATE through DATE`."""
    if not isinstance(part, Tree):
        return None, None
    if part.data == "on_day":
        return reader.date(child(part, 0)), None
    return reader.date(child(part, 1)), reader.date(child(part, 0))


def _value(reader: Reader, part: Branch) -> syntax.ExpectedValue:
    assert isinstance(part, Tree)  # noqa: S101 - the grammar or the caller says so
    constant = reader.constant(part.children[1])
    text = str(part.children[1]).rstrip("x% \t")
    negative = child(part, 0) is not None
    value = constant.value
    span = reader.span(part)
    if isinstance(value, Money):
        return syntax.ExpectedValue(
            span, replace(value, minor=-value.minor) if negative else value, 0, percent=False
        )
    number = value if isinstance(value, Fraction) else Fraction(0)
    percent = str(part.children[1]).endswith("%")
    decimals = len(text.partition(".")[2])
    return syntax.ExpectedValue(span, -number if negative else number, decimals, percent)


def given_line(reader: Reader, tree: Tree[Token], cells: tuple[syntax.Row, ...]) -> syntax.GivenLine:
    """`given SOURCE` and its rows."""
    return syntax.GivenLine(reader.span(tree), reader.name(child(tree, 0)), cells)
