"""Tokens for programs act as who made them, until their day, and are told once."""

from datetime import timedelta

import pytest

from comp.errors import UnknownNameError
from comp.records import ApiToken, AuditEntry, Records, select
from comp.workflow.access import (
    AccessRefusedError,
    Role,
    UserRuleError,
    actor_of_token,
    add_user,
    grant,
    list_tokens,
    make_token,
    revoke,
    revoke_token,
    sign_in,
)
from tests.workflow.access.cast import AT, DAY, SECOND, both, known, trail


@both
def test_a_token_acts_as_who_made_it_until_it_ends(records: Records) -> None:
    ana = known(records, "ana", Role.PAYEE, payee="p-1")

    token = make_token(records, ana.actor, "payroll", AT + DAY, AT)

    assert token.startswith("comp_")
    assert len(token) == 5 + 43
    assert actor_of_token(records, token, AT) == ana.actor
    assert actor_of_token(records, token, AT + DAY - SECOND) == ana.actor
    assert actor_of_token(records, token, AT + DAY) is None
    assert actor_of_token(records, token + "x", AT) is None
    assert actor_of_token(records, token.removeprefix("comp_"), AT) is None


def test_a_token_has_the_roles_that_its_maker_has_when_it_is_used(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    token = make_token(records, ana.actor, "payroll", AT + DAY, AT)

    grant(records, None, ana.id, Role.REVOPS, AT)
    revoke(records, None, ana.id, Role.FINANCE, AT)

    found = actor_of_token(records, token, AT)
    assert found is not None
    assert found.roles == {Role.REVOPS}


@both
def test_a_revoked_token_is_not_taken_and_others_are(records: Records) -> None:
    ana, leo = known(records, "ana", Role.FINANCE), known(records, "leo", Role.FINANCE)
    first = make_token(records, ana.actor, "first", AT + DAY, AT)
    second = make_token(records, ana.actor, "second", AT + DAY, AT + SECOND)
    newest, oldest = list_tokens(records, ana.actor, AT)
    assert (newest.name, oldest.name) == ("second", "first")

    with pytest.raises(UnknownNameError, match="there is no token"):
        revoke_token(records, leo.actor, oldest.id, AT)
    revoke_token(records, ana.actor, oldest.id, AT)

    assert actor_of_token(records, first, AT) is None
    assert actor_of_token(records, second, AT) == ana.actor
    assert [each.name for each in list_tokens(records, ana.actor, AT)] == ["second"]
    assert list_tokens(records, leo.actor, AT) == ()
    with pytest.raises(UnknownNameError):
        revoke_token(records, ana.actor, oldest.id, AT)
    assert trail(records)[-1] == (ana.id, "token.revoke", oldest.id)


def test_neither_the_database_nor_the_trail_holds_a_token(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    token = make_token(records, ana.actor, "payroll", AT + DAY, AT)

    with records.reading() as session:
        told = [each.model_dump_json() for each in session.exec(select(ApiToken))]
        told += [each.model_dump_json() for each in session.exec(select(AuditEntry))]
    assert token not in "".join(told)
    assert token.removeprefix("comp_") not in "".join(told)
    assert "payroll" not in told[-1], "a token's name is its owner's affair"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\0b", "a\x1b[31m"])
def test_a_token_needs_a_name(records: Records, name: str) -> None:
    ana = known(records, "ana", Role.FINANCE)

    with pytest.raises(UserRuleError, match="give the token a name"):
        make_token(records, ana.actor, name, AT + DAY, AT)


@pytest.mark.parametrize("lasts", [timedelta(0), -DAY, 366 * DAY + SECOND])
def test_a_token_ends_within_a_year(records: Records, lasts: timedelta) -> None:
    ana = known(records, "ana", Role.FINANCE)

    with pytest.raises(UserRuleError, match="at most 366 days"):
        make_token(records, ana.actor, "payroll", AT + lasts, AT)
    assert make_token(records, ana.actor, "payroll", AT + 366 * DAY, AT)


def test_who_must_change_their_password_makes_no_token(records: Records) -> None:
    new = add_user(records, None, "ana", None, [Role.FINANCE], AT)
    begun = sign_in(records, "ana", new.password, AT)
    assert begun is not None

    with pytest.raises(AccessRefusedError, match="choose a password of your own"):
        make_token(records, begun.actor, "payroll", AT + DAY, AT)


def test_nobody_holds_more_than_fifty(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)
    with records.transaction() as session:
        for number in range(50):
            session.add(
                ApiToken(
                    token_hash=f"{number:064d}",
                    user_id=ana.id,
                    name="x",
                    created_at=AT,
                    expires_at=AT + DAY,
                )
            )

    with pytest.raises(UserRuleError, match="you hold 50 tokens"):
        make_token(records, ana.actor, "payroll", AT + DAY, AT)
    assert make_token(records, ana.actor, "payroll", AT + 2 * DAY, AT + DAY)
