"""What happened to a line of an earlier period between two days, and why, in one sentence.

It compares what the second engine says of the line on both days; it calculates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comp.language.core import Plan
from comp.reference import LineValue, Step, StepKind
from comp.reference.saying import say
from comp.reference.wording import Style, as_sentence, called, in_turn, shown
from statements.explained import is_share
from statements.view import ChangeKind

_MOST_CAUSES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What kind of change it is, and its cause in one sentence."""

    kind: ChangeKind
    cause: str


def change(before: LineValue | None, after: LineValue | None, plan: Plan | None) -> Change:
    """What a line went through from the one day to the other; None where it was not there."""
    if after is None:
        return Change(ChangeKind.OTHER, say("What it was paid for is no longer there."))
    if before is None:
        first = say("It counts for the first time: it was not known, or not yet due, before.")
        return Change(ChangeKind.OTHER, first)
    was, now = before.standing, after.standing
    earned, payable = (
        _grew(before.earned_minor, after.earned_minor),
        _grew(before.payable_minor, after.payable_minor),
    )
    if earned < 0 and (taken := _new(was.taken, now.taken)):
        return Change(ChangeKind.TAKEN_BACK, say("{losses}.", losses=_some(taken)))
    if earned < 0 and (lost := _new(was.lost, now.lost)):
        return Change(ChangeKind.LOST, say("Lost {how}.", how=_some(lost)))
    if earned == 0 and payable > 0:
        released = _new(was.released, now.released)
        if released:
            return Change(ChangeKind.RELEASED, say("Released {how}.", how=_some(released)))
        return Change(ChangeKind.RELEASED, say("It was earned before and is payable now."))
    if back := _new(now.taken, was.taken):
        return Change(ChangeKind.OTHER, say("No longer so: {losses}.", losses=_some(back)))
    return Change(ChangeKind.OTHER, _moved(before.trace, after.trace, plan))


def _grew(before: int | None, after: int | None) -> int:
    """By how much the amount moved away from zero; negative where it came nearer to it."""
    return abs(after or 0) - abs(before or 0)


def _new(old: Sequence[str], new: Sequence[str]) -> list[str]:
    return [text for text in new if text not in old]


def _some(texts: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = len(texts) - _MOST_CAUSES
    shown_first = in_turn(texts[:_MOST_CAUSES])
    return say("{causes}; and {number} more", causes=shown_first, number=more) if more > 0 else shown_first


def _moved(before: Step, after: Step, plan: Plan | None) -> str:
    """What a line rests on that is worth something else: its credit, a quota, a target, else a measure."""
    pairs = list(_pairs(before, after))
    for kinds in (_OF_CREDIT, {StepKind.QUOTA}, {StepKind.TARGET}, {StepKind.MEASURE}):
        found = dict.fromkeys(
            _was_and_is(old, new, plan)
            for old, new in pairs
            if old.kind in kinds
            and old.value != new.value
            and old.value is not None
            and new.value is not None
        )
        if found:
            return say("{changes}.", changes=_capital(_some(list(found))))
    return _innermost(before, after)


_OF_CREDIT = {StepKind.CREDIT}


def _was_and_is(old: Step, new: Step, plan: Plan | None) -> str:
    style = Style.PERCENT if plan and is_share(plan, new.name) else Style.PLAIN
    words = {"was": shown(old.value, style), "now": shown(new.value, style)}
    match new.kind:
        case StepKind.CREDIT:
            fact = new.name.rpartition(" ")[2].partition("#")[0]
            return say("the credit of {fact} was {was} and is {now}", fact=fact, **words)
        case StepKind.QUOTA:
            return say("the quota {name} was {was} and is {now}", name=called(new.name), **words)
        case StepKind.TARGET:
            return say("the target of the period was {was} and is {now}", **words)
        case _:
            return say("{name} was {was} and is {now}", name=called(new.name), **words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _pairs(before: Step, after: Step) -> Iterator[tuple[Step, Step]]:
    """Steps that stand at the same place on both days, outermost first."""
    earlier, later = _by_name(before), _by_name(after)
    for name, new in later.items():
        old = earlier.get(name)
        if old is not None:
            yield old, new
            yield from _pairs(old, new)


def _innermost(before: Step, after: Step) -> str:
    """The innermost steps whose values differ, where nothing that has a name of its own does."""
    changes = [_in_words(old, new) for old, new in _differing(before, after)]
    unlike = list(dict.fromkeys(each for each in changes if each))
    more = len(unlike) - _MOST_CAUSES
    shown_first = " ".join(unlike[:_MOST_CAUSES])
    return say("{causes} And {number} more.", causes=shown_first, number=more) if more > 0 else shown_first


def _differing(before: Step, after: Step) -> Iterator[tuple[Step | None, Step | None]]:
    """Pairs of steps that differ and under which nothing differs; None where a step is on one side only."""
    earlier, later = _by_name(before), _by_name(after)
    found = False
    for name in dict.fromkeys([*later, *earlier]):
        old, new = earlier.get(name), later.get(name)
        if old is None or new is None:
            found = True
            yield old, new
            continue
        for each in _differing(old, new):
            found = True
            yield each
    if not found and before.value != after.value:
        yield before, after


def _by_name(step: Step) -> dict[tuple[StepKind, str, int], Step]:
    """A step's inputs by kind and name, those alike by their place.

    A rounding follows and causes nothing; what is another payee's is not told.
    """
    named: dict[tuple[StepKind, str, int], Step] = {}
    for each in step.inputs:
        if each.kind is StepKind.ROUNDING or each.others:
            continue
        place = sum(kind is each.kind and name == each.name for kind, name, _ in named)
        named[each.kind, each.name, place] = each
    return named


def _in_words(old: Step | None, new: Step | None) -> str:
    if new is None:
        return say("No longer: {before}", before=as_sentence(old.sentence)) if old else ""
    if old is None or old.sentence == new.sentence:
        return say("Now: {now}", now=as_sentence(new.sentence))
    words = {"now": as_sentence(new.sentence), "before": as_sentence(old.sentence)}
    return say("Now: {now} Before: {before}", **words)
