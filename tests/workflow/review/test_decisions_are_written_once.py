"""What a decision writes, what it refuses, and that the same one again writes nothing."""

import json
from threading import Event, Thread

import pytest

from comp.errors import CompError
from comp.records import ChainHead, Records, Session, check_chain
from comp.workflow.review import (
    NotAllowedError,
    NotFoundError,
    StaleContentError,
    decide,
    decide_many,
    deciding,
)
from tests.workflow.review.world import ANA, AT, FINANCE, MARCH, MIA, TOM, World, digest


def test_a_decision_is_a_row_and_an_entry_in_the_chain_without_a_word_of_its_reason(world: World) -> None:
    world.decides(MIA, "ana", "return", "Ana Name says deal 7 is missing.")
    (row,) = world.approvals()
    statement = world.row("ana")
    assert (row.verb, row.decided_by, row.decided_at, row.reason) == (
        "return", "u-mia", AT, "Ana Name says deal 7 is missing.",
    )  # fmt: skip
    assert (row.results_digest, row.payee, row.content_digest) == (
        world.march, "ana", statement.content_digest,
    )  # fmt: skip
    (entry,) = world.audit()
    assert (entry.action, entry.actor, entry.subject) == ("statement.return", "u-mia", statement.id)
    assert json.loads(entry.details) == {
        "results_digest": world.march,
        "content_digest": statement.content_digest,
        "reason_digest": digest("Ana Name says deal 7 is missing."),
    }
    with world.records.reading() as session:
        assert check_chain(session).fault is None


@pytest.mark.parametrize(
    ("verb", "reason"), [("approve", ""), ("return", "Deal 7 is missing."), ("withdraw", "")]
)
def test_the_same_decision_again_changes_nothing(world: World, verb: str, reason: str) -> None:
    if verb == "withdraw":
        world.decides(MIA, "ana")
    first = world.decides(MIA, "ana", verb, reason)
    written = len(world.approvals()), len(world.audit())
    assert world.decides(MIA, "ana", verb, reason) == first
    assert world.decides(TOM, "ana", verb, reason).decided_by == "u-mia"
    assert (len(world.approvals()), len(world.audit())) == written


def test_another_reason_of_a_return_is_another_decision(world: World) -> None:
    world.decides(MIA, "ana", "return", "Deal 7 is missing.")
    assert world.decides(MIA, "ana", "return", "Deal 8 is missing too.").reason == "Deal 8 is missing too."
    assert len(world.approvals()) == 2


def test_two_who_decide_at_once_have_one_effect(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits while the first holds the chain, and has read nothing before it could."""
    holds, waits, goes_on = Event(), Event(), Event()
    hold_chain = deciding.hold_chain

    def held(session: Session) -> ChainHead:
        if holds.is_set():
            waits.set()
            return hold_chain(session)
        head = hold_chain(session)
        holds.set()
        assert goes_on.wait(30)
        return head

    monkeypatch.setattr(deciding, "hold_chain", held)
    row, said = world.row("ana"), list[str]()

    def approve(records: Records, user: str) -> None:
        by = MIA if user == "u-mia" else TOM
        said.append(decide(records, by, row.id, "approve", row.content_digest, "", AT).decided_by)

    threads = [Thread(target=approve, args=(world.records, user)) for user in ("u-mia", "u-tom")]
    threads[0].start()
    assert holds.wait(30)
    threads[1].start()
    if world.records.engine.dialect.name == "postgresql":
        assert waits.wait(30), "in SQLite it waits when its transaction begins"
    goes_on.set()
    for thread in threads:
        thread.join(30)
    assert said == ["u-mia", "u-mia"]
    assert (len(world.approvals()), len(world.audit())) == (1, 1)


def test_what_was_not_seen_is_not_decided_about(world: World) -> None:
    row = world.row("ana")
    with pytest.raises(StaleContentError, match="another one than you saw"):
        decide(world.records, MIA, row.id, "approve", digest("what stood there before"), "", AT)
    with pytest.raises(NotFoundError):
        decide(world.records, MIA, "0" * 20, "approve", row.content_digest, "", AT)
    assert world.approvals() == world.audit() == []


def test_only_an_approval_is_withdrawn(world: World) -> None:
    with pytest.raises(NotAllowedError, match="waits"):
        world.decides(MIA, "ana", "withdraw")
    world.decides(MIA, "ana", "return", "why")
    with pytest.raises(NotAllowedError, match="returned"):
        world.decides(MIA, "ana", "withdraw")
    with pytest.raises(NotAllowedError, match="approve, return or withdraw"):
        world.decides(MIA, "ana", "reject")
    assert len(world.approvals()) == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "say why"),
        (" \n\t ", "say why"),
        ("x" * 2_001, "2,001 letters; expected at most 2,000"),
        ("one\x00two", "control characters"),
        ("one\x1b[31mtwo", "control characters"),
        ("one\ntwo", "on one line"),
        ("one\u202etwo", "control characters"),
        ("one\ud800two", "control characters"),
    ],
)
def test_a_return_needs_a_reason_in_plain_words(world_in_a_file: World, reason: str, words: str) -> None:
    with pytest.raises(NotAllowedError, match=words):
        world_in_a_file.decides(MIA, "ana", "return", reason)
    assert world_in_a_file.approvals() == []


@pytest.mark.parametrize("reason", ["x", "x" * 2_000, "  Grüße, 井上さん 👩\u200d🔧  "])
def test_a_reason_may_be_of_any_letters(world_in_a_file: World, reason: str) -> None:
    assert world_in_a_file.decides(MIA, "ana", "return", reason).reason == reason.strip()


def test_of_many_each_has_an_outcome_of_its_own(world: World) -> None:
    world.decides(MIA, "bo")
    rows = {payee: world.row(payee) for payee in MARCH}
    asked = [(rows[payee].id, rows[payee].content_digest) for payee in ("ana", "bo", "mia", "zoe")]
    asked += [(rows["ana"].id, rows["ana"].content_digest), ("f" * 20, "0" * 64)]
    asked[2:2] = [(rows["tom"].id, digest("seen before it changed"))]
    said = decide_many(world.records, TOM, asked, "approve", "", AT)
    assert [each.statement_id for each in said] == [statement for statement, _ in asked]
    kinds = [type(each.error).__name__ for each in said]
    assert kinds == [
        "NoneType",
        "NoneType",
        "NotFoundError",
        "NoneType",
        "NotFoundError",
        "NoneType",
        "NotFoundError",
    ]
    assert [each.changed for each in said] == [True, False, False, True, False, True, False]
    assert [each.statement.state if each.statement else "" for each in said] == [
        "approved", "approved", "", "approved", "", "approved", "",
    ]  # fmt: skip
    assert [(row.payee, row.decided_by) for row in world.approvals()] == [
        ("bo", "u-mia"), ("ana", "u-tom"), ("mia", "u-tom"),
    ]  # fmt: skip
    assert len(world.audit()) == 3


def test_of_many_finance_is_told_what_is_stale(world: World) -> None:
    rows = {payee: world.row(payee) for payee in MARCH}
    asked = [(rows["ana"].id, digest("before")), (rows["bo"].id, rows["bo"].content_digest)]
    stale, done = decide_many(world.records, FINANCE, asked, "approve", "", AT)
    assert isinstance(stale.error, StaleContentError)
    assert done.changed
    assert [row.payee for row in world.approvals()] == ["bo"]


def test_what_fails_in_the_middle_of_many_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, calls = deciding.append, list[object]()

    def failing(*given: object, **named: object) -> object:
        calls.append(given)
        if len(calls) == 3:
            raise CompError("the disk is full")
        # It passes on whatever it is given.
        return append(*given, **named)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(deciding, "append", failing)
    with pytest.raises(CompError, match="disk"):
        world.decides_many(FINANCE, *MARCH)
    assert world.approvals() == world.audit() == []


def test_too_many_at_once_are_refused(world_in_a_file: World) -> None:
    with pytest.raises(NotAllowedError, match="1,001 statements at once"):
        decide_many(world_in_a_file.records, FINANCE, [("x", "y")] * 1_001, "approve", "", AT)


def test_who_may_not_see_learns_nothing_from_deciding(world: World) -> None:
    with pytest.raises(NotFoundError) as hidden:
        world.decides(ANA, "bo")
    with pytest.raises(NotFoundError) as missing:
        decide(world.records, ANA, "0" * 20, "approve", digest("x"), "", AT)
    assert str(hidden.value) == str(missing.value)
