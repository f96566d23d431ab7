"""`comp bench sheet`: what is compared, how near it must be, and what is said where it is not."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from comp.cli import main
from comp.errors import CompError
from comp.runs.bench import sheets_ours
from comp.runs.bench.sheets_book import HEADINGS, write_book
from comp.runs.bench.sheets_compare import compare, exact_commissions
from comp.runs.bench.sheets_deals import Deal, make_deals, quota_minor, write_facts

PLAN = Path(sheets_ours.__file__).parent / "sheet" / "sheet_2026.plan"
QUOTA = 10_000_00

# A quota of 10,000 dollars has bounds at 5,000, 10,000 and 15,000.
# D1: 4,000 at 6% = 240.
# D2: 1,000 at 6% + 5,000 at 10% + 2,000 at 15% = 60 + 500 + 300 = 860; the counter stands at 12,000.
# D3: 3,000 at 15% + 1,000.25 at 20% = 450 + 200.05 = 650.05.
# D4 begins another quarter: 0.25 at 6% = 0.015, which is half a cent above one cent.
# D5 is another seller's: 100 at 6% = 6.
DEALS = [
    Deal(date(2026, 1, 5), "D1", "S00", 4_000_00),
    Deal(date(2026, 2, 5), "D2", "S00", 8_000_00),
    Deal(date(2026, 3, 5), "D3", "S00", 4_000_25),
    Deal(date(2026, 4, 5), "D4", "S00", 25),
    Deal(date(2026, 4, 5), "D5", "S01", 100_00),
]
CENTS = {"D1": 240_00, "D2": 860_00, "D3": 650_05, "D4": 2, "D5": 6_00}


def ours_in(folder: Path) -> Path:
    """What our engine writes for the deals."""
    folder.mkdir()
    write_facts(DEALS, QUOTA, folder)
    sheets_ours.main(PLAN, folder, folder)
    return folder


def theirs_in(folder: Path, paid: dict[str, str], totals: dict[str, str]) -> Path:
    """Sheets as a spreadsheet exports them."""
    folder.mkdir()
    _write(folder / "book-deals.csv", ("id", "commission"), paid.items())
    _write(folder / "book-totals.csv", ("owner", "commission"), totals.items())
    return folder


def _write(path: Path, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)


PAID = {"D1": "240", "D2": "860", "D3": "650.05", "D4": "0.02", "D5": "6"}
TOTALS = {"S00": "1750.0700000000002", "S01": "6", "S02": "0"}


def test_exact_commissions_are_the_bands_of_the_running_total() -> None:
    exact = exact_commissions(reversed(DEALS), QUOTA)

    # In hundredths of a cent.
    assert exact == {"D1": 24_000_00, "D2": 86_000_00, "D3": 65_005_00, "D4": 1_50, "D5": 600_00}


def test_the_engine_pays_what_is_exact_and_rounds_half_a_cent_up(tmp_path: Path) -> None:
    ours = ours_in(tmp_path / "ours")

    with (ours / "lines.csv").open(encoding="utf-8") as file:
        assert {row["fact"]: int(row["earned_minor"]) for row in csv.DictReader(file)} == CENTS
    assert (ours / "totals.csv").read_text("utf-8").split() == ["payee,earned_minor", "S00,175007", "S01,600"]


def test_a_cent_on_half_a_cent_is_counted_and_shown_by_seller(tmp_path: Path) -> None:
    rounded_down = theirs_in(tmp_path / "theirs", {**PAID, "D4": "0.01"}, {**TOTALS, "S00": "1750.06"})

    found = compare(DEALS, QUOTA, ours_in(tmp_path / "ours"), rounded_down)

    assert (found.lines, found.lines_on_half_a_cent, found.lines_that_differ) == (5, 1, 1)
    assert (found.sellers, found.sellers_that_differ, found.largest_of_a_seller_minor) == (2, 1, 1)
    assert (found.earned_minor, found.their_earned_minor) == (1756_07, 1756_06)


def test_equal_results_differ_nowhere(tmp_path: Path) -> None:
    found = compare(DEALS, QUOTA, ours_in(tmp_path / "ours"), theirs_in(tmp_path / "theirs", PAID, TOTALS))

    assert (found.lines_that_differ, found.sellers_that_differ, found.largest_of_a_seller_minor) == (0, 0, 0)


@pytest.mark.parametrize(
    ("paid", "totals", "said"),
    [
        ({**PAID, "D1": "240.01"}, TOTALS, "the spreadsheet pays 24,001 cents for D1, where 24,000 are due"),
        ({**PAID, "D4": "0.03"}, TOTALS, "the spreadsheet pays 3 cents for D4, where 2 are due"),
        (PAID, {**TOTALS, "S01": "6.01"}, "the spreadsheet's totals are not the sums of its lines"),
        ({"D1": "240"}, TOTALS, "the spreadsheet does not pay the deals that there are"),
    ],
)
def test_any_other_difference_is_an_error(
    paid: dict[str, str], totals: dict[str, str], said: str, tmp_path: Path
) -> None:
    ours, theirs = ours_in(tmp_path / "ours"), theirs_in(tmp_path / "theirs", paid, totals)

    with pytest.raises(CompError, match=f"{said}.*; nothing was measured"):
        compare(DEALS, QUOTA, ours, theirs)


def test_a_line_of_ours_that_is_a_cent_off_is_an_error(tmp_path: Path) -> None:
    ours = ours_in(tmp_path / "ours")
    text = (ours / "lines.csv").read_text("utf-8")
    assert ",24000,24000,24000," in text
    (ours / "lines.csv").write_text(text.replace(",24000,24000,", ",24001,24001,"), "utf-8")

    with pytest.raises(CompError, match="comp pays 24,001 cents for D1, where 24,000 are due"):
        compare(DEALS, QUOTA, ours, theirs_in(tmp_path / "theirs", PAID, TOTALS))


def test_the_workbook_holds_formulas_without_results_and_text_as_text(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    write_book([Deal(date(2026, 1, 5), "=1+1", "S00", 4_000_00)], QUOTA, book)

    read, results = load_workbook(book), load_workbook(book, data_only=True)

    heading, deal = read["deals"].iter_rows(max_col=len(HEADINGS))
    assert [cell.value for cell in heading] == list(HEADINGS)
    assert [cell.data_type for cell in deal] == ["s", "s", "d", "n", *["f"] * 9]
    assert deal[0].value == "=1+1"
    assert [cell.value for cell in results["deals"][2][4:]] == [None] * 9
    read.close()
    results.close()


def test_deals_are_the_same_for_the_same_number_and_reach_every_band() -> None:
    deals = make_deals(2000)
    quota = quota_minor(2000)
    reached: Counter[tuple[str, int]] = Counter()
    for deal in deals:
        reached[deal.owner, deal.quarter] += deal.amount_minor

    assert deals == make_deals(2000)
    assert deals == sorted(deals)
    assert max(reached.values()) > quota * 3 // 2
    assert min(reached.values()) < quota


def test_without_libreoffice_one_line_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    done = CliRunner().invoke(main, ["bench", "sheet"])

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Error: LibreOffice is not installed: there is no `soffice` on the PATH;")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_pays_what_the_engine_pays() -> None:
    done = CliRunner().invoke(main, ["bench", "sheet", "--deals", "100", "--repeat", "1", "--json"])

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [each["name"].split()[0] for each in found["contestants"]] == ["comp", "LibreOffice"]
    assert found["contestants"][0]["time_ratio"] == "1.00"
    assert all(each["milliseconds"][0] > 0 and each["peak_bytes"][0] > 0 for each in found["contestants"])
    assert found["lines"] == 100
    assert found["lines_that_differ"] <= found["lines_on_half_a_cent"]
    assert "whole process" in found["clock"]
