import os
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from comp.records import Person, Records, RecordsError, hold_chain, located, open_records, select, upgrade
from comp.records.revisions import REVISIONS
from tests.records.databases import PostgreSQL


def names(records: Records) -> list[str]:
    with records.reading() as session:
        return sorted(session.exec(select(Person.payee)).all())


def test_what_a_transaction_writes_stands_there_afterwards(records: Records) -> None:
    with records.transaction() as session:
        session.add(Person(payee="p-1"))

    assert names(records) == ["p-1"]


def test_a_transaction_that_fails_leaves_nothing(records: Records) -> None:
    def fail() -> None:
        with records.transaction() as session:
            session.add(Person(payee="p-1"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert names(records) == []


def test_who_only_reads_writes_nothing(untouched: Records) -> None:
    with pytest.raises(Exception, match=r"read-?only"), untouched.reading() as session:
        session.add(Person(payee="p-1"))


def test_a_reader_sees_one_moment(records: Records) -> None:
    with records.reading() as session:
        before = session.exec(select(Person.payee)).all()
        with records.transaction() as other:
            other.add(Person(payee="p-1"))
        after = session.exec(select(Person.payee)).all()

    assert before == after == []
    assert names(records) == ["p-1"]


def test_a_database_without_tables_is_refused(empty_url: str, kind: str) -> None:
    if kind == "sqlite":
        Path(empty_url.removeprefix("sqlite:///")).touch()

    with pytest.raises(RecordsError, match="holds no records yet; 'comp db upgrade'"):
        open_records(empty_url)


def test_a_newer_database_is_refused(records: Records, url: str) -> None:
    with records.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(RecordsError, match=r"revision 9999, which this comp does not know.*newer comp"):
        open_records(url)
    with open_records(url, must_be_current=False) as opened:
        assert opened.revision() == "9999"


def test_an_older_database_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comp.records.revisions.REVISIONS", (*REVISIONS, "0003"))
    monkeypatch.setattr("comp.records.revisions.CURRENT", "0003")

    with pytest.raises(RecordsError, match=r"revision 0002 and this comp needs 0003; .*'comp db upgrade'"):
        open_records(url)


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="there is no such database; 'comp db upgrade' makes it"):
        open_records(f"sqlite:///{tmp_path}/none.db")

    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_told(postgresql: PostgreSQL) -> None:
    with pytest.raises(RecordsError, match="cannot be used") as caught:
        open_records(f"postgresql://ana:secret@/records?host={postgresql.host}/nowhere")

    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "records.db", "mysql://host/records", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(RecordsError, match=r"expected sqlite:///|records need a file"):
        open_records(url)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("notes, not a database" * 100)

    with pytest.raises(RecordsError, match="not a database"):
        open_records(f"sqlite:///{tmp_path}/notes.db")


def test_a_companys_database_lies_below_its_workspace(tmp_path: Path) -> None:
    assert located("sqlite:///.comp/comp.db", tmp_path) == f"sqlite:///{tmp_path}/.comp/comp.db"
    assert located(f"sqlite:///{tmp_path}/a.db", Path("/elsewhere")) == f"sqlite:///{tmp_path}/a.db"
    assert located("postgresql://u:secret@host/name", tmp_path) == "postgresql://u:secret@host/name"


def test_an_sqlite_database_is_its_owners_alone(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/of/comp.db")

    assert stat.S_IMODE((tmp_path / "of" / "comp.db").stat().st_mode) == 0o600 & ~_umask()


def test_sqlite_keeps_what_it_is_given(tmp_path: Path, sqlite_template: Path) -> None:
    with open_records(f"sqlite:///{sqlite_template}") as records, records.transaction() as session:
        connection = session.connection()
        kept = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert kept == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_writer_holds_sqlite_from_its_beginning(records: Records, kind: str) -> None:
    if kind == "postgresql":
        pytest.skip("there a writer holds rows")
    other = sqlite3.connect(str(records.url.database), timeout=0, isolation_level=None)
    with records.transaction() as session:
        session.connection()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_writer_who_waits_too_long_is_told(
    records: Records, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The shortest wait that both know: PostgreSQL takes none for an endless one.
    monkeypatch.setattr("comp.records.engines.WAIT_SECONDS", 1)
    with records.transaction() as session:
        hold_chain(session)
        with (
            pytest.raises(RecordsError, match="another writer has held the database for 1 second"),
            open_records(url) as others,
            others.transaction() as other,
        ):
            hold_chain(other)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
