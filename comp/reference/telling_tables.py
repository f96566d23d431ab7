"""Tables in words: by what one was read, on which page, and the bands or points that gave its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from comp.language.core import Key, Kind, MeasureValue, Page, Shape, Table, TableValue
from comp.reference.evaluate import evaluate
from comp.reference.mentions import nodes
from comp.reference.saying import say, template
from comp.reference.scope import Scope, Side, Sight
from comp.reference.speech import spoken
from comp.reference.tables import Found, band_of, neighbours, stretches
from comp.reference.telling_measures import exception_step
from comp.reference.told import Tells, Told, exact, steps_of
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined, Value
from comp.reference.wording import Style, bare_money, called, listed, shown

_AT_POINT = (template("at the point {value} at {bound}"),)
_FLAT = (template("flat from {value} at {bound}"),)
_BETWEEN = (template("between {value} at {bound}"), template("and {value} at {bound}"))


def table_step(teller: Tells, table: Table, scope: Scope) -> Step:
    """A table's value, with its inputs, its page and the bands that gave it."""
    ruled = teller.view.ruled_table(table, scope)
    style = teller.style(TableValue(table.name, table.value_kind))
    if ruled.applied:
        return exception_step(teller, table.name, ruled.applied, ruled.value, scope, style)
    read = teller.view.read_table(table, scope)
    inputs = _input(teller, table, scope)
    if isinstance(read, Undefined):
        sentence = say("{name} is not defined: {reason}", name=called(table.name), reason=read.reason)
        return Step(StepKind.TABLE, table.name, sentence, None, inputs.steps, table.span, quoted=read.reason)
    page = () if read.page is None else (_page_step(teller, table, read.page, scope),)
    bands = () if table.by is None else bands_of(teller, read, scope, style)
    texts = [band.sentence for band in bands]
    found = " ".join(texts) if table.shape is Shape.INTERPOLATED else listed(texts)
    parts = [text for text in (*(step.sentence for step in page), inputs.text, found) if text]
    by = spoken().between.join(parts)
    sentence = f"{called(table.name)} {shown(ruled.value, style)}: {by}"
    steps = (*page, *inputs.steps, *bands)
    return Step(StepKind.TABLE, table.name, sentence, exact(ruled.value), steps, table.span, quoted=by)


def input_text(teller: Tells, table: Table, point: Fraction) -> str:
    """A bound or an input of a table in words."""
    if table.bound_kind is Kind.MONEY:
        return shown(Amount(point, teller.view.currency))
    return shown(point, Style.PLAIN if table.by is None else teller.style(table.by))


def bands_of(teller: Tells, read: Found, scope: Scope, style: Style) -> tuple[Step, ...]:
    """The bands of a stretch with the part in each; else the band or the points of a look-up."""
    table = read.table
    if table.shape is Shape.INTERPOLATED:
        return tuple(_points(teller, read, style))
    if read.before == read.after:
        row = band_of(read.rows, read.after)
        bound = input_text(teller, table, row.bound)
        sentence = (
            say("in the band above {bound}", bound=bound)
            if row.above
            else say("in the band from {bound}", bound=bound)
        )
        return (Step(StepKind.BAND, table.name, sentence, row.value, span=row.span),)
    steps: list[Step] = []
    for part in stretches(read.rows, read.before, read.after):
        inside = _inside(teller, read, scope, part.end - part.start)
        sentence = say(
            "{amount} at {rate}", amount=_bare(inside, teller, table), rate=shown(part.row.value, style)
        )
        steps.append(Step(StepKind.BAND, table.name, sentence, exact(inside), span=part.row.span))
    return tuple(steps)


def _input(teller: Tells, table: Table, scope: Scope) -> Told:
    """What a table is read by: a stretch of a counter, else a point."""
    if table.by is None:
        return Told("")
    read = teller.view.read_table(table, scope)
    if table.shape is not Shape.MARGINAL or not teller.view.runs(table.by):
        return teller.tell(table.by, scope)
    before = teller.tell(table.by, replace(scope, sight=Sight(teller.view.as_of, Side.BEFORE)))
    after = teller.tell(table.by, replace(scope, sight=Sight(teller.view.as_of, Side.WITH)))
    steps = steps_of([before, after])
    if isinstance(read, Undefined):
        return Told(after.text, steps)
    names = [called(node.name) for node in nodes(table.by) if isinstance(node, MeasureValue)]
    ends = [input_text(teller, table, point) for point in (read.before, read.after)]
    text = say("{measures} from {start} to {end}", measures=listed(names), start=ends[0], end=ends[1])
    return Told(text, steps)


def _page_step(teller: Tells, table: Table, page: Page, scope: Scope) -> Step:
    """Which page of a table applied: what it asks of each further input, and what was found."""
    told = [teller.tell(other, scope) for other in table.others]
    texts = [
        each.text
        + _asked(key, evaluate(other, scope), teller.style(other), lowest=key.bound == _lowest(table, at))
        for at, (each, key, other) in enumerate(zip(told, page.keys, table.others, strict=True))
    ]
    return Step(StepKind.PAGE, table.name, listed(texts), None, steps_of(told), page.span)


def _lowest(table: Table, at: int) -> Fraction | None:
    """The lowest bound of a further input, whose band reaches down without end."""
    return min(
        (key.bound for key in (page.keys[at] for page in table.pages) if key.bound is not None), default=None
    )


def _asked(key: Key, found: Value, style: Style, *, lowest: bool) -> str:
    """What a page asks of an input, where that is not the text itself."""
    if key.text is not None:
        return ""
    if key.bound is None:
        return f" ({say('any')})"
    if lowest:
        return f" ({say('the lowest row')})"
    bound = shown(Amount(key.bound, found.currency) if isinstance(found, Amount) else key.bound, style)
    return f" ({say('above {bound}', bound=bound) if key.above else say('from {bound}', bound=bound)})"


def _points(teller: Tells, read: Found, style: Style) -> Iterator[Step]:
    """The points of an interpolated table that a value lies between, or at."""
    lower, upper = neighbours(read.rows, read.after, read.table.outside)
    if lower is not upper:
        words = _BETWEEN
    elif lower.bound == read.after:
        words = _AT_POINT
    else:
        words = _FLAT
    for row, word in zip((lower, upper), words, strict=False):
        bound = input_text(teller, read.table, row.bound)
        sentence = say(word, value=shown(row.value, style), bound=bound)
        yield Step(StepKind.BAND, read.table.name, sentence, row.value, span=row.span)


def _inside(teller: Tells, read: Found, scope: Scope, length: Fraction) -> Value:
    """A stretch within one band: of the line's credit where a counter runs, else of the input itself."""
    if read.from_zero:
        money = read.table.bound_kind is Kind.MONEY
        return Amount(length, teller.view.currency) if money else length
    part = length / (read.after - read.before)
    match scope.credit.value if scope.credit else None:
        case Amount(minor=minor, currency=currency):
            return Amount(minor * part, currency)
        case Fraction() as units:
            return units * part
        case _:
            return part


def _bare(value: Value, teller: Tells, table: Table) -> str:
    if isinstance(value, Amount):
        return bare_money(value)
    by_own = isinstance(value, Fraction) and table.by is not None and not teller.view.runs(table.by)
    return shown(value, teller.style(table.by)) if by_own and table.by is not None else shown(value)
