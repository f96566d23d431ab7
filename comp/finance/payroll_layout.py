"""Payroll layouts: files that say how another system wants its import; a company adds one without code.

A layout is a TOML file, `layouts/NAME.toml` of the workspace or of comp; the workspace's wins. It orders and
shapes what a payroll holds and cannot change an amount.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comp.errors import UnknownNameError
from comp.facts.settings import Settings

FIELDS: Final = (
    *("employee_id", "earning_code", "legal_entity", "cost_centre", "amount", "currency"),
    *("pay_date", "pay_month", "period", "number"),
)
"""What a column can be taken from; `pay_month` is the first day of the pay date's month."""
GROUPS: Final = ("legal_entity", "currency", "cost_centre", "pay_date")
_AS_THEY_ARE: Final = ("employee_id", "amount", "currency")  # a file is read back by these
SUFFIX: Final = ".toml"
_SHIPPED: Final = Path(__file__).parent / "layouts"
_LINE_ENDS: Final = {"crlf": "\r\n", "lf": "\n"}


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column: a field, a setting or a constant text, and what of it the other system takes.

    `code` is for a column of amounts that holds one earning code alone. `values` puts the other system's word
    for one of ours. `width` is the column's place in a file of fixed columns, else 0.
    """

    header: str
    source: str
    constant: str
    code: str
    values: Mapping[str, str]
    required: bool
    longest: int
    pattern: str
    dates: str
    width: int
    right: bool
    fill: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout as it is written; `settings` are what the company has to set, each with what it is."""

    name: str
    title: str
    source: str
    file: str
    per: tuple[str, ...]
    fixed: bool
    encoding: str
    line_end: str
    delimiter: str
    quote: str
    ends_with_delimiter: bool
    header: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    decimal: str
    minor_units: bool
    dates: str
    negatives: bool
    currencies: tuple[str, ...]
    codes_as_columns: bool
    settings: Mapping[str, str]
    columns: tuple[LayoutColumn, ...]

    def has(self, source: str) -> bool:
        """Whether a column is taken from that field."""
        return any(column.source == source for column in self.columns)


def layout_paths(workspace: Path) -> dict[str, Path]:
    """The layouts that there are, by name; the workspace's stand before those of comp."""
    found = {path.stem: path for path in sorted(_SHIPPED.glob(f"*{SUFFIX}"))}
    found |= {path.stem: path for path in sorted((workspace / "layouts").glob(f"*{SUFFIX}"))}
    return dict(sorted(found.items()))


def read_layout(workspace: Path, name: str) -> Layout:
    """Read the layout of that name.

    Raises:
        UnknownNameError: there is none.
        WorkspaceError: a key of it is unknown, missing or not what it should be.
    """
    paths = layout_paths(workspace)
    if name not in paths:
        raise UnknownNameError("layout", name, paths)
    settings = Settings.read(paths[name], f"layouts/{name}{SUFFIX}")
    layout = _layout(name, settings)
    settings.finish()
    _require_sound(layout, settings)
    return layout


def _layout(name: str, settings: Settings) -> Layout:
    quote, delimiter = settings.choice("quote", ["minimal", "always", "never"], "minimal"), ","
    fixed = settings.choice("format", ["csv", "fixed"], "csv") == "fixed"
    if not fixed:
        delimiter = settings.get("delimiter", str, ",")
        if len(delimiter) != 1:
            settings.fail("delimiter", "expected one character")
    return Layout(
        name=name,
        title=settings.need("title", str),
        source=settings.get("source", str, ""),
        file=settings.get("file", str, "payroll.csv"),
        per=_words(settings, "per", GROUPS),
        fixed=fixed,
        encoding=_encoding(settings),
        line_end=_LINE_ENDS[settings.choice("line_end", list(_LINE_ENDS), "crlf")],
        delimiter=delimiter,
        quote=quote,
        ends_with_delimiter=settings.get("ends_with_delimiter", bool, default=False),
        header=settings.get("header", bool, default=True),
        before=settings.texts("before"),
        after=settings.texts("after"),
        decimal=settings.choice("decimal", [".", ","], "."),
        minor_units=settings.choice("amounts", ["decimal", "minor units"], "decimal") == "minor units",
        dates=_dates(settings, "YYYY-MM-DD"),
        negatives=settings.choice("negatives", ["allowed", "refused"], "allowed") == "allowed",
        currencies=settings.texts("currencies"),
        codes_as_columns=settings.choice("codes", ["rows", "columns"], "rows") == "columns",
        settings=settings.words("settings"),
        columns=tuple(_column(column) for column in settings.tables("columns")),
    )


def _column(settings: Settings) -> LayoutColumn:
    source, constant = settings.get("from", str, ""), settings.get("value", str, "")
    column = LayoutColumn(
        header=settings.get("header", str, ""),
        source=source,
        constant=constant,
        code=settings.get("code", str, ""),
        values=settings.words("values"),
        required=settings.get("required", bool, default=bool(source)),
        longest=settings.get("longest", int, 0),
        pattern=_pattern(settings),
        dates=_dates(settings, ""),
        width=settings.get("width", int, 0),
        right=settings.choice("align", ["left", "right"], "left") == "right",
        fill=settings.get("fill", str, " "),
    )
    if len(column.fill) != 1:
        settings.fail("fill", "expected one character")
    if column.source and column.constant:
        settings.fail("value", "a column is taken 'from' a field or has a 'value', not both")
    settings.finish()
    return column


def _pattern(settings: Settings) -> str:
    """A regular expression that the whole text must fit; `characters` is short for any number of some."""
    characters, pattern = settings.get("characters", str, ""), settings.get("pattern", str, "")
    if characters and pattern:
        settings.fail("characters", "write 'characters' or 'pattern', not both")
    found = f"[{characters}]*" if characters else pattern
    try:
        re.compile(found)
    except re.error as fault:
        settings.fail("characters" if characters else "pattern", f"not a regular expression: {fault}")
    return found


def _dates(settings: Settings, default: str) -> str:
    found = settings.get("dates", str, default)
    if re.search("[A-Za-z{}]", re.sub("YYYY|MM|DD", "", found)):
        settings.fail("dates", f"expected YYYY, MM and DD and marks between them, not {found!r}")
    return found


def _encoding(settings: Settings) -> str:
    name = settings.get("encoding", str, "utf-8")
    try:
        return codecs.lookup(name).name
    except LookupError:
        settings.fail("encoding", f"{name!r} is not an encoding; expected one such as utf-8 or windows-1252")


def _words(settings: Settings, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = settings.texts(key)
    for word in found:
        if word not in known:
            settings.fail(key, f"{word!r} is none of {', '.join(known)}")
    return found


def _require_sound(layout: Layout, settings: Settings) -> None:
    """Refuse what could not be written, or not be read back."""
    known = {*FIELDS, *layout.settings}
    for column in layout.columns:
        if column.source and column.source not in known:
            settings.fail(
                "columns", f"'from' is {column.source!r}; expected one of {', '.join(sorted(known))}"
            )
        if column.values and column.source in _AS_THEY_ARE:
            settings.fail("columns", f"{column.source} is written as it is; take its 'values' out")
        if layout.fixed and not column.width:
            settings.fail("columns", f"a file of fixed columns needs a width; {column.header!r} has none")
        if bool(column.code) != (layout.codes_as_columns and column.source == "amount"):
            settings.fail(
                "columns", "each column of amounts has a 'code' where codes = \"columns\", and no other has"
            )
    if not layout.has("amount"):
        settings.fail("columns", "no column is taken from amount")
    if not layout.has("employee_id"):
        settings.fail("columns", "no column is taken from employee_id")
    for name in layout.settings:
        if name in FIELDS:
            settings.fail("settings", f"{name} is a field already; give the setting another name")
