"""Holds a summary against the run: the lines of its folder, and for the company what its manifest tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from comp.language.money import Money
from statements.summary.amounts import Piece
from statements.summary.sides import Side
from statements.summary.view import Check


def checks_of(side: Side, pieces: Sequence[Piece], *, whole: bool) -> Iterator[Check]:
    """The controls; `whole` where everybody of the run is in it."""
    yield from _against_lines(side, pieces)
    if not whole:
        return
    for paid in side.run.manifest.plans:
        mine = [piece for piece in pieces if piece.plan == paid.plan]
        earned, payable = (sum(each.earned_minor for each in mine), sum(each.payable_minor for each in mine))
        yield _check(f"{paid.plan}: earned, against the manifest", paid.currency, paid.earned_minor, earned)
        yield _check(
            f"{paid.plan}: payable, against the manifest", paid.currency, paid.payable_minor, payable
        )


def _against_lines(side: Side, pieces: Sequence[Piece]) -> Iterator[Check]:
    """The statements' amounts against the lines of the run's folder, by currency."""
    lines: dict[tuple[str, str], int] = defaultdict(int)
    payees = list(side.statements)
    named = side.run.lines.select("payee", "currency", "earned_minor", "payable_minor")
    for payee, currency, earned, payable in named.iter_rows():
        if payee in payees:
            lines["earned", currency] += earned or 0
            lines["payable", currency] += payable or 0
    shown: dict[tuple[str, str], int] = defaultdict(int)
    for piece in pieces:
        shown["earned", piece.currency] += piece.earned_minor
        shown["payable", piece.currency] += piece.payable_minor
    for what, currency in sorted({*lines, *shown}):
        expected, found = lines[what, currency], shown[what, currency]
        yield _check(f"statements: {what}, against the run's lines", currency, expected, found)


def _check(what: str, currency: str, expected_minor: int, found_minor: int) -> Check:
    return Check(what, Money(expected_minor, currency), Money(found_minor, currency))
