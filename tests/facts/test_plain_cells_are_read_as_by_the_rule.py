"""What is read at once is what the rule reads cell by cell: the same values, the same findings and words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.facts.columns import ColumnReader
from comp.facts.company import Company, read_company
from comp.facts.findings import INDEX, PLACE, Collector, RowCounts, Sink
from comp.facts.mapping import ColumnMapping, From, Marks, MoreDecimals
from comp.facts.people import People
from comp.facts.plain import PlainReader
from comp.language.core import Kind, Source, SourceColumn
from tests.facts.company import COMPANY

PEOPLE = People(systems={"crm": {"U-1": "ana", "U-2": "bo", "Ümit": "mia"}})
CURRENCIES = ("USD", "JPY", "KWD", "EUR", None)

# Texts that some kind of column takes, that none takes, and that only look like such as one takes.
HOSTILE = [
    *("", " ", "-", "n/a", "0", "0.00", "\N{NO-BREAK SPACE}", "\t", "a\tb", "a\x1bb", "a\x85b", "\x7f"),
    *("1e3", "1E+3", "NaN", "inf", "-inf", "+5", "-5", "5-", "(12.30)", "--5", "(-5)", "5.", ".5", "0x10"),
    *(
        "1.234,56",
        "1,234.56",
        "1,234,56",
        "1 234",
        "1'234.50",
        "12,34.56",
        "1_000",
        "\u0661\u0662",
        "\uff11\uff12",
    ),
    *(
        "12.5%",
        "12.5 %",
        "%",
        "10%%",
        "100%",
        "0.1234567891",
        "0.123456789",
        "12.3450000000",
        "12.345",
        "1.0",
    ),
    *("9000000000000000", "90000000000000.00", "90000000000000.01", "9000000000000.00", "9000000000000.01"),
    *("900000000000000.00", "999999999999.99", "1000000000000.00", "99999999", "999999999", "9000000000"),
    *("99999999.999999999", "99999999999999999999", "-0.00", "-0", "007", "000000000000000000012.50", "1.10"),
    *(
        "2026-02-30",
        "2026-2-3",
        "2026-02-03",
        "20260203",
        "1899-12-31",
        "2201-01-01",
        "9999-12-31",
        "0001-01-01",
    ),
    *("03.02.2026", "02/03/2026", "2026-02-03T23:30:00Z", "2026-02-03T23:30:00+0900", "3 Feb 2026"),
    *(
        "true",
        "TRUE",
        "yes",
        "no",
        "new",
        "New",
        "NEW  ",
        " new",
        "expansion",
        "USD",
        "usd",
        "JPY",
        "XXX",
        "US D",
    ),
    *(
        "ana",
        " ana",
        "ana ",
        "Zoë",
        "U-1",
        "U-2",
        "U-9",
        "Ümit",
        "=1+1",
        "'tis",
        "x" * 40,
        "😀",
        "\u200b",
        "é\u0301",
    ),
    # What a typed file writes: see comp.facts.cells.
    *(
        "\0n12",
        "\0n-12.50",
        "\0n1,234",
        "\0n1.234",
        "\0d2026-02-03",
        "\0btrue",
        "\0xan error",
        "\0",
        "\0n",
        "\0q",
    ),
]
NUMBERS = st.from_regex(r"-?[0-9]{1,16}([.,][0-9]{1,11})?%?", fullmatch=True)
DATES = st.dates(date(1890, 1, 1), date(2210, 1, 1)).map(str)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
CELLS = st.one_of(st.sampled_from(HOSTILE), NUMBERS, DATES, TEXTS, st.none())
PLAIN_CELLS = st.one_of(NUMBERS, DATES, st.integers(0, 10**6).map("D{:09d}".format))


def with_decimals(marks: Marks, pair: tuple[str, str]) -> Marks:
    return replace(marks, decimal=pair[0], thousands=pair[1])


DECIMALS = st.sampled_from([(".", ""), (".", ","), (",", "."), (".", " "), (",", "'"), (",", "")])
WRITTEN = st.builds(
    Marks,
    dates=st.sampled_from(
        [("YYYY-MM-DD",), ("DD.MM.YYYY", "MM/DD/YYYY", "DD/MM/YYYY"), ("YYYY-MM-DDThh:mm:ssZ", "D MMM YYYY")]
    ),
    blank=st.sampled_from([("",), ("", "-", "n/a"), ("0", "0.00", "\0n12", "ana")]),
    true=st.sampled_from([("true",), ("yes", "new")]),
    more_decimals=st.sampled_from(MoreDecimals),
)
MARKS = st.builds(with_decimals, WRITTEN, DECIMALS)
MAPPINGS = st.builds(
    ColumnMapping,
    origin=st.just(From("cell")),
    marks=MARKS,
    people=st.sampled_from([None, None, None, "crm"]),
    words=st.sampled_from([{}, {}, {}, {"U-1": "new", "yes": "12.5", "x": "", "0": "2026-02-03"}]),
    fold_case=st.booleans(),
    fold_space=st.booleans(),
    blank_is=st.sampled_from([None, None, None, "0.00", "2026-02-03", "new"]),
    percent=st.booleans(),
)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Company:
    path = tmp_path_factory.mktemp("company") / "comp.toml"
    path.write_text(COMPANY + 'time_zone = "Asia/Tokyo"\n')
    return read_company(path)


def found(collector: Collector) -> tuple[object, ...]:
    """Everything that a collector was told."""
    report = collector.report(RowCounts(), stops=False)
    return report.findings, report.counts, report.refused.rows(), collector.refused_rows


def compare(
    settled: Company,
    column: SourceColumn,
    how: ColumnMapping,
    terms: list[list[str | None]],
    currencies: list[str | None] | None,
) -> None:
    """Read the column both ways."""
    source = Source("deal", "Deals", (column,), key="id", currency_code="EUR")
    cells = [pl.Series(each, dtype=pl.String) for each in terms]
    codes = None if currencies is None else pl.Series(currencies, dtype=pl.String)
    rows = range(cells[0].len())
    places = pl.DataFrame(
        {INDEX: rows, PLACE[0]: "deal.csv", PLACE[1]: None, PLACE[2]: [row + 2 for row in rows]},
        schema={INDEX: pl.Int64, PLACE[0]: pl.String, PLACE[1]: pl.String, PLACE[2]: pl.Int64},
    )
    at_once, by_rule = Collector("deal"), Collector("deal")

    quick = PlainReader(source, settled, PEOPLE, Sink(places, at_once), codes).read(column, how, cells)
    slow = ColumnReader(source, settled, PEOPLE, Sink(places, by_rule), codes).read(column, how, cells)

    assert quick.dtype == slow.dtype
    assert quick.to_list() == slow.to_list()
    assert found(at_once) == found(by_rule)


def repeated(items: list[str | None], rows: int) -> list[str | None]:
    return [items[row % len(items)] for row in range(rows)]


@pytest.mark.parametrize(
    "marks",
    [
        Marks(),
        Marks(thousands=",", blank=("", "-", "n/a"), more_decimals=MoreDecimals.HALF_EVEN),
        Marks(decimal=",", thousands=".", blank=("0", "ana"), more_decimals=MoreDecimals.HALF_UP),
        Marks(blank=("0", "12.345", "\0n12", "ana"), more_decimals=MoreDecimals.DOWN),
    ],
    ids=["as written", "thousands", "marks swapped", "other blanks"],
)
def test_hostile_cells_are_the_same_in_any_column(settled: Company, marks: Marks) -> None:
    how = ColumnMapping(From("cell"), marks)
    many: list[str | None] = [*HOSTILE]
    written: list[str | None] = [cell for cell in HOSTILE if not cell.startswith("\0")]
    typed: list[str | None] = [cell for cell in HOSTILE if cell.startswith("\0n")]
    few = many[:40] * 3
    for number, kind in enumerate(Kind):
        column = SourceColumn("cell", kind, may_be_blank=number % 2 == 0, choices=("new", "expansion"))
        for cells in (many, written, typed, few):
            compare(settled, column, how, [cells], None)
        compare(settled, column, replace(how, percent=True, blank_is="0.00"), [written], None)
        compare(settled, column, replace(how, people="crm"), [written], None)
    money = SourceColumn("cell", Kind.ROW_MONEY)
    compare(settled, money, how, [written], repeated(["USD", "JPY", None, "KWD"], len(written)))
    compare(settled, money, how, [written, written[::-1]], None)


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(Kind),
    how=MAPPINGS,
    blanks=st.sampled_from(["", "may be blank"]),
    cells=st.one_of(
        st.lists(CELLS, max_size=12),
        st.lists(st.one_of(PLAIN_CELLS, PLAIN_CELLS, CELLS), max_size=25),
        st.lists(st.sampled_from(HOSTILE[:12]), max_size=12).map(lambda few: few * 3),
    ),
    others=st.one_of(st.none(), st.lists(CELLS, min_size=1, max_size=9)),
    currencies=st.one_of(st.none(), st.lists(st.sampled_from(CURRENCIES), min_size=1, max_size=4)),
)
def test_at_once_and_by_the_rule_are_the_same(  # noqa: PLR0917 - what hypothesis draws
    settled: Company,
    kind: Kind,
    how: ColumnMapping,
    blanks: str,
    cells: list[str | None],
    others: list[str | None] | None,
    currencies: list[str | None] | None,
) -> None:
    column = SourceColumn("cell", kind, may_be_blank=bool(blanks), choices=("new", "expansion"))
    terms = [cells] if others is None else [cells, repeated(others, len(cells))]
    codes = None if currencies is None else repeated(currencies, len(cells))
    compare(settled, column, how, terms, codes)
