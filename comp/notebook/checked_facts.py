"""What was found in the workspace's files, as frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from comp.facts import DataReport, Finding
from comp.notebook.frames import Holds, frame
from comp.notebook.html import shown

_ROWS: Final = {"source": Holds.TEXT} | dict.fromkeys(("read", "kept", "refused", "left_out"), Holds.COUNT)
_COUNTS: Final = {"source": Holds.TEXT, "code": Holds.TEXT, "outcome": Holds.TEXT, "count": Holds.COUNT}
_FINDINGS: Final = {
    "source": Holds.TEXT,
    "file": Holds.TEXT,
    "sheet": Holds.TEXT,
    "row": Holds.COUNT,
    "column": Holds.TEXT,
    "value": Holds.TEXT,
    "code": Holds.TEXT,
    "outcome": Holds.TEXT,
    "reason": Holds.TEXT,
    "remedy": Holds.TEXT,
}


@dataclass(frozen=True, slots=True)
class CheckedFacts:
    """One reading of all sources."""

    report: DataReport

    @property
    def stops(self) -> tuple[str, ...]:
        """The sources that a run cannot go on without."""
        return self.report.stops

    @property
    def rows(self) -> pd.DataFrame:
        """How many rows of each source were read and what became of them.

        Columns: source, read, kept, refused, left_out; kept, refused and left_out add up to read.
        """
        return frame(
            _ROWS,
            (
                (name, found.read, found.kept, found.refused, found.left_out)
                for name, found in sorted(self.report.rows.items())
            ),
        )

    @property
    def counts(self) -> pd.DataFrame:
        """How often each thing was found. Columns: source, code, outcome, count."""
        counts = sorted(self.report.counts.items())
        return frame(_COUNTS, ((*key[:2], key[2].value, count) for key, count in counts))

    @property
    def findings(self) -> pd.DataFrame:
        """The first hundred findings of each source and code.

        Columns: source, file, sheet, row (as a person counts it in the file), column, value, code, outcome
        (refused, changed, suspicious or left out), reason, remedy.
        """
        return frame(_FINDINGS, (_finding(each) for each in self.report.findings))

    def __repr__(self) -> str:
        return f"<facts of {len(self.report.rows)} sources: {self._verdict()}>"

    def _repr_html_(self) -> str:
        return shown("Facts", [self.rows, self.counts], self._sentences())

    def _sentences(self) -> list[str]:
        return [self._verdict()]

    def _verdict(self) -> str:
        """The last line of `comp data check`."""
        if self.stops:
            return f"A run cannot go on: rows of {', '.join(self.stops)} are refused."
        if any(rows.refused for rows in self.report.rows.values()):
            return "Rows are refused; a run goes on without them, for the mapping allows it."
        return "Nothing stops a run."


@dataclass(frozen=True, slots=True)
class ImportedFacts(CheckedFacts):
    """An import: the sources whose files had changed, the day they are recorded on, what to know of it."""

    imported: tuple[str, ...]
    recorded_on: date
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        notes = "".join(f"; note: {note}" for note in self.notes)
        return f"<imported as recorded on {self.recorded_on}: {self._names()}{notes}>"

    def _sentences(self) -> list[str]:
        return [f"Imported as recorded on {self.recorded_on}: {self._names()}", *self.notes]

    def _names(self) -> str:
        return ", ".join(self.imported) or "nothing, for no file has changed"


def _finding(each: Finding) -> tuple[object, ...]:
    place = (each.source, each.file, each.sheet, each.row, each.column, each.value)
    return (*place, each.code, each.outcome.value, each.reason, each.remedy)
