"""Draws tables of every shape: bands, lines with jumps, several inputs, grids, and what runs."""

from __future__ import annotations

from dataclasses import replace

from comp.fuzz.writing.credits import DrawnCredit
from comp.fuzz.writing.expressions import Writer
from comp.fuzz.writing.names import Sheet

_RATES = ("0%", "5%", "6%", "10%", "33.333%", "1.10", "0.9", "2x", "-5%", "100%")
_SHAPES = (
    *(("from", "retroactive"), ("above", "retroactive"), ("at", "interpolated, flat outside")),
    *(("at", "interpolated, continued"), ("from", "marginal"), ("above", "marginal")),
)


def draw_table(sheet: Sheet, line: Writer, credit: DrawnCredit | None, tables: dict[str, bool]) -> list[str]:
    """A table that is looked up, read between its points, or averaged from zero."""
    draw, name = sheet.draw, sheet.names.fresh("t")
    writer = sheet.line(line, credit, {})
    money_bounds, money_values = draw.chance(30), draw.chance(20)
    by = _input(sheet, writer, money=money_bounds)
    if credit is not None and draw.chance(20):
        by, money_bounds = draw.pick(((credit.row.money[0], True), (credit.name, credit.is_money)))
    head, shape = draw.pick(_SHAPES)
    kind = draw.pick(("plain", "plain", "several", "grid", "texts"))
    if kind == "plain" or credit is None:
        rows = _rows(sheet, head, draw.whole(2, 4), money_bounds=money_bounds, money_values=money_values)
        inputs = by
    else:
        inputs, rows, shape = _several(
            sheet, credit, by, (kind, head, shape), money_bounds=money_bounds, money_values=money_values
        )
    tables[name] = money_values
    text = [f"  table {name} by {inputs}, {shape}", *rows]
    sheet.names.texts[name] = text
    return [*text, *sheet.exceptions(name, writer, money=money_values)]


def draw_marginal(sheet: Sheet, line: Writer, credit: DrawnCredit) -> tuple[list[str], list[str]]:
    """A marginal table over what runs, its name in a list; its values are rates, or money per unit."""
    running = sheet.names.running.get(credit.name, {})
    if not running:
        return [], []
    draw, name = sheet.draw, sheet.names.fresh("band")
    by = draw.pick(sorted(running))
    head = draw.pick(("from", "above"))
    money_values = not credit.is_money
    if draw.chance(30):
        by, rows, _ = _several(
            sheet,
            credit,
            by,
            ("several", head, "marginal"),
            money_bounds=running[by],
            money_values=money_values,
        )
    else:
        rows = _rows(sheet, head, draw.whole(1, 4), money_bounds=running[by], money_values=money_values)
    writer = replace(sheet.line(line, credit, {}), row=None, credit=None)
    text = [f"  table {name} by {by}, marginal", *rows]
    sheet.names.texts[name] = text
    return [name], [*text, *sheet.exceptions(name, writer, money=money_values)]


def _input(sheet: Sheet, writer: Writer, *, money: bool) -> str:
    measures = [m for m, is_money in writer.measures.items() if is_money is money]
    if measures and sheet.draw.chance(70):
        return sheet.draw.pick(measures)
    return writer.money() if money else writer.number()


def _several(
    sheet: Sheet,
    credit: DrawnCredit,
    by: str,
    form: tuple[str, str, str],
    *,
    money_bounds: bool,
    money_values: bool,
) -> tuple[str, list[str], str]:
    """A table's inputs, rows and shape, where a text of the row, or another number, is asked too."""
    draw, (kind, head, shape) = sheet.draw, form
    text, words = ("deal.kind", ("new", "expansion", "any"))
    if credit.row.source == "renewal":
        text, words = "renewal.account", ("A1", "any")
    if kind == "texts":
        return (
            f"{text}, assignment.segment",
            _text_rows(sheet, words, money_values=money_values),
            "retroactive",
        )
    if kind == "grid":
        bounds = _bounds(sheet, draw.whole(2, 3), money=money_bounds, reach_down=True)
        cells = [[_value(sheet, money=money_values) for _ in words] for _ in bounds]
        heads = " | ".join(f"is {word}" for word in words)
        rows = [f"    | {b} | {' | '.join(row)} |" for b, row in zip(bounds, cells, strict=True)]
        return f"{by} across {text}", [f"    | {_band(head)} | {heads} |", *rows], "retroactive"
    rows: list[str] = []
    for word in words:
        inner = _rows(sheet, head, draw.whole(2, 3), money_bounds=money_bounds, money_values=money_values)
        rows += [f"    | {word} {row.strip()}" for row in inner[1:]]
    return f"{text}, {by}", [f"    | is | {head} | v |", *rows], shape


def _text_rows(sheet: Sheet, words: tuple[str, ...], *, money_values: bool) -> list[str]:
    pairs = [(word, segment) for word in words for segment in ("MM", "SMB", "any")]
    return [
        "    | is | is | v |",
        *(f"    | {a} | {b} | {_value(sheet, money=money_values)} |" for a, b in pairs),
    ]


def _band(head: str) -> str:
    return "from" if head == "at" else head


def _value(sheet: Sheet, *, money: bool) -> str:
    return sheet.money(sheet.draw.pick((0, 1, 10_000, 33_335))) if money else sheet.draw.pick(_RATES)


def _bounds(sheet: Sheet, count: int, *, money: bool, reach_down: bool) -> list[str]:
    """Rising bounds; the first is zero or below where every value needs a band."""
    draw = sheet.draw
    first = draw.pick((0, 0, 0, -50)) if reach_down else draw.pick((-10, 0, 50, 80))
    steps = [first]
    for _ in range(count - 1):
        steps.append(steps[-1] + draw.pick((1, 10, 50, 50, 100)))
    if money:
        return [("-" if step < 0 else "") + sheet.money(abs(step) * 2_000) for step in steps]
    return [f"{step}%" for step in steps]


def _rows(sheet: Sheet, head: str, count: int, *, money_bounds: bool, money_values: bool) -> list[str]:
    bounds = _bounds(sheet, count, money=money_bounds, reach_down=head != "at")
    if head == "at" and sheet.draw.chance(35):
        jump = sheet.draw.whole(0, len(bounds) - 1)
        bounds.insert(jump, f"below {bounds[jump]}")
    rows = [f"    | {bound} | {_value(sheet, money=money_values)} |" for bound in bounds]
    return [f"    | {head} | v |", *rows]
