"""`comp fuzz` tells what it tried, keeps what fails, and exits with 1 where the engines fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.fuzz import KINDS_OF_CONSTRUCT, Listener, Recipe, Session, read, try_seeds
from tests.fuzz_command import recipes


def comp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp")


@pytest.fixture
def one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of one seed whose case cannot be valued, whatever is asked for."""

    def tried(recipe: Recipe, first: int, jobs: int, listener: Listener) -> Session:
        del recipe, jobs
        seen: list[int] = []

        def hear(session: Session) -> None:
            seen.append(session.tally.counts["programs"])
            listener.news(session)

        one = Listener(lambda: bool(seen), hear, listener.keep)
        return try_seeds(recipes.failing_on_every_third, first, 1, one)

    monkeypatch.setattr("comp.fuzz.try_seeds", tried)


def test_no_time_tries_nothing_and_says_so() -> None:
    result = comp("fuzz", "--minutes", "0", "--seed", "5", "--json")
    told = json.loads(result.stdout)

    assert result.exit_code == 0
    assert (told["first_seed"], told["next_seed"], told["cases"], told["failures"]) == (5, 5, 0, [])
    assert {title: part["of"] for title, part in told["reached"].items()} == {
        title: len(names) for title, names in KINDS_OF_CONSTRUCT
    }
    assert len(told["reached"]["Ordered pairs of statements"]["not_reached"]) == 64


@pytest.mark.usefixtures("one_failure")
def test_a_failure_is_shown_and_kept_and_exits_with_1(tmp_path: Path) -> None:
    result = comp("fuzz", "--seed", "3", "--keep", tmp_path / "kept")

    assert result.exit_code == 1
    assert "seed 3: TypeError in snapshot.py" in result.stdout
    assert "seed 3, made small" in result.stdout
    assert f"Kept in {tmp_path / 'kept'}: 1 case." in result.stdout
    kept = read(tmp_path / "kept" / "seed_3.json")
    assert [row["value"] for row in kept.case.rows["deal"]] == ["a text"]


def test_one_seed_is_made_small_alone() -> None:
    result = comp("fuzz", "--only", "5")

    assert result.exit_code == 0
    assert result.stdout == "The engines agree on the case of seed 5.\n"
