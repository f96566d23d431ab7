"""Made-up plans of any length, to measure checking: as many clauses, tables and examples as it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_TEXTS: Final = Path(__file__).parent / "long"
_ROW: Final = "    | D{n} | ana | none | 2026-01-05 | 1.00 USD |\n"
_LAST: Final = (
    '\nexample "Rows that nothing pays"\n  given deal\n    | id | owner | kind | booked_on | value |\n'
)
_LAST_EXPECTS: Final = "  expect commission_0 for ana = 0.00 USD\n"


def long_plan(lines: int) -> dict[str, str]:
    """A plan file of exactly so many lines, 100 at least, beside a file of what it reads.

    Clauses and an example like those of real plans are repeated under other names, 44 lines each; rows of a
    last example fill it up.
    """
    header, unit = (_TEXTS.joinpath(name).read_text("utf-8") for name in ("header.txt", "unit.txt"))
    frame = (header + _LAST + _LAST_EXPECTS).count("\n")
    units, rows = divmod(lines - frame - 1, unit.count("\n"))
    text = header + "".join(unit.format(n=n) for n in range(units))
    text += _LAST + "".join(_ROW.format(n=n) for n in range(rows + 1)) + _LAST_EXPECTS
    return {"shared.plan": _TEXTS.joinpath("shared.plan").read_text("utf-8"), "long.plan": text}
