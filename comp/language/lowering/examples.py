"""Lowers examples: given rows stay text, but their sources and columns must exist."""

from __future__ import annotations

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.statements import Statements


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
        tuple(
            core.Expectation(
                expected.amount,
                expected.pay.text if expected.pay is not None else None,
                expected.fact.text if expected.fact is not None else None,
                expected.payee.text if expected.payee is not None else None,
                expected.payable,
                expected.on,
                span=expected.span,
            )
            for expected in example.expectations
        ),
        span=example.span,
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
        rows.append({h.text: cell.text for h, cell in zip(head.cells, row.cells, strict=True) if cell.text})
    return tuple(rows)


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
    known = expected.pay is None or expected.pay.text in statements.pays
    if expected.pay is not None and not known and expected.pay.text not in statements.names.lost:
        faults.unknown("N006", expected.pay.span, "pay", expected.pay.text, names=statements.pays)
    for name in (expected.fact, expected.payee):
        if name is not None and name.text not in words:
            faults.unknown("E001", name.span, "given fact or payee", name.text, names=words)
    if expected.amount.currency != currency:
        said = f"The plan pays in {currency}, not in {expected.amount.currency}."
        faults.error("T003", expected.amount_span, said, "Write the amount in the plan's currency.")
