import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text

from comp.records import CURRENT, Person, Records, RecordsError, open_records, select, upgrade
from comp.records.migrating import config_of
from comp.records.revisions import REVISIONS
from comp.records.tables import METADATA


def differences(records: Records) -> list[object]:
    with records.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, METADATA))


def test_the_migrated_tables_are_those_of_the_models(records: Records) -> None:
    assert differences(records) == []


def test_the_migrated_checks_are_those_of_the_models(records: Records) -> None:
    """Alembic does not compare them."""
    with records.engine.connect() as connection:
        inspector = inspect(connection)
        found = {
            str(check["name"]) for name in METADATA.tables for check in inspector.get_check_constraints(name)
        }
    expected = {
        str(check.name)
        for table in METADATA.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }

    assert found == expected
    assert len(expected) > 8


def test_a_column_more_would_be_seen(records: Records) -> None:
    with records.engine.begin() as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN nickname TEXT"))

    assert len(differences(records)) == 1


def test_upgrading_makes_everything_and_again_changes_nothing(empty_url: str) -> None:
    assert upgrade(empty_url) == (None, CURRENT)
    with open_records(empty_url) as records, records.transaction() as session:
        session.add(Person(payee="p-1", name="Ana"))
    assert upgrade(empty_url) == (CURRENT, CURRENT)

    with open_records(empty_url) as records, records.reading() as session:
        assert session.exec(select(Person.name)).all() == ["Ana"]
        assert set(inspect(session.connection()).get_table_names()) == {*METADATA.tables, "alembic_version"}


def test_two_that_upgrade_at_once_make_the_tables_once(empty_url: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(upgrade, [empty_url, empty_url]))

    assert sorted(str(before) for before, _ in found) == [CURRENT, "None"]


def test_an_upgrade_that_fails_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(dialect: str) -> list[str]:
        return ["CREATE TRIGGER of nothing"]

    monkeypatch.setattr("comp.records.append_only.trigger_statements", broken)
    with pytest.raises(Exception, match=r"nothing|syntax"):
        upgrade(empty_url)
    monkeypatch.undo()

    with open_records(empty_url, must_be_current=False) as records:
        assert records.revision() is None
    assert upgrade(empty_url) == (None, CURRENT)


def test_every_table_in_sqlite_is_strict(sqlite_template: Path) -> None:
    with sqlite3.connect(sqlite_template) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()

    assert [name for name, sql in made if not re.search(r"\)\s*STRICT\s*$", sql)] == ["alembic_version"]


def test_the_revisions_are_those_of_the_scripts(records: Records) -> None:
    with records.engine.connect() as connection:
        scripts = list(ScriptDirectory.from_config(config_of(connection)).walk_revisions())

    assert [script.revision for script in reversed(scripts)] == list(REVISIONS)


def test_no_script_goes_back(records: Records) -> None:
    with records.engine.connect() as connection:
        scripts = list(ScriptDirectory.from_config(config_of(connection)).walk_revisions())

    assert [script.revision for script in scripts if hasattr(script.module, "downgrade")] == []


def test_a_newer_database_is_not_upgraded(records: Records, url: str) -> None:
    with records.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(RecordsError, match="9999, which this comp does not know"):
        upgrade(url)
