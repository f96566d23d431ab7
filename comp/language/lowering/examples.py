"""Lowers examples: given rows stay text, but their sources and columns must exist."""

from __future__ import annotations

from comp.language import core, syntax
from comp.language.calendar import Calendar, PeriodNameError
from comp.language.core import Kind
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.faults import Faults
from comp.language.lowering.given_cells import check_cell, check_quota_cell
from comp.language.lowering.quotas import quota_type
from comp.language.lowering.statements import Statements
from comp.language.money import Money


def lower_examples(
    elaborator: Elaborator, plan: syntax.PlanBlock, statements: Statements, currency: str
) -> tuple[core.Example, ...]:
    """Lower every example of a plan."""
    return tuple(_example(elaborator, example, statements, currency) for example in plan.examples)


def _example(
    elaborator: Elaborator, example: syntax.ExampleBlock, statements: Statements, currency: str
) -> core.Example:
    given = tuple((line.source.text, _rows(elaborator, line)) for line in example.given)
    words = {
        name
        for line, (_, rows) in zip(example.given, given, strict=True)
        for name in _names(elaborator, line, rows)
    }
    for expected in example.expectations:
        _check(elaborator, expected, statements, words, currency)
    return core.Example(
        example.name,
        given,
        tuple(_expectation(expected) for expected in example.expectations),
        span=example.span,
    )


def _expectation(line: syntax.ExpectLine) -> core.Expectation:
    written = line.value
    amount = written.value if isinstance(written.value, Money) else None
    return core.Expectation(
        amount,
        line.pay.text if line.pay is not None else None,
        line.fact.text if line.fact is not None else None,
        line.payee.text if line.payee is not None else None,
        line.payable,
        line.on,
        line.since,
        line.period.text if line.period is not None else None,
        line.what,
        written.decimals,
        written.percent,
        written.value if not isinstance(written.value, Money) else None,
        span=line.span,
    )


def _rows(elaborator: Elaborator, line: syntax.GivenLine) -> tuple[dict[str, str], ...]:
    head, *body = line.rows
    _check_heads(elaborator, line, head)
    rows: list[dict[str, str]] = []
    for row in body:
        if len(row.cells) != len(head.cells):
            said = f"This row has {len(row.cells)} cells, the heads have {len(head.cells)}."
            elaborator.faults.error("E001", row.span, said, "Give each head a cell; leave a blank one empty.")
            continue
        _check_cells(elaborator, line, head, row)
        rows.append({h.text: cell.text for h, cell in zip(head.cells, row.cells, strict=True) if cell.text})
    return tuple(rows)


def _check_cells(elaborator: Elaborator, line: syntax.GivenLine, head: syntax.Row, row: syntax.Row) -> None:
    source = elaborator.world.sources.get(line.source.text)
    if source is None:
        return
    for top, cell in zip(head.cells, row.cells, strict=True):
        column = source.column(top.text)
        if column is not None:
            check_cell(elaborator.faults, source, column, cell)
        elif source.name == "quota":
            check_quota_cell(elaborator.faults, top.text, cell)


def _names(elaborator: Elaborator, line: syntax.GivenLine, rows: tuple[dict[str, str], ...]) -> set[str]:
    """The payees and the facts that given rows name; keys left out are numbered (docs/decisions/0014)."""
    source = elaborator.world.sources.get(line.source.text)
    if source is None:
        return {text for row in rows for text in row.values()}
    naming = {column.name for column in source.columns if column.kind is Kind.PAYEE} | {source.key}
    numbered = {f"{source.name}-{at}" for at, row in enumerate(rows, 1) if source.key not in row}
    return {row[name] for row in rows for name in naming if name in row} | numbered


def _check_heads(elaborator: Elaborator, line: syntax.GivenLine, head: syntax.Row) -> None:
    world = elaborator.world
    source = world.sources.get(line.source.text)
    if source is None:
        elaborator.faults.unknown("N001", line.source.span, "source", line.source.text, names=world.sources)
        return
    known = {column.name for column in source.columns}
    wide_quota = source.name == "quota" and "amount" not in {cell.text for cell in head.cells}
    if wide_quota:
        known |= set(world.credits)
    block = world.source_blocks.get(source.name)
    for cell in head.cells:
        if (
            cell.text not in known
            and not (wide_quota and cell.text)
            and not (block is not None and block.faulty)
        ):
            elaborator.faults.unknown("N002", cell.span, "column", cell.text, names=known)


def _check(
    elaborator: Elaborator,
    expected: syntax.ExpectLine,
    statements: Statements,
    words: set[str],
    currency: str,
) -> None:
    faults = elaborator.faults
    _check_name(elaborator, expected, statements)
    for name in (expected.fact, expected.payee):
        if name is not None and name.text not in words:
            faults.unknown("E001", name.span, "given fact or payee", name.text, names=words)
    if expected.since is not None and expected.on is not None and expected.on < expected.since:
        faults.error(
            "E001", expected.span, "The last day is before the first.", "Write the earlier day first."
        )
    if expected.period is not None:
        _check_period(faults, expected.period)
    amount = expected.value.value
    if isinstance(amount, Money):
        if amount.currency != currency:
            said = f"The plan pays in {currency}, not in {amount.currency}."
            faults.error("T003", expected.value.span, said, "Write the amount in the plan's currency.")
    elif expected.what is core.Expected.PAY:
        said = "What is paid is money, and this is a number."
        faults.error("T006", expected.value.span, said, f"Write an amount, such as `1,000.00 {currency}`.")


def _check_name(elaborator: Elaborator, expected: syntax.ExpectLine, statements: Statements) -> None:
    faults, names, name = elaborator.faults, statements.names, expected.pay
    if name is None or name.text in names.lost:
        return
    if expected.what is core.Expected.PAY:
        if name.text not in statements.pays:
            faults.unknown("N006", name.span, "pay", name.text, names=statements.pays)
        return
    if expected.what is core.Expected.QUOTA:
        kind = quota_type(elaborator, name, names)
    else:
        if names.has(name.text) != "measure":
            measures = [one for one in names.names() if names.has(one) == "measure"]
            faults.unknown("N003", name.span, "measure", name.text, names=measures)
            return
        kind = names.measure_type(name.text)
    written = Kind.MONEY if isinstance(expected.value.value, Money) else Kind.NUMBER
    if kind.known and kind.kind is not written:
        wanted = "an amount" if kind.is_money else "a number or a percentage"
        said = f"`{name.text}` is {kind}, and another kind of value is expected."
        faults.error("T006", expected.value.span, said, f"Write {wanted}.")


def _check_period(faults: Faults, period: syntax.Name) -> None:
    try:
        Calendar().parse(period.text)
    except PeriodNameError as fault:
        weeks = "+" in period.text
        if not weeks:  # which day weeks are counted from is the plan's business
            faults.error(
                "E001", period.span, f"{str(fault).partition(';')[0].capitalize()}.", "Write `2026-Q1`."
            )
