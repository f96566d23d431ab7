"""A decision holds for content: what a later run leaves as it was keeps it, and what it changes loses it."""

import pytest

from comp.workflow.review import NotAllowedError, StaleContentError, State, may_decide
from tests.workflow.review.world import FINANCE, MARCH, MIA, TOM, World


def states(world: World, results: str) -> dict[str, State]:
    return {each.payee: each.state for each in world.list(FINANCE, run=results).items}


def test_a_rerun_keeps_the_approvals_of_what_did_not_change(world: World) -> None:
    world.decides_many(FINANCE, *MARCH)
    world.decides(MIA, "bo", "return", "The credit note is missing.")
    again = world.run("2026-03", MARCH | {"ana": 110_00})
    assert states(world, again) == {
        "ana": "waiting",
        "bo": "returned",
        "mia": "approved",
        "tom": "approved",
        "zoe": "approved",
    }
    # Found out to be right after all: the content is what it was, and so its approval is.
    back = world.run("2026-03", MARCH)
    assert states(world, back)["ana"] == "approved"


def test_the_same_amounts_with_other_words_are_another_content(world: World) -> None:
    world.decides(FINANCE, "ana")
    again = world.run("2026-03", MARCH, contents={"ana": "a deal that was not paid is shown"})
    assert states(world, again)["ana"] == "waiting"


def test_an_approval_is_of_one_payee_and_one_period(world: World) -> None:
    same = {"ana": "the same words", "bo": "the same words"}
    march = world.run("2026-03", {"ana": 1_00, "bo": 1_00}, contents=same)
    world.decides(FINANCE, "ana", results=march)
    april = world.run("2026-04", {"ana": 1_00}, contents=same)
    assert states(world, march) == {"ana": "approved", "bo": "waiting"}
    assert states(world, april) == {"ana": "waiting"}


def test_nothing_is_decided_about_a_run_that_is_not_current(world: World) -> None:
    world.decides(FINANCE, "bo")
    again = world.run("2026-03", MARCH | {"ana": 110_00})
    for verb in ("approve", "return", "withdraw"):
        with pytest.raises(StaleContentError, match="a later run of 2026-03 is recorded"):
            world.decides(FINANCE, "bo", verb, "why")
    assert not world.seen(FINANCE, "bo").may_decide
    with world.records.reading() as session:
        assert not may_decide(session, FINANCE, world.row("bo"))
    assert world.seen(FINANCE, "bo", again).may_decide
    assert len(world.approvals()) == 1


def test_nothing_is_decided_once_the_run_is_posted(world: World) -> None:
    world.decides(FINANCE, "bo")
    world.post(world.march, "2026-03")
    for verb in ("approve", "return", "withdraw"):
        with pytest.raises(NotAllowedError, match="is posted"):
            world.decides(MIA, "bo", verb, "why")
    assert world.seen(MIA, "bo").state is State.POSTED
    assert not world.seen(MIA, "bo").may_decide
    assert len(world.approvals()) == 1


def test_corrections_are_decided_about_beside_their_run_and_no_other(world: World) -> None:
    april = world.run("2026-04", {"ana": 100_00}, facts="april")
    first = world.run("2026-04", {"ana": 5_00}, facts="april", corrects=world.march)
    assert world.decides(MIA, "ana", results=first).state is State.APPROVED
    second = world.run("2026-04", {"ana": 6_00}, facts="april", corrects=world.march)
    with pytest.raises(StaleContentError):
        world.decides(MIA, "ana", "withdraw", results=first)
    assert world.decides(MIA, "ana", results=second).corrects
    assert world.seen(MIA, "ana", april).state is State.WAITING
    world.run("2026-04", {"ana": 100_00}, facts="more of april")
    with pytest.raises(StaleContentError):
        world.decides(MIA, "ana", "withdraw", results=second)


def test_the_last_decision_counts_whoever_made_it(world: World) -> None:
    said = [
        world.decides(MIA, "ana"),
        world.decides(TOM, "ana", "return", "Deal 7 is twice in it."),
        world.decides(FINANCE, "ana"),
        world.decides(MIA, "ana", "withdraw"),
    ]
    assert [each.state for each in said] == ["approved", "returned", "approved", "waiting"]
    assert [each.decided_by for each in said] == ["u-mia", "u-tom", "u-fin", "u-mia"]
    assert said[1].reason == "Deal 7 is twice in it."
