import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.language import format_text, load_texts
from comp.language.parsing import parse_file
from tests.language.spacing import respaced
from tests.language.workspace import PLANS, ROOT, TRIGGERS, demo_texts

READY = ROOT / "plans"
GOLDEN = ROOT / "fixtures" / "golden"
TEMPLATE = ROOT / "comp" / "cli" / "template" / "plans"
TEXTS = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for folder in (READY, PLANS, GOLDEN, TEMPLATE)
    for path in sorted(folder.glob("*.plan"))
}

HEAD = 'plan p "P"\n'


def formatted(text: str) -> str:
    result = format_text("a.plan", text)
    assert result.diagnostics == []
    return result.text


def comments(text: str) -> list[str]:
    file, _ = parse_file("a.plan", text)
    return [comment.text.rstrip() for comment in file.comments]


def assert_formats_to(text: str, expected: str) -> None:
    shown = formatted(text)
    assert shown == expected, "\n".join(difflib.ndiff(expected.split("\n"), shown.split("\n")))
    assert formatted(expected) == expected


@pytest.mark.parametrize(
    "path", sorted([*READY.glob("*.plan"), *TEMPLATE.glob("*.plan")]), ids=lambda p: p.stem
)
def test_the_house_s_own_plans_are_laid_out_as_the_formatter_does(path: Path) -> None:
    text = path.read_text("utf-8")

    assert formatted(text) == text


@settings(max_examples=60, deadline=None, derandomize=True)
@given(name=st.sampled_from(sorted(TEXTS)), seed=st.integers(0, 10**6))
def test_other_spacing_formats_to_the_same_text_and_keeps_every_comment(name: str, seed: int) -> None:
    other = respaced(TEXTS[name], seed)

    result = formatted(other)

    assert result == formatted(TEXTS[name])
    assert formatted(result) == result
    assert comments(result) == comments(TEXTS[name])


def test_spacing_is_truly_mutated() -> None:
    text = TEXTS["plans/ae_mm_2026.plan"]
    seen = {respaced(text, seed) for seed in range(20)}

    assert len(seen) == 20
    assert text not in seen


@pytest.mark.parametrize("seed", range(3))
def test_a_formatted_program_is_the_same_program(seed: int) -> None:
    before = demo_texts()
    after = {name: formatted(respaced(text, seed)) for name, text in before.items()}

    one, other = load_texts(before).program, load_texts(after).program

    assert one is not None
    assert one == other
    assert [plan.result_digest for plan in one.plans] == [plan.result_digest for plan in (other or one).plans]


@pytest.mark.parametrize("path", sorted(TRIGGERS.glob("*.plan")), ids=lambda path: path.stem)
def test_a_text_that_cannot_be_read_is_left_as_it_is(path: Path) -> None:
    text = path.read_text("utf-8", errors="replace")
    _, faults = parse_file("a.plan", text)

    result = format_text("a.plan", text)

    assert bool(result.diagnostics) == bool(faults)
    if faults:
        assert result.text == text


def test_a_table_s_columns_and_a_header_s_values_are_aligned() -> None:
    assert_formats_to(
        'plan  p   "A   title"\n'
        " rounding half   even to 0.01 ,each line performance   period quarter\n"
        'clause c "C" ,10 %   of target incentive table t by a.b,marginal\n'
        "|from|rate|\n|0%|6%|\n | 100% | 数 |\n",
        'plan p "A title"\n'
        "  rounding           half even to 0.01, each line\n"
        "  performance period quarter\n"
        "\n"
        'clause c "C", 10% of target incentive\n'
        "  table t by a.b, marginal\n"
        "    | from | rate |\n"
        "    | 0%   | 6%   |\n"
        "    | 100% | 数   |\n",
    )


def test_comments_stay_with_what_they_stand_at() -> None:
    assert_formats_to(
        "# about the file\n\n\n\n# about the plan\n"
        'plan p "P"   # behind the head\n'
        "\n"
        'clause c "C"\n'
        "# above the measure\n"
        "  measure m = 1# behind it\n"
        "      # above the line below\n"
        "   read at posting\n"
        "   table t by m, marginal\n"
        "   |from|v| # the heads\n"
        "        # the only row\n"
        "   |0|1|\n"
        "     # at the end of the clause\n"
        "# about the next clause\n"
        'clause d "D"\n'
        "  # within an empty clause\n"
        "# at the end of the file\n",
        "# about the file\n"
        "\n"
        "# about the plan\n"
        'plan p "P"   # behind the head\n'
        "\n"
        'clause c "C"\n'
        "  # above the measure\n"
        "  measure m = 1   # behind it\n"
        "    # above the line below\n"
        "    read at posting\n"
        "  table t by m, marginal\n"
        "    | from | v |   # the heads\n"
        "    # the only row\n"
        "    | 0    | 1 |\n"
        "  # at the end of the clause\n"
        "\n"
        "# about the next clause\n"
        'clause d "D"\n'
        "  # within an empty clause\n"
        "\n"
        "# at the end of the file\n",
    )


def test_a_comment_inside_a_statement_breaks_it_there() -> None:
    assert_formats_to(
        'plan p "P"\nclause c "C"\n'
        "  measure m = a   # the first\n"
        "  +   b\n"
        "        # the last\n"
        " + c # all\n"
        "  summary # why\n"
        '   "Words."\n',
        'plan p "P"\n'
        "\n"
        'clause c "C"\n'
        "  measure m = a   # the first\n"
        "      + b\n"
        "      # the last\n"
        "      + c   # all\n"
        "  summary   # why\n"
        '      "Words."\n',
    )


def test_comments_behind_neighbouring_lines_of_about_equal_length_share_a_column() -> None:
    near = (
        'plan p "P"\n\nexample "E"\n'
        "  expect a of D1 = 1.00 USD      # one\n"
        "  expect a of D2 = 1,000.00 USD   # two\n"
        "  expect payable a of D2 for ana on 2026-03-31 = 1.00 USD # far longer\n"
    )

    lines = formatted(near).split("\n")

    assert lines[3:6] == [
        "  expect a of D1 = 1.00 USD       # one",
        "  expect a of D2 = 1,000.00 USD   # two",
        "  expect payable a of D2 for ana on 2026-03-31 = 1.00 USD   # far longer",
    ]


def test_a_statement_too_long_for_a_line_breaks_at_its_outermost_operator() -> None:
    inner = "(total own " + "a" * 60 + " of the period + count own b of the period)"
    assert_formats_to(
        f'{HEAD}clause c "C"\n  measure m = {inner} / {inner}\n',
        f'{HEAD}\nclause c "C"\n  measure m = {inner}\n      / {inner}\n',
    )


def test_an_inner_operator_is_no_place_to_break_where_an_outer_one_is() -> None:
    inner = "(total own " + "a" * 40 + " of the period + count own " + "b" * 35 + " of the period)"

    text = formatted(f'{HEAD}clause c "C"\n  measure m = first / {inner}\n')

    assert text.endswith(f"\n  measure m = first\n      / {inner}\n")


def test_a_minus_of_one_operand_stands_at_it_and_functions_at_their_parenthesis() -> None:
    text = formatted(f'{HEAD}clause c "C"\n measure m = - 1 - min ( a , - b ) * total ( c )\n')

    assert "  measure m = -1 - min(a, -b) * total (c)\n" in text


def test_a_summary_is_filled_and_broken_below_its_first_word() -> None:
    words = " ".join(["word"] * 40)

    text = formatted(f'{HEAD}clause c "C" summary "{words}"')

    lines = text.split("\n")[3:-1]
    assert max(map(len, lines)) <= 119
    assert all(line.startswith(" " * 11 + "word") for line in lines[1:])
    assert " ".join(" ".join(lines).split()) == f'summary "{words}"'


def test_windows_line_ends_become_plain_ones() -> None:
    assert formatted('plan p "P"\r\n  payout monthly\r\n') == 'plan p "P"\n  payout             monthly\n'
