"""The proof of a credit: a part of a fact's value, passed up, converted, and less what was taken back.

Other payees' shares of the same fact take part in the arithmetic and are shown; of another payee's
assignment no more is shown than who the manager was, and since when.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comp.language.core import ClawBack, Comparison, Credit, Kind, Part, PartKind
from comp.language.money import Rounding
from comp.reference.credited import Credited, OwnCredit
from comp.reference.crediting import row_scope
from comp.reference.evaluate import evaluate
from comp.reference.facts_index import Row
from comp.reference.membership import ASSIGNMENT
from comp.reference.proof.book import Ref
from comp.reference.proof.lookups import prove_converted
from comp.reference.proof.losses import kept_share
from comp.reference.proof.member_days import prove_credit_day, prove_rate_day
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import allot, given_that, money_of, rest_of, total_of, whole
from comp.reference.proof.windows import row_holds
from comp.reference.scope import Scope, Sight
from comp.reference.values import Amount, Undefined, day


def prove_credit(proves: Proves, own: OwnCredit) -> Ref:
    """The value of a payee's credit: its part of the fact, converted, less what was taken back."""
    of = own.of
    key = ("credit", proves.view.plan.name, proves.view.as_of, of.credit, of.part, of.payee, id(of.row))
    memo = proves.book.memo
    if key not in memo:
        memo[key] = _less_losses(proves, own, _converted(proves, own, _credited(proves, of)))
    return memo[key]


def _credited(proves: Proves, of: Credited) -> Ref:
    """The part of the fact that goes to the payee, in the fact's currency."""
    credit = proves.view.program.credits[of.credit]
    scope = row_scope(proves.view.facts, credit, of.row, proves.view.as_of)
    position = of.place[1]
    amount = _shared(proves, credit, scope, position)
    conditions: list[Ref] = []
    if credit.where is not None:
        conditions.append(proves.expression(credit.where, scope))
    to = credit.parts[position - 1].to
    if of.through is not None:
        part = credit.parts[of.place[2] - 1]
        if part.share is not None:
            passed = proves.book.multiply(amount, proves.expression(part.share, scope))
            amount = whole(proves.book, passed, Rounding.HALF_EVEN)
        if to is not None and of.payee == proves.book.payee:
            conditions.extend(_chain(proves, of, part, scope, proves.expression(to, scope)))
    elif to is not None and of.payee == proves.book.payee:
        receiver = proves.expression(to, scope)
        conditions.append(proves.book.compared(Comparison.IS, receiver, proves.book.own_payee()))
    return given_that(proves.book, conditions, amount)


def _shared(proves: Proves, credit: Credit, scope: Scope, position: int) -> Ref:
    """The whole units that one share of the fact's value comes to."""
    total = _fact_value(proves, credit, scope)
    sharing = [n for n, part in enumerate(credit.parts, 1) if part.kind is not PartKind.ALSO]
    if len(sharing) == 1 and credit.parts[position - 1].kind is PartKind.REST:
        return total
    book, shares = proves.book, _shares(proves, credit, scope)
    above_zero = [n for n in sharing if book.value(shares[n]) != 0]
    return allot(book, total, [shares[n] for n in above_zero], above_zero.index(position))


def _shares(proves: Proves, credit: Credit, scope: Scope) -> dict[int, Ref]:
    """The share of each part by its position; the rest is what the others leave."""
    given = {
        n: proves.expression(part.share, scope)
        for n, part in enumerate(credit.parts, 1)
        if part.kind is PartKind.SHARE and part.share is not None
    }
    others = list(given.values())
    for n, part in enumerate(credit.parts, 1):
        if part.kind is PartKind.REST:
            given[n] = rest_of(proves.book, total_of(proves.book, others))
    return given


def _fact_value(proves: Proves, credit: Credit, scope: Scope) -> Ref:
    """What is shared: whole minor units of the row's currency, or whole billionths."""
    value = proves.expression(credit.value, scope)
    if credit.kind is not Kind.NUMBER and not isinstance(proves.book.value(value), Amount):
        row = scope.rows[credit.source]
        value = money_of(proves.book, value, scope.facts.currency(credit.source, row))
    return whole(proves.book, value, Rounding.HALF_EVEN)


# What managers are credited --------------------------------------------------------------------------------


def _chain(proves: Proves, of: Credited, part: Part, scope: Scope, receiver: Ref) -> Iterator[Ref]:
    """That the payee is the manager so many levels above the receiver of the share, as of the day."""
    if part.as_of is None or of.through is None:
        return
    book, on = proves.book, proves.expression(part.as_of, scope)
    below, report = receiver, of.through
    for _ in range(of.place[3]):
        row = _assignment(scope, report, day(evaluate(part.as_of, scope)))
        key = book.facts.sources[ASSIGNMENT].key
        yield book.compared(Comparison.IS, below, book.fact(ASSIGNMENT, row, key))
        yield from row_holds(book, ASSIGNMENT, row, on)
        below, report = book.fact(ASSIGNMENT, row, "manager"), str(row["manager"])
    yield book.compared(Comparison.IS, below, book.own_payee())


def _assignment(scope: Scope, payee: str, on: date | Undefined) -> Row:
    """The row that names a payee's manager on the day; there is one, or nothing was passed up."""
    row = None if isinstance(on, Undefined) else scope.facts.find(ASSIGNMENT, payee, on, scope.sight.limit)
    if row is None or isinstance(row, Undefined):
        raise TypeError(f"nobody is known to manage {payee}, and yet a credit was passed up")
    return row


# In the plan's currency, less what was lost ----------------------------------------------------------------


def _converted(proves: Proves, own: OwnCredit, amount: Ref) -> Ref:
    """The credit in the plan's currency, at the rate of its day or of the plan's fixed one."""
    plan, currency = proves.view.plan, own.of.currency
    if currency is None or currency == plan.currency:
        return amount
    fixed = plan.rate_on
    on = prove_credit_day(proves, own) if fixed is None else prove_rate_day(proves, fixed)
    return prove_converted(proves, amount, plan.currency, on, plan.rounding)


def _less_losses(proves: Proves, own: OwnCredit, value: Ref) -> Ref:
    """The credit less what was taken back as credit."""
    view, of = proves.view, own.of
    rows = {of.source: of.row}
    scope = Scope(view.facts, Sight(view.as_of), rows, of.payee, of.on, plan=view)
    for _, statement in view.plan.statements():
        if isinstance(statement, ClawBack) and statement.of_credit and statement.target == of.credit:
            kept = kept_share(proves, statement, of, scope)
            if kept is not None:
                value = whole(proves.book, proves.book.multiply(value, kept), view.plan.rounding)
    return value
