import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from comp.records import (
    NO_HASH,
    AuditEntry,
    ChainHead,
    ChainReport,
    Records,
    RefusedValueError,
    append,
    chain_head,
    check_chain,
    hold_chain,
    open_records,
    select,
)
from comp.records.append_only import trigger_statements
from tests.records import rows

WRITER = """
import sys
from datetime import UTC, datetime
from comp.records import append, open_records
with open_records(sys.argv[1]) as records:
    for number in range(5):
        with records.transaction() as session:
            append(session, sys.argv[2], "count", str(number), {}, at=datetime.now(UTC))
"""


def write(records: Records, count: int) -> None:
    for number in range(count):
        with records.transaction() as session:
            at = rows.AT + timedelta(seconds=number)
            append(session, "u-1", "run.record", f"run-{number}", {"lines": number, "of": ["p-1"]}, at=at)


def checked(records: Records, kept: ChainHead | None = None) -> ChainReport:
    with records.reading() as session:
        return check_chain(session, kept)


def by_hand(records: Records, *statements: str) -> None:
    """Do as somebody would who has the database to themselves: without the triggers."""
    dialect = records.engine.dialect.name
    with records.engine.begin() as connection:
        for made in trigger_statements(dialect):
            if "TRIGGER audit_" in made:
                name = made.split()[2]
                connection.execute(
                    text(f"DROP TRIGGER {name}" + ("" if dialect == "sqlite" else " ON audit"))
                )
        for statement in statements:
            connection.exec_driver_sql(statement)


def fault(records: Records, *statements: str) -> tuple[int, str]:
    write(records, 5)
    before = checked(records)
    assert before.fault is None
    assert before.entries == 5
    by_hand(records, *statements)
    found = checked(records).fault
    assert found is not None
    return found.number, found.what


def test_an_entrys_hash_is_over_all_of_it(records: Records) -> None:
    write(records, 2)
    with records.reading() as session:
        first, second = session.exec(select(AuditEntry)).all()

    # Written out by hand from decision 0041: the moment of rows.AT and a second later, keys sorted.
    told = [
        2,
        "2026-04-03T10:30:01.000000Z",
        "u-1",
        "run.record",
        "run-1",
        '{"lines":1,"of":["p-1"]}',
        first.hash,
    ]
    expected = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    assert (first.number, first.hash_before) == (1, NO_HASH)
    assert (second.hash_before, second.hash) == (first.hash, expected)


def test_an_empty_chain_holds(records: Records) -> None:
    assert checked(records) == ChainReport(0, ChainHead(0, NO_HASH), None)


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'u-2'",
        "action = 'run.other'",
        "subject = 'run-9'",
        """details = '{"lines":3,"of":["p-1"]}'""",
        "written_at = (SELECT written_at FROM audit WHERE number = 1)",
        "hash = (SELECT hash FROM audit WHERE number = 1)",
    ],
)
def test_an_altered_entry_is_named(records: Records, change: str) -> None:
    assert fault(records, f"UPDATE audit SET {change} WHERE number = 3") == (  # noqa: S608 - the test's own text
        3,
        "it was changed after it was written",
    )


def test_an_entry_altered_with_its_own_hash_breaks_the_next(records: Records) -> None:
    write(records, 2)
    with records.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.number == 2)).one()
    told = [
        2,
        "2026-04-03T10:30:01.000000Z",
        "u-9",
        entry.action,
        entry.subject,
        entry.details,
        entry.hash_before,
    ]
    forged = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    write(records, 3)
    by_hand(records, f"UPDATE audit SET actor = 'u-9', hash = '{forged}' WHERE number = 2")  # noqa: S608 - the test's own text
    found = checked(records).fault

    assert found is not None
    assert (found.number, found.what) == (3, "it does not follow the entry before it")


def test_a_deleted_entry_is_named(records: Records) -> None:
    assert fault(records, "DELETE FROM audit WHERE number = 2") == (
        2,
        "entry 2 is missing; the next one there is 3",
    )


def test_a_deleted_first_entry_is_named(records: Records) -> None:
    assert fault(records, "DELETE FROM audit WHERE number = 1")[0] == 1


def test_a_deleted_last_entry_is_named(records: Records) -> None:
    assert fault(records, "DELETE FROM audit WHERE number = 5") == (
        5,
        "the head names entry 5 as the last, and the last is 4",
    )


def test_an_inserted_entry_is_named(records: Records) -> None:
    copied = (
        "SELECT 6, written_at, actor, action, subject, details, hash_before, hash FROM audit WHERE number = 5"
    )

    assert fault(records, f"INSERT INTO audit {copied}") == (6, "it does not follow the entry before it")


def test_entries_in_another_order_are_named(records: Records) -> None:
    swapped = [
        f"UPDATE audit SET number = {now} WHERE number = {was}"  # noqa: S608 - the test's own text
        for was, now in ((2, 99), (3, 2), (99, 3))
    ]

    assert fault(records, *swapped) == (2, "it does not follow the entry before it")


def test_a_chain_cut_with_its_head_is_found_by_a_head_kept_elsewhere(records: Records) -> None:
    write(records, 5)
    with records.reading() as session:
        kept = chain_head(session)
        fourth = session.exec(select(AuditEntry.hash).where(AuditEntry.number == 4)).one()
    by_hand(
        records,
        "DELETE FROM audit WHERE number = 5",
        f"UPDATE audit_head SET number = 4, hash = '{fourth}'",  # noqa: S608 - the test's own text
    )

    assert checked(records).fault is None
    found = checked(records, kept).fault
    assert found is not None
    assert (found.number, found.what) == (5, "the head kept elsewhere names entry 5; the last is 4")


def test_a_chain_written_anew_is_found_by_a_head_kept_elsewhere(records: Records) -> None:
    write(records, 3)
    with records.reading() as session:
        kept = chain_head(session)
    by_hand(records, "DELETE FROM audit", f"UPDATE audit_head SET number = 0, hash = '{NO_HASH}'")  # noqa: S608 - the test's own text
    with records.transaction() as session:
        for _ in range(4):
            append(session, "u-9", "other", "", {}, at=rows.AT)

    assert checked(records).fault is None
    found = checked(records, kept).fault
    assert found is not None
    assert found.number == 3


def test_a_chain_without_its_head_is_told(records: Records) -> None:
    assert fault(records, "DELETE FROM audit_head")[1] == "the head of the chain is gone"


def test_a_moment_that_is_none_is_told(records: Records, kind: str) -> None:
    if kind == "postgresql":
        pytest.skip("PostgreSQL takes no such text")

    assert fault(records, "UPDATE audit SET written_at = 'yesterday' WHERE number = 4")[0] == 4


def test_an_entry_goes_with_its_transaction(records: Records) -> None:
    def fail() -> None:
        with records.transaction() as session:
            append(session, "u-1", "run.record", "run", {}, at=rows.AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert checked(records) == ChainReport(0, ChainHead(0, NO_HASH), None)


@pytest.mark.parametrize("value", [1.5, float("inf"), rows.AT, {1: "a"}, [[0.1]], {"a": {"b": 0.5}}, b"a"])
def test_details_are_exact(untouched: Records, value: object) -> None:
    with pytest.raises(RefusedValueError), untouched.transaction() as session:
        append(session, "u-1", "run.record", "run", {"value": value}, at=rows.AT)


def test_a_moment_has_a_zone(untouched: Records) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is what is refused
    with pytest.raises(RefusedValueError), untouched.transaction() as session:
        append(session, "u-1", "run.record", "run", {}, at=naive)


def in_threads(work: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))


def test_writers_at_once_make_one_chain(url: str) -> None:
    def work(number: int) -> None:
        with open_records(url) as records:
            for _ in range(6):
                with records.transaction() as session:
                    append(session, f"u-{number}", "count", "", {}, at=rows.AT)

    in_threads(work)

    with open_records(url) as records:
        found = checked(records)
    assert (found.entries, found.fault) == (24, None)


def test_processes_at_once_make_one_chain(url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, url]
    running = [subprocess.Popen([*command, f"u-{number}"]) for number in range(2)]

    assert [process.wait() for process in running] == [0, 0]
    with open_records(url) as records:
        found = checked(records)
    assert (found.entries, found.fault) == (10, None)


def test_who_holds_the_chain_reads_what_others_wrote_before(url: str) -> None:
    """Each reads how many entries there are and writes that number: nobody comes between."""

    def work(number: int) -> None:
        with open_records(url) as records:
            for _ in range(4):
                with records.transaction() as session:
                    hold_chain(session)
                    count = len(session.exec(select(AuditEntry.number)).all())
                    append(session, f"u-{number}", "count", str(count), {}, at=rows.AT)

    in_threads(work)

    with open_records(url) as records, records.reading() as session:
        told = session.exec(select(AuditEntry.subject).order_by("number")).all()
    assert list(told) == [str(count) for count in range(16)]
