"""The statement on a screen: the same words as on paper, each line with a way to its steps."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from statements.statement_page import NO_LETTERHEAD, statement_article, statement_html
from statements.steps_page import line_of, steps_article, steps_list
from statements.wording import Wording
from tests.statements import full_samples
from tests.statements.page_words import words_of

ENGLISH = Wording.of("en_US")


def article(locale: str = "en_US") -> str:
    return statement_article(
        full_samples.full(), Wording.of(locale), NO_LETTERHEAD, lambda line_id: f"/steps/{line_id}"
    )


def step(sentence: str, *inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "term", "name": "", "sentence": sentence, "value": None, "inputs": list(inputs)}


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "ja_JP"])
def test_the_screen_says_what_the_paper_says_but_of_the_proof(locale: str) -> None:
    paper = words_of(statement_html(full_samples.full(), Wording.of(locale)))
    screen = words_of(re.sub(r"<a class=\"steps-link\".*?</a>", "", article(locale)))
    only_on_paper = set(paper.splitlines()) - set(screen.splitlines())
    only_on_screen = set(screen.splitlines()) - set(paper.splitlines())
    # What is in the proof and how it is checked stands in the file that carries it.
    assert len(only_on_paper) == 3
    assert len(only_on_screen) == 1
    assert "PDF" in next(iter(only_on_screen))


def test_the_screen_holds_no_style_and_no_script() -> None:
    assert re.findall(r"<style|\sstyle=|<script|\son\w+=|url\(", article()) == []


def test_every_line_that_is_shown_leads_to_its_steps() -> None:
    made = full_samples.full()
    shown = [line.line_id for section in made.sections for line in section.lines]
    assert re.findall(r'class="steps-link" href="/steps/([^"]*)"', article()) == shown
    assert "steps-link" not in statement_html(made, ENGLISH)


def test_steps_stand_below_what_rests_on_them_as_text() -> None:
    made = full_samples.full()
    found = line_of(made, next(made.sections[0].lines).line_id)
    assert found is not None
    working = {"trace": step("the <b>line</b>", step("one", step("one of one")), step("two"))}

    told = steps_article(found, working, ENGLISH, "/back")

    assert "the &lt;b&gt;line&lt;/b&gt;" in told
    flat = re.sub(r"\s+", "", told)
    assert "<ol><li>one<ol><li>oneofone</li></ol></li><li>two</li></ol>" in flat
    assert 'href="/back"' in told
    assert "How OP-20433 came about, step by step" in told


def test_a_line_without_kept_steps_shows_its_sentence() -> None:
    made = full_samples.full()
    found = line_of(made, next(made.sections[0].lines).line_id)
    assert found is not None
    told = steps_article((replace(found[0], sentence="Of corrections."), found[1]), None, ENGLISH, "/back")
    assert "<p>Of corrections.</p>" in told


def test_a_long_sum_is_closed_up_and_can_be_opened() -> None:
    short = steps_list([step("sum", *(step(f"term {n}") for n in range(10)))], ENGLISH)
    long = steps_list([step("sum", *(step(f"term {n}") for n in range(11)))], ENGLISH)
    assert "<details>" not in short
    assert "<details><summary>sum</summary>" in long
    assert long.count("<li>") == 12


def test_a_changed_line_of_an_earlier_period_is_found_under_its_clause() -> None:
    made = full_samples.full()
    change = made.sections[0].adjustments[0]
    assert line_of(made, change.line.line_id) == (change.line, change.clause)
    assert line_of(made, "no such line") is None
