"""What reads what: no measure or table may need itself, exceptions included, and what is read beside a credit
adds up that credit alone (docs/decisions/0006).
"""

from __future__ import annotations

from comp.language import core
from comp.language.diagnostic import Label
from comp.language.lowering.faults import Faults
from comp.language.lowering.reads import walk

_BESIDE = (core.Reading.BEFORE, core.Reading.WITH)


def check_readings(faults: Faults, plan: core.Plan) -> bool:
    """Check a plan's measures and tables as a whole; False where one of them needs itself."""
    circles = [_in_a_circle(faults, plan, name) for name in (*plan.measures, *plan.tables)]
    sound = not any(circles)
    if sound:
        for _, statement in plan.statements():
            if isinstance(statement, core.Pay | core.Multiply):
                _check_beside(faults, plan, statement)
    return sound


def _needs(plan: core.Plan, name: str) -> dict[str, core.Node]:
    """The measures and tables that one reads, each with a place where it does."""
    what = plan.measures.get(name) or plan.tables[name]
    used = (node for node in walk(what) if isinstance(node, core.MeasureValue | core.TableValue))
    return {node.name: node for node in used}


def _in_a_circle(faults: Faults, plan: core.Plan, name: str) -> bool:
    """Report a name whose exceptions lead back to it; other circles were found while lowering."""
    ahead, seen = [name], set[str]()
    while ahead:
        at = ahead.pop()
        for other, node in _needs(plan, at).items():
            if other == name:
                faults.error(
                    "N009",
                    node.span,
                    f"`{name}` needs itself here.",
                    "Say what holds then by something that is calculated without it.",
                )
                return True
            if other not in seen and (other in plan.measures or other in plan.tables):
                seen.add(other)
                ahead.append(other)
    return False


def _check_beside(faults: Faults, plan: core.Plan, statement: core.Pay | core.Multiply) -> None:
    pays = {s.name: s for _, s in plan.statements() if isinstance(s, core.Pay)}
    pay = statement if isinstance(statement, core.Pay) else pays.get(statement.pay)
    if pay is None:
        return
    for name in sorted(_reached(plan, statement)):
        measure = plan.measures.get(name)
        if measure is not None and measure.reading in _BESIDE and measure.span.file:
            _check_measure(faults, measure, pay)


def _reached(plan: core.Plan, statement: core.Statement) -> set[str]:
    found = {n.name for n in walk(statement) if isinstance(n, core.MeasureValue | core.TableValue)}
    ahead = list(found)
    while ahead:
        at = ahead.pop()
        if at in plan.measures or at in plan.tables:
            more = set(_needs(plan, at)) - found
            found |= more
            ahead.extend(more)
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
