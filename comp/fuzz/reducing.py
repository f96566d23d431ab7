"""Makes a failing case small: leaves out days, files, rows, lines of text and cells while it still fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from comp.facts.snapshot import Value
from comp.fuzz.cases import Case

Fails = Callable[[Case], bool]

_KEPT_CELLS = frozenset({"id", "payee", "currency", "role"})
_PART = re.compile(r"\(([^()]*?) (?:[-+*/]|and|or) ([^()]*)\)|, where [^\n]*|, when [^\n:]*(?=\n)")
_SHARED = "facts.plan"


def reduced(case: Case, fails: Fails, *, said: str = "", rounds: int = 3, tries: int = 1_500) -> Case:
    """A smaller case that still fails, found greedily within so many tries.

    What is said of the failure tells where to look first: on the days and in the groups that it names.
    """
    left = _Tries(fails, tries)
    case = _first_failing(case, _as_said(case, said), left)
    for _ in range(rounds):
        before = case
        case = _first_failing(case, chain(_fewer_days(case), _one_group(case)), left)
        case = _fewer_rows(case, left)
        case = _fewer_lines(case, left)
        for smaller in (_fewer_files, _fewer_cells, _simpler_words):
            case = _while_failing(case, smaller, left)
        if case == before or not left.count:
            break
    return case


class _Tries:
    """Asks whether a case fails, and says no once it has asked often enough."""

    def __init__(self, fails: Fails, count: int) -> None:
        self.fails, self.count = fails, count

    def __call__(self, case: Case) -> bool:
        self.count = max(self.count - 1, 0)
        return self.count > 0 and self.fails(case)


def _first_failing(case: Case, candidates: Iterator[Case], fails: Fails) -> Case:
    return next((candidate for candidate in candidates if fails(candidate)), case)


def _while_failing(case: Case, smaller: Callable[[Case], Iterator[Case]], fails: Fails) -> Case:
    while (found := _first_failing(case, smaller(case), fails)) is not case:
        case = found
    return case


def _fewer_days(case: Case) -> Iterator[Case]:
    if len(case.days) > 1:
        yield from (replace(case, days=(day,)) for day in case.days)


def _fewer_files(case: Case) -> Iterator[Case]:
    for name in case.texts:
        if name != _SHARED and len(case.texts) > 2:
            yield replace(case, texts={key: text for key, text in case.texts.items() if key != name})


def _as_said(case: Case, said: str) -> Iterator[Case]:
    """The case on the days, and with the groups, of which something is said."""
    days = tuple(day for day in case.days if str(day) in said) or case.days
    groups = {group for group in _groups(case) if re.search(rf"_{group}\b", said)}
    if groups:
        yield replace(_of_groups(case, groups), days=days)
        yield _of_groups(case, groups)
    if days != case.days:
        yield replace(case, days=days)


def _one_group(case: Case) -> Iterator[Case]:
    """Of a crowd, the halves, then what is left."""
    groups = sorted(_groups(case))
    size = len(groups) // 2
    while size >= 1:
        for start in range(0, len(groups), size):
            yield _of_groups(case, {*groups[start : start + size]})
        size = size // 4 if size > 1 else 0


def _groups(case: Case) -> set[str]:
    return {group for rows in case.rows.values() for row in rows if (group := _group(row)) is not None}


def _of_groups(case: Case, groups: set[str]) -> Case:
    """The case with the rows of these groups, and those that are of none."""
    kept: set[str | None] = {*groups, None}
    rows = {name: [row for row in some if _group(row) in kept] for name, some in case.rows.items()}
    return replace(case, rows=rows)


def _group(row: Mapping[str, Value]) -> str | None:
    name = row.get("payee") or row.get("id")
    _, mark, group = str(name).rpartition("_")
    return group if mark else None


def _fewer_rows(case: Case, fails: Fails) -> Case:
    """Leave out rows, in halves first and one by one last."""
    for source in sorted(case.rows, key=lambda name: -len(case.rows[name])):
        rows = [*case.rows[source]]
        for size in _halves(len(rows)):
            start = 0
            while start < len(rows):
                fewer = rows[:start] + rows[start + size :]
                candidate = replace(case, rows={**case.rows, source: fewer})
                if fails(candidate):
                    case, rows = candidate, fewer
                else:
                    start += size
    return case


def _halves(count: int) -> list[int]:
    """The count, its half, and so on down to one."""
    return [size for power in range(count.bit_length()) if (size := count >> power)]


def _fewer_lines(case: Case, fails: Fails) -> Case:
    for name in case.texts:
        lines = case.texts[name].split("\n")
        first = next((i for i, line in enumerate(lines) if line.startswith("clause")), len(lines))
        for size in (12, 6, 3, 2, 1):
            start = first
            while start < len(lines):
                fewer = lines[:start] + lines[start + size :]
                candidate = replace(case, texts={**case.texts, name: "\n".join(fewer)})
                if fails(candidate):
                    case, lines = candidate, fewer
                else:
                    start += 1
    return case


def _fewer_cells(case: Case) -> Iterator[Case]:
    for source, rows in case.rows.items():
        for number, row in enumerate(rows):
            for column, value in row.items():
                if value is not None and column not in _KEPT_CELLS:
                    changed = [*rows[:number], {**row, column: None}, *rows[number + 1 :]]
                    yield replace(case, rows={**case.rows, source: changed})


def _simpler_words(case: Case) -> Iterator[Case]:
    """Put a part of an expression, in parentheses, in the place of the whole."""
    for name, text in case.texts.items():
        at = max(text.find("\nclause"), 0)
        for match in _PART.finditer(text[at:]):
            for part in (match[1], match[2], "") if match[1] else ("",):
                changed = text[: at + match.start()] + part + text[at + match.end() :]
                yield replace(case, texts={**case.texts, name: changed})
