"""Two versions of the plans as one: the parts that differ, and the texts with some of them exchanged.

Only wording is lost on the way (titles of what is compared, examples, terms, comments): it decides no amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from comp.language.core import Program
from comp.language.lowering import lower_program
from comp.language.parsing import parse_file
from comp.language.plan_outline import Entry, outline


class PartChange(StrEnum):
    """What became of a part."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A part that differs: `plan` is blank for what plans share, `of` for what stands in no clause."""

    plan: str
    what: str  # "table rate", "payees", "clause bounds", "source deal"
    of: str  # "clause commission"
    change: PartChange


@dataclass(frozen=True, slots=True)
class _Node:
    """A block or statement of both versions; None where one lacks it, and no part where both say the same."""

    label: str
    before: str | None
    after: str | None
    part: int | None = None
    below: tuple[_Node, ...] = ()
    order_before: tuple[int, ...] = ()
    order_part: int | None = None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """Every part that differs, in the order of the later text, and the texts with some of them exchanged."""

    parts: tuple[PlanPart, ...]
    _top: tuple[_Node, ...] = field(repr=False)

    def texts(self, taken: AbstractSet[int]) -> dict[str, str]:
        """The plans as they were before, but for the parts of these numbers, which are as after."""
        found: dict[str, list[str]] = {}
        for node in self._top:
            said = "\n".join(_emitted(node, taken))
            if said:
                name = "sources" if node.label.startswith("source ") else node.label
                found.setdefault(f"plans/{name}.plan", []).append(said)
        return {name: "\n\n".join(blocks) + "\n" for name, blocks in found.items()}

    def groups(self, most: int) -> list[tuple[int, ...]]:
        """The numbers of the parts, each alone; where they are more than that, those of a plan together."""
        if len(self.parts) <= most:
            return [(number,) for number in range(len(self.parts))]
        of_plan: dict[str, list[int]] = {}
        for number, part in enumerate(self.parts):
            of_plan.setdefault(part.plan, []).append(number)
        return [tuple(numbers) for numbers in of_plan.values()]


def plan_change(before: Mapping[str, str], after: Mapping[str, str], plans: AbstractSet[str]) -> PlanChange:
    """Compare the texts of two versions; of their plans only those that are named."""
    reader = _Reader({**{f"a/{name}": text for name, text in before.items()},
                      **{f"b/{name}": text for name, text in after.items()}})  # fmt: skip
    sides = [
        [entry for entry in outline(_of(reader.texts, side)) if _is_wanted(entry, plans)] for side in "ab"
    ]
    top, _ = reader.merged(sides[0], sides[1], "", "")
    return PlanChange(tuple(reader.parts), top)


def exchanged(
    change: PlanChange, most: int, check: Callable[[Mapping[str, str]], Program | None]
) -> Iterator[tuple[tuple[PlanPart, ...], Program | None]]:
    """The plans with one part after another exchanged: the parts of each step, and the program from then on.

    A part that does not check without a later one waits for it; where neither checks without the other,
    they are exchanged together. The last step, with what is left, has no program: it is the later plans.
    """
    taken: set[int] = set()
    waiting: tuple[int, ...] = ()
    for group in change.groups(most):
        tried = [group] if not waiting else [group, (*waiting, *group), waiting]
        waiting = (*waiting, *group)
        for more in tried:
            if not set(more) <= set(waiting):
                continue
            program = check(change.texts(taken | set(more)))
            if program is not None:
                taken |= set(more)
                waiting = tuple(each for each in waiting if each not in more)
                yield _named(change, more), program
    yield _named(change, waiting), None


def checked_texts(texts: Mapping[str, str]) -> Program | None:
    """The program of texts between two versions; None where they have errors.

    What the line `data` lists is not held against them (N008): it decides nothing, and examples are gone.
    """
    read = [parse_file(name, text) for name, text in texts.items()]
    program, checked = lower_program([file for file, _ in read])
    faults = [*checked, *(fault for _, found in read for fault in found)]
    return None if any(fault.severity == "error" and fault.code != "N008" for fault in faults) else program


def _named(change: PlanChange, numbers: Sequence[int]) -> tuple[PlanPart, ...]:
    return tuple(change.parts[number] for number in sorted(numbers))


def _of(texts: Mapping[str, str], side: str) -> dict[str, str]:
    return {name: text for name, text in sorted(texts.items()) if name.startswith(f"{side}/")}


def _is_wanted(entry: Entry, plans: AbstractSet[str]) -> bool:
    word, _, rest = entry.label.partition(" ")
    return word not in ("plan", "amend") or rest.split()[0] in plans


def _emitted(node: _Node, taken: AbstractSet[int]) -> Iterator[str]:
    is_after = node.part is None or node.part in taken
    said = node.after if is_after else node.before
    if node.part is None and said is None:
        said = node.before
    if said is None:
        return
    yield said
    in_order = node.below
    if node.order_part is not None and node.order_part not in taken:
        in_order = tuple(node.below[place] for place in node.order_before)
    for each in in_order:
        yield from _emitted(each, taken)


class _Reader:
    """Reads both versions' outlines into one tree, and numbers the parts that differ."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.parts: list[PlanPart] = []

    def merged(
        self, before: Sequence[Entry], after: Sequence[Entry], plan: str, of: str
    ) -> tuple[tuple[_Node, ...], tuple[int, ...]]:
        """The nodes of two lists of entries in the later order, and where they stand in the earlier one."""
        renamed = _renamed(before, after)
        old = {renamed.get(entry.label, entry.label): entry for entry in before if _is_kept(entry)}
        new = {entry.label: entry for entry in after if _is_kept(entry)}
        order = _one_order(list(new), list(old))
        nodes = tuple(self._node(old.get(label), new.get(label), plan, of) for label in order)
        earlier = _one_order(list(old), list(new))
        return nodes, tuple(order.index(label) for label in earlier)

    def _node(self, old: Entry | None, new: Entry | None, plan: str, of: str) -> _Node:
        entry = new or old
        assert entry is not None  # noqa: S101 - a label comes from one of the sides
        word, _, name = entry.label.partition(" ")
        if old is None or new is None:
            change = PartChange.ADDED if old is None else PartChange.REMOVED
            number = None if entry.wording else self._number(entry, plan, of, change)
            return _Node(entry.label, old and self._whole(old), new and self._whole(new), number)
        if word in ("plan", "shared"):
            return self._block(old, new, name if word == "plan" else "", "")
        if word == "clause":
            return self._block(old, new, plan, entry.label)
        alike = entry.wording or _meaning(old) == _meaning(new)
        number = None if alike else self._number(entry, plan, of, PartChange.CHANGED)
        return _Node(entry.label, self._whole(old), self._whole(new), number)

    def _block(self, old: Entry, new: Entry, plan: str, of: str) -> _Node:
        """A plan, what plans share, or a clause: its head, and below it what is compared each on its own."""
        number = None
        if old.label != new.label:
            number = self._part(plan, f"{old.label}, now {new.label}", "", PartChange.RENAMED)
        elif _share(old) != _share(new):
            number = self._part(plan, "share of the target incentive", of, PartChange.CHANGED)
        below, order = self.merged(old.below, new.below, plan, of)
        both = {entry.label for entry in old.below} & {entry.label for entry in new.below}
        is_ordered = {entry.label for entry in new.below if entry.ordered}
        common = [place for place in order if below[place].label in both & is_ordered]
        moved = None
        if common != sorted(common) and (plan or of):
            moved = self._part(plan, "the order of the statements" if of else "the order of the clauses", of,
                               PartChange.REORDERED)  # fmt: skip
        return _Node(new.label, self._own(old), self._own(new), number, below, order, moved)

    def _number(self, entry: Entry, plan: str, of: str, change: PartChange) -> int:
        words = entry.label.split()
        if words[0] in ("plan", "amend"):
            plan = words[1]
        return self._part(plan, entry.label, of, change)

    def _part(self, plan: str, what: str, of: str, change: PartChange) -> int:
        self.parts.append(PlanPart(plan, what, of, change))
        return len(self.parts) - 1

    def _own(self, entry: Entry) -> str:
        return self.texts[entry.at.file][entry.at.start : entry.at.end] if entry.at.file else ""

    def _whole(self, entry: Entry) -> str:
        """A statement with what stands below it, or a block with its statements."""
        if entry.label.split()[0] not in ("plan", "shared", "clause", "amend"):
            end = max(each.at.end for each in _walk(entry))
            indent = "" if entry.label.startswith("source ") else "  "
            return indent + self.texts[entry.at.file][entry.at.start : end]
        return "\n".join([self._own(entry), *(self._whole(each) for each in entry.below if _is_kept(each))])


def _is_kept(entry: Entry) -> bool:
    """Whether an entry says something of its own that has to stand in the text: a summary has."""
    head = ("title", "share of the target incentive")
    return entry.label not in head and (not entry.wording or entry.label == "summary")


def _walk(entry: Entry) -> Iterator[Entry]:
    yield entry
    for each in entry.below:
        if not each.wording:
            yield from _walk(each)


def _meaning(entry: Entry) -> object:
    return entry.label, entry.meaning, tuple(_meaning(each) for each in entry.below if not each.wording)


def _share(entry: Entry) -> object:
    return next((each.meaning for each in entry.below if each.label == "share of the target incentive"), None)


def _renamed(before: Sequence[Entry], after: Sequence[Entry]) -> dict[str, str]:
    """Clauses that have no counterpart, but the same pays as one on the other side that has none either."""
    known = {entry.label for entry in before}, {entry.label for entry in after}
    old = [entry for entry in before if entry.label.startswith("clause ") and entry.label not in known[1]]
    new = [entry for entry in after if entry.label.startswith("clause ") and entry.label not in known[0]]
    found: dict[str, str] = {}
    for entry in old:
        alike = (each for each in new if each.label not in found.values() and _is_alike(entry, each))
        other = next(alike, None)
        if other is not None:
            found[entry.label] = other.label
    return found


def _is_alike(old: Entry, new: Entry) -> bool:
    pays = [{e.label for e in side.below if e.label.startswith("pay ")} for side in (old, new)]
    if pays[0] & pays[1]:
        return True
    return [_meaning(e) for e in old.below if not e.wording] == [
        _meaning(e) for e in new.below if not e.wording
    ]


def _one_order(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The labels of one list in its order, and those that only the other has behind the one before each."""
    order = list(first)
    known = set(first)
    for place, label in enumerate(second):
        if label not in known:
            before = second[place - 1] if place else None
            order.insert(order.index(before) + 1 if before is not None else 0, label)
            known.add(label)
    return order
