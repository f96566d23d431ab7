"""A session tries seeds in other processes, adds up what they come to, and makes small what fails."""

from __future__ import annotations

from comp.fuzz import Kept, Listener, Session, try_seeds
from tests.fuzz_command import recipes


class Enough:
    """Says that it is enough after so many seeds have come back, and keeps what it hears."""

    def __init__(self, programs: int) -> None:
        self.programs, self.kept, self.seen = programs, list[Kept](), 0

    def listener(self) -> Listener:
        return Listener(lambda: self.seen >= self.programs, self.hear, self.kept.append)

    def hear(self, session: Session) -> None:
        self.seen = session.tally.counts["programs"]


def test_a_session_adds_up_what_its_seeds_come_to() -> None:
    session = try_seeds(recipes.sound, 7, 1, Enough(2).listener())
    counts = session.tally.counts

    assert session.tally.failures == []
    assert not session.stopped
    assert counts["programs"] == session.next_seed - 7 >= 2
    # One payee in one quarter: five lines of five deals.
    assert (counts["cases"], counts["lines"]) == (counts["programs"], 5 * counts["programs"])


def test_what_fails_is_told_and_made_small_before_the_end() -> None:
    enough = Enough(2)
    session = try_seeds(recipes.failing_on_every_third, 2, 1, enough.listener())

    assert {failure.seed % 3 for failure in session.tally.failures} == {0}
    assert session.kept == enough.kept
    small = session.kept[0].case
    assert [row["value"] for row in small.rows["deal"]] == ["a text"]
    assert small.rows["assignment"] == []
    assert "pay q" not in small.texts["p.plan"]


def test_whoever_stops_a_session_gets_the_report_so_far() -> None:
    def stop(session: Session) -> None:
        if session.tally.counts["programs"]:
            raise KeyboardInterrupt

    session = try_seeds(recipes.sound, 0, 1, Listener(lambda: False, stop, list[Kept]().append))

    assert session.stopped
    assert session.tally.counts["cases"] >= 1
    assert len(session.unfinished) == 1
