"""A file from outside that lies or would expand is refused in one line and in little memory."""

import bz2
import io
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from comp.facts import uploaded, uploaded_parquet, uploaded_xml, uploaded_zip
from comp.facts.findings import FileFault
from comp.facts.mapping import FileForm
from comp.facts.raw_parquet import read_parquet
from comp.facts.raw_sheet import read_sheet
from comp.facts.uploaded import HarmfulFileError, require_harmless
from tests.facts.company import DEAL_HEADER, Company, only
from tests.facts.harmful import (
    MIB,
    SHEET,
    book,
    drawn,
    noisy_piece,
    packed,
    parquet_claiming,
    parquet_of,
    repeated,
    sharing,
    sheet,
    sheet_xml,
)

ZONE = ZoneInfo("UTC")
_FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_LAUGHS = b"<!DOCTYPE lolz [<!ENTITY a '%s'>" % (b"lol" * 10) + b"".join(
    b"<!ENTITY %c '%s'>" % (each, b"&%c;" % (each - 1) * 10) for each in range(ord("b"), ord("k"))
)
BOMBS = {
    "spaces.xlsx": packed([(SHEET, repeated(b" " * MIB, 4095))]),
    "noise.xlsx": packed([("xl/media/image1.png", repeated(noisy_piece(), 4095))]),
    "listed often.xlsx": packed([("image.png", repeated(noisy_piece(), 200))], times=1999),
    "laughs.xlsx": sheet(b"<row><c><v>&j;</v></c></row>", before=_LAUGHS + b"]>"),
    "quadratic.xlsx": sheet(
        b"<row><c><v>" + b"&a;" * 100_000 + b"</v></c></row>",
        before=b"<!DOCTYPE x [<!ENTITY a '" + b"A" * 100_000 + b"'>]>",
    ),
    "far corner.xlsx": sheet(_FAR),
    "merged.xlsx": sheet(after=b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "tag.xlsx": book({SHEET: b"<a b='" + b"x" * (32 * MIB)}),
    "deep.xlsx": book({SHEET: b"<a>" * 1_000_000}),
    "rows.parquet": parquet_claiming(rows=2**60, values=2**60),
    "page.parquet": parquet_claiming(unpacked=2**31 - 1),
    "values.parquet": parquet_claiming(values=2**50),
    "footer.parquet": b"PAR1" + b"\0" * (8 * MIB) + (8 * MIB).to_bytes(4, "little") + b"PAR1",
    "list.parquet": parquet_of({2: [0] * 3_000_000}),
    "line.csv": b"a" * (60 * MIB),
}
_CHILD = """
import json, resource, sys
from pathlib import Path
from comp.facts.uploaded import HarmfulFileError, require_harmless
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 256 * 2**20,) * 2)
told = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        require_harmless(path, path.name)
    except HarmfulFileError as fault:
        told[path.name] = str(fault)
print(json.dumps(told))
"""


def harmless(content: bytes, name: str) -> None:
    require_harmless(content, name)


def refusal(content: bytes, name: str = "deals.xlsx") -> str:
    with pytest.raises(HarmfulFileError) as refused:
        require_harmless(content, name)
    said = str(refused.value)
    assert said.startswith((name, repr(name)))
    assert "\n" not in said
    return said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process by its addresses")
def test_files_that_would_expand_to_gigabytes_are_refused_within_256_mib(tmp_path: Path) -> None:
    for name, content in BOMBS.items():
        (tmp_path / name).write_bytes(content)
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert child.stderr == ""
    assert set(json.loads(child.stdout)) == set(BOMBS)


@pytest.mark.parametrize("name", [name for name in BOMBS if name.endswith(".xlsx")])
def test_a_bomb_in_the_data_folder_is_one_finding(company: Company, name: str) -> None:
    company.write("data/deal.toml", 'file = "deal.xlsx"\non_fault = "refuse row"\nallow_refused = true\n')
    company.write("data/deal.xlsx", BOMBS[name])
    report = company.check()
    [finding] = [each for each in report.findings if each.source == "deal"]
    assert finding.code in {"file-bounds", "file-damaged"}
    assert finding.file == "deal.xlsx"
    assert finding.remedy
    assert report.stops == ("deal",)


# Good files -----------------------------------------------------------------------------------------------


def test_ordinary_files_are_taken() -> None:
    frame = pl.DataFrame(
        {
            "id": [f"D{n}" for n in range(5000)],
            "value": list(range(5000)),
            "tags": [["a", "b"]] * 5000,
        }
    )
    for compression in ("zstd", "snappy", "gzip", "uncompressed"):
        content = io.BytesIO()
        frame.write_parquet(content, compression=compression, row_group_size=700)
        harmless(content.getvalue(), "deals.parquet")
    harmless(sheet(b'<row r="4"><c r="B4"><f>1+1</f><v>2</v></c></row>'), "deals.xlsx")
    harmless(b'id,name\r\n1,"a\nb"\r\n', "Ähm, deals (3).csv")
    harmless("id,name\n1,x\n".encode("utf-16"), "deals.csv")


def test_many_rows_alike_are_no_bomb() -> None:
    row = b"<row>%s</row>" % (b'<c t="s"><v>0</v></c>' * 20)
    # A row of 440 bytes packs to a few; this is below the first MiB, beyond which the ratio counts.
    harmless(sheet(row * 2000), "deals.xlsx")


# Zip ------------------------------------------------------------------------------------------------------


def test_a_part_is_measured_by_what_comes_out_of_it_and_not_by_what_it_tells() -> None:
    said = refusal(packed([("a.png", repeated(b" " * MIB, 64))], claimed=10))
    assert "is not a whole xlsx file" in said
    assert "200 times its size" in refusal(packed([("a.png", repeated(b" " * MIB, 64))]))


@pytest.mark.parametrize("bound", ["MAX_PART_BYTES", "MAX_BOOK_BYTES"])
def test_the_bytes_of_a_part_and_of_all_are_bounded(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    noise = drawn(1).randbytes(MIB)
    content = book({"a.png": noise, "b.png": noise} if bound == "MAX_BOOK_BYTES" else {"a.png": noise * 2})
    harmless(content, "deals.xlsx")
    # In all it is some KiB more than two MiB.
    monkeypatch.setattr(uploaded_zip, bound, 2 * MIB - 1)
    assert "unpacks to more than" in refusal(content)


def test_the_number_of_parts_is_bounded_before_they_are_listed() -> None:
    assert "2,001 parts" in refusal(packed([("a", repeated(b"x", 1))], times=2001))
    assert "more parts than" in refusal(packed([("a" * 100, repeated(b"x", 1))], times=12_000))


def test_a_list_of_parts_in_the_larger_form_is_bounded_as_well() -> None:
    plain = packed([("a" * 100, repeated(b"x", 1))], times=12_000)
    at = plain.rindex(b"PK\5\6")
    length, begins = (int.from_bytes(plain[at + place : at + place + 4], "little") for place in (12, 16))
    larger = b"PK\6\6" + (44).to_bytes(8, "little") + b"\x2d\0\x2d\0" + b"\0" * 8
    larger += b"".join(each.to_bytes(8, "little") for each in (12_000, 12_000, length, begins))
    locator = b"PK\6\7" + b"\0" * 4 + at.to_bytes(8, "little") + b"\1\0\0\0"
    told = plain[:at] + larger + locator + plain[at : at + 12] + (46).to_bytes(4, "little") + b"\0" * 6
    with ZipFile(io.BytesIO(told)) as believed:
        assert len(believed.namelist()) == 12_000
    assert "more parts than" in refusal(told)


@pytest.mark.parametrize(
    "name", ["../evil.xml", "xl/../../evil.xml", "/etc/evil.xml", "xl\\evil.xml", "C:evil.xml", "a\nb.xml"]
)
def test_a_part_that_leads_out_of_the_file_is_refused(name: str) -> None:
    assert "holds a part" in refusal(book({name: b"<a/>"}))


def test_two_parts_of_one_name_are_refused() -> None:
    one, other = ("a.png", repeated(b"x", 1)), ("a.png", repeated(b"y", 1))
    assert "two parts of the same name" in refusal(packed([one, other]))


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_a_part_that_is_packed_as_none_of_a_workbook_is_refused(method: int) -> None:
    content = io.BytesIO()
    with ZipFile(content, "w", method) as made:
        made.writestr("a.xml", b" " * MIB)
    assert "packed in a way" in refusal(content.getvalue())


def test_locked_files_and_macros_are_told_in_clear_words() -> None:
    older = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 70_000
    assert "older Office" in refusal(older)
    assert "locked by a password" in refusal(older + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512)
    assert "locked by a password" in refusal(packed([("a.xml", repeated(b"x", 1))], flags=1))
    assert "holds macros" in refusal(book({"xl/vbaProject.bin": b"x"}))
    assert "without macros" in refusal(book(), "deals.xlsm")
    assert "is encrypted" in refusal(b"PAR1" + b"\0" * 20 + b"PARE", "deals.parquet")


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"id,name\n1,x\n", book()[:-30], book()[:900], bz2.compress(b"x")]
)
def test_what_is_no_workbook_is_told(content: bytes) -> None:
    assert any(words in refusal(content) for words in ("not a whole xlsx", "not an xlsx", "is empty"))


# XML ------------------------------------------------------------------------------------------------------

_DOCTYPES = {
    "billion laughs": _LAUGHS + b"]>",
    "quadratic": b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]>",
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "external document type": b'<!DOCTYPE x SYSTEM "http://example.com/x.dtd">',
    "parameter entity": b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://example.com/x.dtd"> %a;]>',
}


@pytest.mark.parametrize("kind", list(_DOCTYPES))
@pytest.mark.parametrize(
    "part", [SHEET, "xl/styles.xml", "[Content_Types].xml", "_rels/.rels", "xl/media/sheet.png"]
)
def test_no_part_may_declare_a_document_type(kind: str, part: str) -> None:
    said = refusal(book({part: sheet_xml(b"<row><c><v>&a;</v></c></row>", before=_DOCTYPES[kind])}))
    assert "document type" in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_document_type_is_seen_in_every_encoding(encoding: str) -> None:
    text = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><worksheet>&a;</worksheet>"
    if encoding == "latin-1":
        text = '<?xml version="1.0" encoding="iso-8859-1"?>' + text
    assert refusal(book({SHEET: text.encode(encoding)}))


def test_openpyxl_reads_with_the_parser_that_refuses_entities(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def unchecked(content: object, name: str) -> None:
        """As if nothing had looked at the file before."""

    monkeypatch.setattr("comp.facts.raw_sheet.check_book", unchecked)
    path = tmp_path / "deals.xlsx"
    for kind, doctype in _DOCTYPES.items():
        if "entity" not in kind and "laughs" not in kind:
            continue
        path.write_bytes(book({SHEET: sheet_xml(b"<row><c><v>&a;</v></c></row>", before=doctype)}))
        with pytest.raises(FileFault) as refused:
            read_sheet(path, path.name, FileForm(), ZONE)
        causes, cause = set[str](), refused.value.__cause__
        while cause is not None:
            causes.add(type(cause).__name__)
            cause = cause.__cause__ or cause.__context__
        assert "EntitiesForbidden" in causes


# Cells ----------------------------------------------------------------------------------------------------


def test_a_cell_far_outside_the_table_is_told_with_its_place() -> None:
    said = refusal(sheet(_FAR))
    assert "row 1,048,576 and column 16,384" in said
    assert "export the table alone" in said
    far_by_row = b'<row r="1000000"><c/><c/><c/><c/><c/></row>'
    assert "row 1,000,000 and column 8" in refusal(sheet(far_by_row))


@pytest.mark.parametrize("reference", ["A", "1", "AAAA1", "A-1", "A99999999999999999999", "A1:B2"])
def test_a_cell_without_a_place_is_no_fault_of_ours(reference: str) -> None:
    assert refusal(sheet(b'<row><c r="%s"/></row>' % reference.encode()))


@pytest.mark.parametrize(
    ("bound", "rows", "after", "words"),
    [
        ("MAX_CELLS", b'<row r="50"><c r="J50"/></row>', b"", "is used to row 50 and column 10"),
        ("MAX_MERGED", b"", b'<mergeCells><mergeCell ref="A1:J50"/></mergeCells>', "merges A1:J50"),
        ("MAX_ELEMENTS", b"<row><c/></row>" * 300, b"", "than a table has"),
        ("MAX_OTHERS", b"", b"<x/>" * 499, "than a table has"),
        ("MAX_TAG_BYTES", b"<row a='" + b"x" * 200_000 + b"'/>", b"", "a tag without end"),
        (
            "MAX_FORMULA_LETTERS",
            b"<row><c><f t='shared' si='0'>" + b"1" * 100 + b"</f></c></row>"
            + b"<row><c><f t='shared' si='0'/></c></row>" * 5,
            b"",
            "repeats a long formula",
        ),
    ],
)  # fmt: skip
def test_what_a_workbook_holds_is_bounded(
    monkeypatch: pytest.MonkeyPatch, bound: str, rows: bytes, after: bytes, words: str
) -> None:
    harmless(sheet(rows, after), "deals.xlsx")
    monkeypatch.setattr(uploaded_xml, bound, 499)
    assert words in refusal(sheet(rows, after))


def test_parts_within_parts_are_bounded() -> None:
    harmless(sheet(after=b"<a>" * 90 + b"</a>" * 90), "deals.xlsx")
    assert "than a table has" in refusal(sheet(after=b"<a>" * 200 + b"</a>" * 200))


def test_cells_that_share_a_long_text_are_counted_each(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.write("data/deal.toml", 'file = "deal.xlsx"\n')
    company.write("data/deal.xlsx", sharing(b"x" * 10_000, 8))
    monkeypatch.setattr("comp.facts.raw_sheet.MAX_LETTERS", 70_000)
    assert "letters" in only(company.check(), "file-bounds").reason


# Parquet --------------------------------------------------------------------------------------------------


def test_a_parquet_file_of_our_own_making_is_taken() -> None:
    harmless(parquet_claiming(), "deals.parquet")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (parquet_claiming(rows=10_000_001), "10,000,001 rows"),
        (parquet_claiming(rows=3, group_rows=2), "do not agree"),
        (parquet_claiming(rows=-1, group_rows=-1), "do not agree"),
        (parquet_claiming(values=3, page_values=2), "a column and its pages do not agree"),
        (parquet_claiming(values=3, page_values=-3), "less than no values"),
        (parquet_claiming(values=200_000_001), "200,000,001 values"),
        (parquet_claiming(unpacked=2**30 + 1), "bytes when it is unpacked"),
        (parquet_claiming(unpacked=-1), "below zero"),
        (parquet_claiming(packed=-20), "below zero"),
        (parquet_claiming(encoding=7), "share their beginnings"),
        (parquet_claiming(nested=20), "columns within each other"),
        (parquet_of({1: 1, 2: [], 3: 5, 4: []}), "do not agree"),
        (parquet_of({1: 1, 2: 7, 3: 0, 4: []}), "where a list belongs"),
        (b"PAR1" + b"\xff" * 30 + (25).to_bytes(4, "little") + b"PAR1", "not a whole Parquet"),
        (b"PAR1" + (2**32 - 1).to_bytes(4, "little") + b"PAR1", "its end is missing"),
        (parquet_claiming()[:-9], "its end is missing"),
        (b"not parquet at all", "its end is missing"),
    ],
)
def test_what_a_parquet_file_claims_is_held_against_bounds(content: bytes, words: str) -> None:
    assert words in refusal(content, "deals.parquet")


def test_rows_that_take_no_room_are_counted() -> None:
    content = io.BytesIO()
    pl.select(pl.repeat("x", 10_000_001).alias("id")).write_parquet(content)
    assert len(content.getvalue()) < MIB
    assert "10,000,001 rows" in refusal(content.getvalue(), "deals.parquet")


def test_rows_that_share_a_long_text_are_counted_each(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.write("data/deal.toml", 'file = "deal.parquet"\n')
    content = io.BytesIO()
    pl.DataFrame({name: ["x" * 1000] * 100 for name in DEAL_HEADER.strip().split(",")}).write_parquet(content)
    company.write("data/deal.parquet", content.getvalue())
    monkeypatch.setattr("comp.facts.raw_parquet.MAX_TEXT_BYTES", 99_999)
    assert "bytes of text" in only(company.check(), "file-bounds").reason


# CSV and names --------------------------------------------------------------------------------------------


def test_a_csv_file_is_text_in_lines() -> None:
    assert "row 2: holds NUL" in refusal(b"id,name\n1,\0\n", "deals.csv")
    assert "row 3: the line is longer than" in refusal(b"id\n1\n" + b"x" * (MIB + 1), "deals.csv")
    assert "is empty" in refusal(b"", "deals.csv")


def test_a_header_without_end_in_the_data_folder_is_one_finding(company: Company) -> None:
    company.write("data/deal.csv", '"' + "x" * 200_000)
    assert only(company.check(), "file-quotes").row == 1


def test_a_file_is_at_most_so_large(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    with path.open("wb") as sparse:
        sparse.truncate(2**40)
    with pytest.raises(HarmfulFileError, match=r"1,099,511,627,776 bytes; at most 67,108,864"):
        require_harmless(path, "deals.csv")


@pytest.mark.parametrize(
    "name",
    [
        "", ".csv", ".deals.csv", "../deals.csv", "a/deals.csv", "a\\deals.csv", "C:deals.csv", "deals.csv ",
        "de\x1bals.csv", "de\nals.csv", "deals\u202ecsv.csv", "x" * 200 + ".csv", "deals.exe", "deals",
        "deals.csv.gz",
    ],
)  # fmt: skip
def test_a_name_is_that_of_a_file_alone(name: str) -> None:
    with pytest.raises(HarmfulFileError) as refused:
        require_harmless(b"id\n1\n", name)
    assert all(each.isprintable() for each in str(refused.value))


# Spoiled files --------------------------------------------------------------------------------------------


def test_a_file_that_is_spoiled_anywhere_is_read_or_refused_and_never_more(tmp_path: Path) -> None:
    rows = b'<row r="2"><c r="A2" s="1"><v>46000</v></c><c r="B2" t="b"><v>1</v></c></row>'
    frame = io.BytesIO()
    pl.DataFrame({"id": ["a", "b"] * 50, "n": list(range(100))}).write_parquet(frame)
    chance = drawn(20260401)
    told = list[str]()
    for number in range(300):
        name, whole = (("a.xlsx", sheet(rows)), ("a.parquet", frame.getvalue()))[number % 2]
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        path = tmp_path / name
        path.write_bytes(spoiled)
        try:
            require_harmless(path, name)
            if name == "a.xlsx":
                read_sheet(path, name, FileForm(), ZONE)
            else:
                read_parquet(path, name, ZONE)
        except (HarmfulFileError, FileFault) as fault:
            told.append(str(fault))
    assert [each for each in told if "\n" in each] == []
    assert told


def test_xml_that_is_wrong_in_its_words_is_read_or_refused(tmp_path: Path) -> None:
    chance = drawn(7)
    path = tmp_path / "a.xlsx"
    words = [b"s", b"n", b"-1", b"1e999", b"A1", b"", b"9" * 30, b"inlineStr", b"<c/>", b"NaN", b"e", b"d"]
    told = list[str]()
    for _ in range(150):
        cell = b"<c r='A2' t='%s' s='%s'><f t='%s' si='%s' ref='%s'>%s</f><v>%s</v></c>" % tuple(
            chance.choice(words).replace(b"<c/>", b"x") for _ in range(7)
        )
        path.write_bytes(sheet(b"<row r='%s'>%s</row>" % (chance.choice(words[2:7]), cell)))
        try:
            require_harmless(path, "a.xlsx")
            read_sheet(path, "a.xlsx", FileForm(), ZONE)
        except (HarmfulFileError, FileFault) as fault:
            told.append(str(fault))
    assert [each for each in told if "\n" in each] == []
    assert told


def test_the_bounds_are_those_that_the_document_tells() -> None:
    text = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")
    told = {
        f"{uploaded.MAX_BYTES // MIB} MiB",
        f"{uploaded_zip.MAX_PARTS:,} parts",
        f"{uploaded_zip.MAX_BOOK_BYTES // MIB} MiB",
        f"{uploaded_zip.MAX_RATIO} times",
        f"{uploaded_xml.MAX_CELLS:,} cells",
        f"{uploaded_parquet.MAX_ROWS:,} rows",
    }
    assert {each for each in told if each not in text} == set()
