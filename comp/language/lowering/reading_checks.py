"""What reads what: no measure or table may need itself, exceptions included, and what is read beside a credit
adds up that credit alone (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from comp.language import core
from comp.language.diagnostic import Label
from comp.language.lowering.faults import Faults
from comp.language.lowering.reads import walk

_BESIDE = (core.Reading.BEFORE, core.Reading.WITH)


MAX_CHAIN = 30
"""How many measures and tables one may be calculated through, each by way of the next."""


def check_readings(faults: Faults, plan: core.Plan) -> bool:
    """Check a plan's measures and tables as a whole; False where one of them needs itself."""
    needs = {name: _needs(plan, name) for name in (*plan.measures, *plan.tables)}
    if _circles(faults, needs):
        return False
    _check_chains(faults, plan, needs)
    for measure in plan.measures.values():
        _check_counters(faults, measure)
    pays = {s.name: s for _, s in plan.statements() if isinstance(s, core.Pay)}
    for _, statement in plan.statements():
        pay = pays.get(statement.pay) if isinstance(statement, core.Multiply) else statement
        if isinstance(pay, core.Pay):
            for name in sorted(_reached(statement, needs)):
                measure = plan.measures.get(name)
                if measure is not None and measure.reading in _BESIDE and measure.span.file:
                    _check_measure(faults, measure, pay)
    return True


def _needs(plan: core.Plan, name: str) -> dict[str, core.Node]:
    """The measures and tables that one reads, each with a place where it does."""
    what = plan.measures.get(name) or plan.tables[name]
    return {
        node.name: node for node in _named(what) if node.name in plan.measures or node.name in plan.tables
    }


def _named(part: object) -> Iterator[core.MeasureValue | core.TableValue]:
    return (node for node in walk(part) if isinstance(node, core.MeasureValue | core.TableValue))


def _circles(faults: Faults, needs: dict[str, dict[str, core.Node]]) -> bool:
    """Report names whose exceptions lead back to them; other circles were found while lowering."""
    left = {name: set(needed) - {name} for name, needed in needs.items()}
    links = [(name, name) for name, needed in needs.items() if name in needed]
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as found:
            # Each name of the circle is needed by the one before it.
            ring: list[str] = found.args[1]
            links += [(user, name) for name, user in pairwise(ring)]
            left = {name: needed - {*ring} for name, needed in left.items() if name not in ring}
        else:
            break
    for user, name in links:
        hint = "Say what holds then by something that is calculated without it."
        faults.error("N009", needs[user][name].span, f"`{name}` needs itself here.", hint)
    return bool(links)


def _check_chains(faults: Faults, plan: core.Plan, needs: dict[str, dict[str, core.Node]]) -> None:
    """Both engines follow a chain to its end, so it has a bound."""
    length: dict[str, int] = {}
    for name in TopologicalSorter(needs).static_order():
        length[name] = 1 + max((length[other] for other in needs[name]), default=0)
        if length[name] == MAX_CHAIN + 1:
            what = plan.measures.get(name) or plan.tables[name]
            said = f"`{name}` is calculated through more than {MAX_CHAIN} measures, each by way of the next."
            faults.error("P008", what.span, said, "Write some of them as one formula.")


def _check_counters(faults: Faults, measure: core.Measure) -> None:
    """A counter for each value of a column stands somewhere only beside a credit (docs/decisions/0023)."""
    if measure.reading in (core.Reading.RUNNING, *_BESIDE):
        return
    for node in walk(measure.value):
        if isinstance(node, core.CreditSet) and node.per is not None:
            faults.error(
                "L008",
                node.per.span,
                f"`{measure.name}` keeps a counter for each value, so there is one only beside a deal.",
                "Read it `before the credit` or `with the credit`, or leave out its `read` line.",
                labels=(Label(measure.span, "the measure"),),
            )


def _reached(statement: core.Statement, needs: dict[str, dict[str, core.Node]]) -> set[str]:
    ahead = [node.name for node in _named(statement)]
    found: set[str] = set()
    while ahead:
        at = ahead.pop()
        if at in needs and at not in found:
            found.add(at)
            ahead.extend(needs[at])
    return found


def _check_measure(faults: Faults, measure: core.Measure, pay: core.Pay) -> None:
    label = Label(measure.span, "the measure")
    if pay.each is None:
        text = (
            f"`{measure.name}` is read beside a credit, but `{pay.name}` is paid once per performance period."
        )
        hint = "Read it `at the close of the period` or `at posting`, or pay `for each` credit."
        faults.error("L008", pay.span, text, hint, labels=(label,))
        return
    for node in walk(measure.value):
        if isinstance(node, core.Aggregate):
            other = node.over.credit if isinstance(node.over, core.CreditSet) else node.over.source
            if not isinstance(node.over, core.CreditSet) or other != pay.each:
                text = (
                    f"`{measure.name}` is read beside each `{pay.each}`, "
                    f"but adds up `{other}`, which has no order among them."
                )
                hint = f"Add up `own {pay.each}` here, or read it `at posting` or at the close."
                faults.error("L008", node.span, text, hint, labels=(label,))
