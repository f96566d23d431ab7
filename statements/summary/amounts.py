"""The amounts of a statement, each with what it belongs to, and their sums; nothing is calculated anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from comp.language.money import Money
from statements.summary.view import Totals
from statements.view import ChangeKind, PlanSection, Statement


@dataclass(frozen=True, slots=True)
class Piece:
    """One amount of a statement: a line, a change to an earlier period, or what is held; in minor units."""

    payee: str
    plan: str
    plan_title: str
    component: str
    born_on: date
    currency: str
    earned_minor: int = 0
    payable_minor: int = 0
    held_minor: int = 0
    lines: int = 0
    change: ChangeKind | None = None  # to a line of an earlier period


def pieces_of(statement: Statement) -> Iterator[Piece]:
    """Every amount of a statement, once."""
    for section in statement.sections:
        yield from _lines(statement.payee, section)
        yield from _changes(statement.payee, section)
        for held in section.held:
            yield Piece(
                statement.payee, section.name, section.title, held.clause, held.born_on,
                held.amount.currency, held_minor=held.amount.minor,
            )  # fmt: skip


def _lines(payee: str, section: PlanSection) -> Iterator[Piece]:
    for group in section.clauses:
        for line in group.lines:
            yield Piece(
                payee, section.name, section.title, group.title, line.born_on, line.earned.currency,
                line.earned.minor, line.payable.minor, lines=1,
            )  # fmt: skip


def _changes(payee: str, section: PlanSection) -> Iterator[Piece]:
    for each in section.adjustments:
        line = each.line
        yield Piece(
            payee, section.name, section.title, each.clause, line.born_on, line.earned.currency,
            line.earned.minor, line.payable.minor, lines=1, change=each.kind,
        )  # fmt: skip


def totals_of(pieces: Iterable[Piece], last: Iterable[Piece] | None, currency: str) -> Totals:
    """Add up the pieces of one currency; `last` are those of the run that it is held against."""
    mine = [piece for piece in pieces if piece.currency == currency]
    then = None if last is None else [piece for piece in last if piece.currency == currency]
    return Totals(
        payees=len({piece.payee for piece in mine if piece.lines}),
        lines=sum(piece.lines for piece in mine),
        earned=Money(sum(piece.earned_minor for piece in mine), currency),
        payable=Money(sum(piece.payable_minor for piece in mine), currency),
        held=Money(sum(piece.held_minor for piece in mine), currency),
        adjusted=Money(_changed(mine, {*ChangeKind} - {ChangeKind.RELEASED}), currency),
        released=Money(_changed(mine, {ChangeKind.RELEASED}), currency),
        last=None if then is None else Money(sum(piece.payable_minor for piece in then), currency),
    )


def _changed(pieces: Iterable[Piece], kinds: Collection[ChangeKind]) -> int:
    return sum(piece.payable_minor for piece in pieces if piece.change in kinds)


def grouped(pieces: Iterable[Piece], key: Callable[[Piece], str]) -> dict[tuple[str, str], list[Piece]]:
    """Pieces by what they belong to and their currency, in the order in which each is first met."""
    found: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        found.setdefault((key(piece), piece.currency), []).append(piece)
    return found
