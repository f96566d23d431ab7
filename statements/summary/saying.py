"""What the signs, reasons and bands of a summary are called in its drawings."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comp.language.money import Money
from statements.summary.view import AttainmentBand, By, Change, Limits, Sign, Unusual
from statements.wording import Wording

SIGNS = {
    Sign.NOT_CALCULATED: "Not calculated",
    Sign.NEGATIVE: "Below zero",
    Sign.NOTHING: "Nothing to pay",
    Sign.MUCH_MORE: "Much more than last time",
    Sign.MUCH_LESS: "Much less than last time",
    Sign.CAPPED: "Met a cap",
    Sign.ADJUSTED: "Large changes to earlier periods",
    Sign.NEW: "New",
    Sign.GONE: "Gone",
    Sign.NOTHING_LAST: "Nothing last time",
}
BREAKDOWNS = {
    By.PLAN: "By plan",
    By.COMPONENT: "By component",
    By.TEAM: "By team",
    By.LEGAL_ENTITY: "By legal entity",
}


def meaning(sign: Sign, limits: Limits) -> str:
    """What a sign says of a statement."""
    match sign:
        case Sign.NOT_CALCULATED:
            return "lines that pay nothing until the facts are mended"
        case Sign.NEGATIVE:
            return "changes take back more than the period pays"
        case Sign.NOTHING:
            return "there are lines, and nothing is payable"
        case Sign.MUCH_MORE:
            return f"more than {limits.times} times"
        case Sign.MUCH_LESS:
            return f"less than {_part(limits.times)}"
        case Sign.CAPPED:
            return "lines that a cap keeps below what they came to"
        case Sign.ADJUSTED:
            return (
                f"{_percent(limits.adjusted_share)} or more of what is payable; releases are not among them"
            )
        case Sign.NEW:
            return "no line and no assignment last time"
        case Sign.NOTHING_LAST:
            return "assigned last time, and no line then"
        case Sign.GONE:
            return "no line in this run"


def note(unusual: Unusual, wording: Wording) -> str:
    """What is said of one statement beside its sign: an amount, or a number of lines."""
    amount = "" if unusual.amount is None else wording.money(unusual.amount)
    match unusual.sign:
        case Sign.NOTHING:
            return f"{amount} is earned and held" if amount else ""
        case Sign.NOT_CALCULATED | Sign.CAPPED:
            return counted(unusual.count, "line")
        case Sign.ADJUSTED:
            return f"{amount} of it"
        case Sign.MUCH_MORE | Sign.MUCH_LESS:
            return _against_last(unusual, wording)
        case _:
            return ""


def _against_last(unusual: Unusual, wording: Wording) -> str:
    """How many times last time's pay, by how much, and what explains it."""
    before, now = unusual.amount, unusual.now
    if before is None or now is None:
        return ""
    more = now.minor - before.minor
    factor = wording.number(round(Fraction(now.minor, before.minor), 2))
    said = (
        f"\u00d7 {factor}, {wording.amount(Money(abs(more), now.currency))} {'more' if more > 0 else 'less'}"
    )
    if unusual.largest is not None:
        said += f": one line of {wording.amount(unusual.largest)}"
    if unusual.count:
        said += f"; {_capped_last(unusual.count)}"
    return said


def apart(titles: Sequence[str], when: str) -> str:
    """Which plans one of the two runs does not pay, in a sentence."""
    plans = f"{counted(len(titles), 'plan')} {'was' if len(titles) == 1 else 'were'}"
    return f"{plans} not paid {when}, and nobody is held against last time by it: {', '.join(titles)}."


def reasons(change: Change, wording: Wording) -> str:
    """Why a payee's amount differs: components with their lines now and then."""
    parts = [
        f"{reason.component} {signed(reason.difference, wording)} "
        f"({counted(reason.lines, 'paying line')}, {reason.last_lines} last time)"
        for reason in change.reasons
    ]
    now, then = change.row.attainment, change.row.last_attainment
    if now is not None and then is not None and (now.plan, now.name) == (then.plan, then.name):
        parts.append(f"{spaced(now.name)} {wording.share(then.value)} to {wording.share(now.value)}")
    difference = change.row.totals.difference
    if change.capped_last and difference is not None and difference.minor < 0:
        parts.append(_capped_last(change.capped_last))
    return "; ".join(parts)


def _capped_last(lines: int) -> str:
    return f"{counted(lines, 'line')} met a cap last time"


def band(each: AttainmentBand) -> str:
    """A band of attainment in words."""
    first, end = _percent(each.first), each.end
    if end is None:
        return f"{first} and above"
    return f"below {_percent(end)}" if each.first == 0 else f"{first} to below {_percent(end)}"


def counted(count: int, noun: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def spaced(name: str) -> str:
    """A name of the plan in a sentence: `new_business` is `new business`."""
    return name.replace("_", " ")


def signed(amount: Money, wording: Wording) -> str:
    """A difference: its sign is shown either way."""
    return ("+" if amount.minor > 0 else "") + wording.amount(amount)


def _percent(share: Fraction) -> str:
    return f"{int(share * 100)}%"


def _part(times: int) -> str:
    return {2: "half", 3: "a third", 4: "a quarter"}.get(times, f"1/{times}")
