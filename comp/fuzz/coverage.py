"""Counts what drawn programs reach: classes of the core, choices of its enumerations, pairs of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from comp.fuzz.nodes import walk
from comp.language import core
from comp.language.calendar import Cadence

NODES = {kind.__name__ for kind in (*get_args(core.Expr), *get_args(core.Statement))} | {
    kind.__name__
    for kind in (core.CreditSet, core.RowSet, core.Except, core.Credit, core.Part, core.Measure, core.Table)
}
CHOICES = {
    str(choice)
    for choices in (
        *(core.Reading, core.Shape, core.Outside, core.CapSpan, core.PartKind, core.Aggregation),
        *(core.QuotaBasis, core.Whose, core.Excess, core.RecoveredFrom, core.Proration, Cadence),
    )
    for choice in choices
} | {
    *("a counter per value", "credits of everyone", "rows of a day", "the span of a quota", "the whole plan"),
    *("several inputs", "a jump", "from all lines alike", "several pays under one cap"),
    *("some lines", "on account", "cents allotted", "a longer period", "a share held"),
    *("a part at once", "a part on a day", "a part by events", "a part that can be lost"),
    *("a guarantee", "the whole draw", "the lowest first", "the fact's lines", "a fixed day of rates"),
    *("a blended target", "weeks of its own"),
}
ACTING = ("Multiply", "ClawBack as money", "Cap", "Floor", "Hold", "PayOut", "Split", "Draw")
PAIRS = {f"{one}, then {two}" for one in ACTING for two in ACTING}
KINDS_OF_CONSTRUCT = (
    ("Kinds of node", frozenset(NODES)),
    ("Choices", frozenset(CHOICES)),
    ("Ordered pairs of statements", frozenset(PAIRS)),
)


def reached(program: core.Program, plans: set[str]) -> Counter[str]:
    """What the plans of these names, and the credits that they read, are made of."""
    found: Counter[str] = Counter()
    for plan in program.plans:
        if plan.name in plans:
            parts = (plan.members, plan.annual_target, plan.clauses, plan.measures, plan.tables)
            nodes = list(walk(parts))
            read = {node.each for node in nodes if isinstance(node, core.Pay)}
            nodes += list(walk(tuple(credit for name, credit in program.credits.items() if name in read)))
            for node in nodes:
                found[type(node).__name__] += 1
                found.update(_choices(node))
            found.update(_pairs(plan))
            found.update(_of_plan(plan))
    return found


def _choices(node: core.Node) -> Iterator[str]:
    match node:
        case core.Measure():
            yield str(node.reading)
        case core.Aggregate():
            yield str(node.how)
        case core.CreditSet():
            yield from _true(node.everyone, "credits of everyone")
            yield from _true(node.per, "a counter per value")
            yield from _window(node.window)
        case core.RowSet():
            yield from _true(node.on, "rows of a day")
            yield from _window(node.window)
        case core.Quota():
            yield str(node.basis)
        case core.PeriodTarget():
            yield from _true(node.blended, "a blended target")
        case core.Rank():
            yield from _true(node.lowest_first, "the lowest first")
        case core.Earned():
            yield str(node.whose)
            yield from _true(node.of_fact, "the fact's lines")
        case core.Table():
            yield str(node.shape)
            yield from _true(node.outside, str(node.outside))
            yield from _true(node.pages, "several inputs")
            yield from _true(any(row.below for row in node.rows), "a jump")
        case core.Part():
            yield str(node.kind)
        case _:
            yield from _acting_choices(node)


def _acting_choices(node: core.Node) -> Iterator[str]:
    match node:
        case core.Pay():
            yield from _true(node.where, "some lines")
            yield from _true(node.on_account, "on account")
            yield from _true(node.evened, "cents allotted")
            yield from _true(node.cadence, "a longer period")
        case core.Cap():
            yield from (str(node.per), str(node.excess))
            yield from _true(node.alike, "from all lines alike")
            yield from _true(node.pays[1:], "several pays under one cap")
        case core.Hold():
            yield from _true(node.share, "a share held")
        case core.PayPart():
            yield "a part by events" if node.event else "a part on a day" if node.on else "a part at once"
            yield from _true(node.lost_on, "a part that can be lost")
        case core.Draw():
            yield str(node.recovery.of) if node.recovery is not None else "a guarantee"
            yield from _true(node.whole, "the whole draw")
        case _:
            pass


def _window(window: core.Window) -> Iterator[str]:
    yield from _true(window.quota, "the span of a quota")
    yield from _true(window.whole_plan, "the whole plan")


def _true(holds: object, choice: str) -> Iterator[str]:
    if holds:
        yield choice


def _of_plan(plan: core.Plan) -> Iterator[str]:
    yield from (str(plan.performance), str(plan.proration))
    yield from _true(plan.rate_on, "a fixed day of rates")
    yield from _true(plan.weeks_from, "weeks of its own")


def _pairs(plan: core.Plan) -> Iterator[str]:
    """Statements of one pay that follow each other."""
    by_pay: dict[str, list[str]] = {}
    for _, statement in plan.statements():
        for pay in _acts_on(statement):
            name = "ClawBack as money" if isinstance(statement, core.ClawBack) else type(statement).__name__
            by_pay.setdefault(pay, []).append(name)
    for acting in by_pay.values():
        yield from (f"{one}, then {two}" for one, two in pairwise(acting))


def _acts_on(statement: core.Statement) -> tuple[str, ...]:
    match statement:
        case core.ClawBack():
            return () if statement.of_credit else (statement.target,)
        case core.Cap():
            return statement.pays
        case core.Draw():
            return statement.against
        case core.Pay():
            return ()
        case _:
            return (statement.pay,)
