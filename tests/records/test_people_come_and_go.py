from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from comp.errors import UnknownNameError
from comp.facts import Workspace
from comp.records import (
    ApiToken,
    AuditEntry,
    IdempotencyKey,
    Identity,
    Person,
    Quota,
    Records,
    RecordsError,
    SignedIn,
    SignIn,
    append,
    check_chain,
    open_records,
    select,
)
from comp.records.people import (
    SHEETS,
    Change,
    ColumnChange,
    Kind,
    Preview,
    erase,
    export_csv,
    export_folder,
    export_workbook,
    from_workspace,
    import_people,
    plain,
    preview,
    read_sheets,
)
from tests.records import rows
from tests.records.databases import PostgreSQL, sqlite_url
from tests.runs import tiny

UTC_ZONE = ZoneInfo("UTC")
HOSTILE = (
    '=HYPERLINK("x")',
    "'t Hooft",
    "'=1",
    "-5 Smith",
    "@ana",
    "007",
    "1E5",
    "line\nbreak",
    'a "b", c',
    "''",
)
PEOPLE = "payee,name,mail,locale\n"
LINES = "payee,manager,starts_on,ends_on\n"


def looked_at(records: Records, path: Path) -> Preview:
    with records.reading() as session:
        return preview(session, read_sheets(path, UTC_ZONE))


def taken_in(records: Records, path: Path) -> Preview:
    read = read_sheets(path, UTC_ZONE)
    seen = looked_at(records, path)
    with records.transaction() as session:
        return import_people(session, read, seen, by="u-1", at=rows.AT)


def exported(records: Records, path: Path) -> Path:
    with records.reading() as session:
        match path.suffix:
            case ".xlsx":
                export_workbook(session, path)
            case _:
                export_folder(session, path)
    return path


def tables(records: Records) -> list[list[dict[str, str]]]:
    with records.reading() as session:
        return [
            sorted((sheet.write(row) for row in session.exec(select(sheet.model))), key=sheet.key_of)
            for sheet in SHEETS
        ]


def file(folder: Path, text: str, name: str = "some.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fill(records: Records) -> Records:
    with records.transaction() as session:
        for row in rows.people():
            session.add(row)
            session.flush()
        for number, name in enumerate(HOSTILE):
            session.add(Person(payee=f"h-{number}", name=name))
    return records


@pytest.fixture
def filled(records: Records) -> Records:
    return fill(records)


@pytest.fixture(scope="module")
def known_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    with open_records(sqlite_url(tmp_path_factory.mktemp("known"), sqlite_template)) as opened:
        yield fill(opened)


@pytest.fixture(scope="module")
def known_postgresql(postgresql: PostgreSQL) -> Iterator[Records]:
    with open_records(postgresql.create()) as opened:
        yield fill(opened)


@pytest.fixture
def known(kind: str, request: pytest.FixtureRequest) -> Records:
    """The same of each kind for all tests that write nothing."""
    return request.getfixturevalue(f"known_{kind}")


@pytest.mark.parametrize("name", ["people.xlsx", "people"])
def test_what_is_exported_is_unchanged_when_imported(known: Records, tmp_path: Path, name: str) -> None:
    seen = looked_at(known, exported(known, tmp_path / name))

    assert seen.refused == ()
    assert {change.kind for change in seen.changes} == {Kind.UNCHANGED}
    assert {change.table for change in seen.changes} == {sheet.table for sheet in SHEETS}


@pytest.mark.parametrize("name", ["people.xlsx", "people"])
def test_what_is_exported_fills_an_empty_database(
    known: Records, tmp_path: Path, name: str, sqlite_template: Path
) -> None:
    path = exported(known, tmp_path / name)
    with open_records(sqlite_url(tmp_path, sqlite_template)) as other:
        taken_in(other, path)

        assert tables(other) == tables(known)


def test_one_table_alone_goes_out_and_in(known: Records, tmp_path: Path) -> None:
    with known.reading() as session:
        export_csv(session, tmp_path / "any.csv", "quota")

    assert (tmp_path / "any.csv").read_text().splitlines() == [
        "id,payee,name,starts_on,ends_on,amount,units,currency,reason",
        "Q-1,p-1,new,2026-01-01,,-0.05,,USD,",
        "Q-2,p-1,meetings,2026-01-01,2026-03-31,,12.5,,",
    ]
    assert looked_at(known, tmp_path / "any.csv").counts() == {
        "quota": {"added": 0, "changed": 0, "ended": 0, "unchanged": 2, "refused": 0}
    }


def test_no_cell_of_a_csv_or_workbook_is_a_formula(known: Records, tmp_path: Path) -> None:
    exported(known, tmp_path / "people")
    text = (tmp_path / "people" / "people.csv").read_text()
    sheet = load_workbook(exported(known, tmp_path / "people.xlsx"))["People"]

    assert '"\'=HYPERLINK(""x"")"' in text
    assert ",'t Hooft" not in text
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_a_name_that_somebody_wrote_by_hand_keeps_its_apostrophe(records: Records, tmp_path: Path) -> None:
    taken_in(records, file(tmp_path, PEOPLE + "p-1,'t Hooft,,\n"))

    with records.reading() as session:
        assert session.exec(select(Person.name)).one() == "'t Hooft"


def test_a_preview_tells_each_change_by_row_and_column(known: Records, tmp_path: Path) -> None:
    before = tables(known)
    path = file(
        tmp_path,
        "id,payee,name,starts_on,ends_on,amount,units,currency,reason\n"
        'Q-1,p-1,new,2026-01-01,,"1,000.10",,USD,\n'
        "Q-2,p-1,meetings,2026-01-01,2026-03-31,,12.50,,\n"
        "Q-3,p-2,new,2026-01-01,2026-06-30,5,,JPY,relief\n",
    )

    seen = looked_at(known, path)

    added = {"id": "Q-3", "payee": "p-2", "name": "new", "starts_on": "2026-01-01", "ends_on": "2026-06-30"}
    added |= {"amount": "5", "currency": "JPY", "reason": "relief"}
    assert seen.changes == (
        Change(Kind.CHANGED, "quota", "some.csv", 2, ("Q-1",), (ColumnChange("amount", "-0.05", "1000.10"),)),
        Change(Kind.UNCHANGED, "quota", "some.csv", 3, ("Q-2",), ()),
        Change(
            *(Kind.ADDED, "quota", "some.csv", 4, ("Q-3",)),
            tuple(ColumnChange(name, "", after) for name, after in added.items()),
        ),
    )
    assert plain(seen)["changes"][0] == {
        "what": "changed",
        "table": "quota",
        "file": "some.csv",
        "row": 2,
        "key": ["Q-1"],
        "columns": {"amount": ["-0.05", "1000.10"]},
    }
    assert tables(known) == before


def test_a_row_that_gets_its_last_day_is_ended(filled: Records, tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "system,external_id,payee,starts_on,ends_on\n"
        "crm,U1,p-1,2026-01-01,2026-05-31\n"
        "crm,U1,p-2,2026-06-01,\n",
    )

    seen = taken_in(filled, path)

    assert [change.kind for change in seen.changes] == [Kind.ENDED, Kind.ADDED]
    with filled.reading() as session:
        found = session.exec(select(Identity).order_by("starts_on")).all()
    assert [(each.payee, each.ends_on) for each in found] == [("p-1", date(2026, 5, 31)), ("p-2", None)]


def test_what_a_file_does_not_hold_stays(filled: Records, tmp_path: Path) -> None:
    taken_in(filled, file(tmp_path, PEOPLE + "p-1,Ana,,\n"))

    with filled.reading() as session:
        assert len(session.exec(select(Person)).all()) == 2 + len(HOSTILE)
        assert len(session.exec(select(Quota)).all()) == 2


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        (PEOPLE + ",Ana,,\n", "payee", "a value; the cell is blank"),
        (PEOPLE + "p-9,Ana,,xx_YY_zz\n", "locale", "a locale such as de_DE, or a blank"),
        (PEOPLE + "p-9,Ana\x07,,\n", "name", "a text without control characters"),
        (PEOPLE + "p-9,Ana\n", "", "a whole row; the row has 2 fields"),
        (LINES + "p-1,p-1,2026-04-01,\n", "manager", "somebody else than the payee"),
        (LINES + "p-9,p-1,2026-04-01,\n", "payee", "a payee who stands in People"),
        (LINES + "p-1,p-9,2026-04-01,\n", "manager", "a payee who stands in People"),
        (LINES + "p-1,p-2,01.04.2026,\n", "starts_on", "a day such as 2026-03-31"),
        (LINES + "p-1,p-2,1526-04-01,\n", "starts_on", "between 1900 and 2200"),
        (LINES + "p-1,p-2,2026-04-01,2026-03-31\n", "ends_on", "on or after 2026-04-01"),
        (LINES + "p-1,p-2,2026-03-31,\n", "starts_on", "do not overlap with those from 2026-01-01"),
        (
            "payee,plan,starts_on,ends_on,target_incentive,currency\np-1,ae,2027-01-01,,10,USD\n",
            "starts_on",
            "do not overlap",
        ),
        (
            "payee,plan,starts_on,ends_on,target_incentive,currency\np-1,se,2026-01-01,,10.001,USD\n",
            "target_incentive",
            "at most 2 decimals, as USD has",
        ),
        (
            "payee,plan,starts_on,ends_on,target_incentive,currency\np-1,se,2026-01-01,,10,EURO\n",
            "currency",
            "an ISO 4217 currency",
        ),
        (
            "payee,plan,starts_on,ends_on,target_incentive,currency\np-1,se,2026-01-01,,1e5,USD\n",
            "target_incentive",
            "an amount such as 96000.00",
        ),
        (
            "payee,plan,starts_on,ends_on,target_incentive,currency\np-1,se,2026-01-01,,99999999999999999999,USD\n",
            "target_incentive",
            "fits 64 bits",
        ),
        (
            "id,payee,name,starts_on,ends_on,amount,units,currency,reason\nQ,p-1,n,2026-01-01,,1,1,USD,\n",
            "amount",
            "either an amount with its currency, or units",
        ),
        (
            "id,payee,name,starts_on,ends_on,amount,units,currency,reason\nQ,p-1,n,2026-01-01,,,1/0,,\n",
            "units",
            "a number such as 40 or 12.5",
        ),
    ],
)
def test_a_row_at_fault_is_refused_by_its_place(
    known: Records, tmp_path: Path, text: str, column: str, expected: str
) -> None:
    seen = looked_at(known, file(tmp_path, text))

    [refused] = seen.refused
    assert (refused.file, refused.row, refused.column) == ("some.csv", 2, column)
    assert expected in refused.expected
    assert seen.changes == ()


def test_rows_of_one_key_are_refused_but_for_the_first(known: Records, tmp_path: Path) -> None:
    seen = looked_at(known, file(tmp_path, PEOPLE + "p-8,Ana,,\np-8,Bea,,\n"))

    assert [(each.row, each.column) for each in seen.refused] == [(3, "payee")]
    assert [change.row for change in seen.changes] == [2]


def test_spans_that_overlap_within_a_file_are_both_refused(known: Records, tmp_path: Path) -> None:
    text = LINES + "p-2,p-1,2026-01-01,2026-06-30\np-2,p-1,2026-06-30,\n"

    assert [each.row for each in looked_at(known, file(tmp_path, text)).refused] == [2, 3]


def test_refused_rows_are_left_out_and_told_without_their_values(filled: Records, tmp_path: Path) -> None:
    seen = taken_in(filled, file(tmp_path, PEOPLE + "p-8,Ana Secret,secret@example.com,\n,Bea Secret,,\n"))

    assert seen.counts()["person"] == {"added": 1, "changed": 0, "ended": 0, "unchanged": 0, "refused": 1}
    with filled.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
    assert entry.action == "people.import"
    assert '"refused":[{"column":"payee","row":3,"table":"person"}]' in entry.details
    assert "ecret" not in entry.model_dump_json()


def test_an_import_that_was_not_seen_is_not_written(filled: Records, tmp_path: Path) -> None:
    path = file(tmp_path, PEOPLE + "p-1,Anna,,\n")
    read, seen = read_sheets(path, UTC_ZONE), looked_at(filled, path)
    taken_in(filled, file(tmp_path, PEOPLE + "p-1,Annika,,\n", "other.csv"))

    with pytest.raises(RecordsError, match="somebody changed"), filled.transaction() as session:
        import_people(session, read, seen, by="u-1", at=rows.AT)

    assert tables(filled)[0][-2]["name"] == "Annika"


def test_numbers_and_days_of_a_spreadsheet_are_taken_exactly(known: Records, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "plan assignments"
    sheet.append(["payee", "plan", "starts_on", "ends_on", "target_incentive", "currency"])
    sheet.append(["p-2", "se", date(2026, 1, 1), None, 1234.1, "USD"])
    sheet.append(["p-2", "am", date(2026, 1, 1), "=1/0", 0.1 + 0.2, "USD"])
    book.save(tmp_path / "by hand.xlsx")

    seen = looked_at(known, tmp_path / "by hand.xlsx")

    assert [change.columns[-2].after for change in seen.changes] == ["1234.10"]
    assert [(each.file, each.row) for each in seen.refused] == [("by hand.xlsx [plan assignments]", 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "its columns are of no table"),
        ("", "is empty"),
        ("payee,payee,mail,locale\n", "two columns are headed 'payee'"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told(known: Records, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RecordsError, match=said):
        looked_at(known, file(tmp_path, text))


def test_a_column_that_is_not_there_is_named(known: Records, tmp_path: Path) -> None:
    with pytest.raises(
        RecordsError, match=r"people.csv: locale is missing and local is not known; its columns"
    ):
        looked_at(known, file(tmp_path, "payee,name,mail,local\n", "people.csv"))


@pytest.mark.parametrize("name", ["none.csv", "none.xlsx"])
def test_a_file_that_is_not_there_is_told(known: Records, tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordsError, match="cannot be read"):
        looked_at(known, tmp_path / name)


def test_a_damaged_workbook_is_told(known: Records, tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="no whole xlsx file"):
        looked_at(known, file(tmp_path, "PK\3\4 nothing", "people.xlsx"))


def test_erasing_empties_who_somebody_is_and_leaves_the_rest(records: Records) -> None:
    with records.transaction() as session:
        rows.fill(session)
        append(session, "u-1", "run.record", rows.RUN, {"payee": "p-1"}, at=rows.AT)
    with records.transaction() as session:
        erased = erase(session, "p-1", by="u-2", at=rows.AT)

    assert (erased.again, erased.sign_ins) == (False, 1)
    with records.reading() as session:
        person, other = session.exec(select(Person).order_by("payee")).all()
        sign_in = session.exec(select(SignIn)).one()
        assert (person.payee, person.name, person.mail, person.locale) == ("p-1", "", "", "")
        assert person.erased_at == rows.AT
        assert other.name == "井上 薫"
        assert (sign_in.login, sign_in.password_hash, sign_in.payee) == (None, None, "p-1")
        assert sign_in.disabled_at == rows.AT
        assert session.exec(select(SignedIn.ended_at)).one() == rows.AT
        assert session.exec(select(ApiToken.revoked_at)).one() == rows.AT
        assert session.exec(select(IdempotencyKey)).all() == []
        assert check_chain(session).entries == 2
        assert session.exec(select(Quota.payee)).all() == ["p-1", "p-1"]
        last = session.exec(select(AuditEntry).where(AuditEntry.number == 2)).one()
    assert (last.action, last.subject, last.actor) == ("person.erase", "p-1", "u-2")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_was_erased_is_in_no_byte_of_sqlites_files(records: Records, url: str) -> None:
    with records.transaction() as session:
        session.add_all(Person(payee=f"o-{number}", name="Somebody Else") for number in range(50))
        session.add(Person(payee="p-1", name="Unmistakable Name", mail="unmistakable@example.com"))
    with records.transaction() as session:
        erase(session, "p-1", by="u-2", at=rows.AT)
    records.forget()

    database = Path(url.removeprefix("sqlite:///"))
    found = [
        path for path in database.parent.glob(f"{database.name}*") if b"nmistakable" in path.read_bytes()
    ]
    assert found == []


def test_an_erased_name_does_not_come_back_by_an_import(filled: Records, tmp_path: Path) -> None:
    path = exported(filled, tmp_path / "people.xlsx")
    with filled.transaction() as session:
        erase(session, "p-1", by="u-2", at=rows.AT)

    seen = looked_at(filled, path)

    assert [(each.table, each.column, each.expected) for each in seen.refused] == [
        ("person", "name", "no name and no mail, for this person was erased")
    ]
    assert looked_at(filled, exported(filled, tmp_path / "again.xlsx")).refused == ()


def test_nobody_is_not_erased(untouched: Records) -> None:
    with pytest.raises(UnknownNameError), untouched.transaction() as session:
        erase(session, "p-99", by="u-2", at=rows.AT)


def test_who_led_whom_comes_in_with_the_workspace(tmp_path: Path) -> None:
    assignments = """\
payee,starts_on,ends_on,currency,role,manager,target_incentive
ana,2025-01-01,2025-12-31,USD,AE,bo,1000.00
ana,2026-01-01,2026-03-31,USD,AE,bo,1200.00
ana,2026-04-01,,USD,AE,zoe,1200.00
bo,,,USD,AE,,1000.00
zoe,2025-01-01,,USD,GUEST,,0.00
"""
    workspace = Workspace.open(tiny.workspace(tmp_path / "w", assignment=assignments))

    read = from_workspace(workspace)

    assert [row.values for row in read.rows["reporting_line"]] == [
        {"payee": "ana", "manager": "bo", "starts_on": "2025-01-01", "ends_on": "2026-03-31"},
        {"payee": "ana", "manager": "zoe", "starts_on": "2026-04-01", "ends_on": ""},
    ]
    assert [row.row for row in read.rows["reporting_line"]] == [2, 4]
    assert [row.values["payee"] for row in read.rows["person"]] == ["ana", "bo", "zoe"]
