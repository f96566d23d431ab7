"""The manual shows every keyword of the grammar, and its examples stand in plans that are run."""

from __future__ import annotations

import re

from comp.language.parsing.lark_parser import keywords
from tests.language.workspace import PLANS, ROOT

MANUAL = (ROOT / "docs" / "language.md").read_text("utf-8")
FENCED = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_keyword_of_the_grammar_is_in_the_manual() -> None:
    code = " ".join(FENCED.findall(MANUAL)) + " ".join(re.findall(r"`([^`\n]+)`", FENCED.sub("", MANUAL)))
    missing = {
        word for word in keywords().values() if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", code)
    }
    assert len(keywords()) > 100
    assert missing == set()


def test_every_line_of_an_example_stands_in_a_plan() -> None:
    plans = [path.read_text("utf-8") for folder in (ROOT / "plans", PLANS) for path in folder.glob("*.plan")]
    lines = {" ".join(line.split()) for text in plans for line in text.split("\n")}
    shown = [" ".join(line.split()) for block in FENCED.findall(MANUAL) for line in block.strip().split("\n")]
    assert len(shown) > 50
    assert [line for line in shown if not any(known.startswith(line) for known in lines)] == []
