"""The table of decision 0043, row by row."""

from datetime import date
from itertools import pairwise

import pytest

from comp.records import Records
from comp.workflow.access import AccessRefusedError, Actor, Role
from comp.workflow.review import NotFoundError, may_decide, may_see, team_of
from tests.workflow.review.world import ANA, FINANCE, LAST, MARCH, MIA, TOM, World, actor

ALL = set(MARCH)
TABLE: list[tuple[Actor, set[str], set[str]]] = [
    (ANA, set(), set()),
    (MIA, {"ana", "bo"}, {"ana", "bo"}),
    (TOM, {"ana", "bo", "mia"}, {"ana", "bo", "mia"}),
    (FINANCE, ALL, ALL),
    (actor(Role.FINANCE, payee="bo"), ALL, ALL - {"bo"}),
    (actor(Role.FINANCE, Role.MANAGER, Role.PAYEE, payee="mia"), ALL, ALL - {"mia"}),
    (actor(Role.REVOPS), ALL, set()),
    (actor(Role.AUDITOR), ALL, set()),
    (actor(Role.REVOPS, Role.MANAGER, payee="mia"), ALL, {"ana", "bo"}),
    (actor(Role.ADMIN), set(), set()),
    (actor(Role.ADMIN, Role.PAYEE, payee="ana"), set(), set()),
    # Nobody is granted these together; should a row come to hold them all the same, they give nothing.
    (actor(Role.ADMIN, Role.FINANCE, payee="tom"), set(), set()),
    (actor(Role.ADMIN, Role.MANAGER, payee="tom"), set(), set()),
    (actor(Role.MANAGER), set(), set()),
    (actor(Role.PAYEE), set(), set()),
    (actor(Role.MANAGER, payee="zoe"), set(), set()),
]


@pytest.mark.parametrize(
    ("by", "sees", "decides"),
    TABLE,
    ids=[f"{'+'.join(sorted(row[0].roles))} {row[0].payee}" for row in TABLE],
)
def test_roles_see_and_decide_about_their_rows_alone(
    world_in_a_file: World, by: Actor, sees: set[str], decides: set[str]
) -> None:
    world = world_in_a_file
    assert {each.payee for each in world.list(by).items} == sees
    assert {each.payee for each in world.list(by).items if each.may_decide} == decides
    for payee in MARCH:
        row = world.row(payee)
        with world.records.reading() as session:
            assert may_see(session, by, row) == (payee in sees)
            assert may_decide(session, by, row) == (payee in decides)
        if payee not in sees:
            with pytest.raises(NotFoundError):
                world.seen(by, payee)
            with pytest.raises(NotFoundError):
                world.decides(by, payee)
        elif payee not in decides:
            assert not world.seen(by, payee).may_decide
            with pytest.raises(AccessRefusedError):
                world.decides(by, payee)
        else:
            assert world.decides(by, payee).decided_by == by.user_id
    assert {row.payee for row in world.approvals()} == decides


def test_payees_see_their_own_once_it_is_approved_and_no_more_when_it_is_taken_back(world: World) -> None:
    world.decides(MIA, "ana")
    assert [each.payee for each in world.list(ANA).items] == ["ana"]
    assert world.seen(ANA, "ana").may_decide is False
    world.decides(MIA, "ana", "withdraw")
    assert world.list(ANA).items == ()
    world.decides(MIA, "ana", "return", "Deal 7 is missing.")
    with pytest.raises(NotFoundError):
        world.seen(ANA, "ana")
    world.post(world.march, "2026-03")
    assert [each.state for each in world.list(ANA).items] == ["posted"]


def test_payees_see_what_counts_and_not_what_a_later_run_replaced(world: World) -> None:
    world.decides(MIA, "ana")
    again = world.run("2026-03", {"ana": 150_00})
    with pytest.raises(NotFoundError):
        world.seen(ANA, "ana")
    assert world.list(ANA).items == ()
    world.decides(MIA, "ana", results=again)
    assert [each.results_digest for each in world.list(ANA).items] == [again]


def test_nobody_is_told_what_is_unusual_about_their_own_pay(world: World) -> None:
    negative = world.run("2026-04", {"ana": -5_00})
    world.decides(MIA, "ana", results=negative)
    assert world.seen(MIA, "ana", negative).unusual
    assert world.seen(ANA, "ana", negative).unusual == ()


def test_the_manager_is_the_one_of_the_last_day(world: World) -> None:
    world.leads("zoe", "tom", since=date(2026, 3, 31), until=date(2026, 3, 31))
    zoe = actor(Role.MANAGER, payee="zoe")
    assert {each.payee for each in world.list(zoe).items} == {"tom", "mia", "ana", "bo"}
    april = world.run("2026-04", {"tom": 1_00})
    with pytest.raises(NotFoundError):
        world.seen(zoe, "tom", april)


def test_both_days_of_a_reporting_line_count(records: Records) -> None:
    world = World(records)
    world.people("ana", "mia", "max")
    world.leads("mia", "ana", since=date(2026, 3, 10), until=date(2026, 3, 20))
    world.leads("max", "ana", since=date(2026, 3, 21))

    def leaders(day: int) -> list[str]:
        with records.reading() as session:
            return [who for who in ("max", "mia") if "ana" in team_of(session, who, date(2026, 3, day))]

    assert [leaders(day) for day in (9, 10, 20, 21)] == [[], ["mia"], ["mia"], ["max"]]


def test_lines_in_a_circle_do_no_harm(records: Records) -> None:
    world = World(records)
    world.people("ana", "bo", "mia", "zoe")
    world.leads("mia", "ana")
    world.leads("ana", "bo")
    world.leads("bo", "mia", "zoe")
    with records.reading() as session:
        assert team_of(session, "mia", LAST) == {"ana", "bo", "zoe"}
        assert team_of(session, "zoe", LAST) == set()


def test_a_team_is_of_all_levels(records: Records) -> None:
    world = World(records)
    names = [f"p{number:02}" for number in range(30)]
    world.people(*names)
    for manager, payee in pairwise(names):
        world.leads(manager, payee)
    with records.reading() as session:
        assert team_of(session, "p00", LAST) == set(names[1:])
        assert team_of(session, "p27", LAST) == {"p28", "p29"}
