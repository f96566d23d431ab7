"""What an approver looks at first: the biggest changes with their reasons, and what is unusual."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from comp.language.money import Money
from statements.summary.amounts import Piece
from statements.summary.paid_apart import PaidApart
from statements.summary.reports import assigned
from statements.summary.sides import Side
from statements.summary.view import Change, Limits, PayeeRow, Reason, Sign, Unusual
from statements.view import ChangeKind

Place = Callable[[str], tuple[bool, str]]
_MOST_CHANGES = 10
_MOST_REASONS = 3
CHANGES_BEFORE = "Changes to earlier periods"
RELEASED = "Released of what was held"


def changes_of(
    rows: Sequence[PayeeRow],
    pieces: Sequence[Piece],
    then: Sequence[Piece] | None,
    place: Place,
    capped_last: Mapping[str, int],
) -> tuple[Change, ...]:
    """The payees whose payable amount differs most from last time, by currency; none without a last time."""
    if then is None:
        return ()
    found: list[Change] = []
    for currency in sorted({row.totals.payable.currency for row in rows}, key=place):
        mine = [row for row in rows if row.totals.payable.currency == currency and _moved(row)]
        mine.sort(key=lambda row: (-abs(_moved(row)), row.payee))
        most = min(_MOST_CHANGES, (len(mine) + 1) // 2)  # of a few, not everybody
        found.extend(
            Change(row, _reasons(row, pieces, then), capped_last.get(row.payee, 0)) for row in mine[:most]
        )
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
            running.lines += piece.lines if piece.payable_minor else 0
    return found


def _called(piece: Piece) -> str:
    match piece.change:
        case None:
            return piece.component
        case ChangeKind.RELEASED:
            return RELEASED
        case _:
            return CHANGES_BEFORE


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs, `last` None where there is no earlier one, with the amounts of each."""

    now: Side
    last: Side | None
    pieces: Sequence[Piece]
    then: Sequence[Piece]
    apart: PaidApart
    place: Place  # of a currency among others


def unusual_of(rows: Sequence[PayeeRow], runs: Compared, limits: Limits) -> tuple[Unusual, ...]:
    """Every sign of every row: the most urgent first, and of each the biggest first, by currency."""
    found = [each for row in rows for each in _signs(row, runs, limits)]
    order = {sign: place for place, sign in enumerate(Sign)}

    def place(each: Unusual) -> tuple[int, int, tuple[bool, str], int]:
        currency = runs.place(each.row.totals.payable.currency)
        if each.amount is None:
            return order[each.sign], 0, (False, ""), -each.count
        return order[each.sign], 1, currency, -_size(each, each.amount)

    return tuple(sorted(found, key=place))


def _size(each: Unusual, amount: Money) -> int:
    return abs(amount.minor if each.now is None else each.now.minor - amount.minor)


def _signs(row: PayeeRow, runs: Compared, limits: Limits) -> Iterator[Unusual]:
    payable, now = row.totals.payable, runs.now
    if row.payee not in now.rows:
        if _pays(runs.then, row, runs.apart.last):
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
    if runs.last is not None:
        yield from _against_last(row, runs, runs.last, limits)


def _against_last(row: PayeeRow, runs: Compared, last: Side, limits: Limits) -> Iterator[Unusual]:
    if row.payee not in last.rows:
        if not _was_there(row.payee, runs.now, last):
            yield Unusual(Sign.NEW, row, row.totals.payable)
        elif _pays(runs.pieces, row, runs.apart.now):
            yield Unusual(Sign.NOTHING_LAST, row, row.totals.payable)
        return
    ours = _pays(runs.pieces, row, runs.apart.now)
    payable = sum(ours)
    before = sum(_pays(runs.then, row, runs.apart.last))
    if before <= 0:
        return
    currency = row.totals.payable.currency
    was, now = Money(before, currency), Money(payable, currency)
    if payable > limits.times * before:
        top = max(ours)
        # A single amount explains a rise where it is most of it.
        largest = Money(top, currency) if 2 * top >= payable - before else None
        yield Unusual(Sign.MUCH_MORE, row, was, now=now, largest=largest)
    if 0 < payable * limits.times < before:
        yield Unusual(Sign.MUCH_LESS, row, was, last.capped.get(row.payee, 0), now)


def _pays(pieces: Sequence[Piece], row: PayeeRow, apart: Collection[str]) -> list[int]:
    """What a row's lines and changes pay each, in minor units, those of plans that stand apart left out."""
    currency = row.totals.payable.currency
    return [
        piece.payable_minor
        for piece in pieces
        if piece.payee == row.payee and piece.currency == currency and piece.lines and piece.plan not in apart
    ]


def _was_there(payee: str, now: Side, last: Side) -> bool:
    """Whether an assignment of the payee held on a day of the last run's period."""
    period = last.inputs.period
    return payee in assigned(now.inputs.snapshot, period.starts_on, period.last_day)
