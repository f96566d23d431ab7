"""Draws amendments: tables, measures and clauses that are others from a day on, for all or for one."""

from __future__ import annotations

import re

from comp.fuzz.drawing import PAYEES
from comp.fuzz.writing.names import Sheet


def draw_amendments(sheet: Sheet, clauses: list[list[str]]) -> list[str]:
    """None to two amendment blocks; each changes what the plan has."""
    return [line for _ in range(sheet.draw.pick((0, 0, 0, 1, 2))) for line in _amendment(sheet, clauses)]


def _amendment(sheet: Sheet, clauses: list[list[str]]) -> list[str]:
    draw = sheet.draw
    who = f' for payee "{draw.pick(PAYEES)}"' if draw.chance(40) else ""
    head = f'amend {sheet.name} from {draw.day()}{who} "A change"'
    kind = draw.pick(("text", "text", "text", "clause", "remove"))
    if kind == "text" and sheet.names.texts:
        name = draw.pick(sorted(sheet.names.texts))
        text = sheet.names.texts[name]
        word = text[0].split()[0]
        return [head, f"  replace {word} {name}", *_changed(sheet, text), ""]
    clause = draw.pick(clauses)
    name = clause[0].split()[1]
    if kind == "remove":
        return [head, f"  remove clause {name}", ""]
    return [head, f"  replace clause {name}", "", *_changed(sheet, clause), ""]


def _changed(sheet: Sheet, text: list[str]) -> list[str]:
    """The same statements with other percentages, and sometimes one statement less."""

    def other(match: re.Match[str]) -> str:
        return f"{match[1]}{sheet.draw.pick(('3%', '12.5%', '50%', '1.5x'))}"

    rates = re.compile(r"(\| [^|]*\| |\* )\d+(?:\.\d+)?%(?=[ ,)])")
    kept = [rates.sub(other, line) for line in text]
    if len(kept) > 1 and kept[-1].startswith("  multiply") and sheet.draw.chance(50):
        kept.pop()
    if kept[0].startswith("  measure") and sheet.draw.chance(60):
        kept[0] = re.sub(r" = (.*)$", r" = (\1) * 2", kept[0])
    return kept
