"""Everybody chooses a password of their own, long enough and not their login, and proves the present one."""

import pytest

from comp.records import Records
from comp.workflow.access import (
    PasswordRefusedError,
    Role,
    actor_of_session,
    add_user,
    reset_password,
    set_password,
    sign_in,
)
from tests.workflow.access.cast import AT, GIVEN, MINUTE, Known, both, entered, known, trail
from tests.workflow.access.cheap import CHEAP

CHOSEN = "a quite new password"


def change(records: Records, who: Known, present: str = GIVEN, chosen: str = CHOSEN) -> None:
    set_password(records, who.actor, present, chosen, who.token, AT)


@both
def test_a_new_user_must_change_the_password_that_others_saw(records: Records) -> None:
    new = add_user(records, None, "ana", None, [Role.FINANCE], AT)
    begun = sign_in(records, "ana", new.password, AT)
    assert begun is not None
    assert begun.actor.must_change

    with pytest.raises(PasswordRefusedError, match="is the one that is there"):
        set_password(records, begun.actor, new.password, new.password, begun.token, AT)
    set_password(records, begun.actor, new.password, CHOSEN, begun.token, AT)

    actor = actor_of_session(records, begun.token, AT)
    assert actor is not None
    assert not actor.must_change
    assert not entered(records, "ana", new.password)
    assert entered(records, "ana", CHOSEN)


def test_passwords_that_are_made_are_long_and_differ(records: Records) -> None:
    first = add_user(records, None, "ana", None, [Role.FINANCE], AT)
    second = reset_password(records, None, first.user_id, AT)

    assert first.password != second.password
    # Five groups of four letters out of 32: 100 bits.
    assert [len(group) for group in second.password.split("-")] == [4] * 5
    assert not entered(records, "ana", first.password)
    assert entered(records, "ana", second.password)


@both
def test_a_changed_password_ends_the_other_sessions_at_once(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    other = sign_in(records, "ana", GIVEN, AT)
    assert other is not None

    change(records, ana)

    assert actor_of_session(records, other.token, AT) is None
    assert actor_of_session(records, ana.token, AT) == ana.actor
    assert not entered(records, "ana", GIVEN)
    assert (ana.id, "user.password", ana.id) in trail(records)


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ("", "has 0 letters; choose one of at least 12"),
        ("eleven chrs", "has 11 letters"),
        # One letter from two: what is typed is not longer than what is seen.
        ("e\u0301" * 11, "has 11 letters"),
        ("x" * 257, "more than 256"),
        ("\ufdfa" * 100, "more than 256"),
        ("Ana@Example.com ", "is the login"),
    ],
)
def test_a_password_that_is_too_short_too_long_or_the_login_is_refused(
    records: Records, chosen: str, why: str
) -> None:
    ana = known(records, "ana@example.com", Role.FINANCE)

    with pytest.raises(PasswordRefusedError, match=why) as caught:
        change(records, ana, chosen=chosen)
    assert not chosen or chosen not in str(caught.value)
    assert entered(records, "ana@example.com")


@pytest.mark.parametrize("chosen", ["aaaaaaaaaaaa", "x" * 256, "twelve\tchars", "\u4e95\u4e0a\u85ab" * 4])
def test_what_a_password_is_made_of_is_ones_own_affair(records: Records, chosen: str) -> None:
    ana = known(records, "ana", Role.FINANCE)

    change(records, ana, chosen=chosen)

    assert entered(records, "ana", chosen)


def test_guessing_the_present_password_in_an_open_session_locks_it(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    for _ in range(5):
        with pytest.raises(PasswordRefusedError, match="the present password is not the one"):
            change(records, ana, present="wrong horse battery")

    with pytest.raises(PasswordRefusedError, match="is not the one"):
        change(records, ana)
    assert not entered(records, "ana")
    assert entered(records, "ana", at=AT + 15 * MINUTE)


@both
def test_nobody_signs_in_by_a_password_that_was_changed_while_it_was_verified(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is verified outside the transaction; what was there then must be there still."""
    ana = known(records, "ana", Role.FINANCE)
    verify = CHEAP.verify

    def slow(password: str, kept: str | None) -> object:
        found = verify(password, kept)
        reset_password(records, None, ana.id, AT)
        return found

    monkeypatch.setattr(CHEAP, "verify", slow)

    assert sign_in(records, "ana", GIVEN, AT) is None
