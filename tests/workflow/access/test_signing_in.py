"""Who has the login and the password comes in; everybody else is told nothing, and cannot go on guessing."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from comp.records import AuditEntry, Records, SignedIn, SignIn, select
from comp.workflow.access import Role, add_user, disable, enable, sign_in
from comp.workflow.access.hashing import Cost, Passwords, Verified
from tests.workflow.access.cast import AT, GIVEN, MINUTE, SECOND, both, entered, known, trail
from tests.workflow.access.cheap import CHEAP, STANDARD

WRONG = "wrong horse battery"


@both
def test_who_has_login_and_password_comes_in_with_their_roles(records: Records) -> None:
    ana = known(records, "ana@example.com", Role.PAYEE, Role.MANAGER, payee="p-1")

    begun = sign_in(records, "ana@example.com", GIVEN, AT)

    assert begun is not None
    assert begun.actor == ana.actor
    assert (begun.actor.payee, begun.actor.roles) == ("p-1", {Role.PAYEE, Role.MANAGER})
    assert not begun.actor.must_change


@both
@pytest.mark.parametrize("login", ["ANA@Example.COM", "  ana@example.com ", "\uff41na@example.com"])
def test_case_spaces_and_width_of_a_login_make_no_difference(records: Records, login: str) -> None:
    known(records, "ana@example.com", Role.FINANCE)

    assert entered(records, login)


def test_the_same_letters_composed_otherwise_are_the_same_password(records: Records) -> None:
    new = add_user(records, None, "ana", None, [Role.FINANCE], AT)
    with records.transaction() as session:
        session.get_one(SignIn, new.user_id).password_hash = CHEAP.hash("caf\u00e9 au lait noir")

    assert entered(records, "ana", "cafe\u0301 au lait noir")


@pytest.mark.parametrize("login", ["", " ", "nobody", "a b", "x" * 300, "a\0b", "\ud800", "ana\n"])
def test_what_is_no_login_lets_nobody_in(records: Records, login: str) -> None:
    known(records, "ana", Role.FINANCE)

    assert entered(records, login) is (login.strip() == "ana")


@pytest.mark.parametrize("password", ["", WRONG, GIVEN + " ", GIVEN.upper(), "x" * 10_000, "\ud800", "\0"])
def test_what_is_not_the_password_lets_nobody_in(records: Records, password: str) -> None:
    known(records, "ana", Role.FINANCE)

    assert not entered(records, "ana", password)


def test_a_password_that_only_begins_like_the_long_one_lets_nobody_in(records: Records) -> None:
    new = add_user(records, None, "ana", None, [Role.FINANCE], AT)
    with records.transaction() as session:
        session.get_one(SignIn, new.user_id).password_hash = CHEAP.hash("x" * 256)

    assert not entered(records, "ana", "x" * 257)
    assert entered(records, "ana", "x" * 256)


@both
def test_the_fifth_failure_locks_for_a_quarter_of_an_hour(records: Records) -> None:
    ana = known(records, "ana", Role.FINANCE)

    for _ in range(4):
        assert not entered(records, "ana", WRONG)
    assert entered(records, "ana"), "four failures lock nobody"
    for _ in range(5):
        assert not entered(records, "ana", WRONG)

    assert not entered(records, "ana", at=AT)
    assert not entered(records, "ana", at=AT + 15 * MINUTE - SECOND)
    assert entered(records, "ana", at=AT + 15 * MINUTE)
    assert trail(records)[-2:] == [(ana.id, "sign-in.locked", ana.id), (ana.id, "sign-in", ana.id)]


def test_tries_while_it_is_locked_do_not_lock_it_for_longer(records: Records) -> None:
    known(records, "ana", Role.FINANCE)
    for minute in range(15):
        entered(records, "ana", WRONG, at=AT + minute * MINUTE)

    assert not entered(records, "ana", at=AT + 14 * MINUTE)
    # The fifth failure was at 9:04.
    assert entered(records, "ana", at=AT + 19 * MINUTE)


def test_who_signed_in_begins_to_count_anew(records: Records) -> None:
    known(records, "ana", Role.FINANCE)
    for _ in range(3):
        for _ in range(4):
            entered(records, "ana", WRONG)
        assert entered(records, "ana")


@both
def test_of_a_hundred_guesses_at_once_five_are_looked_at(records: Records) -> None:
    """The right one is among them, and comes after the fifth wrong one in whatever order they are settled."""
    known(records, "ana", Role.FINANCE)
    for _ in range(4):
        entered(records, "ana", WRONG)

    def attempt(number: int) -> bool:
        return entered(records, "ana", GIVEN if number == 19 else f"{WRONG} {number}")

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(attempt, range(20)))

    assert found == [False] * 20
    assert not entered(records, "ana")
    assert [action for _, action, _ in trail(records)].count("sign-in.locked") == 1


@both
def test_a_disabled_user_does_not_come_in(records: Records) -> None:
    known(records, "root", Role.ADMIN)
    ana = known(records, "ana", Role.FINANCE)

    disable(records, None, ana.id, AT)
    assert not entered(records, "ana")
    enable(records, None, ana.id, AT)
    assert entered(records, "ana")


def test_an_unknown_login_costs_as_much_as_a_wrong_password(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = known(records, "ana", Role.FINANCE)
    known(records, "locked", Role.FINANCE)
    known(records, "root", Role.ADMIN)
    for _ in range(5):
        entered(records, "locked", WRONG)
    verified: list[str | None] = []

    class Counting(Passwords):
        def verify(self, password: str, kept: str | None) -> Verified:
            verified.append(kept)
            return super().verify(password, kept)

    counting = Counting(Cost(memory_kib=8, passes=1, threads=1))
    monkeypatch.setattr(STANDARD, counting)
    for login in ("ana", "nobody", "locked", "no login at all"):
        entered(records, login, WRONG)
    disable(records, None, ana.id, AT)
    entered(records, "ana")

    assert len(verified) == 5
    assert [kept is None for kept in verified] == [False, True, False, True, False]


def test_where_there_is_no_hash_that_of_nobody_is_really_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def verify(kept: str, given: bytes) -> None:
        tried.append(kept)

    passwords = Passwords(Cost(memory_kib=8, passes=1, threads=1))
    monkeypatch.setattr(passwords, "_nobodys", "the hash of nobody", raising=False)
    monkeypatch.setattr(passwords, "_hasher", SimpleNamespace(verify=verify))

    assert passwords.verify(GIVEN, None) == Verified(holds=False)
    assert tried == ["the hash of nobody"]


@both
def test_the_trail_and_the_database_hold_no_login_password_or_token(records: Records) -> None:
    known(records, "root@example.com", Role.ADMIN)
    begun = sign_in(records, "root@example.com", GIVEN, AT)
    assert begun is not None

    with records.reading() as session:
        entries = [each.model_dump_json() for each in session.exec(select(AuditEntry))]
        sessions = [each.model_dump_json() for each in session.exec(select(SignedIn))]
        kept = session.exec(select(SignIn)).one().password_hash
    told = "\n".join(entries + sessions)
    assert "root@" not in told
    assert begun.token not in told
    assert GIVEN not in told
    assert kept is not None
    assert kept.startswith("$argon2id$")
