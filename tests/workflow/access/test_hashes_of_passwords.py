"""Passwords are kept as argon2id, made anew when the cost changes, and few at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from comp.records import Records, SignIn
from comp.workflow.access import Role
from comp.workflow.access.hashing import STANDARD, Cost, Passwords, Verified
from tests.workflow.access import cheap
from tests.workflow.access.cast import GIVEN, both, entered, known

DEARER = Passwords(Cost(memory_kib=16, passes=2, threads=1))


def test_the_cost_of_a_real_hash_is_that_of_rfc_9106() -> None:
    kept = STANDARD.hash(GIVEN)

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert STANDARD.verify(GIVEN, kept) == Verified(holds=True)


def test_two_hashes_of_one_password_differ() -> None:
    assert cheap.CHEAP.hash(GIVEN) != cheap.CHEAP.hash(GIVEN)


def test_a_hash_at_another_cost_is_made_anew_when_it_holds() -> None:
    kept = cheap.CHEAP.hash(GIVEN)

    found = DEARER.verify(GIVEN, kept)

    assert found.holds
    assert found.anew is not None
    assert found.anew.startswith("$argon2id$v=19$m=16,t=2,p=1$")
    assert DEARER.verify(GIVEN, found.anew) == Verified(holds=True)
    assert DEARER.verify("wrong", kept) == Verified(holds=False)


@both
def test_the_new_hash_is_kept_at_a_sign_in(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = known(records, "ana", Role.FINANCE)
    monkeypatch.setattr(cheap.STANDARD, DEARER)

    assert entered(records, "ana")
    with records.reading() as session:
        kept = session.get_one(SignIn, ana.id).password_hash
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=16,t=2,p=1$")
    assert entered(records, "ana")


@pytest.mark.parametrize(
    "kept", ["", "plain", "$argon2id$broken", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"]
)
def test_what_is_no_hash_lets_nobody_in(kept: str) -> None:
    assert cheap.CHEAP.verify(kept, kept) == Verified(holds=False)
    assert cheap.CHEAP.verify("", kept) == Verified(holds=False)


def test_no_more_hashes_are_made_at_once_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(Cost(memory_kib=8, passes=1, threads=1, at_once=3))
    kept = passwords.hash(GIVEN)
    assert passwords.verify(GIVEN, kept).holds
    at_work, most, lock = 0, 0, threading.Lock()
    all_three = threading.Barrier(3)

    def slow(*of: object) -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        all_three.wait(10)
        with lock:
            at_work -= 1

    def is_stale(kept: str) -> bool:
        return not kept

    def holds(password: str) -> bool:
        return passwords.verify(password, kept).holds

    hasher = SimpleNamespace(verify=slow, check_needs_rehash=is_stale)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(holds, [GIVEN] * 12))

    assert most == 3
