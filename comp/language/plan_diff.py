"""What differs between two versions of plans: which part, from what to what, and what it does to pay.

The parts and their words come from the texts, and what they do from the result digests: a change under a
plan whose digest stays the same changes no result, however large it looks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from comp.frozen import frozen
from comp.language.core import Plan, Program
from comp.language.loading import Loaded
from comp.language.lowering.reads import reads_of
from comp.language.lowering.world import World
from comp.language.plan_outline import Entry, outline
from comp.language.span import Span


@frozen
class Change:
    """A part that was changed, added or removed; `results` where it changes what a plan pays."""

    kind: Literal["changed", "added", "removed"]
    where: tuple[str, ...]
    before: str | None
    after: str | None
    before_at: Span | None
    after_at: Span | None
    results: bool


@frozen
class PlanDigests:
    """A plan's result digests; None on the side where there is no such plan."""

    name: str
    before: str | None
    after: str | None

    @property
    def differ(self) -> bool:
        """Whether the plan pays by other rules."""
        return self.before != self.after


@frozen
class PlanDiff:
    """All changes in the order of the text, and every plan's digests.

    `elsewhere` names plans that pay by other rules because of what was not compared: the files beside.
    """

    changes: tuple[Change, ...]
    plans: tuple[PlanDigests, ...]
    elsewhere: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether anything was changed."""
        return bool(self.changes or self.elsewhere)


def diff_plans(
    before: Loaded, after: Loaded, before_files: Collection[str] = (), after_files: Collection[str] = ()
) -> PlanDiff:
    """Compare two loaded versions, or only those of their files that are named.

    Raises:
        ValueError: one of them has errors, so that nobody knows what it pays.
    """
    if before.program is None or after.program is None:
        raise ValueError("plans with errors cannot be compared")
    left, right = _outline(before, before_files), _outline(after, after_files)
    renamed = _renamed(left, right)
    found = _Comparison(_digests(before.program, after.program, renamed), before.program, after.program)
    changes = tuple(found.compare(left, right, ()))
    explained = {name for change in changes if change.results for name in found.touched(change.where)}
    named = {entry.label for entry in (*left, *right)}
    plans = tuple(d for d in found.digests if f"plan {d.name}" in named or not (before_files or after_files))
    elsewhere = tuple(d.name for d in plans if d.differ and d.name not in explained)
    return PlanDiff(changes, plans, elsewhere)


def _outline(loaded: Loaded, files: Collection[str]) -> list[Entry]:
    return outline({name: text for name, text in loaded.texts.items() if not files or name in files})


def _renamed(left: list[Entry], right: list[Entry]) -> dict[str, str]:
    """Where one plan alone has no counterpart on either side, it is the same under another name."""
    old, new = _plans_only_in(left, right), _plans_only_in(right, left)
    if len(old) != 1 or len(new) != 1:
        return {}
    was, now = old[0].label, new[0].label
    old[0].words, new[0].words = was, now
    old[0].meaning, new[0].meaning = was, now
    new[0].label = was
    return {now.removeprefix("plan "): was.removeprefix("plan ")}


def _plans_only_in(entries: list[Entry], others: list[Entry]) -> list[Entry]:
    known = {entry.label for entry in others}
    return [entry for entry in entries if entry.label.startswith("plan ") and entry.label not in known]


def _digests(before: Program, after: Program, renamed: dict[str, str]) -> list[PlanDigests]:
    old = {plan.name: plan.result_digest for plan in before.plans}
    new = {renamed.get(plan.name, plan.name): plan.result_digest for plan in after.plans}
    return [PlanDigests(name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new])]


class _Comparison:
    """Walks two outlines and asks of each change which plans it can touch."""

    def __init__(self, digests: list[PlanDigests], before: Program, after: Program) -> None:
        self.digests = digests
        self._changed = {plan.name for plan in digests if plan.differ}
        self._reads = _readers(before)
        for name, plans in _readers(after).items():
            self._reads[name] = self._reads.get(name, set()) | plans

    def touched(self, where: tuple[str, ...]) -> set[str]:
        """The plans of other rules that the part stands in, or that read what is shared under its name."""
        if where[0].startswith(("plan ", "amend ")):
            return {where[0].split()[1]} & self._changed
        names = [label for label in where if label in self._reads]
        if names:
            return set[str]().union(*(self._reads[name] for name in names)) & self._changed
        shared_name = where[0].startswith("source ") or where[-1].startswith(
            ("credit ", "measure ", "table ")
        )
        return set() if shared_name else self._changed

    def compare(
        self, left: Sequence[Entry], right: Sequence[Entry], above: tuple[str, ...]
    ) -> Iterator[Change]:
        """The changes between two lists of entries, the order of what stands in both included."""
        pairs = _pairs(left, right)
        yield from self._order(pairs, left, right, above)
        for old, new in pairs:
            entry = old or new
            where = (*above, entry.label if entry is not None else "")
            if old is None or new is None:
                yield self._one_sided(old, new, where)
                continue
            if old.words != new.words:
                decides = not old.wording and old.meaning != new.meaning
                yield self._change(where, (old, old.words), (new, new.words), decides=decides)
            yield from self.compare(old.below, new.below, where)

    def _order(
        self,
        pairs: list[tuple[Entry | None, Entry | None]],
        left: Sequence[Entry],
        right: Sequence[Entry],
        above: tuple[str, ...],
    ) -> Iterator[Change]:
        both = {old.label for old, new in pairs if old is not None and new is not None and old.ordered}
        was = [entry for entry in left if entry.label in both]
        now = [entry for entry in right if entry.label in both]
        if above and [entry.label for entry in was] != [entry.label for entry in now]:
            old, new = (", ".join(entry.label for entry in side) for side in (was, now))
            yield self._change((*above, "order"), (was[0], old), (now[0], new), decides=True)

    def _one_sided(self, old: Entry | None, new: Entry | None, where: tuple[str, ...]) -> Change:
        sides = [(entry, "\n".join(entry.all_words())) if entry is not None else None for entry in (old, new)]
        entry = old or new
        return self._change(where, sides[0], sides[1], decides=entry is not None and not entry.wording)

    def _change(
        self,
        where: tuple[str, ...],
        old: tuple[Entry, str] | None,
        new: tuple[Entry, str] | None,
        *,
        decides: bool,
    ) -> Change:
        return Change(
            "added" if old is None else "removed" if new is None else "changed",
            where,
            None if old is None else old[1],
            None if new is None else new[1],
            None if old is None else old[0].at,
            None if new is None else new[0].at,
            decides and bool(self.touched(where)),
        )


def _pairs(left: Sequence[Entry], right: Sequence[Entry]) -> list[tuple[Entry | None, Entry | None]]:
    """Entries of one label, and rows whose bound was moved between the same neighbours."""
    new = {entry.label: entry for entry in right}
    known = {entry.label for entry in left}
    moved = dict(_moved_rows(left, right))
    taken = {entry.label for entry in moved.values()}
    pairs: list[tuple[Entry | None, Entry | None]] = [
        (e, new.get(e.label) or moved.get(e.label)) for e in left
    ]
    return pairs + [(None, e) for e in right if e.label not in known and e.label not in taken]


def _moved_rows(left: Sequence[Entry], right: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    old, new = ([entry for entry in side if entry.label.startswith("row ")] for side in (left, right))
    labels = [entry.label for entry in old], [entry.label for entry in new]
    for what, start, end, new_start, new_end in SequenceMatcher(None, *labels, autojunk=False).get_opcodes():
        if what == "replace" and end - start == new_end - new_start:
            yield from zip(labels[0][start:end], new[new_start:new_end], strict=True)


def _readers(program: Program) -> dict[str, set[str]]:
    """Which plans read each source, and each shared credit, measure and table, by its label."""
    readers: dict[str, set[str]] = {}
    for plan in program.plans:
        for label in _read_labels(plan, program):
            readers.setdefault(label, set()).add(plan.name)
    return readers


def _read_labels(plan: Plan, program: Program) -> Iterator[str]:
    reads = reads_of(plan, World(program.sources, program.credits))
    yield from (f"source {name}" for name in reads.sources | reads.mentioned)
    yield from (f"credit {name}" for name in reads.credits)
    yield from (f"measure {name}" for name in plan.measures)
    yield from (f"table {name}" for name in plan.tables)
