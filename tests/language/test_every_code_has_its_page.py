"""Every code has a page in docs/codes: its wrong text triggers the code, and the right one mends the plan.

How a page is written stands in docs/codes/README.md.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comp.language import load_texts
from comp.language.codes import TITLES
from tests.docs.documents import Shown, missing_lines
from tests.language.code_pages import FOLDER, SECTIONS, mended, read_page
from tests.language.trigger_plans import examined, load_trigger, shown, trigger
from tests.language.workspace import SHARED, TRIGGERS

# What is wrong with these is the file and not its words, so their pages say it in words.
FAULTS_OF_A_FILE = {"P010", "P011", "P012", "P014", "P015"}
FAULTS_OF_A_TEXT = [code for code in TITLES if code not in FAULTS_OF_A_FILE]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} - {"README"} == set(TITLES)


def test_the_index_lists_every_code_once_and_in_order() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| (.+) \|$", index, re.MULTILINE)
    assert rows == [(code, code, title) for code, title in TITLES.items()]


@pytest.mark.parametrize("code", TITLES)
def test_a_page_has_its_title_and_every_section(code: str) -> None:
    page = read_page(code)
    assert page.heading == f"# {code}: {TITLES[code]}"
    assert page.sections == SECTIONS
    assert page.meaning
    assert page.why
    assert page.said


@pytest.mark.parametrize("code", FAULTS_OF_A_TEXT)
def test_the_wrong_text_triggers_the_code_and_the_right_text_mends_the_plan(code: str) -> None:
    page = read_page(code)
    plan = (TRIGGERS / f"{code}.plan").read_text("utf-8")
    assert page.wrong
    text = mended(plan, page)
    shared = {} if "source assignment" in plan else {"shared.plan": SHARED}
    loaded = load_texts({**shared, "a.plan": text})
    loaded = examined(loaded) if code.startswith("M") else loaded
    assert [f"{fault.span}: {fault.text}" for fault in loaded.errors] == []
    assert code not in {fault.code for fault in loaded.diagnostics if fault.file == "a.plan"}


@pytest.mark.parametrize("code", TITLES)
def test_what_the_page_shows_is_what_the_checker_says(code: str, tmp_path: Path) -> None:
    path = trigger(code, tmp_path)
    said = shown(load_trigger(path), path)
    for block in read_page(code).said:
        assert f"[{code}]: {TITLES[code]}" in block
        lines = tuple(line for line in block.split("\n") if line.strip())
        assert missing_lines(Shown(code, 0, lines), said) == []


def test_a_wrong_text_that_is_not_in_the_plan_is_found() -> None:
    page = read_page("T003")
    with pytest.raises(ValueError, match="found 0 times"):
        mended("plan p", page)
