"""Lines that differ, and causes, with amounts as money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.areas.runs.reading import Comparison
from api.jobs.compared import Compared, Line, MovedBy, Part
from comp.language.money import Money
from comp.runs import CauseKind, LineDifference

_NO_NEWS: Final = {CauseKind.ENGINE.value, CauseKind.BOOKS.value}
"""Kinds of causes that are worth a word only where they moved something."""


@dataclass(frozen=True, slots=True)
class CauseShown:
    """A cause, and what it moved in each currency: of how many lines, earned, payable."""

    kind: str
    text: str
    moved: tuple[tuple[int, Money, Money], ...]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A cause in words, and what it moved of a line."""

    text: str
    earned: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line that differs; an amount is None where it is a fault. `parts` are its causes, as far as known."""

    line_id: str
    plan: str
    payee: str
    currency: str
    only_in: str
    a_earned: Money | None
    b_earned: Money | None
    a_payable: Money | None
    b_payable: Money | None
    parts: tuple[PartShown, ...]

    @property
    def earned(self) -> Money | None:
        """B less A."""
        return _less(self.b_earned, self.a_earned)

    @property
    def payable(self) -> Money | None:
        """B less A."""
        return _less(self.b_payable, self.a_payable)


def causes_shown(found: Compared | None) -> list[CauseShown] | None:
    """Every cause in the order of the exchange; None where they were not looked for yet."""
    if found is None:
        return None
    return [
        CauseShown(
            cause.kind,
            cause.text,
            tuple(_moved(each) for each in cause.moved),
        )
        for cause in found.causes
        if cause.moved or cause.kind not in _NO_NEWS
    ]


def _moved(by: MovedBy) -> tuple[int, Money, Money]:
    return by.lines, Money(by.earned_minor, by.currency), Money(by.payable_minor, by.currency)


def lines_shown(held: Comparison, start: int, count: int) -> list[LineShown]:
    """Some of the lines that differ, in their order."""
    part = held.lines[start : start + count]
    wanted = {(line.line_id, line.currency) for line in part}
    causes = held.causes.lines if held.causes else ()
    known = {key: line for line in causes if (key := (line.line_id, line.currency)) in wanted}
    return [_line(line, known.get((line.line_id, line.currency)), held.causes) for line in part]


def _line(line: LineDifference, why: Line | None, found: Compared | None) -> LineShown:
    parts = () if why is None or found is None else tuple(_part(part, line, found) for part in why.parts)
    return LineShown(
        line_id=line.line_id,
        plan=line.plan,
        payee=line.payee,
        currency=line.currency,
        only_in=line.only_in,
        a_earned=_money(line.earned_a_minor, line.currency),
        b_earned=_money(line.earned_b_minor, line.currency),
        a_payable=_money(line.payable_a_minor, line.currency),
        b_payable=_money(line.payable_b_minor, line.currency),
        parts=parts,
    )


def _part(part: Part, line: LineDifference, found: Compared) -> PartShown:
    text = found.causes[part.cause].text
    if part.about:
        text += f": {part.about}"
    match part.faults:
        case 1:
            text += "; it makes the line a fault"
        case -1:
            text += "; the line is no fault any more"
        case _:
            pass
    return PartShown(text, Money(part.earned_minor, line.currency), Money(part.payable_minor, line.currency))


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _less(b: Money | None, a: Money | None) -> Money | None:
    return None if a is None or b is None else Money(b.minor - a.minor, b.currency)
