"""Leaves out of drawn texts what the checker refuses: the draws need not know every rule of the language."""

from __future__ import annotations

import re

from comp.language import Diagnostic, Loaded, load_texts

_MOST_ROUNDS = 40
_STARTS = re.compile(r"^(?:\w|  \w)")


def mended(texts: dict[str, str]) -> tuple[dict[str, str], int]:
    """The texts without what is refused, lists of data completed; and how many statements were left out.

    Raises:
        ValueError: what is refused is a plan's head, or it goes on for ever.
    """
    texts, left_out = dict(texts), 0
    loaded = load_texts(texts)
    for _ in range(_MOST_ROUNDS):
        if not loaded.errors:
            return texts, left_out
        lists = [fault for fault in loaded.errors if fault.code == "N008"]
        others = [fault for fault in loaded.errors if fault.code != "N008"]
        for fault in lists:
            texts[fault.span.file] = _with_data(texts[fault.span.file], fault.text)
        for file in {fault.span.file for fault in others}:
            before = texts[file]
            texts[file] = _without(before, [fault for fault in others if fault.span.file == file])
            left_out += before != texts[file]
        loaded = load_texts(texts)
    raise ValueError(_said(loaded))


def mended_lists(texts: dict[str, str]) -> dict[str, str]:
    """The texts with their lists of data completed, as a case that was made smaller needs it."""
    texts = dict(texts)
    for _ in range(2 * len(texts)):  # a plan's list is only looked at once those before it are sound
        faults = [fault for fault in load_texts(texts).errors if fault.code == "N008"]
        if not faults:
            break
        for fault in faults:
            texts[fault.span.file] = _with_data(texts[fault.span.file], fault.text)
    return texts


def _said(loaded: Loaded) -> str:
    return "\n".join(f"{fault.span} {fault.code} {fault.text}" for fault in loaded.errors)


def _with_data(text: str, fault: str) -> str:
    """The plan's text with its list of data mended."""
    if (read := re.search(r"reads `(\w+)`", fault)) is not None:
        return re.sub(r"(?m)^(  data .*)$", rf"\1, {read[1]}", text)
    if (listed := re.search(r"`(\w+)` is listed", fault)) is not None:
        return re.sub(rf"(?m)^(  data .*){listed[1]}, (.*)$", r"\1\2", text)
    return text


def _without(text: str, faults: list[Diagnostic]) -> str:
    """The text without the statements in which faults lie; of an amendment's block nothing is left."""
    lines = text.split("\n")
    gone: set[int] = set()
    for fault in faults:
        start = _start(lines, fault.span.line - 1)
        if not lines[start].startswith("amend") and start < _first_clause(lines):
            raise ValueError(f"{fault.span} {fault.code} {fault.text}")
        gone.update(range(start, _end(lines, start)))
    return "\n".join(line for number, line in enumerate(lines) if number not in gone)


def _start(lines: list[str], at: int) -> int:
    while at > 0 and not _STARTS.match(lines[at]):
        at -= 1
    block = at
    while block > 0 and not re.match(r"\w", lines[block]):
        block -= 1
    return block if lines[block].startswith("amend") else at


def _end(lines: list[str], start: int) -> int:
    block = bool(re.match(r"\w", lines[start]))
    at = start + 1
    while at < len(lines) and not re.match(r"\w" if block else r"\w|  \w", lines[at]):
        at += 1
    return at


def _first_clause(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.startswith("clause")), len(lines))
