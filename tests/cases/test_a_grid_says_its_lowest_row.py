"""A page that holds for everything below it does not claim a bound that the value does not meet."""

from __future__ import annotations

from pathlib import Path

from comp.language import load
from comp.language.calendar import Calendar
from comp.reference import Step
from comp.runs import run_examples

CASES = Path(__file__).parents[2] / "fixtures" / "cases"


def sentences(step: Step) -> list[str]:
    return [step.sentence, *(text for each in step.inputs for text in sentences(each))]


def test_the_lowest_page_is_called_so_and_another_says_its_bound() -> None:
    loaded = load([CASES / "shared.plan", CASES / "necs-commission-grid.plan"])
    assert loaded.program is not None
    [example] = run_examples(loaded.program, Calendar())
    first, second = (" ".join(sentences(one.lines[0].trace)) for one in example.expectations)
    assert "(the lowest row)" in first  # a margin of 10%, in the row above 0%
    assert "(the lowest row)" not in second  # a margin of 22%
    assert "(above 0.2)" in second or "(above 20%)" in second
