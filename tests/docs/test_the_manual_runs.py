"""Every plan that the manual shows is checked without a fault, and its examples pass on both engines."""

import re
from functools import cache

import pytest

from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.codes import TITLES
from comp.language.formatting import format_text
from comp.runs import ExampleResult, run_examples
from tests.docs import manual
from tests.docs.manual import Block

ROW_OF_A_WAY = re.compile(r"^\| [^|`]+ \| `([^`]+)` \| ([\d,.]+) \|$", re.MULTILINE)


def faults(texts: dict[str, str]) -> list[str]:
    """What the checker says to a shown plan, and the examples that do not pay what they show."""
    loaded = load_texts(texts)
    said = [
        f"{one.span}: {one.code} {one.text}"
        for one in loaded.diagnostics
        if one.severity == "error" or one.file == "shown.plan"
    ]
    if loaded.program is None:
        return said
    return said + [problem for one in run_examples(loaded.program, Calendar()) for problem in problems(one)]


def problems(example: ExampleResult) -> list[str]:
    """What an example says that does not come out."""
    failed = [f"{one.text}: {one.problem}" for one in example.expectations if not one.passed]
    return [example.problem, *failed] if example.problem else failed


@cache
def section(title: str) -> str:
    """The text below a heading of the second level, up to the next one."""
    text = manual.MANUAL.read_text(encoding="utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("block", manual.shown_plans(), ids=lambda block: block.name)
def test_a_plan_that_the_manual_shows_is_checked_and_pays_what_it_says(block: Block) -> None:
    assert faults(manual.texts_of(block)) == []


def test_a_recipe_that_pays_something_else_is_found() -> None:
    [first, *_] = [block for block in manual.shown_plans() if "\n  expect " in block.text]
    changed = re.sub(r"(expect [^=]+ = )(\d)", r"\g<1>9\2", first.text, count=1)

    assert faults(manual.texts_of(Block(first.kind, changed, first.line))) != []


@pytest.mark.parametrize("block", manual.shown_plans(), ids=lambda block: block.name)
def test_a_plan_that_the_manual_shows_is_laid_out_as_comp_fmt_does(block: Block) -> None:
    text = manual.texts_of(block)["shown.plan"].rstrip("\n") + "\n"

    assert format_text("shown.plan", text).text == text


def test_every_code_is_in_the_manual_and_every_code_of_the_manual_exists() -> None:
    listed = re.findall(
        r"^\| \[(\w\d{3})\]\(codes/\1\.md\) \| .+ \|$", section("What the checker says"), re.MULTILINE
    )
    named = set(re.findall(r"\b[PNTSBCLEWM]\d{3}\b", manual.MANUAL.read_text(encoding="utf-8")))

    assert listed == list(TITLES)
    assert named == set(TITLES)


def test_each_recipe_of_the_cookbook_has_a_plan_with_an_example() -> None:
    recipes = re.split(r"^#### ", section("Cookbook"), flags=re.MULTILINE)[1:]

    assert len(recipes) >= 40
    assert [one.partition("\n")[0] for one in recipes if "\n```" not in one or "\n  expect " not in one] == []


def test_the_questions_that_plans_leave_open_are_answered_by_number() -> None:
    answered = re.findall(
        r"^(\d+)\. \*\*", section("Sixty-six questions that plans leave open"), re.MULTILINE
    )

    assert [int(number) for number in answered] == list(range(1, 67))


def ways_of_a_changed_quota() -> list[tuple[str, str]]:
    """The measures that the table of the cookbook lists, and what the plan above it pays with each."""
    ways: list[tuple[str, str]] = ROW_OF_A_WAY.findall(section("Cookbook"))
    return ways


def with_measure(text: str, measure: str, amount: str) -> str:
    """The recipe with another measure, the same quota in its exception, and another amount."""
    quota = measure[measure.rindex("quota.") :].removesuffix(") of the period")
    changed = re.sub(r"(?<=measure attainment = ).*", measure, text)
    changed = re.sub(r"(?<=when )quota.* is 0(?=:)", f"{quota} is 0", changed)
    return re.sub(r"(?<=expect total of ana = )[\d,.]+", amount, changed)


@pytest.mark.parametrize(("measure", "amount"), ways_of_a_changed_quota())
def test_each_way_of_a_changed_quota_pays_what_the_table_says(measure: str, amount: str) -> None:
    [recipe] = [block for block in manual.shown_plans() if 'example "Blended"' in block.text]
    text = with_measure(recipe.text, measure, amount)

    assert faults(manual.texts_of(Block("clause", text, recipe.line))) == []


def test_the_table_of_a_changed_quota_lists_five_ways() -> None:
    assert len(ways_of_a_changed_quota()) == 5
