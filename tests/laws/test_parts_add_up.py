"""What is divided adds up to what there was, at every level from a deal to the payout.

Of a drawn plan the text is cut above and below one statement, so that what the statement made of the lines is
all that differs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from comp import engine, reference
from comp.facts.snapshot import Snapshot
from comp.fuzz.comparing import Outcome, Outcomes, calculated, interpreted
from comp.language import load_texts
from comp.language.calendar import Cadence, Calendar
from comp.language.core import Cap, CapSpan, Excess, Literal, PayOut, Plan, Split, Statement
from comp.language.money import Money, Rounding, strike
from comp.reference.evaluate import evaluate
from comp.reference.scope import Scope, Sight
from comp.reference.values import Amount, Undefined
from comp.runs.difference import difference, no_lines
from comp.runs.payouts import decimal_text, payouts_of
from comp.runs.spans import PaidSpan
from tests.laws.core_trees import with_other
from tests.laws.drawn import CASES, Drawn, Valuing, both, drawn, plans

FOREVER = date(2039, 12, 31)
BOUND_MINOR = 77
ONE_DAY = timedelta(days=1)
PAID = ("line_id", "earned_minor", "payable_minor", "fault")


def test_the_shares_of_a_fact_add_up_to_its_value() -> None:
    """By both engines: money to a cent of its row, numbers to a billionth."""
    asked = 0
    for one in drawn():
        told = _shares_by_the_reference(one)
        assert _shares_by_the_engine(one) == told, one.seed
        facts = reference.Facts(one.snapshot)
        for (name, fact), units in told.items():
            credit = one.program.credits[name]
            [row] = [
                r
                for r in one.snapshot.rows(credit.source)
                if r[one.program.sources[credit.source].key] == fact
            ]
            value = evaluate(credit.value, Scope(facts, Sight(FOREVER), {credit.source: row}))
            assert not isinstance(value, Undefined)
            exact = value.minor if isinstance(value, Amount) else Fraction(str(value)) * 10**9
            assert units == strike(exact, Rounding.HALF_EVEN), (one.seed, name, fact)
            asked += 1
    assert asked > 0


def _shares_by_the_reference(one: Drawn) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for credit in reference.credits(one.program, one.snapshot, FOREVER).credits:
        if credit.direct:
            sums[credit.credit, credit.fact] += credit.units
    return dict(sums)


def _shares_by_the_engine(one: Drawn) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for name, table in engine.credits(one.program, one.snapshot, FOREVER).items():
        keys = table.rows.table.get_column(table.rows.source.key)
        direct = table.frame.filter("direct")
        facts = keys.gather(direct.get_column("row")).to_list()
        for fact, amount in zip(facts, direct.get_column("amount").to_list(), strict=True):
            sums[name, fact] += amount
    return dict(sums)


@both
def test_what_a_split_gives_and_what_it_keeps_add_up_to_what_there_was(value: Valuing) -> None:
    asked = 0
    for one, whole, split in _around(value, Split):
        before, after = one.lines(value, whole), one.lines(value, split)
        faults = {_giver(key) for key, line in after.items() if line.amounts is None}
        kept = _sums_by_giver(after)
        for giver, minor in _sums_by_giver(before).items():
            if giver not in faults:
                assert kept[giver] == minor, (one.seed, giver)
                asked += 1
    assert asked > 0


def _giver(line_id: str) -> str:
    """The line that a line was given from, or itself. A unit of a fact is one payee's, so it stands alone."""
    pay, payee, unit = line_id.split(":", 2)
    given = re.fullmatch(r"(.*?)\.s\d+(?:\.(.+))?", unit)
    if given is None:
        return f"{pay}:{unit}" if "#" in unit else f"{pay}:{payee}:{unit}"
    return f"{pay}:{given[1]}" if "#" in unit else f"{pay}:{_first_giver(given[2])}:{given[1]}"


def _first_giver(chain: str) -> str:
    """Who gave first, where a given line was given from again: `ana.s2.bo` is Ana's."""
    return chain.partition(".")[0]


def _sums_by_giver(lines: Outcomes) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for key, line in lines.items():
        sums[_giver(key)] += _earned(line)
    return sums


@both
def test_the_parts_of_a_pay_out_are_the_whole_once_all_are_released(value: Valuing) -> None:
    asked = 0
    for one, whole, paid_out in _around(value, PayOut):
        before, after = one.lines(value, whole), one.lines(value, paid_out)
        assert before.keys() == after.keys(), one.seed
        for key, line in after.items():
            if line.amounts is not None:
                assert line == before[key], (one.seed, key)
                asked += any(line.amounts)
    assert asked > 0


@both
def test_capped_lines_add_up_to_the_bound_or_to_what_there_was(value: Valuing) -> None:
    """Exactly so, whether the last lines lose or all alike."""
    asked = 0
    for one, whole, capped in _around(value, Cap):
        [*_, cap] = [s for _, s in capped.statements()]
        assert isinstance(cap, Cap)
        before, after = (_sums_by_span(one, cap, plan, value) for plan in (whole, capped))
        for span, minor in before.items():
            if minor is not None and after[span] is not None:
                assert after[span] == min(minor, BOUND_MINOR), (one.seed, span)
                asked += minor > BOUND_MINOR
    assert asked > 0


def _sums_by_span(one: Drawn, cap: Cap, plan: Plan, value: Valuing) -> dict[tuple[str, str], int | None]:
    """What the capped pays come to in each span of a payee; None where one line has no value."""
    calendar = plan.calendar(one.calendar)
    sums: dict[tuple[str, str], int | None] = {}
    for key, line in one.lines(value, plan).items():
        if line.identity[1] in cap.pays:
            period = calendar.parse(line.case[1])
            span = {
                CapSpan.LINE: key,
                CapSpan.PERFORMANCE_PERIOD: period.name,
                CapSpan.YEAR: calendar.period_of(period.last_day, Cadence.YEAR).name,
                CapSpan.PLAN: "",
            }[cap.per]
            so_far = sums.get((line.case[0], span), 0)
            known = so_far is not None and line.amounts is not None
            sums[line.case[0], span] = (so_far or 0) + _earned(line) if known else None
    return sums


def _earned(line: Outcome) -> int:
    return line.amounts[0] if line.amounts else 0


def _around(value: Valuing, kind: type[Statement]) -> Iterator[tuple[Drawn, Plan, Plan]]:
    """Drawn plans up to a statement of that kind, without it and with it."""
    left = CASES * (2 - (value is calculated)) // 2  # the calculating engine takes longer
    for one, plan in plans():
        statements = [statement for _, statement in plan.statements()]
        for place, statement in enumerate(statements):
            if isinstance(statement, kind) and (law := _as_the_law_has_it(plan, statement)) is not None:
                capped = with_other(plan, place, law)
                whole = with_other(plan, place - 1, statements[place - 1])
                yield one, whole, capped
                left -= 1
                break
        if left <= 0:
            return


def _as_the_law_has_it(plan: Plan, statement: Statement) -> Statement | None:
    """The statement, but a cap at one amount whose excess is lost, a pay-out whose parts are all released;
    nothing where the law does not speak of it.
    """
    match statement:
        case Cap(per=CapSpan.VALUE):
            return None
        case Cap(excess=excess):
            bound = Literal(Money(BOUND_MINOR, plan.currency))
            lost = Excess.LOST if excess is Excess.CARRIED else excess
            return replace(statement, at=bound, where=None, excess=lost)
        case PayOut(parts=parts):
            long_ago = Literal(date(2000, 1, 1))
            released = (replace(p, on=long_ago, event=None, lost_on=None) for p in parts)
            return replace(statement, parts=tuple(released))
        case _:
            return statement


def test_what_the_months_pay_adds_up_to_the_value_at_the_years_end() -> None:
    """Of lines that were no fault after they had paid: a fault counts as nothing paid so far."""
    asked = 0
    for one, plan in plans(calculated):
        paid, spoilt, end = dict[str, tuple[int, int]](), set[str](), no_lines()
        for month in Calendar(1).periods_between(plan.effective_from, FOREVER, Cadence.MONTH)[:12]:
            before, end = end, _valued(one, plan, month.last_day)
            span = PaidSpan(month.starts_on, month.last_day, month.starts_on - ONE_DAY, month.last_day)
            for key, earned, payable, fault in difference(before, end, span).select(PAID).iter_rows():
                sums = paid.setdefault(key, (0, 0))
                if fault is None:
                    paid[key] = sums[0] + earned, sums[1] + payable
                elif any(sums):
                    spoilt.add(key)
        at_end = {
            key: (earned, payable)
            for key, earned, payable, fault in end.select(PAID).iter_rows()
            if not fault
        }
        for key in paid.keys() - spoilt:
            assert paid[key] == at_end.get(key, (0, 0)), (one.seed, key)
            asked += any(paid[key])
        assert all(not any(at_end[key]) for key in at_end.keys() - paid.keys()), one.seed
    assert asked > 0


def _valued(one: Drawn, plan: Plan, day: date) -> pl.DataFrame:
    return engine.valuate(one.program, plan, one.snapshot, one.calendar, day).lines


def test_the_lines_of_a_payee_add_up_to_the_payout() -> None:
    for one, plan in plans(calculated):
        lines = _valued(one, plan, one.days[-1])
        sums: dict[tuple[str, str], list[int]] = {}
        for payee, pay, earned, payable in lines.select(
            "payee", "pay", "earned_minor", "payable_minor"
        ).iter_rows():
            known = sums.setdefault((payee, pay), [0, 0])
            known[0], known[1] = known[0] + (earned or 0), known[1] + (payable or 0)
        payouts = payouts_of(lines, "2026").select("payee", "pay", "earned", "payable").iter_rows()
        assert {(payee, pay): amounts for payee, pay, *amounts in payouts} == {
            key: [decimal_text(minor, plan.currency) for minor in minors] for key, minors in sums.items()
        }, one.seed


POOL = """shared "Sources"

source assignment "Who is paid"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   salary: money

plan pool "A pool that pays out whole"
  effective          2026-01-01 through 2026-12-31, later facts ignored
  payees             payee is not blank, as of the line's date
  performance period year
  payout             yearly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  data               assignment

clause pool "Pool"
  pay share = assignment.salary * {rate}%, once per performance period, cents allotted among payees
"""


@settings(max_examples=max(CASES // 2, 5), derandomize=True, deadline=None, database=None)
@given(
    salaries=st.lists(st.integers(-3_000, 90_000), min_size=1, max_size=9),
    rate=st.sampled_from(["33.3", "0.7", "12.5", "50"]),
)
def test_allotted_cents_add_up_to_the_struck_total(salaries: list[int], rate: str) -> None:
    made = load_texts({"pool.plan": POOL.format(rate=rate)}).program
    assert made is not None
    rows = [
        {"payee": f"p{number}", "currency": "USD", "salary": salary} for number, salary in enumerate(salaries)
    ]
    snapshot = Snapshot.from_rows(made.sources, {"assignment": rows})
    total = strike(sum(salaries) * Fraction(rate) / 100, Rounding.HALF_EVEN)
    for value in (calculated, interpreted):
        lines = value(made, made.plans[0], snapshot, Calendar(1), date(2026, 12, 31))
        amounts = [line.amounts[0] for line in lines.values() if line.amounts]
        assert len(amounts) == len(salaries)
        assert sum(amounts) == total
        for line in lines.values():
            # Nobody's cents are more than one away from their exact value.
            exact = salaries[int(str(line.identity[2])[1:])] * Fraction(rate) / 100
            assert line.amounts
            assert abs(line.amounts[0] - exact) < 1
