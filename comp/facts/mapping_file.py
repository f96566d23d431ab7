"""Reads `data/SOURCE.toml` into a mapping, held against the source that the plans declare."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from comp.facts.dates import check_format
from comp.facts.errors import nearest
from comp.facts.mapping import (
    ColumnMapping,
    Concat,
    Constant,
    DatePart,
    Difference,
    Extract,
    FileForm,
    Files,
    From,
    LeaveOut,
    LookupTable,
    Mapping,
    Marks,
    MoreDecimals,
    OnFault,
    Origin,
    Query,
    TableLookup,
    Unknown,
)
from comp.facts.people import People
from comp.facts.settings import Settings
from comp.language.core import Source

SUFFIXES = (".csv", ".xlsx", ".parquet")


def read_mapping(path: Path, source: Source, people: People, *, allow_refused: bool) -> Mapping:
    """Read a mapping; `allow_refused` is the company's default.

    Raises:
        WorkspaceError: a key or a column is unknown, or a value is not what it should be.
    """
    settings = Settings.read(path, f"data/{path.name}")
    read = settings.table("read") or settings.below("read", {})
    marks, form = _marks(read, Marks()), _file_form(read)
    tables = _lookup_tables(settings, form)
    mapping = Mapping(
        source=source.name,
        path=path,
        origin=_origin(settings, form, path.parent),
        extract=Extract(settings.choice("extract", list(Extract), "full")),
        on_fault=OnFault(settings.choice("on_fault", list(OnFault), "refuse file")),
        allow_refused=settings.get("allow_refused", bool, default=allow_refused),
        key=_key(settings, source),
        recorded=settings.get("recorded", str, "") or None,
        unknown=Unknown(settings.choice("unknown", list(Unknown), "refuse")),
        marks=marks,
        columns=_columns(settings, source, marks, people, tables),
        leave_out=tuple(_leave_out(each) for each in settings.tables("leave_out")),
        tables=tables,
    )
    read.finish()
    settings.finish()
    return mapping


def default_mapping(source: Source, data: Path, *, allow_refused: bool) -> Mapping:
    """The mapping of a source that has none: a file of its name, headers as its columns are called."""
    names = tuple(source.name + suffix for suffix in SUFFIXES if (data / (source.name + suffix)).is_file())
    marks = Marks()
    return Mapping(
        source=source.name,
        path=None,
        origin=Files(names[:1], FileForm()) if names else None,
        extract=Extract.FULL,
        on_fault=OnFault.REFUSE_FILE,
        allow_refused=allow_refused,
        key=natural_key(source),
        recorded=None,
        unknown=Unknown.REFUSE,
        marks=marks,
        columns={
            column.name: ColumnMapping(From(column.name, stated=False), marks) for column in source.columns
        },
    )


def natural_key(source: Source) -> tuple[str, ...]:
    """What names a row: the source's key, and where rows follow each other in time, its first day."""
    return (source.key,) if source.valid_from is None else (source.key, source.valid_from)


def _key(settings: Settings, source: Source) -> tuple[str, ...]:
    key = settings.texts("key", natural_key(source))
    known = [column.name for column in source.columns]
    for name in key:
        if name not in known:
            settings.fail("key", f"source {source.name!r} has no column {name!r}; {nearest(name, known)}")
    return key


def _origin(settings: Settings, form: FileForm, data: Path) -> Files | Query | None:
    files, sql = settings.texts("file"), settings.get("sql", str, "")
    url, variable = settings.get("url", str, ""), settings.get("url_env", str, "")
    if bool(files) == bool(sql):
        settings.fail("file", "expected either 'file', or 'sql' with 'url' or 'url_env'")
    if files:
        if url or variable:
            settings.fail("url", "belongs to 'sql'; this mapping reads files")
        return Files(_safe(settings, files), form)
    if bool(url) == bool(variable):
        settings.fail("url", "'sql' needs either 'url' or 'url_env'")
    return Query(sql, _url(settings, url, variable, data))


def _url(settings: Settings, url: str, variable: str, data: Path) -> str:
    if variable:
        # An absent variable is told when the source is read, so a plan can be checked without a password.
        return os.environ.get(variable, f"env:{variable}")
    head = "sqlite:///"
    if url.startswith(head) and not url.startswith(head + "/"):
        return head + str((data / url.removeprefix(head)).resolve())
    if "://" not in url:
        settings.fail("url", "expected a SQLAlchemy URL such as sqlite:///crm.db")
    return url


def _safe(settings: Settings, patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            settings.fail("file", f"{pattern!r} leads out of the data folder; facts lie below it")
        if not pattern.endswith(SUFFIXES):
            settings.fail("file", f"{pattern!r}: expected a name that ends in .csv, .xlsx or .parquet")
    return patterns


def _file_form(read: Settings) -> FileForm:
    encoding, delimiter = read.get("encoding", str, "utf-8"), read.get("delimiter", str, ",")
    try:
        codecs.lookup(encoding)
    except LookupError:
        read.fail(
            "encoding", f"{encoding!r} is not an encoding; expected utf-8, utf-16, latin-1 or windows-1252"
        )
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n':
        read.fail("delimiter", f"expected one character, not {delimiter!r}")
    header_row = read.get("header_row", int, 1)
    if header_row < 1:
        read.fail("header_row", "expected the number of a row, counted from 1")
    return FileForm(encoding, delimiter, read.get("sheet", str, "") or None, header_row)


def _marks(settings: Settings, base: Marks) -> Marks:
    decimal = settings.choice("decimal", (".", ","), base.decimal)
    thousands = settings.choice("thousands", ("", ",", ".", "'", " "), base.thousands)
    if decimal == thousands:
        settings.fail("thousands", f"{thousands!r} is the decimal mark as well")
    dates = settings.texts("dates", base.dates)
    for each in dates:
        if (fault := check_format(each)) is not None:
            settings.fail("dates", fault)
    return Marks(
        decimal,
        thousands,
        dates,
        # `blank = true` beside no other form says that the column is blank, not which texts are.
        base.blank if settings.values.get("blank") is True else settings.texts("blank", base.blank),
        tuple(word.casefold() for word in settings.texts("true", base.true)),
        tuple(word.casefold() for word in settings.texts("false", base.false)),
        MoreDecimals(settings.choice("more_decimals", list(MoreDecimals), base.more_decimals)),
    )


def _columns(
    settings: Settings, source: Source, marks: Marks, people: People, tables: dict[str, LookupTable]
) -> dict[str, ColumnMapping]:
    written = settings.table("columns") or settings.below("columns", {})
    mapped: dict[str, ColumnMapping] = {}
    for column in source.columns:
        if isinstance(written.values.get(column.name), str):
            mapped[column.name] = ColumnMapping(From(written.need(column.name, str)), marks)
        elif (how := written.table(column.name)) is not None:
            mapped[column.name] = _column(how, marks, people, tables)
        else:
            mapped[column.name] = ColumnMapping(From(column.name, stated=False), marks)
    written.finish()
    return mapped


def _column(how: Settings, base: Marks, people: People, tables: dict[str, LookupTable]) -> ColumnMapping:
    origin = _column_origin(how, tables)
    system = how.get("people", str, "") or None
    if system is not None and system not in people.systems:
        how.fail("people", f"data/people.toml has no id {system!r}; {nearest(system, people.systems)}")
    fold = how.texts("fold")
    for word in fold:
        if word not in ("case", "space"):
            how.fail("fold", f"{word!r} cannot be folded; {nearest(word, ('case', 'space'))}")
    mapping = ColumnMapping(
        origin,
        _marks(how, base),
        system,
        how.words("map"),
        fold_case="case" in fold,
        fold_space="space" in fold,
        blank_is=how.get("blank_is", str, "") or None,
        percent=how.choice("scale", ("one", "percent"), "one") == "percent",
    )
    how.finish()
    return mapping


def _column_origin(how: Settings, tables: dict[str, LookupTable]) -> Origin:
    forms = ("from", "value", "blank", "concat", "lookup", "year_of", "quarter_of", "difference")
    how.asked.update(forms)
    stated = [form for form in forms if form in how.values]
    if len(stated) != 1:
        how.fail("", f"expected exactly one of {', '.join(forms)}")
    match stated[0]:
        case "from":
            return From(how.need("from", str))
        case "value":
            return Constant(how.need("value", str))
        case "blank":
            if not how.need("blank", bool):
                how.fail("blank", "expected true")
            return Constant(None)
        case "concat":
            return Concat(how.texts("concat"), how.get("with", str, ""))
        case "lookup":
            table = how.need("in", str)
            if table not in tables:
                how.fail("in", f"no table {table!r} in this mapping; {nearest(table, tables)}")
            return TableLookup(how.need("lookup", str), table, how.need("by", str))
        case "difference":
            terms = how.texts("difference")
            if len(terms) != 2:
                how.fail("difference", f"expected two columns, not {len(terms)}")
            return Difference(terms[0], terms[1])
        case part:
            return DatePart(how.need(part, str), quarter=part == "quarter_of")


def _leave_out(rule: Settings) -> LeaveOut:
    header, reason = rule.need("column", str), rule.get("reason", str, "")
    among, others = rule.texts("is"), rule.texts("is_not")
    blank = rule.get("blank", bool, default=False) if "blank" in rule.values else None
    rule.asked.add("blank")
    if sum((bool(among), bool(others), blank is not None)) != 1:
        rule.fail("column", "expected exactly one of is, is_not, blank beside it")
    rule.finish()
    return LeaveOut(header, among or others or None, bool(among), blank, reason)


def _lookup_tables(settings: Settings, form: FileForm) -> dict[str, LookupTable]:
    written = settings.table("tables")
    if written is None:
        return {}
    tables: dict[str, LookupTable] = {}
    for name in written.values:
        table = written.table(name)
        if table is not None:
            tables[name] = LookupTable(Files(_safe(table, table.texts("file")), form), table.need("key", str))
            table.finish()
    return tables
