"""What an approver looks at first, each sign with its figures.

March pays 1,500.00 USD to five, 300.00 on average: a change of less than a twentieth of that, 15.00, is left
alone.
"""

from collections.abc import Mapping
from datetime import date

import pytest

from comp.language.money import Money
from comp.workflow.review import Noted, NotedOf, Sign, statement_seen, statements_seen
from tests.workflow.review.world import FINANCE, MARCH, MIA, Amounts, Paid, World, plan_paid


def unusual(
    world: World, payee: str, results: str, noted: Mapping[str, Mapping[str, Noted]] | None = None
) -> dict[Sign, str]:
    of_run: NotedOf = lambda digest: (noted or {}).get(digest, {})  # noqa: E731 - a stand-in for a file
    with world.records.reading() as session:
        shown = statement_seen(session, FINANCE, world.row(payee, results).id, noted=of_run)
    return {each.sign: each.text for each in shown.unusual}


def april(world: World, paid: Paid, payee: str = "ana", **others: Paid) -> dict[Sign, str]:
    """What is unusual where one payee's April is that, and all others' as March."""
    return unusual(world, payee, world.run("2026-04", {**MARCH, payee: paid, **others}))


def test_a_month_like_the_last_is_not_unusual(world: World) -> None:
    results = world.run("2026-04", MARCH)
    with world.records.reading() as session:
        page = statements_seen(session, FINANCE, run=results)
    assert [each.unusual for each in page.items] == [()] * 5
    assert {each.payee: str(each.last.amounts[0].payable) for each in page.items if each.last} == {
        "ana": "100.00 USD",
        "bo": "200.00 USD",
        "mia": "300.00 USD",
        "tom": "400.00 USD",
        "zoe": "500.00 USD",
    }


@pytest.mark.parametrize(
    ("paid", "found"),
    [
        (150_00, {}),
        (150_01, {Sign.MUCH_MORE: "150.01 USD, 50.01 more than in 2026-03 (+50%)."}),
        (1_234_56, {Sign.MUCH_MORE: "1,234.56 USD, 1,134.56 more than in 2026-03 (+1,134%)."}),
        (50_00, {}),
        (49_99, {Sign.MUCH_LESS: "49.99 USD, 50.01 less than in 2026-03 (-50%)."}),
        (0, {Sign.NOTHING: "Nothing is paid, and 100.00 USD in 2026-03."}),
        (-5_00, {Sign.NEGATIVE: "-5.00 USD: more is taken back than is paid."}),
    ],
)
def test_a_change_of_more_than_half_is_told(
    world_in_a_file: World, paid: int, found: dict[Sign, str]
) -> None:
    assert april(world_in_a_file, paid) == found


def test_a_change_that_is_little_beside_what_others_get_is_left_alone(world_in_a_file: World) -> None:
    """1,410.00 for five is 282.00 on average, and a twentieth 14.10; both changes are of more than half."""
    others = MARCH | {"ana": 10_00}
    world_in_a_file.run("2026-04", others)
    may = others | {"bo": 185_90}
    assert unusual(world_in_a_file, "ana", world_in_a_file.run("2026-05", may | {"ana": 24_09})) == {}
    told = unusual(world_in_a_file, "ana", world_in_a_file.run("2026-05", may | {"ana": 24_10}))
    assert told == {Sign.MUCH_MORE: "24.10 USD, 14.10 more than in 2026-04 (+141%)."}


def test_what_follows_nothing_or_less_is_no_change_in_per_cent(world_in_a_file: World) -> None:
    world = world_in_a_file
    world.run("2026-04", MARCH | {"ana": 0, "bo": -50_00})
    may = world.run("2026-05", MARCH)
    assert unusual(world, "ana", may) == {Sign.MUCH_MORE: "100.00 USD, and nothing in 2026-04."}
    assert unusual(world, "bo", may) == {}


def test_it_is_held_against_what_was_approved_or_posted_last(world_in_a_file: World) -> None:
    """February was posted with 90.00, March approved with 100.00; April waits with 1.00 and counts not."""
    world = world_in_a_file
    world.run("2026-04", MARCH | {"ana": 1_00})
    may = world.run("2026-05", MARCH)
    assert unusual(world, "ana", may) == {Sign.MUCH_MORE: "100.00 USD, 99.00 more than in 2026-04 (+9,900%)."}
    world.decides(FINANCE, "ana")
    assert unusual(world, "ana", may) == {}
    world.decides(FINANCE, "ana", "withdraw")
    world.post(world.run("2026-02", {"ana": 30_00}), "2026-02")
    assert unusual(world, "ana", may) == {Sign.MUCH_MORE: "100.00 USD, 70.00 more than in 2026-02 (+233%)."}


def test_of_two_runs_of_a_period_the_posted_one_counts(world_in_a_file: World) -> None:
    world = world_in_a_file
    world.post(world.march, "2026-03")
    world.run("2026-03", MARCH | {"ana": 5_00})
    assert april(world, 100_00) == {}


def test_who_was_not_there_before_is_new_once_there_is_a_before(world_in_a_file: World) -> None:
    world = world_in_a_file
    assert unusual(world, "ana", world.march) == {}
    world.people("new")
    assert april(world, 100_00, "new") == {Sign.NEW: "No statement before this one."}


def test_each_currency_is_held_against_itself(world_in_a_file: World) -> None:
    world = world_in_a_file
    both = (Amounts(100_00), Amounts(200_00, currency="EUR"))
    world.run("2026-04", MARCH | {"ana": both})
    other = (Amounts(100_00), Amounts(500_00, currency="JPY"))
    assert unusual(world, "ana", world.run("2026-05", MARCH | {"ana": other})) == {
        Sign.NOTHING: "Nothing is paid, and 200.00 EUR in 2026-04.",
        Sign.MUCH_MORE: "50,000 JPY, and nothing in 2026-04.",
    }


def test_more_held_than_paid_is_told(world_in_a_file: World) -> None:
    assert april(world_in_a_file, Amounts(100_00, held=100_00)) == {}
    assert april(world_in_a_file, Amounts(100_00, held=100_01)) == {
        Sign.HELD: "100.01 USD are earned and held, and 100.00 USD are paid."
    }


def test_what_documents_note_is_told(world_in_a_file: World) -> None:
    world = world_in_a_file
    results = world.run("2026-04", MARCH)

    def told(noted: Noted) -> dict[Sign, str]:
        return unusual(world, "ana", results, {results: {"ana": noted}})

    assert told(Noted(not_calculated=1, capped=2)) == {
        Sign.NOT_CALCULATED: "1 line could not be calculated and would pay nothing.",
        Sign.CAPPED: "A cap kept 2 lines below what they came to.",
    }
    assert told(Noted(adjusted=(Money(19_99, "USD"),))) == {}
    assert told(Noted(adjusted=(Money(-20_00, "USD"),))) == {
        Sign.ADJUSTED: "-20.00 USD of changes to earlier periods in 100.00 USD."
    }


def test_corrections_are_large_beside_what_their_run_pays(world_in_a_file: World) -> None:
    """A fifth of 100.00 is 20.00."""
    world = world_in_a_file
    world.run("2026-04", MARCH, facts="april")
    small = world.run("2026-04", {"ana": 19_99}, facts="april", corrects=world.march)
    assert unusual(world, "ana", small) == {}
    large = world.run("2026-04", {"ana": -20_00}, facts="april", corrects=world.march)
    assert unusual(world, "ana", large) == {
        Sign.NEGATIVE: "-20.00 USD: more is taken back than is paid.",
        Sign.ADJUSTED: "-20.00 USD of corrections beside 100.00 USD for 2026-04.",
    }


def test_what_was_approved_and_changed_since_is_told_until_it_is_decided_again(world: World) -> None:
    world.decides(MIA, "ana")
    world.decides(MIA, "bo", "return", "Deal 7 is missing.")
    again = world.run("2026-03", MARCH | {"ana": 110_00, "bo": 220_00})
    assert unusual(world, "ana", again) == {
        Sign.CHANGED: "Approved before with 100.00 USD and changed since: 110.00 USD now."
    }
    assert unusual(world, "bo", again) == {
        Sign.CHANGED: (
            "Returned before (Deal 7 is missing.) with 200.00 USD and changed since: 220.00 USD now."
        )
    }
    assert unusual(world, "mia", again) == {}
    world.decides(MIA, "ana", results=again)
    assert unusual(world, "ana", again) == {}


def test_other_words_with_the_same_pay_are_told_as_such(world_in_a_file: World) -> None:
    world = world_in_a_file
    world.decides(MIA, "ana")
    again = world.run("2026-03", MARCH, contents={"ana": "another word"})
    assert unusual(world, "ana", again) == {
        Sign.CHANGED: "Approved before and changed since; 100.00 USD is payable as before."
    }


def test_a_plan_that_pays_by_the_quarter_looks_like_no_change_of_pay(world_in_a_file: World) -> None:
    """June pays ana 100.00 of the month and 300.00 of the quarter, May 100.00: nothing changed."""
    world = world_in_a_file
    monthly = plan_paid("ae", date(2026, 6, 1), date(2026, 6, 30))
    quarterly = plan_paid("team", date(2026, 4, 1), date(2026, 6, 30))
    may = world.run("2026-05", MARCH)
    june = world.run("2026-06", MARCH | {"ana": 400_00}, plans=(monthly, quarterly))
    july = world.run("2026-07", MARCH | {"ana": 100_00})
    noted = {
        may: {"ana": Noted(by_plan=(("ae", Money(100_00, "USD")),))},
        june: {"ana": Noted(by_plan=(("ae", Money(100_00, "USD")), ("team", Money(300_00, "USD"))))},
        july: {"ana": Noted(by_plan=(("ae", Money(100_00, "USD")),))},
    }
    assert unusual(world, "ana", june, noted) == {}
    assert unusual(world, "ana", july, noted) == {}
    assert unusual(world, "ana", june) != {}
    # One that began in June is a change of pay.
    begun = plan_paid("team", date(2026, 6, 1), date(2026, 6, 30))
    other = world.run("2026-06", MARCH | {"ana": 400_00}, plans=(monthly, begun))
    assert unusual(world, "ana", other, noted | {other: noted[june]}) == {
        Sign.MUCH_MORE: "400.00 USD, 300.00 more than in 2026-05 (+300%)."
    }
