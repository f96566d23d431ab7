"""What payees reached of their quotas, as on their statements, and how many reached how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from comp.language.calendar import Calendar, PeriodNameError
from statements.summary.sides import Side
from statements.summary.view import Attainment, AttainmentBand, Distribution
from statements.view import Figure, PlanSection, Statement

BOUNDS = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2))
"""Where bands begin; the last has no end, and the first holds what is below it as well."""


def attainment_of(side: Side, payee: str) -> Attainment | None:
    """The first measure over a quota on the payee's statement, of its latest performance period."""
    statement = side.statements.get(payee)
    if statement is None:
        return None
    return next(_attainments(side, statement), None)


def _attainments(side: Side, statement: Statement) -> Iterator[Attainment]:
    plans = {plan.name: plan for plan in side.inputs.program.plans}
    for section in statement.sections:
        over = _over_quotas(section)
        if over:
            name = over[0].name
            last = max((each for each in over if each.name == name), key=lambda each: each.until)
            weeks = plans[section.name].calendar(side.inputs.calendar)
            is_final = _is_over(weeks, last.until, statement)
            yield _attainment(section, last, is_final=is_final)


def _over_quotas(section: PlanSection) -> list[Figure]:
    return [
        each
        for each in section.figures
        if each.quota is not None and isinstance(each.value, Fraction) and not each.counted
    ]


def _attainment(section: PlanSection, figure: Figure, *, is_final: bool) -> Attainment:
    if not isinstance(figure.value, Fraction) or figure.quota is None:
        raise TypeError(f"{figure.name} is no share of a quota")
    return Attainment(
        section.name, figure.name, figure.value, figure.quota, figure.achieved, figure.until, is_final
    )


def _is_over(weeks: Calendar, period: str, statement: Statement) -> bool:
    """Whether a performance period had ended by the statement's last day."""
    try:
        return weeks.parse(period).last_day <= statement.last_day
    except PeriodNameError:
        return True


def distribution_of(now: Side, last: Side | None, payees: Sequence[str]) -> Distribution:
    """Payees with a line in the run, by what they reached; those of open periods stand aside."""
    found = [attainment_of(now, payee) for payee in payees if payee in now.rows]
    then = None
    if last is not None:
        then = [attainment_of(last, payee) for payee in payees if payee in last.rows]
    bands = tuple(
        AttainmentBand(
            first, end, _count(found, first, end), None if then is None else _count(then, first, end)
        )
        for first, end in zip(BOUNDS, (*BOUNDS[1:], None), strict=True)
    )
    known = [each for each in found if each is not None]
    return Distribution(bands, sum(not each.is_final for each in known), len(found) - len(known))


def _count(attained: Iterable[Attainment | None], first: Fraction, end: Fraction | None) -> int:
    values = [each.value for each in attained if each is not None and each.is_final]
    return sum((first == 0 or value >= first) and (end is None or value < end) for value in values)
