"""Admins add users and hand out roles, within rules that keep those who do so away from pay."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import pytest

from comp.errors import CompError, UnknownNameError
from comp.records import Records, RoleGrant, SignIn, select
from comp.records.people import erase
from comp.workflow.access import (
    AccessRefusedError,
    Actor,
    ChangedMeanwhileError,
    Role,
    UserRuleError,
    UserShown,
    add_user,
    disable,
    enable,
    grant,
    named_user,
    reset_password,
    revoke,
    user,
    users,
)
from tests.workflow.access.cast import AT, GIVEN, MINUTE, Known, both, entered, known, trail

NOBODY = "u-000000000000"
Change: TypeAlias = Callable[[Records, Actor | None, str], object]
CHANGES: dict[str, Change] = {
    "grant": lambda records, by, whom: grant(records, by, whom, Role.AUDITOR, AT),
    "revoke": lambda records, by, whom: revoke(records, by, whom, Role.FINANCE, AT),
    "disable": lambda records, by, whom: disable(records, by, whom, AT),
    "enable": lambda records, by, whom: enable(records, by, whom, AT),
    "reset": lambda records, by, whom: reset_password(records, by, whom, AT),
}


def shown(records: Records, user_id: str) -> UserShown:
    with records.reading() as session:
        return user(session, user_id)


def roles(records: Records, user_id: str) -> tuple[Role, ...]:
    return shown(records, user_id).roles


def root(records: Records) -> Known:
    return known(records, "root", Role.ADMIN)


@both
def test_an_admin_adds_a_user_by_whom_the_trail_knows_it(records: Records) -> None:
    admin = root(records)

    new = add_user(records, admin.actor, "ana@example.com", "p-1", [Role.PAYEE, Role.FINANCE], AT)

    found = shown(records, new.user_id)
    assert (found.login, found.payee) == ("ana@example.com", "p-1")
    assert found.roles == (Role.PAYEE, Role.FINANCE)
    assert found.must_change_since == AT
    assert trail(records)[-3:] == [
        (admin.id, "user.add", new.user_id),
        (admin.id, "role.grant", new.user_id),
        (admin.id, "role.grant", new.user_id),
    ]
    with records.reading() as session:
        grants = session.exec(select(RoleGrant).where(RoleGrant.user_id == new.user_id)).all()
    assert {each.granted_by for each in grants} == {admin.id}


def test_the_operator_is_told_as_such(records: Records) -> None:
    admin = root(records)

    assert trail(records)[:2] == [("local", "user.add", admin.id), ("local", "role.grant", admin.id)]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_nobody_but_an_admin_changes_users(records: Records, role: Role) -> None:
    who = known(records, "who", role, payee="p-1")
    other = known(records, "other", Role.FINANCE)

    with pytest.raises(AccessRefusedError, match="only an admin"):
        add_user(records, who.actor, "new", None, [Role.FINANCE], AT)
    for change in CHANGES.values():
        with pytest.raises(AccessRefusedError, match="only an admin"):
            change(records, who.actor, other.id)
    assert roles(records, other.id) == (Role.FINANCE,)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nobody_does_it_to_themselves(records: Records, change: Change) -> None:
    admin = root(records)
    known(records, "second", Role.ADMIN)

    with pytest.raises(AccessRefusedError, match="nobody changes their own roles"):
        change(records, admin.actor, admin.id)
    assert entered(records, "root")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_user_who_is_not_there_is_told(records: Records, change: Change) -> None:
    admin = root(records)

    with pytest.raises(UnknownNameError, match=f"there is no user '{NOBODY}'"):
        change(records, admin.actor, NOBODY)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.PAYEE}))
def test_admin_goes_with_payee_and_nothing_else(records: Records, role: Role) -> None:
    admin = known(records, "root", Role.ADMIN, payee="p-1")
    other = known(records, "other", role, payee="p-2")

    with pytest.raises(UserRuleError, match=f"admin goes with payee and no other.*beside {role}"):
        add_user(records, None, "new", "p-3", [Role.ADMIN, role], AT)
    with pytest.raises(UserRuleError, match="admin goes with payee"):
        grant(records, None, admin.id, role, AT)
    with pytest.raises(UserRuleError, match="admin goes with payee"):
        grant(records, None, other.id, Role.ADMIN, AT)
    grant(records, None, admin.id, Role.PAYEE, AT)
    assert roles(records, admin.id) == (Role.PAYEE, Role.ADMIN)


def test_somebody_becomes_admin_once_the_other_role_is_taken(records: Records) -> None:
    other = known(records, "other", Role.FINANCE)

    revoke(records, None, other.id, Role.FINANCE, AT)
    grant(records, None, other.id, Role.ADMIN, AT)

    assert roles(records, other.id) == (Role.ADMIN,)


@pytest.mark.parametrize("role", [Role.PAYEE, Role.MANAGER])
def test_the_role_of_a_payee_needs_one(records: Records, role: Role) -> None:
    other = known(records, "other", Role.FINANCE)

    with pytest.raises(UserRuleError, match=f"the role {role} needs a payee"):
        grant(records, None, other.id, role, AT)
    with pytest.raises(UserRuleError, match=f"the role {role} needs a payee"):
        add_user(records, None, "new", None, [role], AT)


@both
def test_a_payee_has_one_sign_in_so_that_two_do_not_add_up(records: Records) -> None:
    root(records)
    ana = known(records, "ana", Role.FINANCE, payee="p-1")

    with pytest.raises(UserRuleError, match=rf"p-1 has a sign-in already \({ana.id}\)"):
        add_user(records, None, "ana2", "p-1", [Role.ADMIN], AT)
    disable(records, None, ana.id, AT)
    add_user(records, None, "ana2", "p-1", [Role.ADMIN], AT)
    with pytest.raises(UserRuleError, match="p-1 has a sign-in already"):
        enable(records, None, ana.id, AT)


@both
@pytest.mark.parametrize(
    ("login", "payee", "held", "why"),
    [
        ("", None, [Role.FINANCE], "this is none"),
        ("a b", None, [Role.FINANCE], "this is none"),
        ("a\nb", None, [Role.FINANCE], "this is none"),
        ("x" * 255, None, [Role.FINANCE], "this is none"),
        ("ROOT", None, [Role.FINANCE], "somebody has this login already"),
        ("ana", None, [], "a user needs a role; there are payee, manager"),
        ("ana", "p-9", [Role.FINANCE], "there is no payee 'p-9'"),
        ("ana", "p-3", [Role.FINANCE], "p-3 was erased"),
    ],
)
def test_a_user_who_cannot_be_added_leaves_nothing(
    records: Records, login: str, payee: str | None, held: list[Role], why: str
) -> None:
    root(records)
    with records.transaction() as session:
        erase(session, "p-3", by="local", at=AT)
    before = trail(records)

    with pytest.raises(CompError, match=why):
        add_user(records, None, login, payee, held, AT)

    assert trail(records) == before
    with records.reading() as session:
        assert len(users(session)) == 1


@both
def test_the_last_admin_is_neither_disabled_nor_loses_the_role(records: Records) -> None:
    admin = root(records)
    second = known(records, "second", Role.ADMIN)

    disable(records, admin.actor, second.id, AT)
    for by in (None, second.actor):
        with pytest.raises(UserRuleError, match=f"{admin.id} is the last admin"):
            disable(records, by, admin.id, AT)
        with pytest.raises(UserRuleError, match=f"{admin.id} is the last admin"):
            revoke(records, by, admin.id, Role.ADMIN, AT)
    enable(records, admin.actor, second.id, AT)
    disable(records, second.actor, admin.id, AT)
    with pytest.raises(UserRuleError, match=f"{second.id} is the last admin"):
        revoke(records, None, second.id, Role.ADMIN, AT)


@both
def test_of_two_admins_who_disable_each_other_at_once_one_stays(records: Records) -> None:
    admin, second = root(records), known(records, "second", Role.ADMIN)

    def attempt(pair: tuple[Known, Known]) -> str:
        by, whom = pair
        try:
            disable(records, by.actor, whom.id, AT)
        except UserRuleError:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(attempt, [(admin, second), (second, admin)]))

    assert sorted(found) == ["done", "refused"]


@both
def test_what_is_done_again_changes_nothing_and_is_not_told_again(records: Records) -> None:
    root(records)
    other = known(records, "other", Role.FINANCE)
    grant(records, None, other.id, Role.REVOPS, AT)
    revoke(records, None, other.id, Role.REVOPS, AT)
    disable(records, None, other.id, AT)
    before = trail(records)

    grant(records, None, other.id, Role.FINANCE, AT)
    revoke(records, None, other.id, Role.REVOPS, AT)
    disable(records, None, other.id, AT)

    assert trail(records) == before
    enable(records, None, other.id, AT)
    after = trail(records)
    enable(records, None, other.id, AT)
    assert trail(records) == after == [*before, ("local", "user.enable", other.id)]


def test_a_disabled_user_gets_no_role(records: Records) -> None:
    root(records)
    other = known(records, "other", Role.FINANCE)
    disable(records, None, other.id, AT)

    with pytest.raises(UserRuleError, match="is disabled; enable them first"):
        grant(records, None, other.id, Role.REVOPS, AT)


def test_enabling_opens_a_lock_at_once(records: Records) -> None:
    other = known(records, "other", Role.FINANCE)
    for _ in range(5):
        entered(records, "other", "wrong horse battery")
    assert not entered(records, "other")

    enable(records, None, other.id, AT)

    assert entered(records, "other", at=AT + MINUTE)


def test_who_was_erased_is_neither_enabled_nor_reset(records: Records) -> None:
    ana = known(records, "ana", Role.PAYEE, payee="p-1")
    with records.transaction() as session:
        erase(session, "p-1", by="local", at=AT)

    for change in (enable, reset_password):
        with pytest.raises(UserRuleError, match="was erased and has no login"):
            change(records, None, ana.id, AT)
    assert shown(records, ana.id).login is None


@both
@pytest.mark.parametrize("change", [disable, enable, reset_password])
def test_what_somebody_else_changed_meanwhile_is_not_changed_over(
    records: Records, change: Callable[..., object]
) -> None:
    root(records)
    other = known(records, "other", Role.FINANCE)
    seen = shown(records, other.id).version
    grant(records, None, other.id, Role.REVOPS, AT, seen)

    with pytest.raises(ChangedMeanwhileError, match="was changed since you looked"):
        change(records, None, other.id, AT, seen)
    with pytest.raises(ChangedMeanwhileError, match="was changed since you looked"):
        grant(records, None, other.id, Role.AUDITOR, AT, seen)
    with pytest.raises(ChangedMeanwhileError, match="was changed since you looked"):
        revoke(records, None, other.id, Role.FINANCE, AT, seen)
    assert roles(records, other.id) == (Role.REVOPS, Role.FINANCE)
    change(records, None, other.id, AT, shown(records, other.id).version)


def test_failures_to_sign_in_do_not_change_the_version(records: Records) -> None:
    other = known(records, "other", Role.FINANCE)
    seen = shown(records, other.id).version

    entered(records, "other", "wrong horse battery")
    entered(records, "other", GIVEN)

    assert shown(records, other.id).version == seen


def test_a_role_that_this_comp_does_not_know_gives_no_right(records: Records) -> None:
    other = known(records, "other", Role.FINANCE)
    with records.transaction() as session:
        session.add(RoleGrant(user_id=other.id, role="emperor", granted_by="local", granted_at=AT))

    assert roles(records, other.id) == (Role.FINANCE,)


@both
def test_users_are_found_by_login_id_and_payee_and_paged(records: Records) -> None:
    ana = known(records, "ana_1@example.com", Role.PAYEE, payee="p-1")
    leo = known(records, "leo@example.com", Role.FINANCE)
    with records.reading() as session:
        everybody = [each.user_id for each in users(session)]
        assert everybody == sorted([ana.id, leo.id])
        assert [each.user_id for each in users(session, "LEO@")] == [leo.id]
        assert [each.user_id for each in users(session, " P-1")] == [ana.id]
        assert [each.user_id for each in users(session, ana.id[2:])] == [ana.id]
        assert users(session, "%") == users(session, "a__1") == ()
        assert [each.user_id for each in users(session, limit=1)] == everybody[:1]
        assert [each.user_id for each in users(session, after=everybody[0])] == everybody[1:]


def test_a_user_is_named_by_login_or_id(records: Records) -> None:
    ana = known(records, "ana@example.com", Role.FINANCE)

    with records.reading() as session:
        assert named_user(session, "Ana@example.com").user_id == ana.id
        assert named_user(session, ana.id).login == "ana@example.com"
        with pytest.raises(UnknownNameError) as caught:
            named_user(session, "anna@example.com")
    assert "ana@example.com" not in str(caught.value), "logins are told to nobody who does not know them"


def test_rights_to_all_pay_are_those_of_the_roles_that_read_it() -> None:
    of_all = {Role.REVOPS, Role.FINANCE, Role.AUDITOR}

    for role in Role:
        assert Actor("u-1", None, frozenset({role})).sees_all_pay is (role in of_all)
    assert not Actor("u-1", "p-1", frozenset()).sees_all_pay


def test_ids_say_nothing_of_whom_they_are_given_to(records: Records) -> None:
    first = add_user(records, None, "ana", "p-1", [Role.PAYEE], AT)
    second = add_user(records, None, "leo", "p-2", [Role.PAYEE], AT)

    assert first.user_id != second.user_id
    with records.reading() as session:
        assert all(each.user_id.startswith("u-") for each in session.exec(select(SignIn)))
