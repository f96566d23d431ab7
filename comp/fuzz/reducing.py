"""Makes a failing case small: leaves out lines, rows, cells and days while it still fails in the same way."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from comp.fuzz.cases import Case, compare, program_of

Failure = Callable[[Case], str]


def failure_of(case: Case) -> str:
    """How the engines fail on a case, in words that stay while it is made smaller; blank where they agree."""
    try:
        program = program_of(case)
    except ValueError as fault:
        return f"the text is refused: {fault}"
    try:
        compared = compare(case, program)
    except Exception as fault:  # noqa: BLE001 - whatever an engine raises is what is looked for
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__} in {Path(last.filename).name}:{last.lineno}: {str(fault)[:80]}"
    return "the engines differ" if compared.differences else ""


def reduced(case: Case, failure: Failure = failure_of, *, rounds: int = 3) -> Case:
    """A smaller case with the same failure, found greedily."""
    wanted = failure(case)
    if not wanted:
        return case
    for _ in range(rounds):
        before = case
        for smaller in (_fewer_days, _fewer_files, _fewer_rows, _fewer_lines, _fewer_cells, _simpler_words):
            case = _while_failing(case, smaller, lambda candidate: failure(candidate) == wanted)
        if case == before:
            break
    return case


def shown(case: Case) -> str:
    """The case as text, for a message."""
    texts = "\n".join(text for name, text in case.texts.items() if name != "facts.plan")
    clause = case.texts["facts.plan"][case.texts["facts.plan"].find("\nclause") :]
    rows = "\n".join(f"{source}: {row}" for source, rows in case.rows.items() for row in rows)
    return f"{clause}\n{texts}\n{rows}\n{case.calendar} {[str(day) for day in case.days]}"


def _while_failing(
    case: Case, smaller: Callable[[Case], Iterator[Case]], fails: Callable[[Case], bool]
) -> Case:
    moved = True
    while moved:
        moved = False
        for candidate in smaller(case):
            if fails(candidate):
                case, moved = candidate, True
                break
    return case


def _fewer_days(case: Case) -> Iterator[Case]:
    if len(case.days) > 1:
        yield from (replace(case, days=(day,)) for day in case.days)


def _fewer_files(case: Case) -> Iterator[Case]:
    for name in case.texts:
        if name != "facts.plan" and len(case.texts) > 2:
            yield replace(case, texts={key: text for key, text in case.texts.items() if key != name})


def _fewer_rows(case: Case) -> Iterator[Case]:
    for source, rows in case.rows.items():
        for size in (len(rows), 4, 1):
            for start in range(0, len(rows), size) if 0 < size <= len(rows) else ():
                yield replace(case, rows={**case.rows, source: [*rows[:start], *rows[start + size :]]})


def _fewer_lines(case: Case) -> Iterator[Case]:
    for name, text in case.texts.items():
        lines = text.split("\n")
        first = next((i for i, line in enumerate(lines) if line.startswith("clause")), len(lines))
        for size in (12, 6, 3, 2, 1):
            for start in range(first, len(lines) - size + 1):
                kept = "\n".join(lines[:start] + lines[start + size :])
                yield replace(case, texts={**case.texts, name: kept})


def _fewer_cells(case: Case) -> Iterator[Case]:
    for source, rows in case.rows.items():
        for number, row in enumerate(rows):
            for column, value in row.items():
                if value is not None and column not in {"id", "payee", "currency", "role"}:
                    changed = [*rows[:number], {**row, column: None}, *rows[number + 1 :]]
                    yield replace(case, rows={**case.rows, source: changed})


def _simpler_words(case: Case) -> Iterator[Case]:
    """Put a part of an expression, in parentheses, in the place of the whole."""
    for name, text in case.texts.items():
        start = text.find("\nclause")
        for match in re.finditer(
            r"\(([^()]*?) (?:[-+*/]|and|or) ([^()]*)\)|, where [^\n]*|, when [^\n:]*(?=\n)",
            text[max(start, 0) :],
        ):
            at = max(start, 0)
            for part in (match[1], match[2], "") if match[1] else ("",):
                changed = text[: at + match.start()] + (part or "") + text[at + match.end() :]
                yield replace(case, texts={**case.texts, name: changed})
