"""The index of a folder of statements: a row a payee and currency, as CSV that holds no name and no mail.

It says the truth at any moment: it is written whole, a statement stands in it once its file is written, and
each row has its file's digest.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from typing import Final

from comp.errors import CompError
from comp.runs import decimal_text
from statements.issuing.drawing import Drawn

INDEX: Final = "index.csv"
# Decision 0021, for single cells: the table that Polars writes is no part of an index that grows by the row.
_FORMULA: Final = re.compile(r"[=+@\t\r'-]")
_PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class State(StrEnum):
    """What became of a payee's statement."""

    DRAWN = "drawn"
    REFUSED = "refused"
    PENDING = "pending"  # not drawn by the time that the index was written


@dataclass(frozen=True, slots=True)
class Row:
    """A payee's amounts in one currency, as decimal text; `held` is blank where no statement is drawn.

    `run` is the digest of the run's root, `content` that of all that the statement was drawn from.
    """

    payee: str
    period: str
    currency: str
    earned: str
    payable: str
    held: str
    lines: str
    pages: str
    file: str
    sha256: str
    state: str
    reason: str
    run: str
    content: str


COLUMNS: Final = tuple(field.name for field in fields(Row))


@dataclass(frozen=True, slots=True)
class Origin:
    """What a statement is of."""

    period: str
    run: str
    content: str


def drawn_rows(drawn: Drawn, origin: Origin, file: str) -> tuple[Row, ...]:
    """The rows of a statement that is drawn."""
    digest = hashlib.sha256(drawn.pdf).hexdigest()
    return tuple(
        Row(
            payee=drawn.payee,
            period=origin.period,
            currency=(currency := total.earned.currency),
            earned=decimal_text(total.earned.minor, currency),
            payable=decimal_text(total.payable.minor, currency),
            held=decimal_text(total.held.minor, currency),
            lines=str(drawn.lines.get(currency, 0)),
            pages=str(drawn.pages),
            file=file,
            sha256=digest,
            state=State.DRAWN,
            reason="",
            run=origin.run,
            content=origin.content,
        )
        for total in drawn.totals
    )


def absent_rows(
    payee: str, sums: Mapping[str, tuple[int, int, int]], origin: Origin, state: State, reason: str
) -> tuple[Row, ...]:
    """The rows of a payee without a statement; `sums`: earned, payable and lines of the run by currency."""
    return tuple(
        Row(
            payee=payee,
            period=origin.period,
            currency=currency,
            earned=decimal_text(earned, currency),
            payable=decimal_text(payable, currency),
            held="",
            lines=str(lines),
            pages="",
            file="",
            sha256="",
            state=state,
            reason=reason,
            run=origin.run,
            content="",
        )
        for currency, (earned, payable, lines) in sorted(sums.items())
    )


def index_csv(rows: Iterable[Row]) -> bytes:
    """The index as it stands in the file."""
    return table_csv(COLUMNS, (astuple(row) for row in rows))


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV; a text that begins like a formula, or with the mark, gets the mark in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_marked(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def read_index(data: bytes) -> list[Row]:
    """Read an index back.

    Raises:
        CompError: it is none, or was cut.
    """
    try:
        head, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
        found = [Row(*(cell.removeprefix("'") for cell in row)) for row in rows]
    except (ValueError, TypeError, csv.Error) as error:
        raise CompError(f"this is no index of statements ({error})") from error
    if tuple(head) != COLUMNS or not data.endswith(b"\n"):
        raise CompError("this is no index of statements, or was cut")
    return found


def _marked(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell
