import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from comp.records import (
    AuditEntry,
    Person,
    Posting,
    Records,
    RecordsError,
    Restoring,
    append,
    backup,
    check_chain,
    open_records,
    restore,
    select,
)
from comp.records.tables import METADATA
from tests.records import rows
from tests.records.databases import KINDS, PostgreSQL, sqlite_url


def content(records: Records) -> dict[str, list[tuple[object, ...]]]:
    with records.reading() as session:
        connection = session.connection()
        return {
            table.name: [
                tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in METADATA.sorted_tables
        }


@pytest.fixture
def filled(records: Records) -> Records:
    with records.transaction() as session:
        rows.fill(session)
        append(session, "u-1", "run.record", rows.RUN, {"lines": 1}, at=rows.AT)
    return records


@pytest.fixture(params=KINDS)
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind that holds no rows yet: in SQLite not even a file."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.create()


def test_an_archive_of_either_is_restored_into_either(
    filled: Records, other_url: str, tmp_path: Path
) -> None:
    archive = tmp_path / "records.zip"
    before = content(filled)
    assert all(before.values())

    backup(filled, archive, portable=True)
    restore(other_url, archive)

    with open_records(other_url) as restored:
        assert content(restored) == before
        with restored.reading() as session:
            assert check_chain(session).fault is None
        with restored.transaction() as session:
            append(session, "u-1", "more", "", {}, at=rows.AT)
            session.add(rows.posting())
        with restored.reading() as session:
            assert check_chain(session).entries == 2
            assert session.exec(select(Posting.number)).all() == [1, 2]


def test_the_same_tables_give_the_same_archive(filled: Records, other_url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "one.zip", portable=True)
    restore(other_url, tmp_path / "one.zip")
    with open_records(other_url) as restored:
        backup(restored, tmp_path / "two.zip", portable=True)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_amounts_in_an_archive_are_text(filled: Records, tmp_path: Path) -> None:
    backup(filled, tmp_path / "records.zip", portable=True)

    with zipfile.ZipFile(tmp_path / "records.zip") as archive:
        [entry] = [json.loads(line) for line in archive.read("posting.jsonl").splitlines()]
    assert entry["earned_minor"] == "100"
    assert {type(value) for value in entry.values()} == {str}


def test_an_archive_is_not_put_over_anything(filled: Records, url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "records.zip", portable=True)

    with pytest.raises(RecordsError, match=r"is not empty"):
        restore(url, tmp_path / "records.zip")


def test_an_altered_archive_is_refused(filled: Records, other_url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "records.zip", portable=True)
    with (
        zipfile.ZipFile(tmp_path / "records.zip") as archive,
        zipfile.ZipFile(tmp_path / "altered.zip", "w") as altered,
    ):
        for name in archive.namelist():
            altered.writestr(name, archive.read(name).replace(b'"100"', b'"900"'))

    with pytest.raises(RecordsError, match="it was altered"):
        restore(other_url, tmp_path / "altered.zip")


def test_an_archive_that_was_cut_is_refused(filled: Records, other_url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "records.zip", portable=True)
    cut = (tmp_path / "records.zip").read_bytes()[:-100]
    (tmp_path / "cut.zip").write_bytes(cut)

    with pytest.raises(RecordsError, match="no whole archive"):
        restore(other_url, tmp_path / "cut.zip")


def test_a_backup_is_its_owners_alone(filled: Records, tmp_path: Path) -> None:
    backup(filled, tmp_path / "backup")

    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_copy_of_sqlite_comes_back(filled: Records, tmp_path: Path) -> None:
    before = content(filled)
    with filled.transaction() as session:
        session.add(Person(payee="p-3"))
        session.flush()
        # A writer is in the middle of something: what it has not finished is in no backup.
        backup(filled, tmp_path / "backup")

    restore(f"sqlite:///{tmp_path}/new/comp.db", tmp_path / "backup")

    with open_records(f"sqlite:///{tmp_path}/new/comp.db") as restored:
        assert content(restored) == before


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_killed_backup_left_is_nobodys(filled: Records, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in (".records.comp-copy", ".records.comp-copy-journal", ".records.comp-copy-wal"):
        (folder / name).write_bytes(b"half of something" * 1000)

    backup(filled, folder / "records")
    restore(f"sqlite:///{tmp_path}/new/comp.db", folder / "records")

    assert [path.name for path in folder.iterdir()] == ["records"]
    with open_records(f"sqlite:///{tmp_path}/new/comp.db") as restored:
        assert content(restored) == content(filled)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_copy_replaces_a_database_only_where_asked(filled: Records, url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "backup")
    with filled.transaction() as session:
        session.add(Person(payee="p-3"))

    with pytest.raises(RecordsError, match=r"there is a database; --replace"):
        restore(url, tmp_path / "backup")
    assert len(content(filled)["person"]) == 3

    restore(url, tmp_path / "backup", replace=True)
    assert len(content(filled)["person"]) == 2


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_damaged_copy_is_refused(filled: Records, url: str, tmp_path: Path) -> None:
    backup(filled, tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "backup").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(RecordsError, match=r"no whole backup|damaged"):
        restore(url, tmp_path / "backup", replace=True)


def test_a_copy_of_sqlite_is_no_backup_of_postgresql(postgresql: PostgreSQL, sqlite_template: Path) -> None:
    with pytest.raises(RecordsError, match="cannot be restored into"):
        restore(postgresql.create(), sqlite_template)


def test_what_is_no_backup_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")

    with pytest.raises(RecordsError, match="no backup of records"):
        restore(url, tmp_path / "notes.txt")
    with pytest.raises(RecordsError, match="cannot be read"):
        restore(url, tmp_path / "none")


def test_another_sqlite_file_is_refused(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    other.close()

    with pytest.raises(RecordsError, match=r"no whole backup|cannot be restored"):
        restore(url, tmp_path / "other.db", replace=True)


def entries(records: Records) -> list[tuple[str, str, dict[str, str]]]:
    with records.reading() as session:
        assert check_chain(session).fault is None
        rows = session.exec(select(AuditEntry).order_by("number"))
        return [(row.actor, row.action, json.loads(row.details)) for row in rows]


def test_the_chain_tells_that_an_archive_was_restored(
    filled: Records, other_url: str, tmp_path: Path
) -> None:
    backup(filled, tmp_path / "records.zip", portable=True)

    restore(other_url, tmp_path / "records.zip", telling=Restoring("u-9", rows.AT))

    with open_records(other_url) as restored:
        assert entries(restored)[1:] == [("u-9", "db.restore", {"replaced_head": ""})]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_chain_tells_which_chain_a_restored_copy_replaced(
    filled: Records, url: str, tmp_path: Path
) -> None:
    backup(filled, tmp_path / "backup")
    with filled.transaction() as session:
        last = append(session, "u-1", "post", rows.RUN, {}, at=rows.AT)

    restore(url, tmp_path / "backup", replace=True, telling=Restoring("u-9", rows.AT))

    with open_records(url) as restored:
        [_, told] = entries(restored)
    assert told == ("u-9", "db.restore", {"replaced_head": f"2:{last.hash}"})


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_damaged_database_is_replaced_and_the_chain_says_so(
    filled: Records, url: str, tmp_path: Path
) -> None:
    backup(filled, tmp_path / "backup")
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as spoilt, spoilt:
        spoilt.execute("DELETE FROM audit_head")

    restore(url, tmp_path / "backup", replace=True, telling=Restoring("u-9", rows.AT))

    with open_records(url) as restored:
        assert entries(restored)[1] == ("u-9", "db.restore", {"replaced_head": "unreadable"})
