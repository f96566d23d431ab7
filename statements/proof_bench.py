"""How large the proof of a statement is, and what proving and verifying a line costs, beside plain Decimal.

The company is made up: one payee with so many deals of a quarter among 20,000 of others, and a marginal table
over attainment. The baseline is what a careful person would write instead, in plain Python with Decimal: it
reads the payee's deals from CSV in memory, orders them, calculates each amount and holds it against the
statement's. It has the rates written in, checks no link to plan, facts or run, and reads no page.
"""

from __future__ import annotations

import csv
import io
import json
import statistics
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.facts import Workspace
from comp.proofs import PlanTexts, make_key, seal_run
from comp.runs import Progress
from comp.runs.run import silent
from comp.verifier.ed25519 import signature_fits
from comp.verifier.verifying import verify_file
from statements.bench_company import QUOTA_MINOR, different_values, made_up, quarter
from statements.from_run import open_issue
from statements.pdf import AttachedText, draw, statement_html
from statements.proved import PROOF_NAME, proof_text
from statements.view import Statement
from statements.wording import Wording

CLOCK: Final = "processor time, warm, median"
PAYEE: Final = "r-001"
_DEALS: Final = 20_000
_OTHERS: Final = 50
_PDF_LINES: Final = 1_000  # a longer page takes the drawing minutes, and the reading grows with it alone
_BANDS: Final = ((Decimal(0), Decimal("0.06")), (Decimal(1), Decimal("0.10")), (Decimal(2), Decimal("0.12")))


@dataclass(frozen=True, slots=True)
class ProofCost:
    """A statement of so many lines: sizes in bytes, times in microseconds for the whole of it."""

    lines: int
    nodes: int
    json_bytes: int
    packed_bytes: int
    prove_us: int  # writing the book, the document and both signatures, from valued lines
    verify_us: int  # from the bytes of the proof to the report
    signatures_us: int  # of that, both signatures
    pdf_us: int | None  # from the bytes of the PDF to the report; None where no PDF was drawn
    decimal_us: int  # the baseline
    drawing_us: int | None  # drawing the PDF


def measure_proofs(
    sizes: Sequence[int], repeat: int, folder: Path, progress: Progress = silent
) -> list[ProofCost]:
    """Make each company, prove its payee's statement and verify it.

    Raises:
        CompError: a proof is not sound or the baseline's amounts differ, which is a fault of comp.
    """
    found: list[ProofCost] = []
    for done, size in enumerate(sizes):
        progress(f"{size:,} lines", done, len(sizes))
        found.append(_cost(size, repeat, folder / str(size)))
    return found


def _cost(size: int, repeat: int, folder: Path) -> ProofCost:
    workspace = _company(size, folder)
    made, inputs = quarter(workspace)
    issue = open_issue(made, inputs, [PAYEE], silent)
    statement = issue.statement(PAYEE, workspace.people)
    texts = PlanTexts.of(workspace)
    seal = seal_run(made, inputs, texts, make_key(folder), None)
    wording = Wording.of("en_US")
    html = statement_html(statement, wording)

    def proved() -> str:
        return proof_text(html, wording, issue.proof(statement, texts.texts), seal)

    text = proved()
    data = text.encode()
    _require_sound(data, seal.key.public if seal.key else "")
    drawing_us, pdf_us = _drawn(html, text, statement, size)
    deals = _own_csv(folder)
    stated = {str(row["fact"]): f"{row['earned_minor']}" for row in issue.rows[PAYEE]}
    if _by_decimal(deals, stated):
        raise CompError("the baseline's amounts are not those of the run; this is a fault of the benchmark")
    return ProofCost(
        lines=size,
        nodes=len(json.loads(text)["nodes"]),
        json_bytes=len(data),
        packed_bytes=len(zlib.compress(data)),
        prove_us=_median(proved, min(repeat, 3)),
        verify_us=_median(lambda: verify_file("proof", data), repeat),
        signatures_us=2 * _median(lambda: signature_fits(b"\1" * 32, b"", b"\1" * 64), repeat),
        pdf_us=pdf_us,
        decimal_us=_median(lambda: _by_decimal(deals, stated), repeat),
        drawing_us=drawing_us,
    )


def _drawn(html: str, text: str, statement: Statement, size: int) -> tuple[int | None, int | None]:
    if size > _PDF_LINES:
        return None, None
    attached = [AttachedText(PROOF_NAME, text, "A proof", statement.last_day)]
    drawing = _median(lambda: draw(html, attached), 1)
    pdf = draw(html, attached)
    _require_sound(pdf, None)
    return drawing, _median(lambda: verify_file("statement", pdf), 3)


def _require_sound(data: bytes, key: str | None) -> None:
    report = verify_file("proof", data, key)
    if report.findings or report.unreadable:
        raise CompError(f"the benchmark's own proof is not sound: {report.findings or report.unreadable}")


def _median(work: Callable[[], object], repeat: int) -> int:
    times: list[int] = []
    for _ in range(repeat):
        start = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - start)
    return round(statistics.median(times) / 1000)


def _by_decimal(deals: str, stated: Mapping[str, str]) -> list[str]:
    """The deals of which another commission is stated than plain Decimal gives, in cents."""
    rows = sorted(csv.DictReader(io.StringIO(deals)), key=lambda row: (row["booked_on"], row["id"]))
    quota, counter, wrong = Decimal(QUOTA_MINOR), Decimal(0), list[str]()
    for row in rows:
        end, paid = counter + Decimal(row["value"]) * 100, Decimal(0)
        for place, (bound, rate) in enumerate(_BANDS):
            low = max(counter, bound * quota)
            high = min(end, _BANDS[place + 1][0] * quota) if place + 1 < len(_BANDS) else end
            if low < high:
                paid += (high - low) * rate
        if paid.quantize(Decimal(1), rounding=ROUND_HALF_EVEN) != Decimal(stated[row["id"]]):
            wrong.append(row["id"])
        counter = end
    return wrong


def _own_csv(folder: Path) -> str:
    """The payee's deals as they stand in the company's file."""
    head, *lines = (folder / "data" / "deal.csv").read_text(encoding="utf-8").splitlines()
    return "\n".join([head, *(line for line in lines if f",{PAYEE}," in line)])


def _company(size: int, folder: Path) -> Workspace:
    payees = [PAYEE, *(f"r-{number:03}" for number in range(2, _OTHERS + 2))]
    others = max(0, _DEALS - size)
    owners = [PAYEE] * size + [payees[1 + number % _OTHERS] for number in range(others)]
    values = [*different_values(size), *(100_00 + number for number in range(others))]
    return made_up(folder, payees, list(zip(owners, values, strict=True)))
