from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comp.engine import valuate
from comp.language.calendar import Calendar
from comp.runs.bench import facts
from comp.runs.bench.facts import Size, bench_program, generate, read_snapshot, write_snapshot


def test_facts_are_the_same_for_the_same_number_of_deals() -> None:
    program = bench_program()

    assert generate(program, 500).digest == generate(program, 500).digest
    assert generate(program, 500).digest != generate(program, 501).digest


def test_the_company_grows_with_its_deals() -> None:
    # A seller for each 2,000 deals, 40 at least; a tenth as many managers, 5 at least; a tenth of those
    # above them, 2 at least.
    assert Size.of(100) == Size(100, 40, 5, 2)
    assert Size.of(1_000_000) == Size(1_000_000, 500, 50, 5)
    assert Size.of(100_000_000) == Size(100_000_000, 50_000, 5_000, 500)
    assert Size.of(1_000, 300) == Size(1_000, 300, 30, 3)


def test_facts_written_in_slices_are_those_made_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = bench_program()
    monkeypatch.setattr(facts, "_SLICE", 64)

    write_snapshot(program, 300, tmp_path, with_csv=True)

    whole = generate(program, 300).tables
    read = read_snapshot(program, tmp_path).tables
    assert {name: table.equals(whole[name]) for name, table in read.items()} == dict.fromkeys(whole, True)
    for name, table in whole.items():
        texts = pl.read_csv(tmp_path / f"{name}.csv", infer_schema=False)
        assert texts.equals(table.cast(pl.String)), name


def test_every_band_every_factor_and_the_cap_are_reached() -> None:
    program = bench_program()
    [plan] = program.plans
    snapshot = generate(program, 2_000, 20)

    lines = valuate(program, plan, snapshot, Calendar(), date(2026, 12, 31)).lines

    whole_rates = lines.filter(pl.col("rate_num") * 100 % pl.col("rate_den") == 0)
    rates = whole_rates.select(pl.col("rate_num") * 100 // pl.col("rate_den")).to_series()
    assert set(rates) >= {6, 10, 15, 20}
    factors = lines.select(pl.col("kicker_num") * 100 // pl.col("kicker_den")).to_series()
    assert set(factors) == {90, 100, 110}
    assert lines.filter((pl.col("struck_minor") > 0) & (pl.col("earned_minor") == 0)).height > 0
