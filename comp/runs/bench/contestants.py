"""Who takes part in the benchmark: what starts each, what it takes upon itself, and what it needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from comp.errors import UnknownNameError

_BASELINES: Final = Path(__file__).parent.parent / "baselines"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to do the work, called as `comp/runs/baselines/calling.py` says.

    `key` is its name on the command line; `needs` are the packages without which it does not run.
    """

    key: str
    name: str
    command: tuple[str, ...]
    duties: str
    out: str = "lines.parquet"
    needs: tuple[str, ...] = ()
    values_all: bool = True  # else only the lines that it writes are held against the others'

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be installed before it can take part."""
        return tuple(name for name in self.needs if find_spec(name) is None)

    @property
    def reads_csv(self) -> bool:
        """Whether its facts have to be there as CSV."""
        return self.out.endswith(".csv")


OURS: Final = Contestant(
    "comp",
    "comp",
    ("-m", "comp.runs.bench.ours"),
    "reads the plan's text and checks it, and sees from it that lines of closed periods stay as they are; "
    "128-bit integers; a process for each core; Parquet in; every line with all working; Parquet out, a file "
    "for each batch",
)
CONTESTANTS: Final = (
    OURS,
    Contestant(
        "run",
        "comp run",
        ("-m", "comp.runs.bench.ours_changes"),
        "as comp; it sees from the plan that closed periods rest on themselves alone, with deals known on "
        "their day, and leaves these out",
        values_all=False,
    ),
    Contestant(
        "polars",
        "Polars by hand",
        (str(_BASELINES / "by_polars.py"),),
        "this plan only, whose closed quarters it knows not to change; 64-bit integers, stops where they "
        "could be too narrow; some payees at a time; Parquet in; lines with counters and factor; Parquet out",
        needs=("polars",),
    ),
    Contestant(
        "duckdb",
        "DuckDB by hand",
        (str(_BASELINES / "by_duckdb.py"),),
        "this plan only; 64-bit integers, stops where they are too narrow, 128-bit sums; Parquet in; lines "
        "with counters and factor; Parquet out",
        needs=("duckdb",),
    ),
    Contestant(
        "pandas",
        "pandas by hand",
        (str(_BASELINES / "by_pandas.py"),),
        "this plan only; 64-bit integers, wrong without a word where they are too narrow; Parquet in and "
        "out by Polars; lines with counters and factor",
        needs=("pandas", "polars"),
    ),
    Contestant(
        "decimal",
        "Python with Decimal",
        (str(_BASELINES / "by_python.py"),),
        "this plan only; 50 digits, one core; CSV in and out; lines with counters and factor",
        out="lines.csv",
    ),
)


def chosen(keys: Sequence[str]) -> tuple[Contestant, ...]:
    """Ours and those that the keys name, in their order; all where no key is given.

    Raises:
        UnknownNameError: nobody has that key.
    """
    known = [each.key for each in CONTESTANTS]
    for key in keys:
        if key not in known:
            raise UnknownNameError("contestant", key, known)
    return tuple(each for each in CONTESTANTS if not keys or each.key in {OURS.key, *keys})


def started(contestant: Contestant) -> list[str]:
    """The start of its command line, before what every contestant is given."""
    return [sys.executable, *contestant.command]
