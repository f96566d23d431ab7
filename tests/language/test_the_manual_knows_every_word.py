"""The manual's reference shows every keyword of the grammar, and its table of words lists each once."""

from __future__ import annotations

import re

from comp.language.parsing.lark_parser import keywords
from tests.language.workspace import ROOT

MANUAL = (ROOT / "docs" / "language.md").read_text("utf-8")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WORD = re.compile(r"\w")


def section(title: str) -> str:
    """The text below a heading of the second level, up to the next one."""
    return MANUAL.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def words() -> set[str]:
    """The keywords of the grammar, without its signs."""
    return {word for word in keywords().values() if WORD.search(word)}


def test_every_keyword_of_the_grammar_is_in_the_reference() -> None:
    reference = section("Reference")
    forms = [text for kind, text in FENCED.findall(reference) if kind == "form"]
    code = " ".join([*forms, *re.findall(r"`([^`\n]+)`", FENCED.sub("", reference))])

    missing = {word for word in words() if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", code)}
    assert len(words()) > 100
    assert missing == set()


def test_the_table_of_all_words_lists_each_keyword_once() -> None:
    listed = re.findall(r"^\| `([^`]+)` \| .*\[.+ \|$", section("All words"), re.MULTILINE)

    assert sorted(listed) == sorted(words())
