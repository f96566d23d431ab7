"""A sale and its full reversal net to zero in both senses, for drawn plans and a sale made on purpose.

The reversal is a source of its own that no drawn plan reads. As credit the law applies to those statements of
a drawn plan to which a deal matters by nothing but the sums of credits' values, and lines that are multiples
of them; the others are taken out. A count still counts what was taken back, and a customer that was sold
stays sold. As money it applies to every plan, where the loss stands below what reads the lines of several
deals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from comp.facts.snapshot import Value
from comp.fuzz.comparing import Outcomes, interpreted
from comp.language.core import (
    Aggregate,
    AmongOwn,
    Cap,
    ClawBack,
    Column,
    CreditSet,
    Excess,
    Kind,
    Pay,
    Plan,
    Program,
    RowSet,
    Source,
    SourceColumn,
    Split,
    Statement,
)
from tests.laws.core_trees import (
    credits_of,
    folds,
    is_linear,
    is_sum_of_values,
    is_the_same_for_all_lines,
    rests_on,
    standing_alone,
    with_statement,
)
from tests.laws.drawn import SELLER, Drawn, Valuing, both, but_of_fact, drawn, of_fact, with_seller

SALE = "LAW"
REVERSAL = Source(
    "reversal",
    "Sales taken back whole, in parts",
    (
        SourceColumn("id", Kind.TEXT),
        SourceColumn("on", Kind.DATE),
        SourceColumn("deal", Kind.TEXT, refers_to="deal"),
        SourceColumn("share", Kind.NUMBER),
    ),
    key="id",
    dated="on",
)
PARTS = (
    (Fraction(1),),
    (Fraction(3, 5), Fraction(9, 20), Fraction(3, 5)),
    (Fraction(3, 4), Fraction(1, 4), Fraction(3, 4)),
)
"""Shares of a sale that are taken back, which come to all of it or more; a case has one of these."""


@both
def test_taken_back_as_credit_the_run_with_both_equals_the_run_with_neither(value: Valuing) -> None:
    asked = 0
    for one, plan in _taken_back_as_credit(value):
        lines = _sold_and_taken_back(one, plan).lines(value, plan)
        sale = of_fact(lines, SALE)
        if any(line.amounts is None for line in sale.values()) and _is_read_by_others(plan):
            continue  # a line that is a fault is no line of nothing: what adds it up is a fault with it
        assert {line.amounts for line in sale.values()} <= {(0, 0), None}, one.seed
        assert but_of_fact(lines, SALE) == one.lines(value, plan), one.seed
        asked += bool(sale)
    assert asked > 0


@both
def test_taken_back_as_money_the_sales_lines_are_zero_and_all_others_unchanged(value: Valuing) -> None:
    asked = 0
    for one, plan in _taken_back_as_money(value):
        sold = _sold(one, plan).lines(value, plan)
        lost = _sold_and_taken_back(one, plan).lines(value, plan)
        assert but_of_fact(lost, SALE) == but_of_fact(sold, SALE), one.seed
        _assert_nothing_of(of_fact(sold, SALE), of_fact(lost, SALE), one.seed)
        asked += any(line.amounts not in {None, (0, 0)} for line in of_fact(sold, SALE).values())
    assert asked > 0


def test_it_does_not_matter_whether_a_sale_or_its_reversal_arrives_first() -> None:
    for one, plan in (*_taken_back_as_credit(interpreted), *_taken_back_as_money(interpreted)):
        made = _sold_and_taken_back(one, plan)
        names = [*made.rows][::-1]
        turned = replace(made, rows={name: made.rows[name][::-1] for name in names})
        assert turned.snapshot.digest == made.snapshot.digest, one.seed
        assert turned.lines(interpreted, plan) == made.lines(interpreted, plan), one.seed


def test_reversals_come_to_all_of_a_sale_or_more() -> None:
    assert sorted(sum(parts) for parts in PARTS) == [1, Fraction(33, 20), Fraction(7, 4)]


def _assert_nothing_of(sold: Outcomes, lost: Outcomes, seed: int) -> None:
    """The same lines, of nothing. One that was a fault may stay one (a floor without a value lets nothing
    stay nothing, decision 0028).
    """
    assert sold.keys() == lost.keys(), seed
    for key, line in lost.items():
        assert line.identity == sold[key].identity, seed
        assert line.amounts == (0, 0) or (line.amounts is None and sold[key].amounts is None), (seed, key)


def _sold(one: Drawn, plan: Plan) -> Drawn:
    """The facts with a sale of which every column is known, in the plan's currency."""
    random = Random(one.seed)  # noqa: S311 - cases are to be repeated, not to be secret
    sold_on = plan.effective_from + timedelta(days=random.choice((31, 40, 55, 61)))
    sale: dict[str, Value] = {
        "id": SALE,
        "account": "LAW",
        "booked_on": sold_on,
        "closed_on": sold_on,
        "currency": plan.currency,
        "owner": SELLER,
        "overlay": SELLER,
        "overlay_share": Fraction(1, 4),
        "second_share": Fraction(1, 10),
        "kind": "new",
        "value": random.choice((123_457, 2_500_000)),
        "added": 7_777,
        "units": Fraction(3),
        "signed": True,
    }
    return one.with_rows(deal=[*one.rows["deal"], sale])


def _sold_and_taken_back(one: Drawn, plan: Plan) -> Drawn:
    """The facts with that sale and its reversals."""
    lost = [
        {"id": f"X{number}", "on": date(2025, 1, 1), "deal": SALE, "share": share}
        for number, share in enumerate(PARTS[one.seed // 4 % len(PARTS)])
    ]
    return _sold(one, plan).with_rows(reversal=lost)


def _with_reversals(one: Drawn) -> Drawn:
    program = replace(one.program, sources={**one.program.sources, "reversal": REVERSAL})
    return replace(one, program=program)


def _claw_back(target: str, *, of_credit: bool) -> ClawBack:
    portion = Column("reversal", "share", Kind.NUMBER)
    return ClawBack(target, "reversal", "deal", None, portion, of_credit)


def _taken_back_as_credit(value: Valuing) -> Iterator[tuple[Drawn, Plan]]:
    """Plans of statements to which the law applies, with a claw back of every credit from deals."""
    for one in map(_with_reversals, drawn(value)):
        deals = credits_of(one.program, "deal")
        for plan in one.program.plans:
            kept = standing_alone(
                plan, lambda s, plan=plan, one=one, deals=deals: _applies(one.program, plan, s, deals)
            )
            taken = [_claw_back(credit, of_credit=True) for credit in sorted(deals)]
            changed = with_statement(kept, 0, *taken)
            if any(isinstance(s, Pay) and s.each in deals for _, s in kept.statements()):
                yield with_seller(one, plan).with_plan(changed), changed


def _applies(program: Program, plan: Plan, statement: Statement, deals: set[str]) -> bool:
    """Whether nothing of a deal matters to a statement but sums of its credits' values and multiples of
    them.
    """
    for node in rests_on(program, plan, [statement]):
        match node:
            case RowSet(source="deal"):
                return False
            case AmongOwn(credit=credit) if credit in deals:
                return False
            case Aggregate(over=CreditSet(credit=credit)) if credit in deals and not is_sum_of_values(node):
                return False
            case _:
                pass
    match statement:
        case Pay(each=credit, value=paid):
            return credit not in deals or is_linear(paid)
        case Cap(at=bound, alike=alike, excess=excess):
            # Where lines share one bound it is that of the first or the last of them: perhaps the sale's.
            return is_the_same_for_all_lines(bound) or not (alike or excess is Excess.CARRIED)
        case Split():
            return not _gives_an_amount(statement)
        case _:
            return True


def _is_read_by_others(plan: Plan) -> bool:
    return any(folds(statement) for _, statement in plan.statements())


def _taken_back_as_money(value: Valuing) -> Iterator[tuple[Drawn, Plan]]:
    """Every plan that pays deals, with a claw back of each such pay below all that reads several lines, and
    below each that gives an amount from them.
    """
    for one in map(_with_reversals, drawn(value)):
        deals = credits_of(one.program, "deal")
        for plan in one.program.plans:
            statements = [statement for _, statement in plan.statements()]
            paid = {
                s.name: place for place, s in enumerate(statements) if isinstance(s, Pay) and s.each in deals
            }
            reading = [p for p, s in enumerate(statements) if folds(s) or _gives_an_amount(s)]
            after = 1 + max([*reading, *paid.values()], default=0)
            if paid:
                taken = [_claw_back(pay, of_credit=False) for pay in paid]
                changed = with_statement(plan, after, *taken)
                yield with_seller(one, plan).with_plan(changed), changed


def _gives_an_amount(statement: object) -> bool:
    return isinstance(statement, Split) and any(part.amount is not None for part in statement.parts)
