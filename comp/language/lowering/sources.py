"""Lowers source blocks, and holds the sources that have a meaning of their own to their shape."""

from __future__ import annotations

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.lowering.faults import Faults
from comp.language.lowering.world import World

_TYPES = {
    "text": Kind.TEXT,
    "payee": Kind.PAYEE,
    "currency": Kind.CURRENCY,
    "date": Kind.DATE,
    "boolean": Kind.BOOLEAN,
    "number": Kind.NUMBER,
    "money": Kind.ROW_MONEY,
}
_WORDS = (*_TYPES, "choice of …", "to SOURCE")

# What decisions 0004 and 0012 read of these sources: column names, kinds, whether they may be blank.
_RESERVED: dict[str, dict[str, Kind]] = {
    "assignment": {"payee": Kind.PAYEE},
    "quota": {
        "payee": Kind.PAYEE,
        "name": Kind.TEXT,
        "starts_on": Kind.DATE,
        "ends_on": Kind.DATE,
        "amount": Kind.ROW_MONEY,
        "units": Kind.NUMBER,
    },
    "rate": {
        "of_currency": Kind.CURRENCY,
        "into_currency": Kind.CURRENCY,
        "quoted_on": Kind.DATE,
        "rate": Kind.NUMBER,
    },
}


def lower_sources(blocks: list[syntax.SourceBlock], world: World, faults: Faults) -> None:
    """Enter every source into the world; references are resolved once all are known."""
    first: dict[str, syntax.SourceBlock] = {}
    for block in blocks:
        if block.name.text in first:
            _twice(block, first[block.name.text], faults)
        elif block.name.text:
            first[block.name.text] = block
    world.source_blocks = first
    for name, block in first.items():
        world.sources[name] = _source(block, first, faults)
    for name, block in first.items():
        if not block.faulty:
            _check_shape(world.sources[name], block, faults)


def _twice(block: syntax.SourceBlock, other: syntax.SourceBlock, faults: Faults) -> None:
    faults.error(
        "N004",
        block.name.span,
        f"There are two sources `{block.name.text}`; the other is at {other.name.span}.",
        "Keep one of them, or give this one another name.",
    )


def _source(block: syntax.SourceBlock, blocks: dict[str, syntax.SourceBlock], faults: Faults) -> core.Source:
    columns: dict[str, core.SourceColumn] = {}
    for line in ([block.key] if block.key is not None else []) + list(block.columns):
        if line.name.text in columns:
            faults.error("N004", line.name.span, f"`{block.name.text}` has two columns `{line.name.text}`.")
        columns[line.name.text] = _column(line, blocks, faults)
    _add_unlisted_days(block, columns)
    currency = block.currency.text if block.currency is not None else None
    by_column = currency is not None and not (
        currency.isupper() and len(currency) == 3 and currency not in columns
    )
    if by_column and currency is not None and currency not in columns:
        columns[currency] = core.SourceColumn(
            currency, Kind.CURRENCY, span=block.currency.span if block.currency else block.span
        )
    return core.Source(
        block.name.text,
        block.title,
        tuple(columns.values()),
        block.key.name.text if block.key is not None else "",
        block.dated.text if block.dated is not None else None,
        block.valid[0].text if block.valid is not None else None,
        block.valid[1].text if block.valid is not None else None,
        currency if by_column else None,
        None if by_column else currency,
        span=block.name.span,
    )


def _add_unlisted_days(block: syntax.SourceBlock, columns: dict[str, core.SourceColumn]) -> None:
    """`dated` and `valid` name date columns, which need no line of their own; any of them may be blank."""
    for name in [*([block.dated] if block.dated is not None else []), *(block.valid or ())]:
        if name.text not in columns:
            columns[name.text] = core.SourceColumn(name.text, Kind.DATE, may_be_blank=True, span=name.span)


def _column(
    line: syntax.ColumnLine, blocks: dict[str, syntax.SourceBlock], faults: Faults
) -> core.SourceColumn:
    kind, choices, refers_to = Kind.TEXT, (), None
    match line.type:
        case syntax.ColumnType(word="choice", choices=words):
            kind, choices = Kind.CHOICE, tuple(word.text for word in words)
        case syntax.ColumnType(word="to", target=target) if target is not None:
            refers_to = target.text
            if refers_to not in blocks:
                faults.unknown("N001", target.span, "source", refers_to, names=blocks)
            else:
                key = blocks[refers_to].key
                kind = _TYPES.get(key.type.word, Kind.TEXT) if key is not None else Kind.TEXT
        case syntax.ColumnType(word=word) if word in _TYPES:
            kind = _TYPES[word]
        case _:
            faults.unknown("S001", line.type.span, "type", line.type.word, names=_WORDS)
    return core.SourceColumn(
        line.name.text, kind, line.title, line.may_be_blank, choices, refers_to, span=line.span
    )


def _check_shape(source: core.Source, block: syntax.SourceBlock, faults: Faults) -> None:
    if not source.key:
        faults.error(
            "S002",
            block.name.span,
            f"`{source.name}` has no key.",
            "Write `key NAME: text`: what tells one row from another.",
        )
    if source.dated is not None and source.valid_from is not None:
        faults.error(
            "S002",
            block.name.span,
            f"`{source.name}` is both dated and valid over a span.",
            "Events have `dated`, states have `valid … through …`; keep one.",
        )
    _check_dates(source, faults)
    money = [column for column in source.columns if column.kind is Kind.ROW_MONEY]
    if money and source.currency_column is None and source.currency_code is None:
        faults.error(
            "S004",
            money[0].span,
            f"`{source.name}.{money[0].name}` is money, but the source does not say of which currency.",
            "Write `currency COLUMN`, or `currency USD` where all rows share it.",
        )
    _check_reserved(source, block, faults)


def _check_dates(source: core.Source, faults: Faults) -> None:
    for name, kind in (
        (source.dated, Kind.DATE),
        (source.valid_from, Kind.DATE),
        (source.valid_through, Kind.DATE),
        (source.currency_column, Kind.CURRENCY),
    ):
        column = source.column(name) if name is not None else None
        if column is not None and column.kind is not kind:
            faults.error(
                "T006",
                column.span,
                f"`{source.name}.{column.name}` must be a {kind.value}, not {column.kind.value}.",
            )


def _check_reserved(source: core.Source, block: syntax.SourceBlock, faults: Faults) -> None:
    for name, kind in _RESERVED.get(source.name, {}).items():
        column = source.column(name)
        if column is None or column.kind is not kind:
            written = "money" if kind is Kind.ROW_MONEY else kind.value
            found = "has no such column" if column is None else "has it as another type"
            faults.error(
                "S003",
                block.name.span if column is None else column.span,
                f"The source `{source.name}` is read by the language itself: it "
                f"needs `{name}: {written}` and {found}.",
                f"Write `column {name}: {written}`.",
            )
    if source.name == "assignment":
        manager = source.column("manager")
        if source.valid_from is None or source.key != "payee":
            faults.error(
                "S003",
                block.name.span,
                "`assignment` says who held which role from when to when: it needs its key and its span.",
                "Write `key payee: payee` and `valid starts_on through ends_on`.",
            )
        if manager is not None and manager.kind is not Kind.PAYEE:
            faults.error(
                "S003", manager.span, "A manager is a payee.", "Write `column manager: payee, may be blank`."
            )
