"""The lexer takes its words from the grammar, loses no letter and never gives an error."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from pygments.token import Comment, Error, Keyword, Literal, Name, Number, Operator, String, Text

from comp.language.parsing.lark_parser import keywords
from statements.plan_document.highlighting import PlanLexer

ROOT = Path(__file__).parents[2]
PLANS = sorted([*(ROOT / "plans").rglob("*.plan"), *(ROOT / "fixtures").rglob("*.plan")])
FAULTY = sorted((ROOT / "tests" / "language" / "triggers").glob("*.plan"))


def pieces(text: str) -> list[tuple[object, str]]:
    lexer = PlanLexer(stripnl=False, ensurenl=False)
    return [(kind, piece) for kind, piece in lexer.get_tokens(text) if piece.strip()]


def kinds(text: str) -> dict[str, object]:
    return {piece: kind for kind, piece in pieces(text)}


@pytest.mark.parametrize("path", [*PLANS, *FAULTY], ids=lambda path: path.name)
def test_the_pieces_together_are_the_text_and_none_is_an_error(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", errors="replace")
    tokens = list(PlanLexer(stripnl=False, ensurenl=False).get_tokens(text))
    assert "".join(piece for _, piece in tokens) == text
    assert Error not in {kind for kind, _ in tokens}


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_every_word_of_a_plan_without_fault_has_a_kind(path: Path) -> None:
    rows = {cell.strip() for line in path.read_text("utf-8").split("\n") for cell in line.split("|")[1:]}
    cells = {word for cell in rows for word in cell.replace("-", " ").split()}
    unread = {
        piece for kind, piece in pieces(path.read_text("utf-8")) if kind is Text and piece.isidentifier()
    }
    assert unread - cells == set()


def test_words_names_and_values_are_told_apart() -> None:
    found = kinds('clause c "A, B", 5% of target incentive\n  pay bonus = sold * 1.5x >= 2026-01-31  # why\n')
    assert found["clause"] is Keyword.Declaration
    assert found["c"] is Name.Function
    assert found['"A, B"'] is String
    assert found["5%"] is Number
    assert found["incentive"] is Keyword.Pseudo
    assert found["pay"] is Keyword
    assert found["bonus"] is Name.Function
    assert found["sold"] is Name
    assert found["*"] is Operator
    assert found["# why"] is Comment.Single
    assert kinds("  effective 2026-01-31 through 2026-12-31")["2026-01-31"] is Literal.Date


def test_a_name_that_is_also_a_word_of_the_language_stays_a_name() -> None:
    text = 'clause c "C"\n  pay bonus = sold * rate, for each sold\n'
    assert "rate" in keywords().values()
    assert kinds(text)["rate"] is Name


def test_lines_without_their_block_are_read_too() -> None:
    found = kinds("  cap bonus at 1,000.00 USD per year, the excess is lost\n")
    assert found["cap"] is Keyword
    assert found["1,000.00 USD"] is Number
    assert found["excess"] is Keyword.Pseudo


def test_a_line_that_cannot_be_read_does_not_hide_the_next() -> None:
    found = kinds('clause c "C"\n  mesure a = b\n  cap bonus at 1,000.00 USD per year, the excess is lost\n')
    assert found["mesure"] is Text
    assert found["cap"] is Keyword


def test_pygments_finds_it_by_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    stated = project["entry-points"]["pygments.lexers"]["comp-plan"]
    assert EntryPoint("comp-plan", stated, "pygments.lexers").load() is PlanLexer
    assert list(PlanLexer.aliases) == ["comp-plan"]
