"""Which inputs of a pay have to be looked at together.

A pay is often a product whose factors depend on different inputs: what is sold, and what is retained. Where
no factor is below zero, the pay rises with an input exactly where that input's own factor does, and is
largest where every factor is. So inputs are looked at together only within a factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import curve as curves
from comp.language.analysis.abstract import Evaluator
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.form import Form, Unit
from comp.language.analysis.inputs import Asked, Setting
from comp.language.analysis.operands import factors_of
from comp.language.analysis.stage import Stage

MOST_TOGETHER = 256


@frozen
class Groups:
    """Inputs by the factor that they are in, and for each case where each factor is largest.

    Where factors cannot be told apart, everything is one group, and nothing is known to be largest.
    """

    members: tuple[frozenset[str], ...]
    largest: tuple[Mapping[str, Fraction], ...]

    def with_(self, name: str | None) -> frozenset[str]:
        """The inputs that are looked at together with one."""
        return next((group for group in self.members if name in group), frozenset[str]())


@frozen
class Scene:
    """Where factors are evaluated: each input at each of its points, in each case."""

    plan: core.Plan
    stage: Stage
    symbols: dict[str, Fraction] | None
    cases: tuple[dict[str, str], ...]
    points: Mapping[str, Sequence[Fraction]]

    def value(self, expr: core.Expr, setting: Setting, asked: Asked) -> Form:
        """An expression at a setting.

        Raises:
            NotProvedError: it cannot be expressed.
        """
        return Evaluator(self.plan, self.stage, replace(setting, symbols=self.symbols), asked).value(expr)

    def inputs_of(self, expr: core.Expr) -> frozenset[str]:
        """Every input that an expression asks for in any case."""
        asked = Asked()
        for case in self.cases:
            try:
                self.value(expr, Setting(cases=case), asked)
            except NotProvedError:
                continue  # a table that runs is known only beside its credit; what it asked for is noted
        return frozenset(asked.inputs)


def grouped(scene: Scene, exprs: Sequence[core.Expr], bounds: Sequence[core.Expr]) -> Groups:
    """Group the inputs of a product: `exprs` are multiplied, `bounds` are compared with the product."""
    nothing: tuple[Mapping[str, Fraction], ...] = tuple({} for _ in scene.cases)
    together = Groups((frozenset(scene.points),), nothing)
    if any(scene.inputs_of(bound) for bound in bounds):
        return together
    parts = [factors_of(expr) for expr in exprs]
    above = [(each, scene.inputs_of(each)) for part in parts for each in part[0]]
    members = _joined(inputs for _, inputs in above)
    if len(members) < 2 or any(scene.inputs_of(each) for part in parts for each in part[1]):
        return together
    largest: list[Mapping[str, Fraction]] = []
    for case in scene.cases:
        best: dict[str, Fraction] = {}
        for group in members:
            found = _largest(scene, [each for each, inputs in above if inputs & group], group, case)
            if found is None:
                return together
            best |= found
        largest.append(best)
    return Groups(tuple(members), tuple(largest))


def _joined(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The sets, those that share an input made one."""
    members: list[frozenset[str]] = []
    for inputs in sets:
        if inputs:
            touching = [group for group in members if group & inputs]
            members = [group for group in members if group not in touching]
            members.append(inputs.union(*touching))
    return members


def _largest(
    scene: Scene, parts: Sequence[core.Expr], group: frozenset[str], case: dict[str, str]
) -> dict[str, Fraction] | None:
    """Where a product of factors is largest; None where it is below zero somewhere, or cannot be compared."""
    points = {name: scene.points[name] for name in sorted(group)}
    if prod(len(each) for each in points.values()) > MOST_TOGETHER:
        return None
    whole = parts[0]
    for part in parts[1:]:
        whole = core.Arithmetic(core.Operator.MULTIPLY, whole, part)
    best: tuple[Fraction, dict[str, Fraction]] | None = None
    units: set[Unit] = set()
    for values in product(*points.values()):
        held = dict(zip(points, values, strict=True))
        try:
            form = scene.value(whole, Setting(None, held, case), Asked())
        except NotProvedError:
            return None
        units |= {unit for unit, _ in form.terms}
        value = _value(form)
        if len(units) > 1 or (value is not None and value < 0):
            return None
        if value is not None and (best is None or value > best[0]):
            best = (value, held)
    return best[1] if best is not None else None


def _value(form: Form) -> Fraction | None:
    """The number of a form of one term that does not move."""
    only = form.only
    return only[1].at(curves.ZERO) if only is not None else None
