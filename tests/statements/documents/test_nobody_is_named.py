"""What is kept of a statement calls nobody by name, whatever way a name took to get in."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from comp.facts.people import Person
from comp.records import Person as PersonRow
from comp.workflow import open_books
from statements.documents.known_names import KnownNames
from tests.runs import tiny
from tests.statements.documents.recorders import Recorder

PEOPLE = """\
payee,name,mail
ana,Ana Maria Duarte,ana.duarte@x.example
bo,Bo Lind,bo@x.example
zoe,Zoë Vega,z@x.example
"""
MAPPING = 'file = "people.csv"\npayee = "payee"\nname = "name"\nmail = "mail"\n'
# The sheet says in a column of text who sold with whom, and the company shows that column.
DEAL = """\
id,owner,booked_on,currency,value,note
D1,ana,2026-01-15,USD,600.00,"with Bo Lind, not Bo Lindqvist; ask bo@x.example"
D2,ana,2026-02-10,USD,600.00,
"""


@pytest.fixture
def company(tmp_path: Path, url: str) -> Recorder:
    folder = tiny.workspace(tmp_path / "w", deal=DEAL)
    shared, plan = folder / "plans" / "shared.plan", folder / "plans" / "ae_2026.plan"
    declared = "  column   owner: payee\n  column   value: money\n"
    with_note = f"{declared}  column   note: text, may be blank\n"
    shared.write_text(shared.read_text(encoding="utf-8").replace(declared, with_note), encoding="utf-8")
    text = plan.read_text(encoding="utf-8").replace(
        "A tenth up to quota", "Ask Zoë Vega: a tenth up to quota"
    )
    plan.write_text(text, encoding="utf-8")
    (folder / "data" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "data" / "people.toml").write_text(MAPPING, encoding="utf-8")
    with (folder / "comp.toml").open("a", encoding="utf-8") as file:
        file.write('\n[statements]\n[statements.columns]\ndeal = ["note"]\n')
    return Recorder(folder, url)


def test_ids_stand_where_names_and_mail_stood(company: Recorder) -> None:
    recorded = company.records(company.runs("2026-01", date(2026, 2, 2)))

    statement = company.document(recorded).statement
    [clause] = statement.sections[0].clauses
    assert statement.display_name == "ana"
    assert clause.lines[0].about == ("with bo, not Bo Lindqvist; ask bo",)
    assert clause.summary.startswith("Ask zoe: a tenth")


def test_no_file_that_is_kept_of_statements_holds_a_name(company: Recorder) -> None:
    recorded = company.records(company.runs("2026-01", date(2026, 2, 2)))

    files = company.kept_files()

    assert [path.suffixes for path in company.files_of(recorded)] == [
        [".json"],
        [".workings", ".json", ".gz"],
    ]
    for path in files:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        assert [name for name in ("Duarte", "Bo Lind,", "Vega", "x.example") if name in text] == []


def test_a_name_that_only_the_database_knows_is_taken_out_as_well(company: Recorder) -> None:
    people = company.path / "data" / "people.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("bo,Bo Lind,bo@x.example\n", ""))
    with open_books(company.workspace) as records, records.transaction() as session:
        session.add(PersonRow(payee="bo", name="Bo Lind", mail="bo@x.example"))

    recorded = company.records(company.runs("2026-01", date(2026, 2, 2)))

    [clause] = company.document(recorded).statement.sections[0].clauses
    assert clause.lines[0].about == ("with bo, not Bo Lindqvist; ask bo",)


def test_the_longest_name_is_taken_out_and_one_of_several_people_is_not_said() -> None:
    names = KnownNames([
        Person("p1", "Ann Lee"),
        Person("p2", "Ann Lee Smith"),
        Person("p3", "Kim Oh"),
        Person("p4", "Kim Oh"),
        Person("p5", "May"),
    ])  # fmt: skip

    assert names.taken_out("Ann Lee Smith and Ann Lee, in May") == "p2 and p1, in May"
    assert names.taken_out("Kim Oh") == "…"
    assert names.taken_out("Joann Lee; Ann Leeds") == "Joann Lee; Ann Leeds"
    assert names.out_of({"fact": "Ann Lee", "said": ["Ann Lee", 1, None]}) == {
        "fact": "Ann Lee",
        "said": ["p1", 1, None],
    }
