"""`comp statements` into a folder or a zip: an index that ties to the run, and what stands there is kept."""

import shutil
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from comp import whole_files
from comp.errors import CompError
from comp.runs import load_run
from comp.whole_files import claimed
from statements.issuing import drawing
from statements.issuing.index import Row, State, index_csv, read_index
from statements.issuing.ties import require_ties
from statements.pdf import MissingLettersError
from tests.statements import everybody
from tests.statements.everybody import PAYEES, Paid, call, index, sha256


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Paid:
    return everybody.january(tmp_path_factory.mktemp("everybody"))


@pytest.fixture(scope="module")
def drawn(paid: Paid) -> Path:
    """Everybody's statements, drawn once."""
    out = paid.workspace.parent / "drawn"
    done = paid.statements(out)
    assert done.exit_code == 0, done.output
    assert done.output == f"5 statements written to {out}\n"
    return out


@pytest.fixture
def out(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "out"))


def test_the_index_tells_each_statement_and_ties_to_the_run(drawn: Path) -> None:
    # ana: 600.00 at 10%. The others have 101.00 to 104.00 at 10%: 10.10 + 10.20 + 10.30 + 10.40 = 41.00.
    # In all 101.00.
    rows = index(drawn)

    assert sorted(rows) == sorted(PAYEES)
    assert (rows["ana"]["earned"], rows["ana"]["payable"], rows["ana"]["held"]) == ("60.00", "60.00", "0.00")
    assert (rows["bo"]["earned"], rows["eli"]["earned"], rows["bo"]["lines"]) == ("10.10", "10.40", "1")
    for row in rows.values():
        assert (row["state"], row["currency"], row["period"]) == ("drawn", "USD", "2026-01")
        assert sha256(drawn / row["file"]) == row["sha256"]
    head, only = (drawn / "totals.csv").read_text("utf-8").splitlines()
    assert head.startswith("period,currency,earned,payable,held,statements,refused,")
    assert only.startswith("2026-01,USD,101.00,101.00,0.00,5,0,101.00,101.00,5,")


def test_the_index_holds_no_name_and_no_mail(drawn: Path) -> None:
    told = (drawn / "index.csv").read_text("utf-8") + (drawn / "totals.csv").read_text("utf-8")

    assert "Person" not in told
    assert "@" not in told


def test_what_stands_there_is_kept_and_a_damaged_file_is_drawn_again(paid: Paid, out: Path) -> None:
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    (out / "bo_2026-01.pdf").write_bytes(before["bo_2026-01.pdf"][:-100])
    (out / "cy_2026-01.pdf").unlink()

    done = paid.statements(out)

    assert done.output == f"2 statements written to {out}; 3 stood there already\n"
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_another_name_or_locale_is_drawn_again_and_another_payees_statement_is_not(
    paid: Paid, out: Path, tmp_path: Path
) -> None:
    renamed = Path(shutil.copytree(paid.workspace, tmp_path / "renamed"))
    people = renamed / "data" / "people.csv"
    people.write_text(people.read_text("utf-8").replace("Person CY", "Cyrus"), encoding="utf-8")

    done = Paid(renamed, paid.run).statements(out)
    again = Paid(renamed, paid.run).statements(out, "--payee", "cy", "--locale", "de_DE")

    assert done.output == f"1 statement written to {out}; 4 stood there already\n"
    assert again.output == f"1 statement written to {out}\n"
    assert sorted(index(out)) == sorted(PAYEES)


def test_all_are_drawn_afresh_where_that_is_asked_for(paid: Paid, out: Path) -> None:
    done = paid.statements(out, "--payee", "bo", "--payee", "cy", "--fresh")

    assert done.output == f"2 statements written to {out}\n"


def test_an_index_that_cannot_be_read_is_written_anew(paid: Paid, out: Path) -> None:
    before = (out / "index.csv").read_bytes()
    (out / "index.csv").write_bytes(before[:-40])

    done = paid.statements(out)

    assert done.exit_code == 0
    assert (out / "index.csv").read_bytes() == before


def test_a_zip_is_the_same_each_time_and_holds_what_the_folder_holds(
    paid: Paid, drawn: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for place in (one, other):
        done = paid.statements(place, "--payee", "ana", "--payee", "bo")
        assert done.output == f"2 statements written to {place}\n"
    kept = paid.statements(one, "--payee", "ana", "--payee", "bo")

    assert kept.output == f"0 statements written to {one}; 2 stood there already\n"
    assert one.read_bytes() == other.read_bytes()
    with ZipFile(one) as packed:
        assert packed.namelist() == ["ana_2026-01.pdf", "bo_2026-01.pdf", "index.csv", "totals.csv"]
        assert {entry.date_time for entry in packed.infolist()} == {(2026, 1, 31, 0, 0, 0)}
        assert {entry.compress_type for entry in packed.infolist()} == {ZIP_STORED}
        assert packed.read("ana_2026-01.pdf") == (drawn / "ana_2026-01.pdf").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.zip", "other.zip"]


def test_a_second_command_into_the_same_folder_is_told_so(paid: Paid, out: Path) -> None:
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    with claimed(out.with_name(".out.comp-lock"), wait=False):
        done = paid.statements(out, "--fresh")

    assert done.exit_code == 2
    assert f"other statements are being written to {out}; wait until they are done" in done.output
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_payee_whose_name_no_font_has_is_refused_and_the_index_says_why(
    paid: Paid, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_before = drawing.proved_pdf

    def some_refused(statement: object, *rest: object) -> bytes:
        if getattr(statement, "payee", "") == "bo":
            raise MissingLettersError("no font of this machine has X; install one for that script")
        return drawn_before(statement, *rest)  # pyright: ignore[reportArgumentType] - handed through

    monkeypatch.setattr(drawing, "proved_pdf", some_refused)

    done = paid.statements(out, "--fresh")

    assert done.exit_code == 1
    assert "no statement of bo: no font of this machine has X" in done.output
    assert "4 statements written" in done.output
    bo = index(out)["bo"]
    assert (bo["state"], bo["earned"], bo["held"], bo["file"]) == ("refused", "10.10", "", "")
    assert bo["reason"] == "no statement of bo: no font of this machine has X; install one for that script"
    assert not (out / "bo_2026-01.pdf").exists()
    assert "2026-01,USD,101.00,101.00,0.00,4,1,101.00,101.00,5," in (out / "totals.csv").read_text("utf-8")


def test_a_full_disk_is_told_and_what_was_written_before_is_kept(
    paid: Paid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, fill = tmp_path / "out", whole_files._fill  # pyright: ignore[reportPrivateUsage] - every file goes there

    def full(descriptor: int, content: bytes) -> None:
        if len(list(out.glob("*.pdf"))) == 3:
            raise OSError(28, "No space left on device")
        fill(descriptor, content)

    monkeypatch.setattr(whole_files, "_fill", full)
    stopped = paid.statements(out)
    monkeypatch.undo()

    assert stopped.exit_code == 2
    assert "cannot be written (No space left on device); make room there and do it again" in stopped.output
    assert not (out / "totals.csv").exists()
    told = index(out)
    standing = {file.name for file in out.glob("*.pdf")}
    assert {row["file"] for row in told.values() if row["state"] == "drawn"} < standing
    assert sorted(row["state"] for row in told.values()) == ["drawn"] * 2 + ["pending"] * 3
    done = paid.statements(out)
    assert done.output == f"3 statements written to {out}; 2 stood there already\n"


def test_a_file_in_the_place_of_the_folder_is_said_plainly(paid: Paid, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    (tmp_path / "folder.zip").mkdir()

    for name, said in (("out", "is a file; name a folder"), ("folder.zip", "is a folder; a zip was")):
        done = paid.statements(tmp_path / name)
        assert (done.exit_code, said in done.output) == (2, True), done.output


def test_an_index_that_does_not_come_to_the_run_is_an_error(paid: Paid, drawn: Path) -> None:
    run = load_run(paid.run)
    rows = read_index((drawn / "index.csv").read_bytes())
    wrong = [*rows[:-1], _with(rows[-1], payable="10.41")]
    root = rows[0].run

    assert [each.payable for each in require_ties(rows, run, root, PAYEES)] == ["101.00"]
    assert [each.payable for each in require_ties(rows, run, root, ["ana"])] == ["60.00"]
    with pytest.raises(CompError, match=r"101\.01 payable, the run to 101\.00 and 101\.00"):
        require_ties(wrong, run, root, PAYEES)
    with pytest.raises(CompError, match="come to"):
        require_ties(rows[1:], run, root, PAYEES)


def test_a_payees_id_that_begins_like_a_formula_is_marked_and_read_back() -> None:
    row = Row("=1+1", "2026-01", "USD", "-1.00", "-1.00", "", "1", "", "", "", State.REFUSED, "@x", "r", "c")

    written = index_csv([row])

    assert written.splitlines()[1] == b"'=1+1,2026-01,USD,-1.00,-1.00,,1,,,,refused,'@x,r,c"
    assert read_index(written) == [row]


def _with(row: Row, **changes: str) -> Row:
    values = {name: getattr(row, name) for name in Row.__dataclass_fields__}
    return Row(**{**values, **changes})


def test_machines_are_told_in_json(paid: Paid, out: Path) -> None:
    done = paid.statements(out, "--payee", "ana", "--json")

    assert '"kept": [\n    "ana"\n  ]' in done.output
    assert '"payable": "60.00"' in done.output


def test_a_locale_that_nobody_knows_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    done = call("statements", tmp_path, "--run", tmp_path, "--out", tmp_path / "out", "--locale", "xx_YY")

    assert done.exit_code == 2
    assert "there is no locale 'xx_YY'" in done.output
