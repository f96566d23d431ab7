"""Curves in money go through what was paid: at the end of the period, and at a day before it."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.facts.example_facts import example_snapshot
from comp.language import core, load
from comp.language.calendar import Calendar
from comp.reference import Facts, LineValue, valuate
from comp.reference.values import Amount
from comp.runs import Inputs, prepare
from statements.curves import curves_of
from statements.curves_plan import pays_of
from statements.view import CurvePoint, PayCurve

ROOT = Path(__file__).parents[2]
IN_FEBRUARY = date(2026, 2, 25)


@dataclass(frozen=True)
class Drawn:
    """A curve of a clause of a payee, and the payee's lines."""

    plan: core.Plan
    clause: core.Clause
    payee: str
    lines: Sequence[LineValue]
    curve: PayCurve

    @property
    def table(self) -> core.Table:
        return self.plan.tables[self.curve.table]

    @property
    def is_in_money(self) -> bool:
        """Whether it is what the clause pays, and not the table's own output."""
        return bool(self.curve.up) and self.table.value_kind is not core.Kind.MONEY

    @property
    def paid(self) -> Sequence[LineValue]:
        """The lines of the clause's pays in their last performance period."""
        pays = {pay.name for pay in pays_of(self.clause)}
        mine = [line for line in self.lines if line.pay in pays]
        return [line for line in mine if line.performance_period == mine[-1].performance_period]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    company = tmp_path_factory.mktemp("demo") / "w"
    shutil.copytree(ROOT / "fixtures" / "demo", company, ignore=shutil.ignore_patterns(".comp", "*.py"))
    return prepare(Workspace.open(company), "2026-Q1", None, date(2026, 4, 2))


@pytest.fixture(scope="module")
def facts(demo: Inputs) -> Facts:
    return Facts(demo.snapshot)


@pytest.fixture(scope="module")
def drawn(demo: Inputs, facts: Facts) -> list[Drawn]:
    return [
        each
        for plan, span in demo.plans()
        for each in drawn_of(plan, by_payee(demo, plan, facts, span.after_on))
    ]


def by_payee(demo: Inputs, plan: core.Plan, facts: Facts, day: date) -> Mapping[str, Sequence[LineValue]]:
    return grouped(valuate(demo.program, plan, demo.snapshot, demo.calendar, day, facts=facts))


def grouped(lines: Sequence[LineValue]) -> Mapping[str, Sequence[LineValue]]:
    ordered = sorted(lines, key=lambda line: (line.payee, line.born_on, line.line_id))
    return {payee: list(some) for payee, some in groupby(ordered, key=lambda line: line.payee)}


def drawn_of(plan: core.Plan, values: Mapping[str, Sequence[LineValue]]) -> Iterator[Drawn]:
    for payee, lines in values.items():
        for clause in plan.clauses:
            for curve in curves_of(plan, clause, lines):
                yield Drawn(plan, clause, payee, lines, curve)


def value_at(points: Sequence[CurvePoint], at: Fraction) -> Fraction:
    """The value of a curve on the straight line between two of its corners."""
    for left, right in pairwise(points):
        if left.at <= at <= right.at and left.at != right.at:
            return left.value + (right.value - left.value) * (at - left.at) / (right.at - left.at)
    raise AssertionError(f"{at} is not drawn")


def is_untouched(line: LineValue) -> bool:
    """Whether nothing but the pay, its factors and its bounds made the line."""
    made = line.position.made() if line.position else None
    return isinstance(made, Fraction) and line.earned_minor is not None and abs(made - line.earned_minor) < 1


def assert_meets_what_was_earned(each: Drawn) -> None:
    here = each.curve.here
    assert here is not None
    earned = sum(line.earned_minor or 0 for line in each.paid)
    # A line is struck once, at most half a minor unit from its exact amount; a capped one twice.
    assert abs(here.value - earned) <= len(each.paid), (each.payee, each.plan.name, each.curve.table)


def test_in_the_demo_a_curve_in_money_goes_through_what_the_clause_earned(drawn: list[Drawn]) -> None:
    in_money = [each for each in drawn if each.is_in_money]
    untouched = [each for each in in_money if all(is_untouched(line) for line in each.paid)]

    for each in untouched:
        assert_meets_what_was_earned(each)

    assert len(untouched) >= 40
    assert len({each.plan.name for each in untouched}) >= 8


def test_in_the_demo_only_what_looks_at_single_deals_or_pays_the_same_throughout_is_not_in_money(
    drawn: list[Drawn],
) -> None:
    others = [each for each in drawn if not each.is_in_money and not each.curve.up and each.curve.here]

    assert others
    for each in others:
        # An enterprise seller's other factor looks at each deal's term. At the cap of a quarter, 90,000.00,
        # what customers renew moves nothing any more.
        earned = sum(line.earned_minor or 0 for line in each.paid)
        assert each.plan.name == "ae_ent_2026" or (each.plan.name, earned) == ("ae_mm_2026", 9_000_000)


def test_in_the_demo_the_curve_of_the_quarter_goes_through_what_was_paid_in_february(
    demo: Inputs, facts: Facts, drawn: list[Drawn]
) -> None:
    """Running tables alone: what else is read at the close of the quarter was not read in February."""
    looked_at = 0
    running = [each for each in drawn if each.is_in_money and each.curve.shape == "marginal"]
    for plan, _ in demo.plans():
        alone = [each for each in running if each.plan == plan and _has_one_curve(each, drawn)]
        if not alone:
            continue
        values = by_payee(demo, plan, facts, IN_FEBRUARY)
        for each in alone:
            earlier = replace(each, lines=values.get(each.payee, ())).paid
            if earlier and all(is_untouched(line) for line in earlier):
                paid = sum(line.earned_minor or 0 for line in earlier)
                value = value_at(each.curve.points, _stood(each.table, earlier[-1]))
                assert abs(value - paid) <= len(earlier), (each.payee, each.curve.table)
                looked_at += 1
    assert looked_at >= 15


def _has_one_curve(each: Drawn, drawn: list[Drawn]) -> bool:
    return sum(one.clause == each.clause and one.payee == each.payee for one in drawn) == 1


def _stood(table: core.Table, line: LineValue) -> Fraction:
    assert line.position is not None
    assert table.by is not None
    stood = line.position.read(table.by)
    at = stood.minor if isinstance(stood, Amount) else stood
    assert isinstance(at, Fraction)
    return at


def test_in_the_examples_of_the_ready_plans_a_curve_in_money_goes_through_what_was_earned() -> None:
    program = load(sorted((ROOT / "plans").glob("*.plan"))).program
    assert program is not None
    looked_at = 0
    for plan in program.plans:
        for example in plan.examples:
            snapshot = example_snapshot(program, plan, example)
            given = Facts(snapshot)
            for day in (date(2026, 3, 31), date(2026, 12, 31)):
                values = grouped(valuate(program, plan, snapshot, Calendar(), day, facts=given))
                for each in drawn_of(plan, values):
                    if each.is_in_money and all(is_untouched(line) for line in each.paid):
                        assert_meets_what_was_earned(each)
                        looked_at += 1
    assert looked_at >= 40
