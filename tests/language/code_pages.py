"""Reads the page of a code: its title, the wrong and the right text, and what the checker is shown to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.language.workspace import ROOT

FOLDER = ROOT / "docs" / "codes"
SECTIONS = ("Wrong", "What the checker says", "Right", "Why")

_FENCED = re.compile(r"^```([\w-]+)\n(.*?)\n?^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class CodePage:
    """A page: `wrong` and `right` are texts in pairs, whole lines of the plan that triggers the code."""

    heading: str
    meaning: str
    sections: tuple[str, ...]
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    said: tuple[str, ...]
    why: str


def read_page(code: str) -> CodePage:
    """The page of a code."""
    head, *rest = re.split(r"^## ", (FOLDER / f"{code}.md").read_text("utf-8"), flags=re.MULTILINE)
    titles = tuple(part.partition("\n")[0] for part in rest)
    bodies = {title: part.partition("\n")[2] for title, part in zip(titles, rest, strict=True)}
    heading, _, meaning = head.partition("\n")
    return CodePage(
        heading=heading,
        meaning=meaning.strip(),
        sections=titles,
        wrong=_fenced(bodies["Wrong"], "comp-plan"),
        right=_fenced(bodies["Right"], "comp-plan"),
        said=_fenced(bodies["What the checker says"], "text"),
        why=bodies["Why"].strip(),
    )


def mended(plan: str, page: CodePage) -> str:
    """The plan with each wrong text replaced by the right one; `…` in a wrong text is anything on a line.

    Raises:
        ValueError: a wrong text is not whole lines of the plan, in one place.
    """
    for wrong, right in zip(page.wrong, page.right, strict=True):
        pattern = re.compile(
            "^" + ".*".join(re.escape(part) for part in wrong.split("…")) + "$", re.MULTILINE
        )
        found = pattern.findall(plan)
        if len(found) != 1:
            raise ValueError(f"found {len(found)} times in the plan:\n{wrong}")
        plan = pattern.sub(lambda _, put=right: put, plan)
    return plan


def _fenced(text: str, kind: str) -> tuple[str, ...]:
    return tuple(body for language, body in _FENCED.findall(text) if language == kind)
