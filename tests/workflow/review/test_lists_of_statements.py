"""Lists: in order, in parts, and by what is asked for."""

import pytest

from comp.workflow.access import Actor, Role
from comp.workflow.recording import statement_id
from comp.workflow.review import NotFoundError, State
from tests.workflow.review.world import ANA, FINANCE, MARCH, MIA, World, actor


def told(world: World, by: Actor = FINANCE, **asked: object) -> list[tuple[str, bool, str]]:
    return [(each.period, each.corrects, each.payee) for each in world.list(by, **asked).items]


def company(world: World) -> World:
    """March posted, April run twice with corrections beside the second."""
    world.post(world.march, "2026-03")
    world.run("2026-04", {"ana": 7_00}, facts="first")
    world.run("2026-04", {"ana": 8_00, "bo": 9_00}, facts="second")
    world.run("2026-04", {"bo": 1_00}, facts="second", corrects=world.march)
    return world


ALL = [
    ("2026-04", False, "ana"),
    ("2026-04", False, "bo"),
    ("2026-04", True, "bo"),
    *(("2026-03", False, payee) for payee in sorted(MARCH)),
]


def test_those_of_current_and_posted_runs_stand_there_the_latest_first(world: World) -> None:
    assert told(company(world)) == ALL


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 9])
def test_a_list_in_parts_is_the_whole_list(world: World, limit: int) -> None:
    company(world)
    found: list[tuple[str, bool, str]] = []
    after: str | None = None
    for _ in range(20):
        page = world.list(FINANCE, after=after, limit=limit)
        assert len(page.items) <= limit
        found += [(each.period, each.corrects, each.payee) for each in page.items]
        after = page.next
        if after is None:
            break
    assert found == ALL


def test_a_list_in_parts_holds_only_what_is_asked_for(world: World) -> None:
    company(world)
    world.decides(FINANCE, "ana", results=world.list(FINANCE, period="2026-04").items[0].results_digest)
    first = world.list(MIA, period="2026-04", state=State.WAITING, limit=1)
    assert [each.corrects for each in first.items] == [False]
    rest = world.list(MIA, period="2026-04", state=State.WAITING, limit=1, after=first.next)
    assert [(each.payee, each.corrects) for each in rest.items] == [("bo", True)]
    assert rest.next is None


def test_lists_are_filtered(world: World) -> None:
    company(world)
    assert told(world, period="2026-04") == ALL[:3]
    assert told(world, payee="bo") == [ALL[1], ALL[2], ("2026-03", False, "bo")]
    assert told(world, state=State.WAITING) == ALL[:3]
    assert told(world, state=State.POSTED) == ALL[3:]
    assert told(world, run=world.march) == ALL[3:]
    assert told(world, run=world.march, period="2026-04") == []
    assert told(world, run="0" * 64) == []
    assert told(world, period="2031-01") == []
    assert told(world, MIA, payee="zoe") == []
    # Who asks for their own sees what is posted.
    assert told(world, ANA) == [("2026-03", False, "ana")]


def test_a_run_that_was_replaced_is_there_when_asked_for(world: World) -> None:
    again = world.run("2026-03", {"ana": 7_00})
    assert told(world) == [("2026-03", False, "ana")]
    assert told(world, run=world.march) == [("2026-03", False, payee) for payee in sorted(MARCH)]
    assert [each.is_current for each in world.list(FINANCE, run=world.march).items] == [False] * 5
    assert [each.is_current for each in world.list(FINANCE, run=again).items] == [True]


def test_what_a_list_goes_on_after_must_be_there(world: World) -> None:
    with pytest.raises(NotFoundError):
        world.list(FINANCE, after="0" * 20)


def test_nobody_learns_by_going_on_after_it_that_anothers_statement_is_there(world: World) -> None:
    """Whoever knows a run and a payee knows the id; ana may not be told whether zoe is paid."""
    zoe = statement_id(world.march, "zoe")
    for each in (ANA, MIA):
        with pytest.raises(NotFoundError):
            world.list(each, after=zoe)
    world.list(FINANCE, after=zoe)
    # One's own may wait again by the time that the next part is asked for.
    world.list(ANA, after=statement_id(world.march, "ana"))


def test_a_large_team_is_read_whole(world: World) -> None:
    """More than are asked for by name one by one."""
    names = [f"p{number:03}" for number in range(120)]
    world.people("head", *names)
    world.leads("head", *names)
    results = world.run("2026-05", dict.fromkeys([*names, "zoe"], 1_00))
    head = actor(Role.MANAGER, payee="head")
    page = world.list(head, run=results, limit=1_000)
    assert [each.payee for each in page.items] == names
    assert all(each.amounts[0].payable.minor == 1_00 for each in page.items)
    rows = [world.row(name, results) for name in names]
    said = world.decides(head, names[0], results=results)
    assert said.state is State.APPROVED
    page = world.list(head, run=results, state=State.APPROVED)
    assert [each.id for each in page.items] == [rows[0].id]
