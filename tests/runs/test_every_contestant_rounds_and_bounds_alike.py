"""Every contestant of the benchmark on a few deals, whose amounts are worked out by hand."""

import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from comp.facts.snapshot import Snapshot, Value
from comp.runs.bench.contestants import CONTESTANTS, Contestant, started
from comp.runs.bench.facts import bench_program

PRESENT = [each for each in CONTESTANTS if not each.missing]
QUARTERS = ((1, 31, 3), (4, 30, 6), (7, 30, 9), (10, 31, 12))


def written_facts(folder: Path, deals: Sequence[Mapping[str, Value]]) -> Path:
    """Facts of R1 and R2, who have nobody above them and quotas of 1,000.00 USD."""
    payees = ("R1", "R2")
    rows: dict[str, Sequence[Mapping[str, Value]]] = {
        "deal": [{"currency": "USD", **deal} for deal in deals],
        "assignment": [
            {
                "payee": payee,
                "role": "SELLER",
                "target_incentive": 100,
                "starts_on": date(2020, 1, 1),
                "currency": "USD",
            }
            for payee in payees
        ],
        "quota": [
            {
                "id": f"{payee}-{first}",
                "payee": payee,
                "name": "new_business",
                "starts_on": date(2026, first, 1),
                "ends_on": date(2026, last, day),
                "amount": 100_000,
                "currency": "USD",
            }
            for payee in payees
            for first, day, last in QUARTERS
        ],
    }
    folder.mkdir()
    for name, table in Snapshot.from_rows(bench_program().sources, rows).tables.items():
        table.write_parquet(folder / f"{name}.parquet")
        table.write_csv(folder / f"{name}.csv")
    return folder


def started_on(contestant: Contestant, facts: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Let it pay December."""
    command = [*started(contestant), str(facts), str(out), "2026-11-30", "2026-12-31"]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("contestant", PRESENT, ids=lambda each: each.key)
def test_ties_and_both_ends_are_as_worked_out_by_hand(tmp_path: Path, contestant: Contestant) -> None:
    quarter = Fraction(1, 4)
    facts = written_facts(
        tmp_path / "facts",
        [
            {"id": "D1", "owner": "R1", "first_year_value": 750, "booked_on": date(2026, 12, 1)},
            {"id": "D2", "owner": "R1", "first_year_value": 250, "booked_on": date(2026, 12, 2)},
            {
                "id": "D3",
                "owner": "R1",
                "overlay": "R1",
                "overlay_share": quarter,
                "first_year_value": 1_002,
                "booked_on": date(2026, 12, 3),
            },
            {"id": "D4", "owner": "R2", "first_year_value": 160_000, "booked_on": date(2026, 11, 1)},
            {"id": "D5", "owner": "R2", "first_year_value": 50_000, "booked_on": date(2026, 12, 31)},
            {"id": "D6", "owner": "R2", "first_year_value": 9_900, "booked_on": date(2026, 9, 30)},
        ],
    )
    out = tmp_path / contestant.out

    done = started_on(contestant, facts, out)

    assert done.returncode == 0, done.stderr
    lines = pl.read_csv(out) if contestant.reads_csv else pl.read_parquet(out)
    found = {
        line_id.removeprefix("bench_2026.commission:"): tuple(amounts)
        for line_id, *amounts in lines.select(
            "line_id", "credit_minor", "earned_before_minor", "earned_after_minor", "earned_minor"
        ).iter_rows()
    }
    # R1 stays in the first band of 6% and below the quota, times 0.90: 5.4% of 750 is 40.5, to the even 40;
    # of 250 it is 13.5, to the even 14. A quarter of 1,002 is 250.5: the overlay, first, takes the half and
    # has 251, the owner 751; 5.4% of these is 13.554 and 40.554.
    # R2 passes 150% in the quarter. Before its end the factor is 0.90: on 160,000 the bands pay 3,000 and
    # 5,000 and 7,500 and 2,000, which is 17,500; times 0.90 it is 15,750, and the cap leaves 15,000. After,
    # times 1.10 it is 19,250, and the cap leaves 15,000 too, and nothing of D5, which is written since it was
    # born in December.
    # D6 lies in a closed quarter: nothing changed, so it is not written.
    assert found == {
        "R1:D1#2": (750, 0, 40, 40),
        "R1:D2#2": (250, 0, 14, 14),
        "R1:D3#1": (251, 0, 14, 14),
        "R1:D3#2": (751, 0, 41, 41),
        "R2:D5#2": (50_000, 0, 0, 0),
    }


@pytest.mark.parametrize("key", ["polars", "duckdb"])
def test_amounts_too_wide_for_their_numbers_stop_the_script(tmp_path: Path, key: str) -> None:
    [contestant] = [each for each in CONTESTANTS if each.key == key]
    if contestant.missing:
        pytest.skip(f"{key} is not installed")
    facts = written_facts(
        tmp_path / "facts",
        [
            {
                "id": "D1",
                "owner": "R1",
                "overlay": "R2",
                "overlay_share": Fraction(1, 2),
                "first_year_value": 10**11,
                "booked_on": date(2026, 12, 1),
            }
        ],
    )

    # Twice 10^11 times 5 * 10^8 billionths is 10^20, and 64 bits end at 9.2 * 10^18.
    done = started_on(contestant, facts, tmp_path / contestant.out)

    assert done.returncode != 0
    assert "wider than 64 bits" in done.stderr or "Overflow in multiplication" in done.stderr
    assert not (tmp_path / contestant.out).exists()
