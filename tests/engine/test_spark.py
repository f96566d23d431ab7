"""What runs on Spark has the lines that one process gives, also when a worker is lost (decision 0045).

A session takes longer to start than all else here, so these run where COMP_SPARK=1 asks for them and Spark
and Java are there; what is said where they are missing is tested in any case.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from comp.engine import LINE_SCHEMA, AmountTooLargeError, valuate_in_batches
from comp.engine.reach import reach_of
from comp.engine.settled import settled_through
from comp.engine.spark import Asked, lines_by_spark
from comp.engine.spark_session import NO_JAVA, NO_PYSPARK, require_spark, said_by_spark, spark_session
from comp.engine.stages import Batch
from comp.engine.valuation import valued_in_batches, values_of
from comp.errors import CompError
from comp.facts import Workspace
from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import Case, draw_case, program_of, snapshot_of
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.runs import calculate, prepare
from comp.runs.bench.facts import bench_program, generate
from comp.runs.difference import paid
from comp.runs.folder import results_digest
from comp.runs.spans import PaidSpan
from comp.runs.spark import OnSpark, lines_of, spark_runner
from tests.repository import project
from tests.runs import tiny

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WANTED = os.environ.get("COMP_SPARK") == "1" and find_spec("pyspark") and shutil.which("java")
on_spark = pytest.mark.skipif(
    not WANTED, reason="COMP_SPARK=1 asks for it; pyspark and Java have to be there"
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(project.ROOT), prepend=os.pathsep)  # for the functions of this file
        with spark_session("local[2]", tmp_path_factory.mktemp("spark")) as started:
            yield started


def at_days(plan: Plan, calendar: Calendar, days: list[date], batch: Batch) -> pl.DataFrame:
    """All lines on each of the days."""
    known = values_of(batch, plan, calendar, days)
    return pl.concat([shown(day, known[day].valuation().lines) for day in days])


def shown(day: date, lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(*LINE_SCHEMA, at=pl.lit(day))


def of_batch_by_a_worker_that_dies_once(
    marker: Path, then: Callable[[Batch], pl.DataFrame], batch: Batch
) -> pl.DataFrame:
    if not marker.exists():
        marker.touch()
        os._exit(1)
    return then(batch)


def asked_of(  # noqa: PLR0917 - a plan on some days, and where its tables go
    program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, days: list[date], at: Path
) -> Asked:
    """A batch for each payee, three facts for each task."""
    read = [plan.read_on(day, calendar) for day in days]
    lines_of = partial(at_days, plan, calendar, read)
    places = str(at / "facts"), str(at / "lines")
    return Asked(program, plan, snapshot, read, lines_of, *places, {}, size=1, facts_at_once=3)


def lines_here(asked: Asked, calendar: Calendar) -> pl.DataFrame:
    of = asked.program, asked.plan, asked.snapshot, calendar, asked.days
    found = [
        shown(day, one.lines)
        for batch in valuate_in_batches(*of)
        for day, one in zip(asked.days, batch, strict=True)
    ]
    return pl.concat(found).sort("at", "line_id")


def lines_there(session: SparkSession, asked: Asked) -> pl.DataFrame:
    files = lines_by_spark(session, asked)
    assert len(files) > 1
    return pl.concat([pl.read_parquet(file) for file in files]).sort("at", "line_id")


def small_company(at: Path) -> Asked:
    program = bench_program()
    [plan] = program.plans
    days = [plan.effective_from.replace(month=6, day=30), plan.effective_through]
    asked = asked_of(program, plan, generate(program, 300, 4), Calendar(), days, at)
    return replace(asked, size=200, facts_at_once=70)


def plans_of(case: Case, at: Path) -> Iterator[Asked]:
    program = program_of(case)
    snapshot = snapshot_of(program, case.rows)
    for plan in program.plans:
        if reach_of(program, plan).together is None:
            yield asked_of(program, plan, snapshot, case.calendar, list(case.days), at / plan.name)


@on_spark
def test_the_benchmarks_company_has_the_same_lines(session: SparkSession, tmp_path: Path) -> None:
    asked = small_company(tmp_path)
    there = lines_there(session, asked)

    assert there.equals(lines_here(asked, Calendar()))


@on_spark
def test_facts_of_settled_periods_are_left_out_there_too(session: SparkSession, tmp_path: Path) -> None:
    asked = small_company(tmp_path)
    of = asked.program, asked.plan, asked.snapshot, Calendar(), asked.days
    span = PaidSpan(date(2026, 7, 1), date(2026, 12, 31), *asked.days)
    settled = settled_through(*of[:2], reach_of(*of[:2]), Calendar(), asked.days[0])
    changes = partial(lines_of, asked.plan, Calendar(), asked.days, span)
    there = pl.concat(
        map(pl.read_parquet, lines_by_spark(session, replace(asked, lines_of=changes, settled=settled)))
    )
    here = pl.concat(valued_in_batches(*of, partial(paid, span=span), changes_alone=True))

    assert settled == date(2026, 6, 30)
    assert results_digest(there) == results_digest(here)


# Seeds with a plan whose payees can be told apart: one with narrow sources alone, one that reads others too.
@on_spark
@pytest.mark.parametrize("seed", [114, 239])
def test_drawn_plans_have_the_same_lines(session: SparkSession, tmp_path: Path, seed: int) -> None:
    case = draw_case(seed)
    for asked in plans_of(case, tmp_path):
        assert lines_there(session, asked).equals(lines_here(asked, case.calendar))


@on_spark
def test_a_worker_that_is_lost_changes_nothing(session: SparkSession, tmp_path: Path) -> None:
    asked = small_company(tmp_path)
    marker = tmp_path / "died"
    dying = partial(of_batch_by_a_worker_that_dies_once, marker, asked.lines_of)
    there = lines_there(session, replace(asked, lines_of=dying))

    assert marker.exists()
    assert there.equals(lines_here(asked, Calendar()))


def refusing(batch: Batch) -> pl.DataFrame:
    raise AmountTooLargeError("line plan.pay:ana:D1: the amount is too large")


@on_spark
def test_what_the_engine_refuses_is_told_as_by_one_process(session: SparkSession, tmp_path: Path) -> None:
    asked = replace(small_company(tmp_path), lines_of=refusing)

    with pytest.raises(CompError, match=r"^line plan\.pay:ana:D1: the amount is too large$"):
        lines_by_spark(session, asked)


def without_its_disk(batch: Batch) -> pl.DataFrame:
    raise OSError(28, "No space left on device")


@on_spark
def test_what_fails_at_every_attempt_is_told_in_one_line(session: SparkSession, tmp_path: Path) -> None:
    asked = replace(small_company(tmp_path), lines_of=without_its_disk)

    with pytest.raises(CompError, match=r"^Spark gave up bench_2026: .*No space left on device$"):
        lines_by_spark(session, asked)


@on_spark
def test_a_run_on_spark_is_the_run_of_one_process(
    session: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def started(master: str, scratch: Path) -> nullcontext[SparkSession]:
        return nullcontext(session)

    monkeypatch.setattr("comp.runs.spark.spark_session", started)
    inputs = prepare(Workspace.open(tiny.workspace(tmp_path / "w")), "2026-Q1", None, date(2026, 4, 2))
    places = {"facts_at": str(tmp_path / "facts"), "lines_at": (tmp_path / "lines").as_uri()}
    with spark_runner(OnSpark("local[2]", **places, size=1, facts_at_once=2)) as runner:
        there = calculate(inputs, runner=runner)

    assert there.manifest == calculate(inputs).manifest
    assert len(list((tmp_path / "lines").rglob("*.parquet"))) > 1


def absent(package: str) -> None:
    """What `find_spec` says of a package that is not installed."""


def test_without_its_library_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comp.engine.spark_session.find_spec", absent)

    with pytest.raises(CompError, match=r"pip install 'comp\[spark\]'") as told:
        require_spark()

    assert str(told.value) == NO_PYSPARK
    assert "\n" not in NO_PYSPARK


@pytest.mark.parametrize("home", [None, "/nowhere"])
def test_without_java_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    monkeypatch.setattr("comp.engine.spark_session.find_spec", str)
    monkeypatch.setenv("PATH", "/nowhere")
    if home is None:
        monkeypatch.delenv("JAVA_HOME", raising=False)
    else:
        monkeypatch.setenv("JAVA_HOME", home)

    with pytest.raises(CompError, match="openjdk-17-jre-headless") as told:
        require_spark()

    assert str(told.value) == NO_JAVA
    assert "\n" not in NO_JAVA


def test_of_what_spark_says_the_workers_last_word_is_told() -> None:
    said = (
        "org.apache.spark.SparkException: Job aborted due to stage failure\n"
        '  File "tasks.py", line 1, in value\n'
        "OSError: No space left on device\n"
        "\tat org.apache.spark.api.python.BasePythonRunner.read(PythonRunner.scala:1)\n"
    )

    assert said_by_spark(RuntimeError(said)) == "OSError: No space left on device"
    assert said_by_spark(RuntimeError("")) == "RuntimeError"
