from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from comp.records import (
    Approval,
    AuditEntry,
    Batch,
    Posting,
    Records,
    append,
    open_records,
    select,
)
from comp.records.append_only import APPEND_ONLY
from tests.records import rows
from tests.records.databases import PostgreSQL, sqlite_url

MODELS: dict[str, type[SQLModel]] = {
    "approval": Approval,
    "audit": AuditEntry,
    "batch": Batch,
    "posting": Posting,
}
FIELDS = {"approval": "reason", "audit": "actor", "batch": "posted_by", "posting": "payee"}


def fill(records: Records) -> None:
    with records.transaction() as session:
        rows.fill(session)
        append(session, "u-1", "run.record", rows.RUN, {}, at=rows.AT)


@pytest.fixture(scope="module")
def filled_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    with open_records(sqlite_url(tmp_path_factory.mktemp("filled"), sqlite_template)) as opened:
        fill(opened)
        yield opened


@pytest.fixture(scope="module")
def filled_postgresql(postgresql: PostgreSQL) -> Iterator[Records]:
    with open_records(postgresql.create()) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def filled(kind: str, request: pytest.FixtureRequest) -> Records:
    """One database of each kind for all: whatever these tests try is refused."""
    return request.getfixturevalue(f"filled_{kind}")


def kept(records: Records, table: str) -> list[dict[str, object]]:
    with records.reading() as session:
        return [row.model_dump() for row in session.exec(select(MODELS[table])).all()]


def test_these_tables_are_the_ones() -> None:
    assert set(MODELS) == set(APPEND_ONLY)


@pytest.mark.parametrize("table", MODELS)
def test_an_entry_is_not_edited_through_the_models(filled: Records, table: str) -> None:
    before = kept(filled, table)

    with filled.reading() as session:
        entry = session.exec(select(MODELS[table])).one()
    setattr(entry, FIELDS[table], "p-9")
    with pytest.raises(IntegrityError, match=f"{table} is append-only"), filled.transaction() as session:
        session.add(entry)

    assert kept(filled, table) == before
    assert len(before) == 1


@pytest.mark.parametrize("table", MODELS)
def test_an_entry_is_not_deleted_through_the_models(filled: Records, table: str) -> None:
    with pytest.raises(IntegrityError, match=f"{table} is append-only"), filled.transaction() as session:
        session.delete(session.exec(select(MODELS[table])).one())

    assert len(kept(filled, table)) == 1


@pytest.mark.parametrize("table", MODELS)
def test_a_statement_by_hand_is_refused(filled: Records, table: str) -> None:
    model, field = MODELS[table], FIELDS[table]
    attempts = [
        text(f"UPDATE {table} SET {field} = 'p-9'"),  # noqa: S608 - the test's own text
        text(f"DELETE FROM {table}"),  # noqa: S608 - the test's own text
        update(model).values({field: "p-9"}),
        delete(model),
    ]
    for statement in attempts:
        with (
            pytest.raises(IntegrityError, match=f"{table} is append-only"),
            filled.engine.begin() as connection,
        ):
            connection.execute(statement)

    assert len(kept(filled, table)) == 1


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("table", MODELS)
def test_a_table_is_not_emptied_at_once(filled: Records, table: str) -> None:
    with pytest.raises(IntegrityError, match="is append-only"), filled.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("table", MODELS)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_an_entry_is_not_replaced(filled: Records, table: str, recursive: str) -> None:
    again = text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 - the test's own text
    with filled.engine.connect() as connection:
        connection.execute(text(f"PRAGMA recursive_triggers = {recursive}"))
        with pytest.raises(IntegrityError, match=f"{table} is append-only"):
            connection.execute(again)


def test_entries_are_added(records: Records) -> None:
    fill(records)
    with records.transaction() as session:
        session.add(rows.posting())

    assert [entry["number"] for entry in kept(records, "posting")] == [1, 2]
