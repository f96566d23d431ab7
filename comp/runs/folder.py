"""A run's results folder: written whole or not at all, read back and checked against its digests."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

from comp.errors import CompError
from comp.runs.difference import LINE_COLUMNS
from comp.runs.kept_plans import KEPT_PLANS, KeptPlans
from comp.runs.manifest import Manifest
from comp.runs.payouts import payouts_of
from comp.runs.texts import read_texts, write_texts

T = TypeVar("T")
MANIFEST: Final = "manifest.json"
CSV_TABLES: Final = ("payouts", "faults", "refused", "unclaimed")
FILES: Final = {MANIFEST, KEPT_PLANS, "lines.parquet", "lines.csv", *(f"{name}.csv" for name in CSV_TABLES)}


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
    """Write the folder beside its place and move it there, so that it is whole or absent.

    A run folder that is there already is replaced; an empty one is taken.

    Raises:
        CompError: there is something else at that place, or it cannot be written to.
    """
    refuse_other_contents(out)
    try:
        _write_whole(run, out.resolve())
    except OSError as error:
        raise CompError(
            f"{out} cannot be written ({error.strerror or error}); name another place with --out"
        ) from error


def _write_whole(run: Run, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        new = Path(scratch, "new")
        new.mkdir(mode=0o755)
        _write_files(run, new)
        _put_in_place(new, out, Path(scratch, "old"))


def _put_in_place(new: Path, out: Path, old: Path) -> None:
    """Two renames; where the second fails, the earlier run comes back."""
    if not out.exists():
        new.rename(out)
        return
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise


def refuse_other_contents(out: Path) -> None:
    """Raise unless the place is free, empty or holds an earlier run and nothing else."""
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        raise CompError(f"{out} is not a folder; name another place with --out")
    if out.resolve() == Path.cwd():
        raise CompError(f"{out} is the folder that you are in, and would be replaced; name it from outside")
    names = {path.name for path in out.iterdir()}
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
    if not (folder / MANIFEST).is_file():
        raise CompError(
            f"{folder} is not a run's folder: it has no {MANIFEST}; write one with comp run … --out"
        )
    manifest = Manifest.from_json((folder / MANIFEST).read_bytes())
    lines = _read(folder / "lines.parquet", pl.read_parquet)
    if results_digest(lines) != manifest.results_digest:
        raise CompError(f"the lines in {folder} were changed after the run; run the period again")
    tables = {name: _read(folder / f"{name}.csv", read_texts) for name in CSV_TABLES}
    if not tables["payouts"].equals(payouts_of(lines, manifest.period)):
        raise CompError(f"payouts.csv in {folder} is not the sum of its lines; run the period again")
    if any(_totals(lines, paid.plan) != (paid.earned_minor, paid.payable_minor) for paid in manifest.plans):
        raise CompError(f"{MANIFEST} in {folder} does not tell the sum of its lines; run the period again")
    return Run(manifest=manifest, lines=lines, **tables, plans=_kept_plans(folder, manifest.plans_digest))


def _kept_plans(folder: Path, digest: str) -> KeptPlans | None:
    return KeptPlans.from_json(_read(folder / KEPT_PLANS, Path.read_bytes), digest) if digest else None


def _totals(lines: pl.DataFrame, plan: str) -> tuple[int, int]:
    sums = lines.filter(pl.col("plan") == plan).select(
        pl.col("earned_minor", "payable_minor").cast(pl.Int128).sum()
    )
    return sums.row(0)


def _read(file: Path, reader: Callable[[Path], T]) -> T:
    try:
        return reader(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise CompError(f"{file} is missing or was changed after the run; run the period again") from error


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
    run.lines.write_parquet(folder / "lines.parquet", compression="zstd", compression_level=3)
    write_texts(run.lines, folder / "lines.csv")
    for name in CSV_TABLES:
        table: pl.DataFrame = getattr(run, name)
        write_texts(table, folder / f"{name}.csv")
    if run.plans is not None:
        (folder / KEPT_PLANS).write_text(run.plans.to_json(), encoding="utf-8")
    (folder / MANIFEST).write_text(run.manifest.to_json(), encoding="utf-8")
