"""A run's results folder: written whole or not at all, read back and checked against its digests."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

from comp.errors import CompError
from comp.runs.difference import LINE_COLUMNS
from comp.runs.digests import DIGESTS, first_changed, open_within, write_digests
from comp.runs.kept_plans import KEPT_PLANS, KeptPlans
from comp.runs.manifest import Manifest
from comp.runs.payouts import payouts_of
from comp.runs.texts import read_texts, write_texts
from comp.whole_files import PART, why_not_written
from comp.whole_folders import names_in, read_whole, written_whole

T = TypeVar("T")
MANIFEST: Final = "manifest.json"
CSV_TABLES: Final = ("payouts", "faults", "refused", "unclaimed")
_ALWAYS: Final = {MANIFEST, "lines.parquet", "lines.csv", *(f"{name}.csv" for name in CSV_TABLES)}
# What sealing a run adds to its folder (comp.proofs).
SEAL, SECRET = "seal.json", "seal.secret"
FILES: Final = {*_ALWAYS, KEPT_PLANS, DIGESTS, SEAL, SECRET}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: lines with LINE_COLUMNS and the engine's working, and the tables of the folder.

    `plans` are those that it was calculated from; None where the folder was written before they were kept.
    """

    manifest: Manifest
    lines: pl.DataFrame
    payouts: pl.DataFrame
    faults: pl.DataFrame
    refused: pl.DataFrame
    unclaimed: pl.DataFrame
    plans: KeptPlans | None = None


def write_run(run: Run, out: Path) -> None:
    """Write the folder beside its place and put it there in one step, so that it is whole or absent.

    A run folder that is there already is replaced; an empty one is taken.

    Raises:
        CompError: there is something else at that place, another run is being written there, or it cannot be
            written to; what was there is still there.
    """
    refuse_other_contents(out)
    try:
        with written_whole(out) as new:
            _write_files(run, new)
            write_digests(new)
    except BlockingIOError as error:
        raise CompError(
            f"another run is being written to {out}; wait until it is done, or name another place with --out"
        ) from error
    except OSError as error:
        raise CompError(why_not_written(out, error)) from error


def refuse_other_contents(out: Path) -> None:
    """Raise unless the place is free, empty or holds an earlier run and nothing else."""
    # One look: between two of them another process may put its run there.
    try:
        is_folder = stat.S_ISDIR(out.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        if not out.is_symlink():
            return
        is_folder = False
    if not is_folder:
        raise CompError(f"{out} is not a folder; name another place with --out")
    if out.resolve() == Path.cwd():
        raise CompError(f"{out} is the folder that you are in, and would be replaced; name it from outside")
    names = {name for name in names_in(out) if not name.endswith(PART)}
    if names and MANIFEST not in names:
        raise CompError(f"{out} holds something that is not a run; name another place with --out")
    if names - FILES:
        extra = ", ".join(sorted(names - FILES))
        raise CompError(
            f"{out} holds a run, and {extra} beside it; move that away, or name another place with --out"
        )


def load_run(folder: Path) -> Run:
    """Read a run back.

    Raises:
        CompError: the folder holds no run, a file of it cannot be read, or its lines are not those that were
            calculated.
    """
    try:
        return read_whole(folder, lambda opened: _load(folder, opened))
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        if not folder.is_dir() or missing == MANIFEST:
            raise CompError(
                f"{folder} is not a run's folder: it has no {MANIFEST}; write one with comp run … --out"
            ) from error
        raise _changed(folder, missing) from error
    except NotADirectoryError as error:
        raise CompError(f"{folder} is not a run's folder; write one with comp run … --out") from error


def _load(folder: Path, opened: int) -> Run:
    try:
        manifest = _read(opened, MANIFEST, lambda file: Manifest.from_json(file.read()))
    except CompError as error:
        raise CompError(f"{folder}: {error}") from error
    expected = _ALWAYS | {KEPT_PLANS} if manifest.plans_digest else _ALWAYS
    changed = first_changed(opened, expected)
    if changed:
        raise _changed(folder, changed)
    lines = _read(opened, "lines.parquet", pl.read_parquet)
    if results_digest(lines) != manifest.results_digest:
        raise CompError(f"the lines in {folder} were changed after the run; run the period again")
    tables = {name: _read(opened, f"{name}.csv", read_texts) for name in CSV_TABLES}
    if not tables["payouts"].equals(payouts_of(lines, manifest.period)):
        raise CompError(f"payouts.csv in {folder} is not the sum of its lines; run the period again")
    if any(_totals(lines, paid.plan) != (paid.earned_minor, paid.payable_minor) for paid in manifest.plans):
        raise CompError(f"{MANIFEST} in {folder} does not tell the sum of its lines; run the period again")
    return Run(manifest=manifest, lines=lines, **tables, plans=_kept_plans(opened, manifest.plans_digest))


def _changed(folder: Path, name: str) -> CompError:
    return CompError(
        f"{folder / name} is missing or was changed after the run, or {DIGESTS} was; run the period again"
    )


def _kept_plans(opened: int, digest: str) -> KeptPlans | None:
    return KeptPlans.from_json(_read(opened, KEPT_PLANS, BufferedReader.read), digest) if digest else None


def _totals(lines: pl.DataFrame, plan: str) -> tuple[int, int]:
    sums = lines.filter(pl.col("plan") == plan).select(
        pl.col("earned_minor", "payable_minor").cast(pl.Int128).sum()
    )
    return sums.row(0)


def _read(opened: int, name: str, reader: Callable[[BufferedReader], T]) -> T:
    with open_within(opened, name) as file:
        return reader(file)


def results_digest(lines: pl.DataFrame) -> str:
    """SHA-256 of the lines' fixed columns in order of line id, whatever order they come in.

    The engine's working is left out: it explains an amount and may be told differently by a later engine.
    """
    total = hashlib.sha256()
    total.update("|".join(f"{name} {kind}" for name, kind in LINE_COLUMNS.items()).encode() + b"\n")
    absent = sorted(LINE_COLUMNS.keys() - set(lines.columns))
    if absent:
        raise CompError(f"these are no lines of a run: {', '.join(absent)} is missing; run the period again")
    canonical = lines.select(pl.col(name).cast(kind) for name, kind in LINE_COLUMNS.items()).sort("line_id")
    total.update(canonical.write_csv(null_value="\\N", quote_style="non_numeric").encode())
    return total.hexdigest()


def portable(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with no integer wider than 64 bits; working that does not fit is written out as text.

    Raises:
        TypeError: a column holds floats, which no result may.
    """
    floats = [name for name, kind in lines.schema.items() if kind.is_float()]
    if floats:
        raise TypeError(f"floats in a result: {', '.join(floats)}")
    wide = [name for name, kind in lines.schema.items() if isinstance(kind, pl.Int128 | pl.UInt128)]
    return lines.with_columns(_narrowed(lines[name]) for name in wide)


def _narrowed(column: pl.Series) -> pl.Series:
    fits = column.is_between(-(2**63), 2**63 - 1).all()
    return column.cast(pl.Int64 if fits else pl.String)


def _write_files(run: Run, folder: Path) -> None:
    # Not by Polars to the disk: it would tell of a full one in words that name neither disk nor reason.
    parquet = BytesIO()
    run.lines.write_parquet(parquet, compression="zstd", compression_level=3)
    (folder / "lines.parquet").write_bytes(parquet.getbuffer())
    write_texts(run.lines, folder / "lines.csv")
    for name in CSV_TABLES:
        table: pl.DataFrame = getattr(run, name)
        write_texts(table, folder / f"{name}.csv")
    if run.plans is not None:
        (folder / KEPT_PLANS).write_text(run.plans.to_json(), encoding="utf-8")
    (folder / MANIFEST).write_text(run.manifest.to_json(), encoding="utf-8")
