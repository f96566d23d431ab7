import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from comp.cli import main
from comp.records import AuditEntry, Person, Posting, Records, located, open_records, select
from tests.records import rows
from tests.records.databases import PostgreSQL
from tests.runs import tiny

PEOPLE_TOML = 'payee = "payee"\nname = "name"\nmail = "mail"\n[ids]\ncrm = "crm"\n'
PEOPLE_CSV = "payee,name,mail,crm\nana,Ana Pérez,ana@example.com,U1\nbea,Bea Lind,bea@example.com,\n"


@pytest.fixture
def company(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A workspace whose database, of either kind, is not made yet."""
    company = tiny.workspace(tmp_path / "company")
    (company / "data" / "people.toml").write_text(PEOPLE_TOML, encoding="utf-8")
    (company / "data" / "people.csv").write_text(PEOPLE_CSV, encoding="utf-8")
    if kind == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        path = company / "comp.toml"
        told = path.read_text(encoding="utf-8")
        url = server.create(empty=True)
        path.write_text(told.replace("[company]", f'[company]\ndatabase = "{url}"'), encoding="utf-8")
    return company


@pytest.fixture
def upgraded(company: Path) -> Path:
    done("db", "upgrade", str(company))
    return company


def comp(*words: str) -> Result:
    return CliRunner().invoke(main, words, prog_name="comp")


def done(*words: str) -> str:
    result = comp(*words)
    assert result.exit_code == 0, result.output
    return result.stdout


def records_of(company: Path) -> Records:
    from comp.facts import Workspace

    return open_records(located(Workspace.open(company).company.database, company))


def names(company: Path) -> dict[str, str]:
    with records_of(company) as records, records.reading() as session:
        return {person.payee: person.name for person in session.exec(select(Person))}


def test_the_database_is_made_once(company: Path) -> None:
    before = comp("db", "status", str(company))
    made, again = done("db", "upgrade", str(company)), done("db", "upgrade", str(company))
    status = json.loads(done("db", "status", str(company), "--json"))

    assert before.exit_code in {1, 2}
    assert made == "The database is made; its revision is 0002.\n"
    assert again == "The database is of revision 0002, and nothing is to be done.\n"
    assert (status["revision"], status["current"], status["rows"]["posting"]) == ("0002", True, 0)


def test_a_command_on_no_database_says_what_makes_one(company: Path) -> None:
    result = comp("db", "check", str(company))

    assert result.exit_code == 2
    assert "'comp db upgrade'" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_workspaces_people_are_taken_in(upgraded: Path) -> None:
    shown = done("people", "import", "--from-workspace", str(upgraded))
    assert names(upgraded) == {}
    assert "Nothing was written; --yes writes it." in shown
    assert "data/people, row 2: added ana: payee ana, name Ana Pérez, mail ana@example.com" in shown

    written = done("people", "import", "--from-workspace", "--yes", "--by", "u-7", str(upgraded))
    assert "Imported." in written
    assert names(upgraded) == {"ana": "Ana Pérez", "bea": "Bea Lind", "bo": "", "zoe": ""}
    with records_of(upgraded) as records, records.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.actor, entry.action) == ("u-7", "people.import")
    assert "Ana" not in entry.details
    assert "example.com" not in entry.details


def test_people_go_round(upgraded: Path, tmp_path: Path) -> None:
    done("people", "import", "--from-workspace", "--yes", str(upgraded))
    sheet = str(tmp_path / "people.xlsx")

    done("people", "export", sheet, str(upgraded))

    assert "Nothing is to be changed." in done("people", "import", sheet, "--yes", str(upgraded))
    assert json.loads(done("people", "import", sheet, "--json", str(upgraded))) == {
        "counts": {
            "person": {"added": 0, "changed": 0, "ended": 0, "unchanged": 4, "refused": 0},
            "identity": {"added": 0, "changed": 0, "ended": 0, "unchanged": 1, "refused": 0},
        },
        "changes": [],
        "refused": [],
        "written": False,
    }


def test_refused_rows_stop_an_import_unless_they_are_allowed(upgraded: Path, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("payee,name,mail,locale\nana,Ana,,\n,Bea,,\n", encoding="utf-8")

    stopped = comp("people", "import", str(path), "--yes", str(upgraded))
    assert stopped.exit_code == 1
    assert "people.csv, row 3, payee: refused: expected a value; the cell is blank" in stopped.stdout
    assert "Nothing was written: rows are refused." in stopped.stdout
    assert names(upgraded) == {}

    allowed = comp("people", "import", str(path), "--yes", "--allow-refused", str(upgraded))
    assert allowed.exit_code == 1
    assert names(upgraded) == {"ana": "Ana"}


def test_one_table_goes_into_a_csv_file(upgraded: Path, tmp_path: Path) -> None:
    refused = comp("people", "export", str(tmp_path / "some.csv"), str(upgraded))
    done("people", "export", str(tmp_path / "some.csv"), "--table", "person", str(upgraded))
    done("people", "export", str(tmp_path / "folder"), str(upgraded))

    assert refused.exit_code == 2
    assert "--table names it" in refused.stderr
    assert (tmp_path / "some.csv").read_text() == "payee,name,mail,locale\n"
    assert len(list((tmp_path / "folder").iterdir())) == 5


def test_somebody_is_erased(upgraded: Path) -> None:
    done("people", "import", "--from-workspace", "--yes", str(upgraded))

    asked = comp("people", "erase", "ana", str(upgraded))
    assert asked.exit_code == 1
    assert names(upgraded)["ana"] == "Ana Pérez"

    assert done("people", "erase", "ana", "--yes", str(upgraded)).startswith("ana is erased. Backups")
    assert names(upgraded) == {"ana": "", "bea": "Bea Lind", "bo": "", "zoe": ""}
    again = comp("people", "import", "--from-workspace", "--yes", str(upgraded))
    assert again.exit_code == 1
    assert "this person was erased" in again.stdout


def test_the_chain_is_checked_and_its_head_kept(upgraded: Path) -> None:
    done("people", "import", "--from-workspace", "--yes", str(upgraded))
    head = done("db", "head", str(upgraded)).strip()

    assert f"The audit chain holds: 1 entry, head {head}" in done(
        "db", "check", str(upgraded), "--head", head
    )
    other = comp("db", "check", str(upgraded), "--head", "1:" + "0" * 64)
    assert other.exit_code == 1
    assert "does not hold at entry 1: it is not the entry that the head kept elsewhere names" in other.stdout
    assert comp("db", "check", str(upgraded), "--head", "12").exit_code == 2


def test_an_altered_entry_ends_in_exit_code_1(upgraded: Path, kind: str) -> None:
    done("people", "import", "--from-workspace", "--yes", str(upgraded))
    trigger = "audit_no_update" if kind == "sqlite" else "audit_no_change ON audit"
    with records_of(upgraded) as records, records.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE audit SET actor = 'u-9'"))

    result = comp("db", "check", str(upgraded), "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["chain"]["fault"] == {
        "number": 1,
        "what": "it was changed after it was written",
    }


def test_a_backup_is_written_and_restored(upgraded: Path, kind: str, tmp_path: Path) -> None:
    with records_of(upgraded) as records, records.transaction() as session:
        rows.fill(session)
    backup = str(tmp_path / "records.backup")

    done("db", "backup", backup, str(upgraded))
    over = comp("db", "restore", backup, str(upgraded))
    assert over.exit_code == 2
    assert ("--replace" if kind == "sqlite" else "is not empty") in over.stderr

    other = tmp_path / "other"
    shutil.copytree(upgraded, other, ignore=shutil.ignore_patterns(".comp"))
    if kind == "sqlite":
        done("db", "restore", backup, str(other))
        with records_of(other) as records, records.reading() as session:
            assert session.exec(select(Posting.earned_minor)).all() == [100]


def test_a_backup_that_cannot_be_written_is_told(upgraded: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    result = comp("db", "backup", str(tmp_path / "file" / "backup"), str(upgraded))

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_damaged_file_of_sqlite_is_told(upgraded: Path) -> None:
    database = upgraded / ".comp" / "comp.db"
    content = bytearray(database.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xff" * 4096 * 2
    database.write_bytes(bytes(content))

    result = comp("db", "check", str(upgraded))

    assert result.exit_code in {1, 2}
    assert "Traceback" not in result.output
    assert "comp itself failed" not in result.output
