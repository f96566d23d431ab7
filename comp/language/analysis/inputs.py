"""What a pay depends on: inputs that may move, and cases that are one way or the other.

An evaluation lets at most one input move and holds every other one at a stated value, so its result is a
function of one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import form as forms
from comp.language.analysis.form import Form
from comp.language.span import NOWHERE, Span

TARGET = "period target"
OTHER = "anything else"  # the case in which a text is none of those that the plan asks for
MONEY_BASE = Fraction(100_000)  # whole units of the currency: a quota, an amount of credit, a deal
TARGET_BASE = Fraction(10_000)  # whole units of the currency: what a period's target is taken for
COUNT_BASE = Fraction(100)


class InputKind(StrEnum):
    """What an input is to its payee."""

    VOLUME = "volume"  # what is credited in the period
    BEFORE = "before"  # what was credited before the deal in hand
    MEASURE = "measure"
    COUNT = "count"  # how many rows there are
    COLUMN = "column"  # an amount or number of the deal's row
    OTHER = "other"  # days, places, what is known of the payee


@frozen
class Input:
    """A number that may move, from zero up.

    `unit` is what one of it stands for: the `quota` where it is an attainment. `usual` is where it is held.
    """

    name: str
    kind: InputKind
    usual: Fraction
    unit: Form = field(default_factory=lambda: forms.number(1))
    is_money: bool = False
    quota: str | None = None
    span: Span = NOWHERE

    @property
    def is_attainment(self) -> bool:
        """Whether one of it is the whole of a quota."""
        return self.quota is not None


@frozen
class Setting:
    """Which input moves, and where everything else is held; `symbols` None leaves quotas and targets open."""

    moving: str | None = None
    inputs: Mapping[str, Fraction] = field(default_factory=dict[str, Fraction])
    cases: Mapping[str, str] = field(default_factory=dict[str, str])
    symbols: Mapping[str, Fraction] | None = None


@dataclass(slots=True)
class Asked:
    """What an evaluation asked for: filled while it runs, so that the next one knows what can be moved.

    `tested` are inputs that only conditions looked at, `valued` those that amounts are made of.
    """

    inputs: dict[str, Input] = field(default_factory=dict[str, Input])
    cases: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    valued: set[str] = field(default_factory=set[str])
    symbols: dict[str, core.Kind] = field(default_factory=dict[str, core.Kind])


def quota_name(quota: core.Quota) -> str:
    """The symbol that stands for a quota."""
    longer = f" of the {quota.cadence.value}" if quota.cadence is not None else ""
    return f"quota.{quota.name}{longer}"


def described(expr: core.Expr) -> str:  # noqa: C901 - one case for each node that has words of its own
    """A short name of what an expression looks at, in the plan's words where it has any."""
    match expr:
        case core.Column() | core.Lookup():
            return f"{expr.source}.{expr.name}"
        case core.MeasureValue() | core.TableValue():
            return expr.name
        case core.Literal():
            return str(expr.value)
        case core.ThisPayee():
            return "the payee"
        case core.BornOn():
            return "the line's date"
        case core.Compare():
            return f"{described(expr.left)} {expr.comparison.value} {described(expr.right)}"
        case core.AmongOwn():
            return f"{described(expr.column)} is among own {expr.credit}"
        case core.DaysAfter():
            return f"days from {described(expr.earlier)} to {described(expr.later)}"
        case core.MonthsAfter():
            return f"months from {described(expr.earlier)} to {described(expr.later)}"
        case core.Rank():
            return f"rank of {expr.measure}"
        case core.Earned():
            return f"earned {' and '.join(expr.pays)}"
        case core.Convert() | core.Strike() | core.InCurrency():
            return described(expr.value)
        case core.PeriodNumber():
            return "number of the period in the year"
        case core.Shifted() | core.MonthEdge() | core.PeriodEdge() | core.PayeesLastDay():
            return "a day"
        case _:
            return "a value"
