"""What an approver looks at first: the biggest changes with their reasons, and what is unusual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comp.language.money import Money
from statements.summary.amounts import Piece
from statements.summary.sides import Side
from statements.summary.view import Change, Limits, PayeeRow, Reason, Sign, Unusual
from statements.view import ChangeKind

_MOST_CHANGES = 10
_MOST_REASONS = 3
CHANGES_BEFORE = "Changes to earlier periods"
RELEASED = "Released of what was held"


def changes_of(
    rows: Sequence[PayeeRow], pieces: Sequence[Piece], then: Sequence[Piece] | None
) -> tuple[Change, ...]:
    """The payees whose payable amount differs most from last time, by currency; none without a last time."""
    if then is None:
        return ()
    found: list[Change] = []
    for currency in sorted({row.totals.payable.currency for row in rows}):
        mine = [row for row in rows if row.totals.payable.currency == currency and _moved(row)]
        mine.sort(key=lambda row: (-abs(_moved(row)), row.payee))
        most = min(_MOST_CHANGES, (len(mine) + 1) // 2)  # of a few, not everybody
        found.extend(Change(row, _reasons(row, pieces, then)) for row in mine[:most])
    return tuple(found)


def _moved(row: PayeeRow) -> int:
    difference = row.totals.difference
    return 0 if difference is None else difference.minor


def _reasons(row: PayeeRow, pieces: Sequence[Piece], then: Sequence[Piece]) -> tuple[Reason, ...]:
    """The components that differ most; what is released and other changes to earlier periods stand apart."""
    currency = row.totals.payable.currency
    ours, theirs = _by_component(row, pieces), _by_component(row, then)
    reasons = [
        Reason(name, Money(now.payable - before.payable, currency), now.lines, before.lines)
        for name in dict.fromkeys([*ours, *theirs])
        if (now := ours.get(name, _Sum())).payable != (before := theirs.get(name, _Sum())).payable
    ]
    reasons.sort(key=lambda reason: -abs(reason.difference.minor))
    return tuple(reasons[:_MOST_REASONS])


@dataclass(slots=True)
class _Sum:
    payable: int = 0
    lines: int = 0


def _by_component(row: PayeeRow, pieces: Sequence[Piece]) -> Mapping[str, _Sum]:
    found: dict[str, _Sum] = {}
    for piece in pieces:
        if piece.payee == row.payee and piece.currency == row.totals.payable.currency and piece.lines:
            running = found.setdefault(_called(piece), _Sum())
            running.payable += piece.payable_minor
            running.lines += piece.lines
    return found


def _called(piece: Piece) -> str:
    match piece.change:
        case None:
            return piece.component
        case ChangeKind.RELEASED:
            return RELEASED
        case _:
            return CHANGES_BEFORE


def unusual_of(rows: Sequence[PayeeRow], now: Side, last: Side | None, limits: Limits) -> tuple[Unusual, ...]:
    """Every sign of every row, by sign in their order, then in the order of the rows."""
    found = [each for row in rows for each in _signs(row, now, last, limits)]
    order = {sign: place for place, sign in enumerate(Sign)}
    return tuple(sorted(found, key=lambda each: order[each.sign]))


def _signs(row: PayeeRow, now: Side, last: Side | None, limits: Limits) -> Iterator[Unusual]:
    payable = row.totals.payable
    if row.payee not in now.rows:
        yield Unusual(Sign.GONE, row, row.totals.last)
        return
    faults = sum(each["fault"] is not None for each in now.rows[row.payee])
    if faults:
        yield Unusual(Sign.NOT_CALCULATED, row, count=faults)
    if payable.minor < 0:
        yield Unusual(Sign.NEGATIVE, row, payable)
    if payable.minor == 0 and (row.totals.lines or row.totals.held.minor):
        yield Unusual(Sign.NOTHING, row, row.totals.held if row.totals.held.minor else None)
    if row.payee in now.capped:
        yield Unusual(Sign.CAPPED, row, count=now.capped[row.payee])
    adjusted = row.totals.adjusted
    if adjusted.minor and abs(adjusted.minor) >= limits.adjusted_share * abs(payable.minor):
        yield Unusual(Sign.ADJUSTED, row, adjusted)
    if last is not None:
        yield from _against_last(row, last, limits)


def _against_last(row: PayeeRow, last: Side, limits: Limits) -> Iterator[Unusual]:
    if row.payee not in last.rows:
        yield Unusual(Sign.NEW, row, row.totals.payable)
        return
    payable, before = row.totals.payable.minor, row.totals.last
    if before is None or before.minor <= 0:
        return
    if payable > limits.times * before.minor:
        yield Unusual(Sign.MUCH_MORE, row, before)
    if 0 < payable * limits.times < before.minor:
        yield Unusual(Sign.MUCH_LESS, row, before)
