"""What `comp bench` shows of its measurements: a table for people, and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from comp.cli.output import console, whole_numbers
from comp.language.money import format_minor
from comp.runs.bench.contestants import Contestant
from comp.runs.bench.machine import Machine
from comp.runs.bench.measure import CLOCKS, DUTY, SECOND_ENGINE, Measurement, Trial, ratio
from comp.runs.bench.plot import seconds


def plain(
    trial: Trial, measurements: Sequence[Measurement], absent: Sequence[Contestant], machine: Machine
) -> dict[str, object]:
    """Everything, for machines; amounts are text."""
    ours = measurements[0]
    return {
        "deals": trial.deals,
        "period": trial.period,
        "repeat": trial.repeat,
        "duty": DUTY,
        "clocks": {clock: CLOCKS[clock] for clock in trial.clocks},
        "second_engine": SECOND_ENGINE,
        "machine": asdict(machine),
        "contestants": [_contestant(each, ours, trial) for each in measurements],
        "absent": [{"name": each.name, "install": list(each.missing)} for each in absent],
    }


def _contestant(each: Measurement, ours: Measurement, trial: Trial) -> dict[str, object]:
    amounts = {name: str(total) for name, total in each.totals.items() if name.endswith("_minor")}
    return {
        "name": each.contestant.name,
        "duties": each.contestant.duties,
        "lines": each.totals["lines"],
        "valued": each.totals["valued"],
        **amounts,
        "milliseconds": {clock: each.milliseconds[clock] for clock in trial.clocks},
        "time_ratio": {
            clock: ratio(each.median_milliseconds(clock), ours.median_milliseconds(clock))
            for clock in trial.clocks
        },
        "peak_bytes": each.peak_bytes,
        "memory_ratio": ratio(each.median_peak_bytes, ours.median_peak_bytes),
    }


def show(
    trial: Trial, measurements: Sequence[Measurement], absent: Sequence[Contestant], machine: Machine
) -> None:
    """The table, and below it what the figures mean."""
    table = Table()
    titles = {"process": "process s", "warm": "warm s"}
    for heading in ("", *(each for clock in trial.clocks for each in (titles[clock], "to ours"))):
        table.add_column(heading, justify="right" if heading else "left")
    for heading in ("peak MB", "to ours"):
        table.add_column(heading, justify="right")
    for each in measurements:
        table.add_row(*_row(each, measurements[0], trial))
    for one in absent:
        table.add_row(one.name, "absent")
    screen = console()
    screen.print(whole_numbers(table))
    for sentence in _told(trial, measurements, absent, machine):
        screen.print(sentence)


def _row(each: Measurement, ours: Measurement, trial: Trial) -> list[str]:
    cells = [each.contestant.name]
    for clock in trial.clocks:
        time = each.median_milliseconds(clock)
        cells += [seconds(time), ratio(time, ours.median_milliseconds(clock)) + " x"]
    peak = each.median_peak_bytes
    return [*cells, f"{peak // 2**20:,}", ratio(peak, ours.median_peak_bytes) + " x"]


def _told(
    trial: Trial, measurements: Sequence[Measurement], absent: Sequence[Contestant], machine: Machine
) -> list[str]:
    totals = measurements[0].totals
    earned = format_minor(totals["earned_minor"], "USD")
    lines = f"{totals['valued']:,} lines valued, {totals['lines']:,} written"
    return [
        f"{trial.deals:,} deals, {lines}, {earned} USD earned in {trial.period} by all.",
        f"Median of {trial.repeat}. Duty of all: {DUTY}.",
        *(f"Clock {clock}: {CLOCKS[clock]}." for clock in trial.clocks),
        f"Peak: of the {'whole process' if 'process' in trial.clocks else 'warm process'}.",
        f"Second engine: {SECOND_ENGINE}.",
        f"Machine: {machine}.",
        *(f"{each.contestant.name}: {each.contestant.duties}." for each in measurements),
        *(f"{one.name} is absent: pip install {' '.join(one.missing)}." for one in absent),
    ]
