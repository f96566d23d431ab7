"""What the provers of expressions share: the prover itself, and what it has proved once for many lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from comp.language.calendar import Period
from comp.language.span import NOWHERE, Span
from comp.reference.facts_index import Row
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.proves import Proves
from comp.reference.scope import Scope
from comp.reference.values import Amount, Exact, Undefined, Value

if TYPE_CHECKING:
    from comp.language.money import Rounding
    from comp.reference.proof.counters import Chain
    from comp.reference.proof.member_days import Run


@dataclass(slots=True)
class Kept:
    """What one plan's prover has proved already, by what makes it the same."""

    sums: dict[tuple[object, ...], Ref] = field(default_factory=dict[tuple[object, ...], Ref])
    chains: dict[tuple[object, ...], dict[Exact, Chain]] = field(
        default_factory=dict[tuple[object, ...], "dict[Exact, Chain]"]
    )
    runs: dict[tuple[str, Period], list[Run]] = field(default_factory=dict[tuple[str, Period], "list[Run]"])
    days: dict[tuple[str, date], Ref] = field(default_factory=dict[tuple[str, date], Ref])
    span: Span = NOWHERE  # of the innermost expression that has one


class Proving(Proves, Protocol):
    """A prover with what it keeps."""

    kept: Kept


def is_known(book: Book, ref: Ref) -> bool:
    """Whether a node has a value."""
    return not isinstance(book.value(ref), Undefined)


def whole(book: Book, ref: Ref, rounding: Rounding) -> Ref:
    """Money struck to its minor unit; a node of its own only where that changes it."""
    value = book.value(ref)
    if isinstance(value, Amount) and value.minor.denominator != 1:
        return book.struck(ref, rounding)
    return ref


def as_money(book: Book, ref: Ref, currency: str) -> Ref:
    """A plain 0 as no money of a currency."""
    return book.add(book.start(currency), ref) if book.value(ref) == 0 else ref


def in_plan_currency(book: Book, ref: Ref, currency: str) -> Ref:
    """Money of the plan's currency; of another one it is undefined, as its sum with the plan's is."""
    value = book.value(ref)
    if isinstance(value, Amount) and value.currency != currency:
        return book.add(book.start(currency), ref)
    return ref


def sealed_as(proves: Proves, what: str, period: Period | None) -> str:
    """What a sealed value is called: of which plan, in which period, on which day."""
    within = f" in {period.name}" if period is not None else ""
    return f"{proves.view.plan.name}: {what}{within}, as of {proves.view.as_of}"


def sealed(proves: Proves, payee: str, what: str, value: Value) -> Ref:
    """Another payee's value, of which the proof shows a commitment and not how it came about."""
    book = proves.book
    if isinstance(value, Undefined):
        value = Undefined("a value of another payee is not defined")  # its reason is not the reader's
    if not isinstance(value, Amount | Fraction | Undefined):
        return book.stated(value, f"{what} of another payee")
    return book.sealed_sum([book.seal(payee, what, value)], value)


def withheld(proves: Proving, payee: str, value: Value, scope: Scope) -> Ref:
    """The value of an expression that takes something from another payee's own: no step of it is shown."""
    beside = "" if scope.credit is None else f" beside {scope.credit.of.fact}"
    return sealed(
        proves,
        payee,
        sealed_as(proves, f"a value that rests on another payee's{beside}", scope.period),
        value,
    )


def show_key(proves: Proves, source: str, row: Row) -> None:
    """Shows the key of a row beside its other cells, so that a reader sees which row it is."""
    proves.book.row_place(source, row, proves.view.facts.sources[source].key)
