"""M005 and M008: whether one deal entered as two pays differently, and whether the order of deals does.

Where a pay is a rate times the credit, and the rate depends on what is credited in all, neither can. Else
deals around every bound are tried, and the example that differs most is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from comp.language import core
from comp.language.analysis import amounts
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.deals import Comparison, credited_by, most_different, sizes_to_try
from comp.language.analysis.dependence import reached, running_tables, statements_on
from comp.language.analysis.findings import Finding, Place
from comp.language.analysis.inputs import InputKind
from comp.language.analysis.pays import Study, paid_alone
from comp.language.analysis.stage import SIZE, DealStage
from comp.language.diagnostic import Label
from comp.language.lowering.reads import walk

Pair = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]
_PARTS = (Fraction(1, 2), Fraction(1, 4))
_TRIED = "Deals around every bound were tried."
_BY_ROWS = (
    core.Aggregation.COUNT,
    core.Aggregation.AVERAGE,
    core.Aggregation.MINIMUM,
    core.Aggregation.MAXIMUM,
)


def check_splits(program: core.Program, study: Study, place: Place) -> Finding:
    """Whether one deal entered as two pays the same."""
    credit = program.credits.get(study.pay.each or "")
    counted = _counted(study)
    if credit is None:
        if counted is None:
            return place.proved("M005", "same", "What is credited in all decides, not in how many deals.")
        return place.not_proved("M005", f"`{counted.name}` depends on the number of rows")
    if isinstance(credit.value, core.Literal):
        short = "each row counts once"
        text = f"Each {credit.source} counts once, so two of them pay twice."
        return place.found("M005", short, text, is_warning=False)
    if study.uneven is None and counted is None:
        return place.proved("M005", "same", "What is credited in all decides, not in how many deals.")
    worst = most_different(program, study, _splits(study))
    if worst is not None:
        return _told_split(program, study, place, credit, worst)
    if counted is None and _in_proportion(study):
        return place.proved("M005", "same", "Each line is in proportion to its deal.")
    return place.not_proved("M005", "no two deals that differ were found", _TRIED)


def check_order(program: core.Program, study: Study, place: Place) -> Finding:
    """Whether the order of the same deals decides what they pay together."""
    if study.pay.each is None:
        return place.proved("M008", "no", "It is paid once per period, whatever the order of deals.")
    mixed = _mixed(study)
    if mixed is not None:
        why, node = mixed
        return place.found(
            "M008",
            f"yes: {why}",
            f"Which deal comes first decides what is paid: {why}.",
            hint="Let the counter add up exactly what its table pays, or read the measure at the close.",
            labels=(Label(node.span, "this"),) if node.span.file else (),
        )
    if study.uneven is None or not _beside(study):
        return place.proved("M008", "no", "The same deals pay the same in any order.")
    worst = most_different(program, study, _orders(study))
    if worst is None:
        return place.not_proved("M008", "no order that differs was found", _TRIED)
    deals = " and ".join(_sized(program, study, size) for size in worst.first)
    turned = " and ".join(_sized(program, study, size) for size in worst.second)
    text = (
        f"Which deal comes first decides what is paid: {deals} pay "
        f"{amounts.money(study.plan, worst.paid_first)}, {turned} pay "
        f"{amounts.money(study.plan, worst.paid_second)}."
    )
    hint = "A marginal table splits the deal that crosses a bound and pays the same in any order."
    return place.found("M008", f"yes: {study.uneven.why}", text, hint=hint)


def _told_split(
    program: core.Program, study: Study, place: Place, credit: core.Credit, worst: Comparison
) -> Finding:
    whole = _sized(program, study, worst.first[0])
    parts = " and ".join(_sized(program, study, size) for size in worst.second)
    why = f" ({study.uneven.why})" if study.uneven is not None else ""
    text = (
        f"One {credit.source} of {whole} pays {amounts.money(study.plan, worst.paid_first)}, "
        f"entered as two ({parts}) it pays {amounts.money(study.plan, worst.paid_second)}{why}."
    )
    hint = (
        "A measure over the period's total pays the same however deals are entered; if it is meant, say why: "
        '`allow M005 because "…"`.'
    )
    return place.found("M005", "differs", text, hint=hint)


def _sized(program: core.Program, study: Study, size: Fraction) -> str:
    credited = credited_by(study, program, size)
    kind = program.credits[study.pay.each or ""].kind
    return amounts.number(credited) if kind is core.Kind.NUMBER else amounts.money(study.plan, credited)


def _splits(study: Study) -> Iterator[Pair]:
    for size in sizes_to_try(study):
        for part in _PARTS:
            yield (size,), (size * part, size * (1 - part))


def _orders(study: Study) -> Iterator[Pair]:
    for size in sizes_to_try(study):
        first, second = size * Fraction(4, 5), size * Fraction(2, 5)
        yield (first, second), (second, first)


def _in_proportion(study: Study) -> bool:
    """Whether a line is its deal's one amount times something that is the same for every deal."""
    if not isinstance(study.stage, DealStage) or not study.whole:
        return False
    if any(each.kind is InputKind.BEFORE for each in study.inputs):
        return False
    sized = replace(study, stage=replace(study.stage, scaled=True), known={})
    try:
        return all(paid_alone(sized, replace(each, moving=SIZE)) for each in study.settings(None))
    except NotProvedError:
        return False


def _beside(study: Study) -> bool:
    """Whether something is read before or with a credit."""
    acting = [statement for _, statement in statements_on(study.plan, study.pay)]
    readings = (core.Reading.BEFORE, core.Reading.WITH)
    found = reached(study.plan, (study.pay, *acting)).values()
    running = running_tables(study.plan, (study.pay, *acting))
    return bool(running) or any(isinstance(each, core.Measure) and each.reading in readings for each in found)


def _mixed(study: Study) -> tuple[str, core.Node] | None:
    """Why a counter that runs does not add up exactly what is paid by its table."""
    plan, pay = study.plan, study.pay
    acting = [statement for _, statement in statements_on(plan, pay)]
    running = running_tables(plan, (pay, *acting))
    if not running:
        return None
    for use in running:
        table = plan.tables[use.name]
        for node in walk((table, *reached(plan, table).values())):
            if isinstance(node, core.CreditSet) and node.everyone:
                return f"`{table.name}` runs with the credits of all payees", table
            if isinstance(node, core.CreditSet) and node.where is not None:
                return f"`{table.name}` runs with only some of the credits", table
    if pay.where is not None:
        return f"only some of the credits that `{running[0].name}` runs with are paid", pay
    if len({use.name for use in running}) > 1:
        return f"{' and '.join(f'`{use.name}`' for use in running)} both run from deal to deal", pay
    if study.uneven is not None:
        return f"`{running[0].name}` runs from deal to deal, and {study.uneven.why}", study.uneven.node
    return None


def _counted(study: Study) -> core.Measure | None:
    """A measure that depends on how many credits or rows of the paid source there are."""
    acting = [statement for _, statement in statements_on(study.plan, study.pay)]
    for what in reached(study.plan, (study.pay, *acting)).values():
        if isinstance(what, core.Measure) and any(study.points.get(what.name, (1,))[:-1]):
            for node in walk(what.value):
                if isinstance(node, core.Aggregate) and node.how in _BY_ROWS and _is_own(study, node):
                    return what
    return None


def _is_own(study: Study, node: core.Aggregate) -> bool:
    """Whether an aggregate is over the credits that are paid, or over any where none is paid one by one."""
    if not isinstance(node.over, core.CreditSet):
        return False
    return study.pay.each is None or node.over.credit == study.pay.each
