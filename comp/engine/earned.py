"""Lines as the statements so far have left them, and what they add up to (decision 0023)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from comp.engine import exact, facts
from comp.engine.exact import Exact, Numbers
from comp.engine.scope import Scope
from comp.engine.sums import sum_fits
from comp.engine.taking import taken
from comp.language import core
from comp.language.core import Whose
from comp.language.money import Rounding

if TYPE_CHECKING:
    from comp.engine.plan import PlanAtDay


ALL = pl.Series([True])
"""Every line."""


@dataclass(frozen=True, slots=True)
class Value:
    """What lines are worth so far: exact until a statement strikes them. `struck` is true on the lines that
    one has struck, which those that its condition leaves out are not (length 1 stands for every line).
    `released` is the share of what is earned that is payable, which holds and pay-outs set (decisions 0011,
    0025); None is all of it.
    """

    amount: Numbers
    struck: pl.Series = field(default_factory=lambda: pl.Series([False]))
    released: Numbers | None = None

    def earned(self, mode: Rounding) -> pl.Series:
        """Struck minor units that are earned."""
        return exact.struck(self.amount, mode)

    def payable(self, mode: Rounding) -> pl.Series:
        """Struck minor units that may be paid out."""
        if self.released is None:
            return self.earned(mode)
        return exact.struck(exact.multiply(Exact(self.earned(mode)), self.released), mode)

    def settled(self, mode: Rounding, concerned: pl.Series | None = None) -> Value:
        """The same, struck: on every line, or where `concerned` is true."""
        where = ALL if concerned is None else concerned
        return replace(self, amount=_struck_on(where, self.amount, mode), struck=self.struck | where)

    def times(self, factor: Numbers, mode: Rounding) -> Value:
        """The same times a factor; what is struck is struck again at once."""
        return self.with_amount(_struck_on(self.struck, exact.multiply(self.amount, factor), mode))

    def with_amount(self, amount: Numbers) -> Value:
        """Another amount, released as this one."""
        return replace(self, amount=amount)


def _struck_on(where: pl.Series, amount: Numbers, mode: Rounding) -> Numbers:
    if not where.any():
        return amount
    cents = Exact(exact.struck(amount, mode))
    return cents if where.all() else exact.choose(where, cents, amount)


def shared(value: Value, kept: Numbers, released: Numbers, mode: Rounding) -> Value:
    """A value of which a share is kept, and a share (no more) released; those of several multiply. Where
    either is not all of it, it was struck before.
    """
    earned = value.times(kept, mode)
    of_kept = exact.divide(released, kept)
    nothing = exact.is_undefined(of_kept) & ~exact.is_undefined(kept)
    of_kept = exact.choose(nothing, exact.constant(1), of_kept)  # where all is lost, nothing waits
    before = value.released
    return replace(earned, released=of_kept if before is None else exact.multiply(before, of_kept))


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one pay, of a draw or of a guarantee, in order of payee, birth and credit.

    `frame`: payee, payee_no, group, born_on, row (of the fact), part, rank, place, number (of its credit),
    lineage (of given lines), unit (null for a credit's line). `credit` and `source` are what the lines are
    for, None for periods.
    `stated` is the value before any statement; `seen` are working values kept from before a split;
    `exact_way` tells whether some column on the way to the lines' amounts went the exact way.
    """

    name: str
    clause: str
    frame: pl.DataFrame
    scope: Scope
    stated: Numbers
    value: Value
    credit: str | None = None
    source: str | None = None
    seen: dict[str, Numbers] = field(default_factory=dict[str, Numbers])
    exact_way: bool = False


def sums_of(named: Sequence[Lines], frame: pl.DataFrame, plan: PlanAtDay) -> Numbers:
    """What lines of pays come to for each payee and performance period; undefined with a fault."""
    if not named:
        return exact.spread(exact.constant(0), frame.height)
    lines = pl.concat([_earned(lines, plan) for lines in named])
    return _sums(lines, frame.select("payee", "group"), ["payee", "group"], 0)


def earned_so_far(node: core.Earned, plan: PlanAtDay, scope: Scope) -> Numbers:
    """The sum of struck earned lines of pays, for each row of the scope; undefined with a fault."""
    lines = pl.concat([_earned(plan.lines[name], plan) for name in node.pays])
    if node.of_fact:
        return _of_facts(lines, scope)
    asked = pl.DataFrame({"payee": scope.payee, "window": _window(node.window, plan, scope.group)})
    lines = lines.with_columns(window=_window(node.window, plan, lines.get_column("group")))
    if node.whose is Whose.REPORTS:
        boss = facts.find(plan.snapshot, "assignment", lines.get_column("payee"), lines.get_column("born_on"))
        manager = taken(plan.snapshot.tables["assignment"].get_column("manager"), boss)
        lines = lines.with_columns(payee=manager)
    keys = ["window"] if node.whose is Whose.EVERYONE else ["payee", "window"]
    return _sums(lines, asked, keys, node.window.before)


def _earned(lines: Lines, plan: PlanAtDay) -> pl.DataFrame:
    return lines.frame.select("payee", "group", "row", "born_on").with_columns(
        source=pl.lit(lines.source, pl.String), earned=lines.value.earned(plan.plan.rounding)
    )


def _window(window: core.Window, plan: PlanAtDay, group: pl.Series | None) -> pl.Series:
    if group is None:
        raise TypeError("no payee and period in this scope")
    return taken(plan.window_of_groups(window), group)


def _of_facts(lines: pl.DataFrame, scope: Scope) -> Numbers:
    """Of all lines for the same fact, whoever's; a line of a period has none."""
    if not scope.rows:
        return exact.undefined()
    [rows] = scope.rows.values()
    asked = pl.DataFrame({"row": rows.positions()}).with_columns(source=pl.lit(rows.source.name))
    return _sums(lines.drop_nulls("row"), asked, ["source", "row"], 0)


def _sums(lines: pl.DataFrame, asked: pl.DataFrame, keys: list[str], earlier: int) -> Numbers:
    if not sum_fits(lines.get_column("earned")):
        raise exact.AmountTooLargeError("what was earned could pass 128 bits")
    if earlier:
        lines = pl.concat([lines.with_columns(pl.col("window") + later) for later in range(earlier + 1)])
    sums = lines.group_by(keys).agg(
        sum=pl.when(pl.col("earned").null_count() == 0).then(pl.col("earned").sum()), found=pl.lit(value=True)
    )
    found = asked.join(sums, on=keys, how="left", maintain_order="left")
    nothing = found.get_column("found").is_null()
    return Exact(exact.pick(nothing, exact.whole(0), found.get_column("sum")))
