"""Where a pay is looked at: over a whole period, or for one deal of it.

A stage says what a credit's value, a total of credits and a cell of a row are there. On the stage of the
period only totals exist; on that of the deal a row's columns move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Protocol

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import form as forms
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.dependence import is_open, is_plain_total, reached
from comp.language.analysis.form import Form
from comp.language.analysis.inputs import COUNT_BASE, Input, InputKind, described, quota_name
from comp.language.calendar import Cadence
from comp.language.lowering.reads import walk

SIZE = "size"  # of a deal: 1 is a usual one


class Reader(Protocol):
    """What a stage needs of the evaluation that asks it."""

    def value(self, expr: core.Expr) -> Form:
        """The value of an expression."""
        ...

    def input(self, wanted: Input) -> Form:
        """The value of an input."""
        ...

    def symbol(self, name: str, kind: core.Kind) -> Form:
        """A quota or the period target."""
        ...

    @property
    def money_base(self) -> Fraction:
        """What stands for a usual amount, in minor units."""
        ...


class Stage(Protocol):
    """Where a pay is looked at."""

    @property
    def unit(self) -> Cadence:
        """The period of whose target and length the pay is."""
        ...

    @property
    def known(self) -> dict[str, bool]:
        """Which measures are inputs of their own, as far as that was asked."""
        ...

    @property
    def adds_up(self) -> bool:
        """Whether the lines of a period are looked at together."""
        ...

    def credit_value(self, reader: Reader, expr: core.CreditValue) -> Form:
        """The value of the credit in hand, or of all credits of the period."""
        ...

    def total(self, reader: Reader, expr: core.Aggregate, side: str) -> Form:
        """The payee's own credits of a name: all, those `before` the one in hand, or `with` it."""
        ...

    def cell(self, reader: Reader, expr: core.Column | core.Lookup) -> Form:
        """A number or amount of a row."""
        ...

    def count(self, expr: core.Aggregate, side: str) -> Form | None:
        """How many credits there are, where the stage knows."""
        ...

    def quota_of(self, name: str) -> core.Quota | None:
        """The quota that a total or a measure is held against, where amounts may stay open."""
        ...


@frozen
class PeriodStage:
    """All lines of a pay in one period, told by what is credited in all."""

    unit: Cadence  # the period that a line or the lines of a period are of
    each: core.CreditSet | None  # the counter that the lines of the pay make up
    quotas: Mapping[str, core.Quota]  # by the name of a total: the quota that it is held against
    known: dict[str, bool] = field(default_factory=dict[str, bool], compare=False)

    @property
    def adds_up(self) -> bool:
        """The lines are added up."""
        return True

    def credit_value(self, reader: Reader, expr: core.CreditValue) -> Form:
        """Everything that is credited."""
        if self.each is None or self.each.credit != expr.credit:
            raise NotProvedError(f"it looks at single credits of `{expr.credit}`")
        return self._volume(reader, self.each, expr.kind, expr)

    def total(self, reader: Reader, expr: core.Aggregate, side: str) -> Form:
        """Everything that is credited; nothing stands before it."""
        if side == "before":
            return forms.number(0)
        assert isinstance(expr.over, core.CreditSet)  # noqa: S101 - it is a plain total
        return self._volume(reader, expr.over, expr.kind, expr)

    def cell(self, reader: Reader, expr: core.Column | core.Lookup) -> Form:
        """A number that is the same for all lines."""
        return reader.input(cell_input(expr, reader.money_base))

    def count(self, expr: core.Aggregate, side: str) -> Form | None:  # noqa: ARG002 - as the protocol has it
        """How many there are is open."""
        return None

    def quota_of(self, name: str) -> core.Quota | None:
        """The one quota that it is divided by."""
        return self.quotas.get(name)

    def _volume(self, reader: Reader, over: core.CreditSet, kind: core.Kind, node: core.Node) -> Form:
        name = total_name(over)
        quota = self.quotas.get(name)
        counted = kind is core.Kind.NUMBER
        if quota is not None:
            unit = reader.symbol(quota_name(quota), quota.kind)
            wanted = Input(name, InputKind.VOLUME, Fraction(1), unit, quota=quota_name(quota), span=node.span)
        else:
            usual = COUNT_BASE if counted else reader.money_base
            wanted = Input(name, InputKind.VOLUME, usual, is_money=not counted, span=node.span)
        return reader.input(wanted)


@frozen
class DealStage:
    """One deal, after others that were credited before it."""

    unit: Cadence
    credit: core.Credit
    shares: Mapping[str, Fraction]  # by column that grows with a deal: how much of a usual deal it is
    scaled: bool = False  # whether all of these grow together, with the input `SIZE`
    known: dict[str, bool] = field(default_factory=dict[str, bool], compare=False)

    @property
    def adds_up(self) -> bool:
        """One line is looked at alone."""
        return False

    def credit_value(self, reader: Reader, expr: core.CreditValue) -> Form:
        """What the credit makes of its row, for who has all of it."""
        if expr.credit != self.credit.name:
            raise NotProvedError(f"it looks at another credit, `{expr.credit}`")
        return reader.value(self.credit.value)

    def total(self, reader: Reader, expr: core.Aggregate, side: str) -> Form:
        """What stood before the deal, and with it the deal."""
        assert isinstance(expr.over, core.CreditSet)  # noqa: S101 - it is a plain total
        name = total_name(expr.over)
        if expr.over.credit != self.credit.name:
            usual = COUNT_BASE if expr.kind is core.Kind.NUMBER else reader.money_base
            is_money = expr.kind is not core.Kind.NUMBER
            return reader.input(Input(name, InputKind.VOLUME, usual, is_money=is_money, span=expr.span))
        before = reader.input(
            Input(f"{name} before", InputKind.BEFORE, Fraction(0), is_money=True, span=expr.span)
        )
        return before if side == "before" else forms.add(before, reader.value(self.credit.value))

    def cell(self, reader: Reader, expr: core.Column | core.Lookup) -> Form:
        """A column of the deal."""
        name = described(expr)
        wanted = cell_input(expr, reader.money_base * self.shares.get(name, Fraction(1)))
        if self.scaled and name in self.shares:
            size = reader.input(Input(SIZE, InputKind.COLUMN, Fraction(1)))
            return forms.multiply(forms.number(wanted.usual), size)
        return reader.input(wanted)

    def count(self, expr: core.Aggregate, side: str) -> Form | None:  # noqa: ARG002 - as the protocol has it
        """How many there are is open."""
        return None

    def quota_of(self, name: str) -> core.Quota | None:  # noqa: ARG002 - as the protocol has it
        """For one deal every quota is an amount."""
        return None


@frozen
class Deals:
    """One of several deals of a period whose sizes are known, in their order; every amount is a number."""

    deal: DealStage
    sizes: tuple[Fraction, ...]
    index: int

    @property
    def unit(self) -> Cadence:
        """That of the single deal."""
        return self.deal.unit

    @property
    def known(self) -> dict[str, bool]:
        """That of the single deal."""
        return self.deal.known

    @property
    def adds_up(self) -> bool:
        """One line is looked at alone."""
        return False

    def credit_value(self, reader: Reader, expr: core.CreditValue) -> Form:
        """The credit of this deal."""
        return self.deal.credit_value(reader, expr)

    def total(self, reader: Reader, expr: core.Aggregate, side: str) -> Form:
        """The credits before this one, with it, or of all deals."""
        assert isinstance(expr.over, core.CreditSet)  # noqa: S101 - it is a plain total
        if expr.over.credit != self.deal.credit.name:
            return self.deal.total(reader, expr, side)
        own = reader.value(self.deal.credit.value)
        parts = {"before": self.sizes[: self.index], "with": self.sizes[: self.index + 1]}
        counted = parts.get(side, self.sizes)
        share = sum(counted, Fraction(0)) / self.sizes[self.index]
        return forms.multiply(own, forms.number(share))

    def cell(self, reader: Reader, expr: core.Column | core.Lookup) -> Form:
        """A column of this deal; what grows with a deal grows with its size."""
        value = self.deal.cell(reader, expr)
        grows = described(expr) in self.deal.shares
        return forms.multiply(value, forms.number(self.sizes[self.index])) if grows else value

    def count(self, expr: core.Aggregate, side: str) -> Form | None:
        """How many of the deals there are."""
        if not isinstance(expr.over, core.CreditSet) or expr.over.credit != self.deal.credit.name:
            return None
        counts = {"before": self.index, "with": self.index + 1}
        return forms.number(counts.get(side, len(self.sizes)))

    def quota_of(self, name: str) -> core.Quota | None:  # noqa: ARG002 - as the protocol has it
        """For deals of known sizes every quota is an amount."""
        return None


def total_name(over: core.CreditSet) -> str:
    """The name of a counter: `own sale`, `own direct sale of the year`."""
    direct = "direct " if over.direct_only else ""
    window = over.window
    longer = (
        " of the plan" if window.whole_plan else f" of the {window.cadence.value}" if window.cadence else ""
    )
    trailing = f" and {window.before} before" if window.before else ""
    return f"own {direct}{over.credit}{longer}{trailing}"


def unit_of(plan: core.Plan, pay: core.Pay) -> Cadence:
    """The period that a pay is for: the plan's, or the longer one that it names."""
    return pay.cadence or plan.performance


def period_stage(plan: core.Plan, pay: core.Pay, acting: Sequence[core.Statement]) -> PeriodStage:
    """The stage of a period for a pay and the statements that act on it."""
    roots, each = (pay, *acting), pay.each
    sets = [node.over for node in _totals(plan, roots) if isinstance(node.over, core.CreditSet)]
    own = {total_name(over): over for over in sets if over.credit == each}
    if len(own) > 1:
        raise NotProvedError(f"{' and '.join(f'`{name}`' for name in own)} move together")
    counter = next(iter(own.values()), core.CreditSet(each, core.Window()) if each else None)
    return PeriodStage(unit_of(plan, pay), counter, _quotas(plan, roots))


def deal_stage(
    plan: core.Plan, credit: core.Credit, pay: core.Pay, acting: Sequence[core.Statement] = ()
) -> DealStage:
    """The stage of one deal: its amounts of money move, a second one at half of the first."""
    amounts = [node for node in walk(credit.value) if isinstance(node, core.Column)]
    money = [described(node) for node in amounts if node.kind is core.Kind.ROW_MONEY]
    money += [
        described(node)
        for node in walk((pay, *acting))
        if isinstance(node, core.Column) and node.kind is core.Kind.ROW_MONEY and node.source == credit.source
    ]
    names = list(dict.fromkeys(money or [described(node) for node in amounts]))
    shares = {name: Fraction(1) if index == 0 else Fraction(1, 2) for index, name in enumerate(names)}
    return DealStage(unit_of(plan, pay), credit, shares)


def cell_input(expr: core.Column | core.Lookup, money_base: Fraction) -> Input:
    """A number or amount of a row as an input."""
    is_money = expr.kind in (core.Kind.MONEY, core.Kind.ROW_MONEY)
    kind = InputKind.COLUMN if isinstance(expr, core.Column) else InputKind.OTHER
    usual = money_base if is_money else Fraction(1)
    return Input(described(expr), kind, usual, is_money=is_money, span=expr.span)


def _totals(plan: core.Plan, roots: object) -> list[core.Aggregate]:
    nodes = [node for root in (roots, *reached(plan, roots).values()) for node in walk(root)]
    return [node for node in nodes if isinstance(node, core.Aggregate) and is_plain_total(node)]


def _counters(plan: core.Plan, expr: core.Expr) -> Iterator[str]:
    """The totals, and the measures that are inputs of their own, that an expression adds up."""
    for total in _totals(plan, expr):
        assert isinstance(total.over, core.CreditSet)  # noqa: S101 - it is a plain total
        yield total_name(total.over)
    for name, what in reached(plan, expr).items():
        if isinstance(what, core.Measure) and is_open(plan, what):
            yield name


def _quotas(plan: core.Plan, roots: object) -> dict[str, core.Quota]:
    """The quota that each total is divided by, where it is one alone."""
    found: dict[str, set[core.Quota]] = {}
    for root in (roots, *reached(plan, roots).values()):
        for node in walk(root):
            match node:
                case core.Arithmetic(operator=core.Operator.DIVIDE, right=core.Quota() as quota):
                    for name in _counters(plan, node.left):
                        found.setdefault(name, set()).add(quota)
                case _:
                    pass
    return {
        name: next(iter(quotas))
        for name, quotas in found.items()
        if len({quota_name(q) for q in quotas}) == 1
    }
