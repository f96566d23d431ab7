"""Layout, comments and the order of what is read change no digest; what a plan says changes one or both."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.language import load_texts
from comp.language.core import Plan
from tests.language.spacing import respaced
from tests.language.workspace import demo_texts

AE = "ae_mm_2026.plan"


def plan(texts: dict[str, str]) -> Plan:
    loaded = load_texts(texts)
    assert loaded.program is not None, [diagnostic.text for diagnostic in loaded.errors]
    return next(one for one in loaded.program.plans if one.name == "ae_mm_2026")


BEFORE = plan(demo_texts())


def digests(changed: dict[str, str]) -> tuple[bool, bool]:
    """Whether the texts' plan has another text digest, and another result digest."""
    now = plan({**demo_texts(), **changed})
    return now.text_digest != BEFORE.text_digest, now.result_digest != BEFORE.result_digest


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_layout_changes_no_digest(seed: int) -> None:
    assert digests({name: respaced(text, seed) for name, text in demo_texts().items()}) == (False, False)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_comments_change_no_digest(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a fixed seed is the point

    def commented(text: str) -> str:
        lines = [line for line in text.split("\n") if not line.strip().startswith("#")]
        places = [n for n, line in enumerate(lines) if line.count('"') % 2 == 0 and "|" not in line]
        # Only where no text in quotes is open, which would take the comment in.
        open_texts = [sum(line.count('"') for line in lines[: n + 1]) % 2 for n in range(len(lines))]
        for place in draw.sample(places, 4):
            if not open_texts[place]:
                lines[place] += f'  # "{seed}" | pay x = 1'
        return "\n".join(lines)

    assert digests({AE: commented(demo_texts()[AE])}) == (False, False)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_files_sources_and_given_columns_changes_no_result(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    texts = demo_texts()
    names = sorted(texts)
    draw.shuffle(names)
    blocks = re.split(r"^(?=source |clause )", texts["shared.plan"], flags=re.MULTILINE)
    head, sources = blocks[0], [block for block in blocks[1:] if block.startswith("source")]
    clauses = [block for block in blocks[1:] if block.startswith("clause")]
    draw.shuffle(sources)
    shuffled = {**texts, "shared.plan": head + "".join([*sources, *clauses])}
    shuffled[AE] = _with_turned_columns(texts[AE])

    now = plan({name: shuffled[name] for name in names})

    assert shuffled[AE] != texts[AE]
    assert now.result_digest == BEFORE.result_digest


def _with_turned_columns(text: str) -> str:
    """The rows of each `given` with their cells from right to left."""

    def turned(match: re.Match[str]) -> str:
        rows = [line.strip().strip("|").split("|") for line in match[2].strip().split("\n")]
        return match[1] + "".join(f"    |{'|'.join(reversed(row))}|\n" for row in rows)

    return re.sub(r"(^  given \w+\n)((?:    \|.*\n)+)", turned, text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("old", "new", "results"),
    [
        ("| 50%  | 10%  |", "| 50%  | 11%  |", True),
        ("90,000.00 USD per", "90,000.01 USD per", True),
        ("half even to 0.01", "half up to 0.01", True),
        ("through 2026-12-31", "through 2026-12-30", True),
        ("with attainment. Each", "with attainment; each", False),
        ('"Commission on new business"', '"Commission"', False),
        ('example "The second deal crosses quota"', 'example "Two deals"', False),
        ("except few_renewals", "except too_few_renewals", False),
        ("| D1 | ana   | new  | 2026-02-10", "| D1 | ana   | new  | 2026-02-11", False),
    ],
)
def test_what_the_document_says_changes_its_digest(old: str, new: str, results: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    text = demo_texts()[AE]
    assert old in text
    assert digests({AE: text.replace(old, new)}) == (True, results)


def test_a_number_written_otherwise_is_another_text_with_the_same_result() -> None:
    assert digests({AE: demo_texts()[AE].replace("| 0.90       |", "| 90%        |")}) == (True, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "a-b"),  # a key with blanks and one without
        ("2026-01-01", "2026 - 01 - 01"),
        ('"a | b"', '"a|b"'),
        ('"a  b"', '"ab"'),
        ("1,000.00 USD", "1, 000.00 USD"),
    ],
)
def test_two_texts_that_say_different_things_have_different_digests(one: str, other: str) -> None:
    from comp.language.lowering.digests import text_digest

    assert text_digest([f"x | {one} |"]) != text_digest([f"x | {other} |"])
    assert text_digest([f"min({one}, 2)"]) != text_digest([f"min({other}, 2)"]) or "-" in one + other


def test_values_of_a_table_written_another_way_change_the_text_alone() -> None:
    text = demo_texts()[AE]
    written = text.replace("| 0.90 ", "| 90%  ").replace("| 1.00 ", "| 1x   ").replace("| 1.10 ", "| 1.1x ")
    assert written != text

    assert digests({AE: written}) == (True, False)
