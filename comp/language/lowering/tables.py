"""Lowers tables: their inputs, bounds and pages, and whether every value has a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.core import Kind, Shape
from comp.language.diagnostic import Label
from comp.language.lowering.arithmetic import in_plan_money
from comp.language.lowering.faults import Faults
from comp.language.lowering.scope import Scope
from comp.language.lowering.table_rows import NUMERIC, Number, ReadRow, kind_of, read_rows, writing_of
from comp.language.lowering.types import UNKNOWN, Type, Typed

if TYPE_CHECKING:
    from comp.language.lowering.expressions import Elaborator

_SHAPES = (
    "`marginal`: each band pays at its own rate",
    "`retroactive`: one rate for all",
    "`interpolated, flat outside`",
)
_OUTSIDE = ("`interpolated, flat outside`", "`interpolated, continued`")
_INPUTS = NUMERIC | {Kind.TEXT, Kind.CHOICE, Kind.PAYEE, Kind.CURRENCY}
_MOST_COMBINATIONS = 5_000


def lower_table(
    elaborator: Elaborator, statement: syntax.TableStatement, scope: Scope, *, faulty: bool
) -> tuple[core.Table, Type] | None:
    """Lower one table, None where nothing can be made of it."""
    faults = elaborator.faults
    if _has_another_shape(elaborator, statement, scope):
        return None
    inputs = [_input(elaborator, node, scope) for node in statement.inputs]
    if not faulty or statement.shape is not None:
        _ask_for_shape(faults, statement)
    rows = read_rows(faults, statement, inputs)
    if rows is None:
        return None
    by = _number_input(inputs)
    if by is None and statement.shape in (Shape.MARGINAL, Shape.INTERPOLATED):
        said = f"A table that is {statement.shape} needs a number or an amount as its last input."
        faults.error("B008", statement.inputs[-1].span, said, "Read texts with a `retroactive` table.")
        return None
    for place, one in enumerate(inputs):
        _check_bounds_kind(faults, statement.inputs[place], one, [row.asked[place].bound for row in rows])
    values = kind_of(faults, [row.value for row in rows])
    if statement.shape is None:
        return None
    return _made(faults, statement, inputs, rows, by=by, values=values), values


def _input(elaborator: Elaborator, node: syntax.Expression, scope: Scope) -> Typed:
    found = elaborator.of_kind(node, scope, set(_INPUTS), "a number, money, a text or a choice")
    if scope.plan is not None and scope.money_on is not None:
        return in_plan_money(found, scope.plan.currency, scope.money_on, scope.plan.rounding)
    return found


def _ask_for_shape(faults: Faults, statement: syntax.TableStatement) -> None:
    name = statement.name
    if statement.shape is None:
        said = f"`{name.text}` does not say how it is read."
        faults.error(
            "C001", name.span, said, "End the line with one of the words expected.", expected=_SHAPES
        )
    elif statement.shape is Shape.INTERPOLATED and statement.outside is None:
        said = f"What does `{name.text}` give below its first and above its last point?"
        faults.error("C002", name.span, said, "Say it at the end of the line.", expected=_OUTSIDE)


def _has_another_shape(elaborator: Elaborator, statement: syntax.TableStatement, scope: Scope) -> bool:
    """Whether a word stands at the end of the line that is no shape and names nothing either."""
    *others, last = statement.inputs
    if statement.shape is not None or not others or not isinstance(last, syntax.Reference):
        return False
    known = scope.plan is not None and scope.plan.has(last.name)
    if known or last.name in elaborator.world.credits or last.name in elaborator.world.lost:
        return False
    said = f"`{last.name}` is no way to read a table."
    elaborator.faults.error("C001", last.span, said, "Write one of the words expected.", expected=_SHAPES)
    return True


def _number_input(inputs: list[Typed]) -> int | None:
    """The place of the input whose bounds stand in the rows of a page: the last that is a number."""
    numbers = [place for place, one in enumerate(inputs) if one.type.kind in NUMERIC or not one.type.known]
    return numbers[-1] if numbers else None


def _made(
    faults: Faults,
    statement: syntax.TableStatement,
    inputs: list[Typed],
    rows: list[ReadRow],
    *,
    by: int | None,
    values: Type,
) -> core.Table:
    assert statement.shape is not None  # noqa: S101 - the caller says so
    others = [place for place in range(len(inputs)) if place != by]
    pages = _pages(rows, others, by)
    for page in pages:
        _check_page(faults, statement, page, by)
    if others:
        _check_combinations(faults, statement, pages, [inputs[place].type for place in others])
    bounds = [row.asked[by].bound for row in rows] if by is not None else []
    bound_kind = next((bound.type for bound in bounds if bound is not None and bound.type.is_money), None)
    return core.Table(
        statement.name.text,
        statement.shape,
        inputs[by].expr if by is not None else None,
        tuple(_table_row(row, by) for row in rows) if not others else (),
        Kind.NUMBER if bound_kind is None else Kind.MONEY,
        values.kind or Kind.NUMBER,
        statement.outside,
        others=tuple(inputs[place].expr for place in others),
        pages=tuple(
            core.Page(page.keys, tuple(_table_row(row, by) for row in page.rows), span=page.rows[0].span)
            for page in pages
        )
        if others
        else (),
        written=writing_of([row.value for row in rows]),
        span=statement.span,
    )


@frozen
class _Page:
    keys: tuple[core.Key, ...]
    rows: list[ReadRow]


def _pages(rows: list[ReadRow], others: list[int], by: int | None) -> list[_Page]:
    """Rows of the same keys together, from the most to the least special."""
    found: dict[tuple[core.Key, ...], list[ReadRow]] = {}
    for row in rows:
        found.setdefault(tuple(row.asked[place].key for place in others), []).append(row)
    if by is None:
        # Two rows of the same texts would stand on one page, where only one can be.
        pages = [_Page(keys, [row]) for keys, same in found.items() for row in same]
    else:
        pages = [_Page(keys, same) for keys, same in found.items()]
    return sorted(pages, key=lambda page: [_rank(key) for key in page.keys])


def _rank(key: core.Key) -> tuple[int, Fraction, bool]:
    if key.bound is not None:
        return 0, -key.bound, not key.above
    return (0 if key.text is not None else 1), Fraction(0), False


def _table_row(row: ReadRow, by: int | None) -> core.TableRow:
    asked = row.asked[by] if by is not None else None
    if asked is None or asked.bound is None:
        return core.TableRow(Fraction(0), row.value.value, span=row.span)
    return core.TableRow(asked.bound.value, row.value.value, asked.above, asked.below, span=row.span)


def _check_page(faults: Faults, statement: syntax.TableStatement, page: _Page, by: int | None) -> None:
    if by is None:
        return
    asked = [row.asked[by] for row in page.rows]
    for row, one in zip(page.rows, asked, strict=True):
        if one.bound is None:
            said = "Only a text, or an input before the last number, can be `any`."
            faults.error("B005", one.span, said, "Write a bound here; the first one is 0.")
            return
        points = {o.bound.value for o in asked if o.bound is not None and not o.below}
        if one.below and one.bound.value not in points:
            said = "What the table gives at this bound itself is not said."
            faults.error("B004", row.span, said, "Below it add a row for the same bound without `below`.")
    for (first, before), (second, after) in pairwise(zip(page.rows, asked, strict=True)):
        assert before.bound is not None and after.bound is not None  # noqa: S101, PT018 - a row without a bound was told above
        jump = before.below and not after.below and before.bound.value == after.bound.value
        if after.bound.value <= before.bound.value and not jump:
            faults.error(
                "B002",
                second.span,
                "This bound is not above the one before it.",
                "Write the rows in rising order, each bound once.",
                labels=(Label(first.span, "the one before"),),
            )
    _check_ends(faults, statement, page, asked[0].bound)


def _check_ends(faults: Faults, statement: syntax.TableStatement, page: _Page, first: Number | None) -> None:
    span = page.rows[0].span
    if statement.shape is Shape.INTERPOLATED:
        if len(page.rows) == 1:
            faults.error("B004", span, "There is no line through one point.", "Write at least two points.")
    elif first is not None and first.value > 0:
        faults.error(
            "B003",
            span,
            "What lies below the first bound has no band.",
            "Begin with a row from 0; where nothing is paid there, give it 0%.",
        )


def _check_bounds_kind(
    faults: Faults, node: syntax.Expression, of: Typed, bounds: Sequence[Number | None]
) -> None:
    written = [bound for bound in bounds if bound is not None]
    kind = kind_of(faults, written) if written else UNKNOWN
    if not (of.type.known and kind.known) or all(bound.type.is_zero for bound in written):
        return
    if of.type.kind is kind.kind and (not kind.is_money or of.type.of == kind.of):
        return
    code = "T003" if of.type.kind is kind.kind else "T002" if of.type.is_money or kind.is_money else "T006"
    faults.error(
        code,
        written[-1].span,
        f"The bounds are {kind}, but the table is read by {of.type}.",
        "Write bounds of the same kind as the table's input.",
        labels=(Label(node.span, f"this is {of.type}"),),
    )


# Which page is meant ---------------------------------------------------------------------------------------


def _check_combinations(
    faults: Faults, statement: syntax.TableStatement, pages: list[_Page], kinds: list[Type]
) -> None:
    """For every combination of other inputs one page is at least as special in each as all that fit."""
    candidates = [_candidates([page.keys[at] for page in pages], kind) for at, kind in enumerate(kinds)]
    for combination in islice(product(*candidates), _MOST_COMBINATIONS):
        fitting = [page for page in pages if _fits(page, combination)]
        if not fitting:
            said = f"{_said(combination)} has no row."
            hint = "Add a row for it, or one with `any`."
            faults.error("B003", statement.name.span, said, hint)
            return
        best = fitting[0]
        rival = next((page for page in fitting[1:] if not _at_least(best, page)), None)
        rival = rival or next((page for page in fitting[1:] if page.keys == best.keys), None)
        if rival is not None:
            faults.error(
                "B009",
                rival.rows[0].span,
                f"{_said(combination)} fits this row and another one, and neither is the more special.",
                "Remove one, or add a row for exactly this.",
                labels=(Label(best.rows[0].span, "the other one"),),
            )
            return


def _candidates(keys: list[core.Key], kind: Type) -> list[core.Key]:
    """One value for each way in which an input can lie among the keys."""
    if kind.kind in NUMERIC or any(key.bound is not None for key in keys):
        bounds = {(key.bound, key.above) for key in keys if key.bound is not None}
        lowest = min((bound for bound, _ in bounds), default=Fraction(0))
        # The lowest band reaches down without end, so nothing lies below it where it begins at 0 or lower.
        start = {(Fraction(0), False)} if lowest > 0 else set[tuple[Fraction, bool]]()
        return [core.Key(None, bound, above) for bound, above in sorted(bounds | start)]
    texts = list(dict.fromkeys(key.text for key in keys if key.text is not None))
    if kind.kind is Kind.CHOICE:
        return [core.Key(choice) for choice in kind.choices]
    return [core.Key(text) for text in texts] + ([core.Key("")] if kind.known else [])


def _fits(page: _Page, combination: tuple[core.Key, ...]) -> bool:
    return all(_key_fits(key, value) for key, value in zip(page.keys, combination, strict=True))


def _key_fits(key: core.Key, value: core.Key) -> bool:
    if key.bound is not None and value.bound is not None:
        return (key.bound, key.above) <= (value.bound, value.above)
    return key == core.Key() or key.text == value.text


def _at_least(one: _Page, other: _Page) -> bool:
    """Whether a page is at least as special as another in every input."""
    return all(_rank(a) <= _rank(b) for a, b in zip(one.keys, other.keys, strict=True))


def _said(combination: tuple[core.Key, ...]) -> str:
    return " with ".join(_parts(combination))


def _parts(combination: tuple[core.Key, ...]) -> Iterator[str]:
    for key in combination:
        if key.bound is not None:
            yield f"{'More than' if key.above else 'A value of'} {key.bound}"
        else:
            yield f"`{key.text}`" if key.text else "Any other text"
