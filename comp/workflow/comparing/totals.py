"""What each plan and each payee comes to in two runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from comp.language.money import Money
from comp.runs import Run

_Sums: TypeAlias = dict[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a plan or a payee comes to in runs A and B in one currency; 0 where a run does not have it."""

    name: str
    a_earned: Money
    b_earned: Money
    a_payable: Money
    b_payable: Money

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.b_payable.currency

    @property
    def earned(self) -> Money:
        """B less A."""
        return Money(self.b_earned.minor - self.a_earned.minor, self.currency)

    @property
    def payable(self) -> Money:
        """B less A."""
        return Money(self.b_payable.minor - self.a_payable.minor, self.currency)

    @property
    def differs(self) -> bool:
        """Whether anything of it does."""
        return bool(self.earned.minor or self.payable.minor)


@dataclass(frozen=True, slots=True)
class Totals:
    """Every plan by its name; of the payees those who differ, by currency, who changed most first."""

    plans: tuple[Moved, ...]
    payees: tuple[Moved, ...]


def totals_of(a: Run, b: Run) -> Totals:
    """Hold the sums of run B against those of run A."""
    plans = _moved(_by_plan(a), _by_plan(b))
    payees = [each for each in _moved(_by_payee(a), _by_payee(b)) if each.differs]
    payees.sort(key=_biggest_first)
    return Totals(tuple(plans), tuple(payees))


def _biggest_first(each: Moved) -> tuple[str, int, int, str]:
    return each.currency, -abs(each.payable.minor), -abs(each.earned.minor), each.name


def _by_plan(run: Run) -> _Sums:
    return {
        (plan.plan, plan.currency): (plan.earned_minor, plan.payable_minor) for plan in run.manifest.plans
    }


def _by_payee(run: Run) -> _Sums:
    sums = run.lines.group_by("payee", "currency").agg(
        pl.col("earned_minor", "payable_minor").cast(pl.Int128).sum()
    )
    return {(payee, currency): (earned, payable) for payee, currency, earned, payable in sums.iter_rows()}


def _moved(a: _Sums, b: _Sums) -> Iterable[Moved]:
    for name, currency in sorted(a.keys() | b.keys()):
        ours, theirs = a.get((name, currency), (0, 0)), b.get((name, currency), (0, 0))
        yield Moved(
            name=name,
            a_earned=Money(ours[0], currency),
            b_earned=Money(theirs[0], currency),
            a_payable=Money(ours[1], currency),
            b_payable=Money(theirs[1], currency),
        )
