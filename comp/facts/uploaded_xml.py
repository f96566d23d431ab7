"""Counts what the XML of a workbook holds while it is unpacked, and keeps nothing of it.

A small file can name a cell at the far corner of a sheet, merge a whole sheet, or tell of entities that
expand without end; openpyxl would make an object for each of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from comp.facts.findings import FileFault

MAX_CELLS: Final = 4_000_000
"""The most cells of all sheets: of each, its last row that is used times its last column."""
MAX_MERGED: Final = 1_000_000
MAX_ELEMENTS: Final = 16_000_000
MAX_OTHERS: Final = 500_000
"""The most elements that are neither cells nor texts: styles, notes, links, charts, pivot tables."""
MAX_FORMULA_LETTERS: Final = 2**28
"""The most letters of the formulas of a sheet, written out where cells share one."""
MAX_TAG_BYTES: Final = 2**20
MAX_DEPTH: Final = 100
_PLAIN: Final = frozenset({"row", "c", "v", "f", "is", "t", "si"})
_SMALLER: Final = "export the table alone and without formats, or as CSV or Parquet"


@dataclass(slots=True)
class BookBounds:
    """What was counted in all parts of a workbook."""

    name: str
    elements: int = 0
    others: int = 0
    area: int = 0
    merged: int = 0

    def require(self, reason: str, *, holds: bool) -> None:
        """Refuse the workbook for this reason where the bound does not hold."""
        if not holds:
            raise FileFault("file-bounds", self.name, reason, _SMALLER)


class PartScan:
    """One part of a workbook, fed in pieces.

    A part that is no XML, such as an image, is let be from where it is none: nothing can read it on as XML.
    """

    def __init__(self, bounds: BookBounds, part: str) -> None:
        self._bounds, self._part = bounds, part
        self._is_xml = True
        self._depth = self._fed = self._row = self._column = self._formula = self._longest = self._sharing = 0
        self._last = (0, 0)
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_doctype
        self._parser.ExternalEntityRefHandler = self._refuse_doctype

    def feed(self, piece: bytes) -> None:
        """Count what stands in the next piece.

        Raises:
            FileFault: a bound is passed, or a part that must be XML is none.
        """
        if self._is_xml:
            self._fed += len(piece)
            self._parse(piece, is_last=False)
        if self._is_xml:
            # The parser begins anew at the tag that it is in, with each piece.
            held = self._fed - self._parser.CurrentByteIndex
            self._bounds.require(f"{self._part} holds a tag without end", holds=held <= MAX_TAG_BYTES)

    def close(self) -> None:
        """The part is over; its used area counts to the workbook's.

        Raises:
            FileFault: a bound is passed, or a part that must be XML is none.
        """
        if self._is_xml:
            self._parse(b"", is_last=True)
        rows, columns = self._last
        self._bounds.area += rows * columns
        reason = (
            f"{self._part} is used to row {rows:,} and column {columns:,}, too much to read; "
            "often a single cell far outside the table"
        )
        self._bounds.require(reason, holds=self._bounds.area <= MAX_CELLS)
        # The handlers hold this object, and the parser holds them.
        self._parser.StartElementHandler = self._parser.EndElementHandler = None

    def _parse(self, piece: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError, LookupError, OverflowError) as fault:
            if self._part.endswith((".xml", ".rels")):
                reason = f"is not a whole xlsx file ({self._part}: {fault})"
                raise FileFault("file-damaged", self._bounds.name, reason, "export it again") from fault
            self._is_xml = False

    def _refuse_doctype(self, *_: object) -> int:
        reason = (
            f"{self._part} declares a document type, by which XML can expand without end or read other files"
        )
        raise FileFault("file-bounds", self._bounds.name, reason, "export it again as a plain .xlsx file")

    def _start(self, tag: str, values: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        bounds = self._bounds
        bounds.elements += 1
        self._depth += 1
        if name in _PLAIN:
            self._cell(name, values)
        else:
            bounds.others += 1
            if name == "mergeCell":
                self._merge(values.get("ref", ""))
        if bounds.elements > MAX_ELEMENTS or bounds.others > MAX_OTHERS or self._depth > MAX_DEPTH:
            bounds.require("holds more formats, notes or texts than a table has", holds=False)

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._parser.CharacterDataHandler = None

    def _cell(self, name: str, values: dict[str, str]) -> None:
        """Follow where a cell stands as openpyxl does."""
        if name == "row":
            self._row = int(float(values["r"])) if values.get("r") else self._row + 1
            self._column = 0
        elif name == "c":
            row, self._column = (
                coordinate_to_tuple(values["r"]) if values.get("r") else (self._row, self._column + 1)
            )
            self._last = (max(self._last[0], row), max(self._last[1], self._column))
        elif name == "f":
            self._sharing += values.get("t") == "shared"
            self._formula = 0
            self._parser.CharacterDataHandler = self._letters
            self._bounds.require(
                f"{self._part} repeats a long formula too often",
                holds=self._sharing * self._longest <= MAX_FORMULA_LETTERS,
            )

    def _letters(self, text: str) -> None:
        self._formula += len(text)
        self._longest = max(self._longest, self._formula)

    def _merge(self, area: str) -> None:
        left, top, right, bottom = (int(each or 0) for each in range_boundaries(area))
        self._bounds.merged += (right - left + 1) * (bottom - top + 1)
        reason = f"{self._part} merges {area}; at most {MAX_MERGED:,} cells are read"
        self._bounds.require(reason, holds=self._bounds.merged <= MAX_MERGED)
