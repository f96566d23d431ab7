"""Cells of rows: of the row at hand, of one found by its key and day, and the rates of currencies."""

from __future__ import annotations

from datetime import date

from comp.language.core import Column, Comparison, Lookup
from comp.language.money import Rounding
from comp.reference.facts_index import Row
from comp.reference.membership import ASSIGNMENT
from comp.reference.proof.book import Ref
from comp.reference.proof.proves import Proves
from comp.reference.proof.proving import in_plan_currency, show_key, whole
from comp.reference.scope import Scope
from comp.reference.values import Amount, Undefined

_RATE = "rate"


def prove_column(proves: Proves, expr: Column, scope: Scope) -> Ref:
    """A cell of the row at hand, whose key is shown beside it."""
    row = scope.rows.get(expr.source)
    if row is None:
        reason = f"there is no row of {expr.source} here"
        return proves.book.stated(Undefined(reason), reason)
    show_key(proves, expr.source, row)
    return proves.book.fact(expr.source, row, expr.name)


def prove_lookup(proves: Proves, expr: Lookup, scope: Scope) -> Ref:
    """A cell of a row found by its key: taken because its key is that key and it holds on that day."""
    book = proves.book
    key = proves.expression(expr.key, scope)
    wanted = book.value(key)
    if isinstance(wanted, Undefined):
        return key
    on = None if expr.as_of is None else proves.expression(expr.as_of, scope)
    day = None if on is None else book.value(on)
    if on is not None and not isinstance(day, date):
        return on
    row = scope.facts.find(
        expr.source, str(wanted), day if isinstance(day, date) else None, scope.sight.limit
    )
    if isinstance(row, Undefined):
        return book.stated(row, row.reason)
    cell = book.fact(expr.source, row, expr.name)  # another payee's own is withheld before
    found = book.chosen(_fits(proves, expr.source, row, key, on), cell)
    return (
        found
        if expr.source != ASSIGNMENT or scope.any_currency
        else in_plan_currency(book, found, proves.view.currency)
    )


def _fits(proves: Proves, source: str, row: Row, key: Ref, on: Ref | None) -> Ref:
    """Whether the row has the key, and holds on the day; an end that is blank is open."""
    book, declared = proves.book, proves.view.facts.sources[source]
    fits = [book.compared(Comparison.IS, key, book.fact(source, row, declared.key))]
    if on is not None and declared.valid_from and row[declared.valid_from] is not None:
        fits.append(book.compared(Comparison.AT_MOST, book.fact(source, row, declared.valid_from), on))
    if on is not None and declared.valid_through and row[declared.valid_through] is not None:
        fits.append(book.compared(Comparison.AT_MOST, on, book.fact(source, row, declared.valid_through)))
    return book.every(fits) if len(fits) > 1 else fits[0]


def prove_converted(proves: Proves, money: Ref, currency: str, on: Ref, rounding: Rounding) -> Ref:
    """Money in another currency, at the latest rate on or before a day, struck to its minor unit."""
    book = proves.book
    value = book.value(money)
    if not isinstance(value, Amount):
        return money  # undefined
    if value.currency == currency:
        return whole(book, money, rounding)
    return book.converted(money, _rate(proves, value.currency, currency, on), currency, rounding)


def _rate(proves: Proves, of: str, into: str, on: Ref) -> Ref:
    """The rate of a quotation, taken because it is not later than the day."""
    book, day = proves.book, proves.book.value(on)
    if not isinstance(day, date):
        return on  # undefined, and so is the rate
    quotation = proves.view.facts.quotation(of, into, day)
    if isinstance(quotation, Undefined):
        return book.stated(quotation, quotation.reason)
    for column in ("of_currency", "into_currency"):
        book.row_place(_RATE, quotation.row, column)
    quoted_on = book.fact(_RATE, quotation.row, "quoted_on")
    return book.chosen(
        book.compared(Comparison.AT_MOST, quoted_on, on), book.fact(_RATE, quotation.row, "rate")
    )
