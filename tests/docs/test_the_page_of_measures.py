"""The page of measures shows every measure of the library as its file has it, and what examples expect."""

import re
from functools import cache
from textwrap import dedent

from comp.language import load
from tests.docs.documents import ROOT

PAGE = ROOT / "docs" / "measures.md"
FILES = sorted((ROOT / "plans").glob("measures_*.plan"))
ENTRY = re.compile(r"^### ([^\n]+): `(\w+)`\n\n(.+?)\n\n```text\n(.+?)```$", re.MULTILINE | re.DOTALL)
MEASURE = re.compile(r"^  measure (\w+) = .*\n(?:^    .*\n|^  except .*\n)*", re.MULTILINE)


@cache
def texts() -> dict[str, str]:
    """Every measure of the library by name, as its file has it."""
    found: dict[str, str] = {}
    for path in FILES:
        for match in MEASURE.finditer(path.read_text("utf-8")):
            assert match[1] not in found
            found[match[1]] = dedent(match[0]).rstrip()
    return found


@cache
def expected() -> dict[str, list[str]]:
    """The lines that expect something of a measure, by its name, with single spaces."""
    found: dict[str, list[str]] = {}
    for path in FILES:
        for line in re.findall(r"^ +(expect measure .*)$", path.read_text("utf-8"), re.MULTILINE):
            found.setdefault(line.split()[2], []).append(" ".join(line.split()))
    return found


def entries() -> dict[str, tuple[str, str, str]]:
    """Title, words, and block of each entry of the page."""
    return {
        name: (title, words, block) for title, name, words, block in ENTRY.findall(PAGE.read_text("utf-8"))
    }


def test_the_page_has_every_measure_once_and_in_the_order_of_the_files() -> None:
    assert len(texts()) > 50
    assert re.findall(r"^### .+: `(\w+)`$", PAGE.read_text("utf-8"), re.MULTILINE) == list(texts())
    assert list(entries()) == list(texts())


def test_the_page_shows_each_measure_as_its_file_has_it() -> None:
    assert {name for name, (_, _, block) in entries().items() if not block.startswith(texts()[name])} == set()


def test_each_measure_has_a_worked_example_and_the_page_shows_it() -> None:
    assert set(expected()) == set(texts())
    for name, (_, _, block) in entries().items():
        shown = [" ".join(line.split()) for line in block.split("\n") if line.startswith("expect ")]
        assert shown == expected()[name]


def test_each_measure_is_told_in_words() -> None:
    assert {name for name, (_, words, _) in entries().items() if len(words) < 20 or words[-1] != "."} == set()


def test_a_plan_takes_a_shared_measure_by_its_name() -> None:
    loaded = load(sorted((ROOT / "plans").glob("*.plan")))
    assert loaded.program is not None
    taken = {plan.name: set(plan.measures) & set(texts()) for plan in loaded.program.plans}
    assert taken["cro_2026"] >= {"arr_growth", "nrr", "new_customers", "gross_margin"}
    assert taken["sales_vp_2026"] >= {"nrr"}
    assert taken["revops_enablement_2026"] >= {"gross_new_arr", "gross_renewal_rate"}
    assert taken["scorecard_sales_2026"] >= {"win_rate", "pipeline_velocity"}, "an example takes it too"
    assert taken["ae_mm_2026"] == set()
