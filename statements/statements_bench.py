"""What drawing statements costs: our PDF beside WeasyPrint alone, and two processes beside one.

Both PDFs are drawn from the same page. Ours also takes the digest of its look and carries the proof, which is
ready as text; what making it costs is measured apart. Processes are whole commands, from start to end.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from weasyprint import HTML

from comp.errors import CompError
from comp.proofs import PlanTexts, make_key, seal_run
from comp.runs import Progress, write_run
from comp.runs.run import silent
from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_pages import pdf_pages
from comp.verifier.verifying import verify_file
from statements.bench_company import different_values, made_up, quarter
from statements.from_run import open_issue
from statements.proved import pdf_of, proof_text
from statements.statement_page import statement_html
from statements.wording import Wording

CLOCK_OF_PAGES: Final = "processor time, warm, median, the two in turn"
CLOCK_OF_COMMANDS: Final = "wall clock of the whole command, once each; processor time beside it"
DUTIES: Final = (
    "WeasyPrint alone: the page laid out, drawn and written as tagged PDF/A-3a, its fonts loaded by itself. "
    "comp: the same, with what the page asks for refused, missing letters told, the digest of how it is "
    "drawn taken by the verifier's own reader, and the proof attached. The commands also start, load the "
    "run, value every line on both engines, prove and sign, write each file to the disk, and tie the index "
    "to the run."
)
_PAYEE: Final = "r-0000"
_LINES_EACH: Final = 3
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PageCost:
    """A statement of so many lines; times in microseconds."""

    lines: int
    pages: int
    pdf_bytes: int
    weasyprint_us: int
    ours_us: int
    build_us: int  # of that which comes before: the view model with its sentences, from valued lines
    prove_us: int  # the proof's nodes, its document and both signatures
    page_us: int  # the page's text


@dataclass(frozen=True, slots=True)
class CommandCost:
    """A whole command with so many processes that draw."""

    workers: int
    statements: int
    wall_ms: int
    processor_ms: int
    peak_bytes: int
    peak_bytes_of_workers: tuple[int, ...]
    load_before: float  # how many processes the machine was busy with


def measure_pages(
    sizes: Sequence[int], repeat: int, folder: Path, progress: Progress = silent
) -> list[PageCost]:
    """Draw a statement of each size, by WeasyPrint alone and by us.

    Raises:
        CompError: a drawn statement is not sound, which is a fault of comp.
    """
    found: list[PageCost] = []
    for done, size in enumerate(sizes):
        progress(f"{size:,} lines", done, len(sizes))
        found.append(_page_cost(size, repeat, folder / f"page-{size}"))
    return found


def measure_commands(
    statements: int, workers: Sequence[int], folder: Path, progress: Progress = silent
) -> list[CommandCost]:
    """Draw everybody's statements of a made-up company, once with each number of processes.

    Raises:
        CompError: a command failed, which is a fault of comp or of the machine.
    """
    payees = [f"r-{number:04}" for number in range(statements)]
    values = different_values(statements * _LINES_EACH)
    deals = [(payees[number % statements], value) for number, value in enumerate(values)]
    workspace = made_up(folder / "company", payees, deals)
    made, _ = quarter(workspace)
    write_run(made, folder / "run")
    make_key(workspace.path)
    found: list[CommandCost] = []
    for done, count in enumerate(workers):
        progress(f"{statements:,} statements, {count} at once", done, len(workers))
        found.append(_command_cost(count, statements, folder))
    return found


def _page_cost(size: int, repeat: int, folder: Path) -> PageCost:
    workspace = made_up(folder, [_PAYEE], [(_PAYEE, value) for value in different_values(size)])
    run, inputs = quarter(workspace)
    issue = open_issue(run, inputs, [_PAYEE], silent)
    texts = PlanTexts.of(workspace)
    seal = seal_run(run, inputs, texts, make_key(folder), None)
    wording = Wording.of("en_US")
    statement, build_us = _timed(lambda: issue.statement(_PAYEE, workspace.people, seal.key))
    proof, nodes_us = _timed(lambda: issue.proof(statement, texts.texts))
    html, page_us = _timed(lambda: statement_html(statement, wording))
    proofs: list[tuple[str, int]] = []

    def proof_of(look: str) -> str:
        proofs.append(_timed(lambda: proof_text(html, wording, proof, seal, look)))
        return proofs[0][0]

    pdf = pdf_of(html, statement.last_day, proof_of)  # also warms both up
    text, document_us = proofs[0]
    report = verify_file("statement", pdf, seal.key.public if seal.key else None)
    if report.findings or report.unreadable:
        raise CompError(f"the benchmark's own statement is not sound: {report.findings or report.unreadable}")
    weasyprint_us, ours_us = _in_turn(
        lambda: HTML(string=html).write_pdf(pdf_variant="pdf/a-3a"),
        lambda: pdf_of(html, statement.last_day, lambda _: text),
        repeat,
    )
    return PageCost(
        lines=size,
        pages=len(list(pdf_pages(read_pdf(pdf)))),
        pdf_bytes=len(pdf),
        weasyprint_us=weasyprint_us,
        ours_us=ours_us,
        build_us=build_us,
        prove_us=nodes_us + document_us,
        page_us=page_us,
    )


def _command_cost(workers: int, statements: int, folder: Path) -> CommandCost:
    words = ["statements", "company", "--run", "run", "--out", f"out-{workers}", "--json"]
    command = [sys.executable, "-m", "comp", *words, "--workers", str(workers)]
    load, before, start = os.getloadavg()[0], _children_ms(), time.perf_counter_ns()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    wall_ms = (time.perf_counter_ns() - start) // 1_000_000
    if done.returncode != 0:
        raise CompError(f"comp {' '.join(words)} failed: {done.stderr.strip()}")
    told = json.loads(done.stdout)
    if len(told["drawn"]) != statements:
        raise CompError(f"{len(told['drawn'])} statements were drawn, and {statements} were to be")
    return CommandCost(
        workers=workers,
        statements=statements,
        wall_ms=wall_ms,
        processor_ms=_children_ms() - before,
        peak_bytes=told["peak_bytes"],
        peak_bytes_of_workers=tuple(told["peak_bytes_of_workers"]),
        load_before=load,
    )


def _children_ms() -> int:
    used = os.times()
    return round((used.children_user + used.children_system) * 1000)


def _in_turn(one: Callable[[], object], other: Callable[[], object], repeat: int) -> tuple[int, int]:
    """The medians of two works done in turn, so that what disturbs the machine disturbs both."""
    times: tuple[list[int], list[int]] = ([], [])
    for _ in range(repeat):
        for work, kept in zip((one, other), times, strict=True):
            kept.append(_timed(work)[1])
    return round(statistics.median(times[0])), round(statistics.median(times[1]))


def _timed(work: Callable[[], _T]) -> tuple[_T, int]:
    start = time.process_time_ns()
    result = work()
    return result, (time.process_time_ns() - start) // 1000
