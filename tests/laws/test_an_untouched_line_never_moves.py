"""What a line does not rest on never moves it, added or withdrawn.

What a line may rest on is read from the plan's core tree; statements that rest on more than the law allows
are taken out of the drawn plan, and the law is asked of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from comp import reference
from comp.facts.snapshot import Value
from comp.fuzz.comparing import Outcome, Outcomes
from comp.fuzz.drawing import PAYEES
from comp.fuzz.nodes import walk
from comp.language.calendar import Cadence
from comp.language.core import (
    Aggregate,
    AmongOwn,
    Cap,
    CapSpan,
    CreditSet,
    Draw,
    Earned,
    Excess,
    Hold,
    Node,
    Pay,
    Plan,
    Quota,
    QuotaBasis,
    Reading,
    RowSet,
    Statement,
)
from tests.laws.core_trees import (
    has,
    keeping,
    of_type,
    rests_on,
    rests_on_others,
    standing_alone,
    stands_apart,
)
from tests.laws.drawn import SELLER, Drawn, Valuing, both, but_of_fact, drawn, plans, with_seller

LATER = "LAW"
CHANGING = ("deal", "payment", "cancellation", "refund")


@both
def test_a_line_does_not_move_when_only_facts_of_others_change(value: Valuing) -> None:
    asked = 0
    for one, plan in _plans_with(value, _rests_on_the_payee_alone):
        whole = one.lines(value, plan)
        for payee in PAYEES[one.seed // 4 % 2 :: 3]:
            changed = _without_facts_of_others(one, payee)
            assert _of_payee(changed.lines(value, plan), payee) == _of_payee(whole, payee), one.seed
            asked += bool(_of_payee(whole, payee)) and changed.rows != one.rows
    assert asked > 0


@both
def test_a_line_does_not_move_when_a_later_deal_is_added(value: Valuing) -> None:
    asked = 0
    for case, plan in _plans_with(value, _rests_on_what_came_before):
        one = _with_sales(case, plan)
        booked_on = plan.effective_from + timedelta(days=(30, 60, 85)[one.seed // 4 % 3])
        before = one.lines(value, plan)
        after = but_of_fact(_with_deal(one, plan, booked_on).lines(value, plan), LATER)
        assert _born_before(after, booked_on) == _born_before(before, booked_on), one.seed
        asked += bool(_born_before(before, booked_on))
    assert asked > 0


@both
def test_a_line_does_not_move_when_a_deal_of_a_later_year_is_added(value: Valuing) -> None:
    asked = 0
    for case, plan in _plans_with(value, _rests_on_the_year):
        one = _with_sales(case, plan)
        calendar = plan.calendar(one.calendar)
        year = calendar.period_of(plan.effective_through, Cadence.YEAR)
        if year.starts_on <= plan.effective_from:
            year = calendar.shift(year, 1)
        added = _with_deal(one, plan, year.starts_on)
        before = _closed_before(one, plan, one.lines(value, plan), year.starts_on)
        after = but_of_fact(added.lines(value, plan), LATER)
        assert _closed_before(one, plan, after, year.starts_on) == before, one.seed
        asked += bool(before)
    assert asked > 0


@both
def test_a_line_does_not_move_when_another_clause_is_withdrawn(value: Valuing) -> None:
    asked = 0
    for one, plan in plans(value):
        for clause in plan.clauses:
            if not clause.statements or not stands_apart(plan, clause.name):
                continue
            rest = keeping(plan, lambda _place, of, _statement, clause=clause: of.name != clause.name)
            others = {
                key: line for key, line in one.lines(value, plan).items() if line.identity[0] != clause.name
            }
            assert one.with_plan(rest).lines(value, rest) == others, (one.seed, clause.name)
            asked += bool(others)
    assert asked > 0


# Which statements a law is asked of -----------------------------------------------------------------------


def _plans_with(value: Valuing, wanted: Callable[[list[Node]], bool]) -> Iterator[tuple[Drawn, Plan]]:
    """Drawn plans of those statements that rest on nothing else than the law allows."""
    for one in drawn(value):
        for plan in one.program.plans:

            def rests(statement: Statement, plan: Plan = plan, one: Drawn = one) -> bool:
                return wanted(rests_on(one.program, plan, [statement]))

            kept = standing_alone(plan, rests)
            if has([statement for _, statement in kept.statements()], Pay):
                yield one.with_plan(kept), kept


def _rests_on_the_payee_alone(nodes: list[Node]) -> bool:
    """Neither other payees' credits, places and money, nor rows that are nobody's in particular."""
    rows = (node for node in of_type(nodes, RowSet) if isinstance(node, RowSet))
    return not rests_on_others(nodes) and not any(row.source in CHANGING for row in rows)


def _rests_on_what_came_before(nodes: list[Node]) -> bool:
    """Sums that run from credit to credit, and bounds that take from the last lines."""
    return not has(nodes, Earned, AmongOwn, Draw) and all(_runs(node) for node in nodes)


def _runs(node: Node) -> bool:
    match node:
        case Cap(alike=alike, excess=excess):
            return not alike and excess is not Excess.CARRIED
        case Pay(each=each, evened=evened):
            return each is not None and not evened
        case _:
            reading = getattr(node, "reading", None)
            return reading in {None, Reading.RUNNING, Reading.BEFORE, Reading.WITH} or not _has_sums(node)


def _has_sums(measure: Node) -> bool:
    """Whether a measure adds up rows or credits itself; those that it names are asked about on their own."""
    return has(walk(measure), Aggregate)


def _rests_on_the_year(nodes: list[Node]) -> bool:
    """Nothing that reaches past the line's year: the whole plan, what a payee ever sold, later closes."""
    return all(_ends_with_the_year(node) for node in nodes)


def _ends_with_the_year(node: Node) -> bool:
    match node:
        case AmongOwn() | Quota(basis=QuotaBasis.SPAN):
            return False
        case CreditSet(window=window) | RowSet(window=window) | Earned(window=window):
            return not window.whole_plan and window.quota is None
        case Cap(per=per, alike=alike):
            return not alike or per in {CapSpan.LINE, CapSpan.PERFORMANCE_PERIOD, CapSpan.YEAR}
        case Hold(later_periods=periods):
            return periods == 0
        case _:
            return True


# What is changed ------------------------------------------------------------------------------------------


def _without_facts_of_others(one: Drawn, payee: str) -> Drawn:
    """Without the deals, and what belongs to them, of which nothing is credited to the payee; without the
    quotas of others, and with a stranger who sells.
    """
    credited = reference.credits(one.program, one.snapshot, date(2040, 1, 1))
    mine = {credit.fact for credit in credited.credits if credit.payee == payee}
    paid = {row["deal"] for row in one.rows["payment"] if row["id"] in mine}
    kept = {row["id"] for row in one.rows["deal"] if row["id"] in mine} | paid
    rows = {name: [row for row in one.rows[name] if row["deal"] in kept] for name in CHANGING[1:]}
    rows["deal"] = [row for row in one.rows["deal"] if row["id"] in kept]
    rows["quota"] = [row for row in one.rows["quota"] if row["payee"] == payee]
    rows["deal"].append(_deal("USD", date(2026, 2, 2), "zed"))
    rows["assignment"] = [
        *one.rows["assignment"],
        {**one.rows["assignment"][0], "payee": "zed", "manager": None},
    ]
    if len([row for row in rows["assignment"] if row["payee"] == "zed"]) != 1:
        raise AssertionError("a stranger is known")
    return one.with_rows(**rows)


def _with_deal(one: Drawn, plan: Plan, booked_on: date) -> Drawn:
    """With a deal of the seller on a day."""
    return one.with_rows(deal=[*one.rows["deal"], _deal(plan.currency, booked_on, SELLER)])


def _with_sales(one: Drawn, plan: Plan) -> Drawn:
    """With a seller, and deals of theirs from the plan's first weeks on."""
    days = [plan.effective_from + timedelta(days=after) for after in (3, 20, 45, 80)]
    sold = [_deal(plan.currency, day, SELLER) for day in days]
    named = [{**deal, "id": f"{LATER}-{number}"} for number, deal in enumerate(sold)]
    made = with_seller(one, plan)
    return made.with_rows(deal=[*made.rows["deal"], *named])


def _deal(currency: str, booked_on: date, owner: Value) -> dict[str, Value]:
    return {
        "id": LATER,
        "account": "LAW",
        "booked_on": booked_on,
        "closed_on": booked_on,
        "currency": currency,
        "owner": owner,
        "overlay": owner,
        "overlay_share": Fraction(1, 4),
        "second_share": Fraction(0),
        "kind": "new",
        "value": 432_109,
        "added": 7_777,
        "units": Fraction(3),
        "signed": True,
    }


def _of_payee(lines: Outcomes, payee: str) -> Outcomes:
    return _where(lines, lambda line: line.identity[2] == payee)


def _born_before(lines: Outcomes, day: date) -> Outcomes:
    return _where(lines, lambda line: _birth(line) < day)


def _closed_before(one: Drawn, plan: Plan, lines: Outcomes, day: date) -> Outcomes:
    """The lines whose performance period closes before the day."""
    calendar = plan.calendar(one.calendar)
    return _where(lines, lambda line: calendar.parse(line.case[1]).last_day < day)


def _birth(line: Outcome) -> date:
    born_on = line.identity[6]
    assert isinstance(born_on, date)
    return born_on


def _where(lines: Outcomes, wanted: Callable[[Outcome], bool]) -> Outcomes:
    return {key: line for key, line in lines.items() if wanted(line)}
