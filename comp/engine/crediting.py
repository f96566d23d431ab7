"""The credit stage: facts fan out to the payees credited for them (decision 0003). Keyed by fact, no plan in
sight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from comp.engine import exact, facts
from comp.engine.evaluate import holds, numbers, series
from comp.engine.exact import AmountTooLargeError, Exact, Numbers
from comp.engine.facts import Rows
from comp.engine.ranks import in_order
from comp.engine.scope import Scope
from comp.engine.shares import allot, over_one_denominator, rest_of
from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.core import NUMBER_SCALE, Kind, PartKind, Program
from comp.language.money import Rounding

NO_DATE = "the credit's date is blank"
NO_VALUE = "the credit's value is undefined"
BAD_SHARES = "the shares do not add up to 100% or one of them is blank or negative"
NOBODY = "a share goes to nobody"
CYCLE = "the line of managers comes back to someone in it"


@dataclass(frozen=True, slots=True)
class CreditTable:
    """Credits of one name, and the facts that could not be credited.

    `frame`: row (position of the fact in its source), part (label), place (order of parts within a fact),
    payee, direct, amount (Int64: minor units of the fact's currency, or billionths), on, known_on, rank
    (order of facts with one `on`). `faults`: row, reason. `exact_way` tells whether some column on the way to
    the amounts went the exact way; `in_order`, whether credits stand by payee, `on`, rank and place, each
    with a `number` in that order.
    """

    credit: core.Credit
    rows: Rows
    frame: pl.DataFrame
    faults: pl.DataFrame
    exact_way: bool = False
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts that fulfil a credit's condition, with what all their parts share."""

    scope: Scope
    row: pl.Series
    value: pl.Series
    on: pl.Series
    known_on: pl.Series


def credits(program: Program, snapshot: Snapshot, as_of: date) -> dict[str, CreditTable]:
    """Every credit of the program at a day."""
    snapshot = facts.at_day(snapshot, as_of)
    return {name: credit_table(credit, snapshot, as_of) for name, credit in program.credits.items()}


def credit_table(credit: core.Credit, snapshot: Snapshot, as_of: date) -> CreditTable:
    """The credits that one credit clause makes of the facts in a snapshot of that day (`facts.at_day`).

    Raises:
        AmountTooLargeError: an amount beyond what credits can hold, with the credit's name.
    """
    table = unranked(credit, snapshot, as_of)
    return replace(table, frame=ranked(credit, snapshot, table.frame))


def unranked(credit: core.Credit, snapshot: Snapshot, as_of: date) -> CreditTable:
    """The same without the order of facts that share a date, which needs all facts that are to be ordered."""
    before = exact.times_exact_way()
    try:
        table = _credited(credit, snapshot, as_of)
    except AmountTooLargeError as error:
        raise AmountTooLargeError(f"credit {credit.name}: {error}") from error
    return replace(table, exact_way=exact.times_exact_way() > before)


def _credited(credit: core.Credit, snapshot: Snapshot, as_of: date) -> CreditTable:
    some = _facts(credit, snapshot)
    shares, bad_shares = _shares(credit, some.scope)
    receivers = [
        None if s is None else _receiver(p, some.scope) for p, s in zip(credit.parts, shares, strict=True)
    ]
    nobody = _any(
        [
            (s > exact.whole(0)) & to.is_null()
            for s, to in zip(shares, receivers, strict=True)
            if s is not None and to is not None
        ],
        some.scope.height,
    )
    amounts = allot(some.value, [s for s in shares if s is not None])
    parts, cycle, bad_also = _parts(credit, some, shares, receivers, amounts)
    reasons = [
        (some.on.is_null(), NO_DATE),
        (some.value.is_null(), NO_VALUE),
        (bad_shares | bad_also, BAD_SHARES),
        (nobody, NOBODY),
        (cycle, CYCLE),
    ]
    reason = pl.select(pl.coalesce([pl.when(mask).then(pl.lit(text)) for mask, text in reasons])).to_series()
    good = reason.is_null()
    places = dict(parts_of(credit).select("part", "place").iter_rows())
    frames = [_part_frame(part, places[part.label], some, good, as_of) for part in parts]
    frame = pl.concat(frames, rechunk=True)
    faults = pl.DataFrame({"row": some.row, "reason": reason}).drop_nulls("reason")
    return CreditTable(credit, some.scope.rows[credit.source], frame, faults)


def _facts(credit: core.Credit, snapshot: Snapshot) -> _Facts:
    rows = facts.all_rows(snapshot, credit.source)
    scope = _scope(snapshot, rows)
    if credit.where is not None:
        chosen = holds(credit.where, scope).arg_true().cast(pl.UInt32)
        kept = chosen if rows.index is None else taken(rows.index, chosen)
        scope = _scope(snapshot, replace(rows, index=kept))
    row = scope.rows[credit.source].positions()
    value = numbers(credit.value, scope)
    if credit.kind is Kind.NUMBER:
        value = exact.multiply(value, exact.constant(NUMBER_SCALE))
    on = series(credit.on, scope)
    dated = snapshot.sources[credit.source].dated
    known_on = (
        on
        if dated is None
        else pl.select(pl.max_horizontal(on, scope.rows[credit.source].column(dated))).to_series()
    )
    whole = exact.tall(exact.struck(value, Rounding.HALF_EVEN), scope.height)
    return _Facts(scope, row, whole, on, known_on)


def _scope(snapshot: Snapshot, rows: Rows) -> Scope:
    height = rows.table.height if rows.index is None else len(rows.index)
    return Scope(snapshot, height, {rows.source.name: rows})


def _shares(credit: core.Credit, scope: Scope) -> tuple[list[pl.Series | None], pl.Series]:
    """Numerators of each part's share over one denominator per row (None for an `also`), and where they are
    faulty.
    """
    given = [
        numbers(part.share, scope) if part.kind is PartKind.SHARE and part.share is not None else None
        for part in credit.parts
    ]
    stated = [exact.spread(share, scope.height) for share in given if share is not None]
    one = exact.spread(exact.constant(1), scope.height)
    aligned = over_one_denominator([*stated, one])
    rest = rest_of(aligned[-1], aligned[:-1])
    taken = iter(aligned)
    shares: list[pl.Series | None] = [None if share is None else next(taken) for share in given]
    has_rest = any(part.kind is PartKind.REST for part in credit.parts)
    shares = [
        rest if part.kind is PartKind.REST else share
        for part, share in zip(credit.parts, shares, strict=True)
    ]
    wrong = [share.is_null() | (share < exact.whole(0)) for share in shares if share is not None]
    if not has_rest:
        wrong.append((rest != exact.whole(0)).fill_null(value=True))
    return shares, _any(wrong, scope.height)


def _receiver(part: core.Part, scope: Scope) -> pl.Series | None:
    return None if part.to is None else series(part.to, scope)


def _any(masks: list[pl.Series], height: int) -> pl.Series:
    result = pl.Series([False]).new_from_index(0, height)
    for mask in masks:
        result = result | mask.fill_null(value=False)
    return result


@dataclass(frozen=True, slots=True)
class _PartCredits:
    label: str
    order: tuple[int, int, int]
    payee: pl.Series
    amount: pl.Series
    present: pl.Series
    direct: bool


def _parts(
    credit: core.Credit,
    some: _Facts,
    shares: list[pl.Series | None],
    receivers: list[pl.Series | None],
    amounts: list[pl.Series],
) -> tuple[list[_PartCredits], pl.Series, pl.Series]:
    """Every part's credits, and the facts whose managers form a circle or whose `also` share is faulty."""
    direct: list[_PartCredits] = []
    remaining = iter(amounts)
    for position, (share, receiver) in enumerate(zip(shares, receivers, strict=True), start=1):
        if share is None or receiver is None:
            continue
        present = share > exact.whole(0)
        direct.append(
            _PartCredits(str(position), (0, position, 0), receiver, next(remaining), present, direct=True)
        )
    also: list[_PartCredits] = []
    circles: list[pl.Series] = []
    faulty: list[pl.Series] = []
    for position, part in enumerate(credit.parts, start=1):
        if part.kind is PartKind.ALSO:
            share_passed = exact.constant(1) if part.share is None else numbers(part.share, some.scope)
            passed = exact.spread(share_passed, some.scope.height)
            faulty.append(
                exact.is_undefined(passed)
                | exact.compare(core.Comparison.BELOW, passed, exact.constant(0)).fill_null(value=False)
            )
            for share_part in direct:
                levels, circle = _managers(part, share_part, position, passed, some)
                also.extend(levels)
                circles.append(circle)
    height = some.scope.height
    return direct + sorted(also, key=lambda p: p.order), _any(circles, height), _any(faulty, height)


def _managers(
    part: core.Part, share: _PartCredits, position: int, passed: Numbers, some: _Facts
) -> tuple[list[_PartCredits], pl.Series]:
    day = series(part.as_of, some.scope) if part.as_of is not None else some.on
    amount = exact.struck(exact.multiply(Exact(share.amount), passed), Rounding.HALF_EVEN)
    credited = share.present & exact.compare(core.Comparison.ABOVE, passed, exact.constant(0)).fill_null(
        value=False
    )
    chain = [share.payee]
    found: list[_PartCredits] = []
    circle = pl.Series([False]).new_from_index(0, some.scope.height)
    for level in range(1, part.last_level + 1):
        manager = _manager(some.scope.snapshot, chain[-1], day)
        circle = circle | _any([(manager == earlier) & share.present for earlier in chain], some.scope.height)
        chain.append(manager)
        if level >= part.first_level:
            label, order = _also(int(share.label), position, level)
            found.append(
                _PartCredits(label, order, manager, amount, credited & manager.is_not_null(), direct=False)
            )
    return found, circle


def _manager(snapshot: Snapshot, payee: pl.Series, day: pl.Series) -> pl.Series:
    row = facts.find(snapshot, "assignment", payee, day)
    return taken(snapshot.tables["assignment"].get_column("manager"), row)


def _part_frame(part: _PartCredits, place: int, some: _Facts, good: pl.Series, as_of: date) -> pl.DataFrame:
    chosen = good & part.present.fill_null(value=False) & (some.on <= as_of).fill_null(value=False)
    frame = pl.DataFrame(
        {
            "row": some.row,
            "payee": part.payee,
            "amount": exact.tall(part.amount, some.scope.height),
            "on": some.on,
            "known_on": some.known_on,
        }
    ).filter(chosen)
    frame = frame.with_columns(exact.in_64_bits(frame.get_column("amount")))
    return frame.with_columns(
        part=pl.lit(part.label),
        place=pl.lit(place, pl.Int64),
        direct=pl.lit(part.direct, pl.Boolean),
    )


def parts_of(credit: core.Credit) -> pl.DataFrame:
    """Every part that a credit can have, by label: part, place (its order within a fact), direct."""
    shares = [number for number, part in enumerate(credit.parts, start=1) if part.kind is not PartKind.ALSO]
    found = [(str(share), (0, share, 0)) for share in shares]
    for number, part in enumerate(credit.parts, start=1):
        if part.kind is PartKind.ALSO:
            levels = range(part.first_level, part.last_level + 1)
            found += [_also(share, number, level) for share in shares for level in levels]
    ordered = sorted(found, key=lambda one: one[1])
    rows = [(label, place, order[0] == 0) for place, (label, order) in enumerate(ordered)]
    schema = {"part": pl.String, "place": pl.Int64, "direct": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("part")


def _also(share: int, number: int, level: int) -> tuple[str, tuple[int, int, int]]:
    """The label and the order of what managers are credited beside a share."""
    return f"{share}.{number}.{level}", (1, share, number * 1000 + level)


def ranked(credit: core.Credit, snapshot: Snapshot, frame: pl.DataFrame) -> pl.DataFrame:
    """Credits with `rank`: the order of facts that share a date, by the ties as written (the last is the
    source's key).
    """
    table = snapshot.tables[credit.source]
    source = snapshot.sources[credit.source]
    scope = _scope(snapshot, Rows(source, table))
    ties = {
        f"tie{i}": value if isinstance(value, pl.Series) else in_order(value)
        for i, value in enumerate(_tie_values(credit, scope))
    }
    order = pl.DataFrame({**ties, "key": table.get_column(source.key)}).with_row_index("row")
    if len(ties) == 1 and order.get_column("key").is_sorted():
        return frame.with_columns(rank=pl.col("row"))
    ranks = order.sort([*ties, "key"], nulls_last=False).select("row").with_row_index("rank")
    return frame.join(ranks, on="row", how="left", maintain_order="left")


def _tie_values(credit: core.Credit, scope: Scope) -> list[pl.Series | Numbers]:
    values: list[pl.Series | Numbers] = []
    for tie in credit.ties:
        kind = tie.kind if isinstance(tie, core.Column | core.Lookup) else Kind.TEXT
        values.append(
            numbers(tie, scope) if kind in (Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY) else series(tie, scope)
        )
    return values
