"""A session lasts half an hour without a request and twelve hours in all, and ends when rights change."""

import pytest

from comp.records import Records, SignedIn, SignIn, select
from comp.records.people import erase
from comp.workflow.access import (
    Role,
    actor_of_session,
    actor_of_token,
    disable,
    enable,
    grant,
    make_token,
    reset_password,
    revoke,
    sessions_of,
    sign_in,
    sign_out,
    sign_out_others,
)
from tests.workflow.access.cast import AT, DAY, GIVEN, HOUR, MINUTE, SECOND, Known, both, known, trail


def another(records: Records, of: Known) -> str:
    """A further session of somebody."""
    begun = sign_in(records, of.login, GIVEN, AT)
    assert begun is not None
    return begun.token


def seen_at(records: Records) -> list[str]:
    with records.reading() as session:
        return [f"{each.seen_at:%H:%M:%S}" for each in session.exec(select(SignedIn))]


@both
def test_a_session_ends_after_half_an_hour_without_a_request(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)

    assert actor_of_session(records, ana.token, AT + 30 * MINUTE - SECOND) == ana.actor
    assert actor_of_session(records, ana.token, AT + 60 * MINUTE) is None


def test_a_session_that_was_never_used_is_over_at_the_half_hour(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)

    assert actor_of_session(records, ana.token, AT + 30 * MINUTE) is None


def test_a_session_that_is_used_ends_after_twelve_hours(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    for number in range(1, 36):
        assert actor_of_session(records, ana.token, AT + number * 20 * MINUTE) == ana.actor

    assert actor_of_session(records, ana.token, AT + 12 * HOUR - SECOND) == ana.actor
    assert actor_of_session(records, ana.token, AT + 12 * HOUR) is None


@both
def test_that_a_session_was_used_is_written_once_a_minute_at_most(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)

    actor_of_session(records, ana.token, AT + 59 * SECOND)
    assert seen_at(records) == ["09:00:00"]
    actor_of_session(records, ana.token, AT + 60 * SECOND)
    assert seen_at(records) == ["09:01:00"]
    actor_of_session(records, ana.token, AT)
    assert seen_at(records) == ["09:01:00"]


def test_a_session_that_was_signed_out_is_over(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    other = another(records, ana)

    sign_out(records, ana.token, AT)
    sign_out(records, ana.token, AT)

    assert actor_of_session(records, ana.token, AT) is None
    assert actor_of_session(records, other, AT) == ana.actor
    assert [action for _, action, _ in trail(records)].count("sign-out") == 1


@both
@pytest.mark.parametrize("token", ["", "x", "comp_" + "x" * 43, "\ud800", "x" * 100_000])
def test_a_token_that_was_never_given_is_nobodys(records: Records, token: str) -> None:
    known(records, "ana", Role.FINANCE)

    assert actor_of_session(records, token, AT) is None
    assert actor_of_token(records, token, AT) is None
    sign_out(records, token, AT)


def test_neither_kind_of_token_does_for_the_other(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    token = make_token(records, ana.actor, "payroll", AT + DAY, AT)

    assert actor_of_session(records, token, AT) is None
    assert actor_of_token(records, ana.token, AT) is None


@both
def test_a_role_that_is_given_or_taken_ends_the_sessions_at_once(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)

    grant(records, None, ana.id, Role.REVOPS, AT)
    assert actor_of_session(records, ana.token, AT) is None
    second = another(records, ana)
    revoke(records, None, ana.id, Role.FINANCE, AT)
    assert actor_of_session(records, second, AT) is None
    third = another(records, ana)
    grant(records, None, ana.id, Role.REVOPS, AT)
    revoke(records, None, ana.id, Role.FINANCE, AT)
    found = actor_of_session(records, third, AT)
    assert found is not None, "what changes nothing ends nothing"
    assert found.roles == {Role.REVOPS}


@both
def test_who_is_disabled_or_reset_is_out_at_once_with_all_tokens(records: Records) -> None:
    known(records, "root", Role.ADMIN)
    for act in (disable, reset_password):
        who = known(records, act.__name__, Role.FINANCE)
        token = make_token(records, who.actor, "payroll", AT + DAY, AT)
        assert actor_of_token(records, token, AT) == who.actor

        act(records, None, who.id, AT)

        assert actor_of_session(records, who.token, AT) is None
        assert actor_of_token(records, token, AT) is None
        enable(records, None, who.id, AT)
        assert actor_of_session(records, who.token, AT) is None, "what ended does not come back"
        assert actor_of_token(records, token, AT) is None


@pytest.mark.parametrize("which", ["session", "token"])
def test_a_disabled_user_is_nobody_where_a_session_or_token_is_left(records: Records, which: str) -> None:
    ana = known(records, "ana", Role.FINANCE)
    token = make_token(records, ana.actor, "payroll", AT + DAY, AT)
    with records.transaction() as session:
        session.get_one(SignIn, ana.id).disabled_at = AT

    found = (
        actor_of_session(records, ana.token, AT) if which == "session" else actor_of_token(records, token, AT)
    )
    assert found is None


def test_who_is_erased_is_out_at_once(records: Records) -> None:
    ana = known(records, "ana", Role.PAYEE, payee="p-1")
    token = make_token(records, ana.actor, "payroll", AT + DAY, AT)

    with records.transaction() as session:
        erase(session, "p-1", by="local", at=AT)

    assert actor_of_session(records, ana.token, AT) is None
    assert actor_of_token(records, token, AT) is None
    assert sign_in(records, "ana", GIVEN, AT) is None


@both
def test_somebody_sees_and_ends_their_other_sessions(records: Records) -> None:
    ana, leo = known(records, "ana", Role.FINANCE), known(records, "leo", Role.FINANCE)
    other = another(records, ana)

    assert [each.is_this for each in sessions_of(records, ana.actor, ana.token, AT)].count(True) == 1
    assert len(sessions_of(records, ana.actor, ana.token, AT)) == 2
    assert sign_out_others(records, ana.actor, ana.token, AT) == 1
    assert sign_out_others(records, ana.actor, ana.token, AT) == 0

    assert actor_of_session(records, other, AT) is None
    assert actor_of_session(records, ana.token, AT) == ana.actor
    assert actor_of_session(records, leo.token, AT) == leo.actor
    assert sessions_of(records, ana.actor, ana.token, AT + HOUR) == ()
