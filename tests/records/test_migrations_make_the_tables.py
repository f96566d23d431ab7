import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from comp.records import (
    CURRENT,
    Approval,
    Person,
    Records,
    RecordsError,
    StatementAmount,
    StatementRecord,
    file_faults,
    open_records,
    select,
    statement_id,
    upgrade,
)
from comp.records.migrating import config_of
from comp.records.revisions import REVISIONS
from comp.records.tables import METADATA

RUN = "a" * 64


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


# What stood in the first revision: a statement with its amount and approval, and who signed in.
FIRST_ROWS = """
INSERT INTO person (payee, name, mail, locale) VALUES ('p-1', 'Ana', '', ''), ('p-2', 'Leo', '', '');
INSERT INTO sign_in (user_id, login, payee, created_at, failed_count) VALUES ('u-1', 'ana', 'p-1', :at, 0);
INSERT INTO run (results_digest, company, period, recorded_on, facts_digest, engine, folder, manifest,
                 created_by, created_at)
    VALUES (:run, 'Example', '2026-Q1', '2026-04-02', :run, '1', 'run', '{}', 'u-1', :at);
INSERT INTO statement (results_digest, payee, content_digest) VALUES (:run, 'p-1', :run), (:run, 'p-2', :run);
INSERT INTO statement_amount (results_digest, payee, currency, earned_minor, payable_minor, held_minor)
    VALUES (:run, 'p-1', 'USD', 100, 60, 40);
INSERT INTO approval (results_digest, payee, content_digest, verb, decided_by, decided_at, reason)
    VALUES (:run, 'p-1', :run, 'approve', 'u-1', :at, '')
"""
VALUES = {"run": RUN, "at": "2026-04-03T10:30:00.000000Z"}


def filled_at_the_first_revision(url: str) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    with open_records(url, must_be_current=False) as records, records.engine.begin() as connection:
        command.upgrade(config_of(connection), "0001")
        for statement in FIRST_ROWS.split(";"):
            taken = {name: value for name, value in VALUES.items() if f":{name}" in statement}
            connection.execute(text(statement), taken)


def test_the_rows_of_the_first_revision_are_there_after_an_upgrade(empty_url: str) -> None:
    filled_at_the_first_revision(empty_url)

    assert upgrade(empty_url) == ("0001", CURRENT)
    with open_records(empty_url) as records:
        with records.reading() as session:
            statements = session.exec(select(StatementRecord).order_by(StatementRecord.payee)).all()
            amounts = session.exec(select(StatementAmount)).all()
            approvals = session.exec(select(Approval)).all()
        assert [(each.payee, each.id) for each in statements] == [
            ("p-1", statement_id(RUN, "p-1")),
            ("p-2", statement_id(RUN, "p-2")),
        ]
        assert [(each.payee, each.held_minor) for each in amounts] == [("p-1", 40)]
        assert [(each.payee, each.verb) for each in approvals] == [("p-1", "approve")]
        assert differences(records) == []
        assert file_faults(records) == []


def test_what_leads_to_a_statement_still_must_after_an_upgrade(empty_url: str) -> None:
    filled_at_the_first_revision(empty_url)
    upgrade(empty_url)
    stray = StatementAmount(
        results_digest=RUN, payee="p-9", currency="USD", earned_minor=1, payable_minor=1, held_minor=0
    )

    with open_records(empty_url) as records, pytest.raises(IntegrityError), records.transaction() as session:
        session.add(stray)


@pytest.mark.parametrize("second", ["p-1", None])
def test_a_statement_has_an_id_of_its_own(empty_url: str, second: str | None) -> None:
    filled_at_the_first_revision(empty_url)
    upgrade(empty_url)
    taken = statement_id(RUN, second) if second else None

    with open_records(empty_url) as records, pytest.raises(IntegrityError), records.transaction() as session:
        session.connection().execute(
            text("UPDATE statement SET id = :taken WHERE payee = 'p-2'"), {"taken": taken}
        )


def test_the_id_of_a_statement_is_a_part_of_a_digest() -> None:
    # printf '%064d\np-1' 0 | sha256sum
    assert statement_id("0" * 64, "p-1") == "59d32a1e0f2d651d2a84"


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
