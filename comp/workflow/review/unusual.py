"""What an approver looks at first: signs read from amounts and documents, each in a sentence with figures.

The rules are those of a run's summary (`statements.summary`), with two differences: a rise counts from one
and a half times, as a fall does from a half, and both only where the amount is worth a look beside what the
others of the run are paid. Everything is in whole minor units and exact ratios.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from comp.language.money import Money, Rounding, format_minor, strike
from comp.workflow.review.against import Against, DecidedBefore, Earlier, paid_together
from comp.workflow.review.noted import NOTHING_NOTED, Noted
from comp.workflow.review.shown import ShownAmounts, Sign, StatementShown, Unusual
from comp.workflow.review.states import Verb


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is unusual.

    `change` is a share of what was paid last time, `worth` one of the mean of what the run's statements pay
    in the currency: a change of less is left alone. `adjusted` is a share of what is payable.
    """

    change: Fraction = Fraction(1, 2)
    worth: Fraction = Fraction(1, 20)
    adjusted: Fraction = Fraction(1, 5)


LIMITS = Limits()


def unusual_of(shown: StatementShown, against: Against, limits: Limits = LIMITS) -> tuple[Unusual, ...]:
    """Every sign of a statement, the most urgent first."""
    order = {sign: place for place, sign in enumerate(Sign)}
    return tuple(sorted(_signs(shown, against, limits), key=lambda each: order[each.sign]))


def _signs(shown: StatementShown, against: Against, limits: Limits) -> Iterator[Unusual]:
    noted = against.noted.get(shown.payee, NOTHING_NOTED)
    yield from _of_lines(noted)
    for amounts in shown.amounts:
        yield from _of_amounts(amounts, _adjusted(shown, against, noted, amounts), limits)
    decided = against.decided.get(shown.payee)
    if decided is not None:
        yield Unusual(Sign.CHANGED, _changed(decided, shown.amounts))
    if shown.corrects:
        return
    earlier = against.earlier.get(shown.payee)
    if earlier is not None:
        yield from _against_earlier(shown, noted, earlier, against, limits)
    elif against.has_before:
        yield Unusual(Sign.NEW, "No statement before this one.")


def _of_lines(noted: Noted) -> Iterator[Unusual]:
    if noted.not_calculated:
        lines = _lines(noted.not_calculated)
        yield Unusual(Sign.NOT_CALCULATED, f"{lines} could not be calculated and would pay nothing.")
    if noted.capped:
        yield Unusual(Sign.CAPPED, f"A cap kept {_lines(noted.capped)} below what they came to.")


@dataclass(frozen=True, slots=True)
class _Adjusted:
    """Changes to earlier periods, of what, and how that is said."""

    adjusted: int
    of: int
    text: str


def _adjusted(shown: StatementShown, against: Against, noted: Noted, amounts: ShownAmounts) -> _Adjusted:
    """A run's statement has such changes among its lines, and corrections are nothing else."""
    currency, payable = amounts.currency, amounts.payable.minor
    if shown.corrects:
        beside = sum(
            each.payable.minor for each in against.beside.get(shown.payee, ()) if each.currency == currency
        )
        said = f"{amounts.payable} of corrections beside {Money(beside, currency)} for {shown.period}."
        return _Adjusted(payable, beside, said)
    changes = sum(each.minor for each in noted.adjusted if each.currency == currency)
    said = f"{Money(changes, currency)} of changes to earlier periods in {amounts.payable}."
    return _Adjusted(changes, payable, said)


def _of_amounts(amounts: ShownAmounts, changes: _Adjusted, limits: Limits) -> Iterator[Unusual]:
    payable, held = amounts.payable, amounts.held
    if payable.minor < 0:
        yield Unusual(Sign.NEGATIVE, f"{payable}: more is taken back than is paid.")
    if changes.adjusted and abs(changes.adjusted) >= limits.adjusted * abs(changes.of):
        yield Unusual(Sign.ADJUSTED, changes.text)
    if held.minor > max(payable.minor, 0):
        yield Unusual(Sign.HELD, f"{held} are earned and held, and {payable} are paid.")


def _changed(decided: DecidedBefore, now: tuple[ShownAmounts, ...]) -> str:
    decision = decided.decision
    was, is_now = _payable(decided.amounts), _payable(now)
    said = f"Returned before ({decision.reason})" if decision.verb is Verb.RETURN else "Approved before"
    if was == is_now:
        return f"{said} and changed since; {is_now} is payable as before."
    return f"{said} with {was} and changed since: {is_now} now."


def _payable(amounts: tuple[ShownAmounts, ...]) -> str:
    return " and ".join(str(each.payable) for each in amounts) or "nothing"


def _against_earlier(
    shown: StatementShown, noted: Noted, earlier: Earlier, against: Against, limits: Limits
) -> Iterator[Unusual]:
    """By currency, the plans left out that only one of the two runs pays."""
    currencies = {each.currency for each in (*shown.amounts, *earlier.last.amounts)}
    for currency in sorted(currencies):
        now = paid_together(shown.amounts, noted, earlier.apart, currency)
        then = paid_together(earlier.last.amounts, earlier.noted, earlier.apart, currency)
        total, count = against.typical.get(currency, (0, 1))
        if abs(now - then) >= limits.worth * Fraction(total, count):
            yield from _moved(now, then, currency, earlier.run.period, limits)


def _moved(now: int, then: int, currency: str, period: str, limits: Limits) -> Iterator[Unusual]:
    said, before = (Money(minor, currency) for minor in (now, then))
    if then <= 0:
        # What follows a period without pay, or one that took back, is no change of pay to be measured.
        if then == 0 < now:
            yield Unusual(Sign.MUCH_MORE, f"{said}, and nothing in {period}.")
        return
    if now == 0:
        yield Unusual(Sign.NOTHING, f"Nothing is paid, and {before} in {period}.")
    elif abs(now - then) > limits.change * then and now > 0:
        more = now > then
        by = format_minor(abs(now - then), currency)
        share = strike(Fraction(100 * (now - then), then), Rounding.DOWN)
        text = f"{said}, {by} {'more' if more else 'less'} than in {period} ({share:+,}%)."
        yield Unusual(Sign.MUCH_MORE if more else Sign.MUCH_LESS, text)


def _lines(count: int) -> str:
    return f"{count:,} line" if count == 1 else f"{count:,} lines"
