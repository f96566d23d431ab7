"""What spares work on large tables changes nothing: order, rows alike, digests, stored files, rows of CSV."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comp.facts.findings import FileFault
from comp.facts.mapping import FileForm
from comp.facts.raw_csv import read_csv
from comp.facts.rows import alike, in_order
from comp.facts.snapshot import table_digest
from comp.facts.store import Store

ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from(["a", "b", "ä", "B"])), st.one_of(st.none(), st.integers(0, 3))
    ),
    max_size=12,
)


def table(rows: list[tuple[str | None, int | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"id": pl.String, "value": pl.Int64}, orient="row")


@settings(max_examples=200, deadline=None)
@given(ROWS)
@example([("a", 2), ("b", 1), ("ä", 0)])
@example([(None, 1), ("a", 2)])
def test_rows_are_sorted_blanks_first_and_alike_where_all_is_the_same(
    rows: list[tuple[str | None, int | None]],
) -> None:
    def bytewise(row: tuple[str | None, int | None]) -> tuple[object, ...]:
        name, value = row
        return (name is not None, (name or "").encode(), value is not None, value or 0)

    assert in_order(table(rows), ["id", "value"]).rows() == sorted(rows, key=bytewise)
    assert alike(table(rows)).to_list() == [rows.count(row) > 1 for row in rows]


def test_rows_with_the_same_hash_are_alike_only_where_they_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def seven(rows: pl.DataFrame) -> pl.Series:
        return pl.Series([7] * rows.height, dtype=pl.UInt64)

    monkeypatch.setattr(pl.DataFrame, "hash_rows", seven)

    assert alike(table([("b", 1), ("a", 1), ("b", 1), (None, 1)])).to_list() == [True, False, True, False]


def test_a_digest_is_that_of_the_whole_table_as_text() -> None:
    # By hand: names and types, names, then a row a line; what is no number in quotes, a blank as \N.
    facts = pl.DataFrame(
        {
            "id": ["D1", 'D"2', None],
            "cents": [5, None, -7],
            "day": [date(2026, 1, 31), None, None],
            "ok": [True] * 3,
        }
    )
    text = (
        "id String|cents Int64|day Date|ok Boolean\n"
        '"id","cents","day","ok"\n'
        '"D1",5,"2026-01-31","true"\n"D""2",\\N,\\N,"true"\n\\N,-7,\\N,"true"\n'
    )

    assert table_digest(facts) == hashlib.sha256(text.encode()).hexdigest()


def test_a_digest_of_many_rows_does_not_show_the_pieces_in_which_it_was_taken() -> None:
    many = pl.select(id=pl.format("D{}", pl.int_range(150_000)), cents=pl.int_range(150_000))
    lines = io.StringIO("id String|cents Int64\n")
    lines.seek(0, io.SEEK_END)
    csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows(
        [many.columns, *many.rows()]
    )

    assert table_digest(many) == hashlib.sha256(lines.getvalue().encode()).hexdigest()
    assert table_digest(pl.concat([many[:70_000], many[70_000:]], rechunk=False)) == table_digest(many)


@pytest.mark.parametrize(
    "days",
    [
        [date(2026, 1, 1) + timedelta(days=number % 365) for number in range(3000)],
        [date(1, 1, 1), date(1, 1, 2), date(1, 1, 1), date(1, 1, 2)],
        [date(999, 12, 30), date(999, 12, 31), date(1000, 1, 1), date(1000, 1, 1)],
        [date(9999, 12, 31), date(9999, 12, 30), date(9999, 12, 31)],
        [date(1, 1, 1), date(9999, 12, 31)],
        [date(2026, 1, 31), None, date(2026, 2, 1), None],
        [None, None],
        [],
    ],
)
def test_a_digest_says_each_day_as_a_calendar_does(days: list[date | None]) -> None:
    written = "".join(f'"{day.isoformat()}"\n' if day else "\\N\n" for day in days)

    digest = hashlib.sha256(f'day Date\n"day"\n{written}'.encode()).hexdigest()

    assert table_digest(pl.DataFrame({"day": days}, schema={"day": pl.Date})) == digest


def test_days_beyond_those_of_a_calendar_have_a_digest_too() -> None:
    # Day 2,932,897 after 1970-01-01 is that after 9999-12-31; text of more than four digits has its sign.
    beyond = pl.DataFrame({"day": [2_932_897, 2_932_896]}, schema={"day": pl.Int32}).cast(pl.Date)

    digest = hashlib.sha256(b'day Date\n"day"\n"+10000-01-01"\n"9999-12-31"\n').hexdigest()

    assert table_digest(beyond) == digest


def test_a_file_of_the_store_does_not_show_the_pieces_in_which_its_table_was_held(tmp_path: Path) -> None:
    whole = pl.select(id=pl.format("D{}", pl.int_range(3000)))
    pieces = pl.concat([whole[:1000], whole[1000:]], rechunk=False)

    assert Store(tmp_path).put_table(pieces) == Store(tmp_path).put_table(whole)


def by_hand(text: str) -> tuple[list[list[str]], list[int]] | None:
    """Python's reading, row by row: rows of three fields with their numbers, and the numbers of all others.

    None where a quote is not closed.
    """
    good: list[list[str]] = []
    ragged: list[int] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if number > 1 and len(row) == 3 and any(row):
                good.append([*row, str(number)])
            elif number > 1 and len(row) not in (0, 3):
                ragged.append(number)
    except csv.Error:
        return None
    return good, ragged


FIELD = st.sampled_from(["", "1", "ab", " ", '"q"', '"a,b"', '"a\nb"', '5" pipe', '"', "ä", "a\rb", "\r"])
LINE = st.one_of(
    st.lists(FIELD, min_size=3, max_size=3),
    st.lists(st.sampled_from(["", "1", "ab"]), min_size=3, max_size=3),
    st.lists(FIELD, max_size=5),
).map(",".join)


@settings(max_examples=500, deadline=None)
@given(st.lists(LINE, max_size=6), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "last"]))
@example(["1,2,", "3,,"], "\n", "last")
@example(["1,2,3", "4,5"], "\n", "last")
@example(["1,2,", "3,4", ",,"], "\n", "last")
def test_a_csv_file_has_the_rows_that_python_reads(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, ended: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "deal.csv"
    text = end.join(["a,b,c", *lines]) + (end if ended else "")
    path.write_bytes(text.encode())
    expected = by_hand(text)

    if expected is None:
        with pytest.raises(FileFault, match="cannot be read"):
            read_csv(path, "deal.csv", FileForm())
        return
    frame, ragged = read_csv(path, "deal.csv", FileForm())
    cells = frame.select("a", "b", "c", pl.col("__row").cast(pl.String))
    assert ([list(row) for row in cells.rows()], ragged["__row"].to_list()) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", " "])
def test_a_file_with_a_row_a_line_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delimiter: str
) -> None:
    path = tmp_path / "deal.csv"
    lines = ['"Exported today"', "a|b|c", '1|"x| ""y"""|', "", '3|""|5']
    path.write_text("\n".join(line.replace("|", delimiter) for line in lines), encoding="utf-8")
    monkeypatch.setattr("comp.facts.raw_csv._widths_agree", None)  # would read every row by itself

    frame, ragged = read_csv(path, "deal.csv", FileForm(header_row=2, delimiter=delimiter))

    assert frame["b"].to_list() == [f'x{delimiter} "y"', ""]
    assert frame["c"].to_list() == ["", "5"]
    assert frame["__row"].to_list() == [3, 5]
    assert ragged.is_empty()
