"""Holds an accrual against other ways to the same totals: its lines, its journal, the second engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from comp.finance.accrual import Account
from comp.finance.accrual_lines import AccrualLine
from comp.finance.accrual_result import Accrual, AccrualCheck, AccrualSum


def checks_of(made: Accrual, before: Sequence[AccrualLine]) -> Iterator[AccrualCheck]:
    """Every control; `before` are the lines on the earlier day that the accrual moves from."""
    lines = [line for plan in made.plans for line in plan.lines]
    for currency in sorted({row.key.currency for row in made.rows}):
        yield from _of_currency(made, currency, lines, before)
    yield from _of_engines(made)
    yield from _of_journal(made)


def _of_currency(
    made: Accrual, currency: str, lines: Sequence[AccrualLine], before: Sequence[AccrualLine]
) -> Iterator[AccrualCheck]:
    rows = [row for row in made.rows if row.key.currency == currency]
    mine = [line for line in lines if line.currency == currency]
    earned_less_paid = sum(line.earned_minor for line in mine) - sum(line.paid_minor for line in mine)
    shown = sum(row.accrued.accrued_minor for row in rows)
    working = sum(line.accrued_minor for line in made.working if line.currency == currency)
    yield AccrualCheck(
        "earned less paid, against the sheet Accrual",
        currency,
        earned_less_paid,
        shown,
        _own("Accrual", currency, "Accrued"),
    )
    yield AccrualCheck(
        "the sheet Working, against the sheet Accrual",
        currency,
        shown,
        working,
        _own("Working", currency, "Accrued"),
    )
    if made.since is None:
        return
    opening = sum(line.accrued_minor for line in before if line.currency == currency)
    moved = [row.movement for row in rows if row.movement is not None]
    yield AccrualCheck(
        f"opening of {made.since}, against its lines", currency, opening,
        sum(movement.opening_minor for movement in moved), _own("Accrual", currency, "Opening"),
    )  # fmt: skip
    steps = sum(each.earned_minor - each.paid_minor + each.no_longer_minor for each in moved)
    own = _own("Accrual", currency, "Opening", "Earned since", "Paid since", "Not calculated any more")
    yield AccrualCheck("opening and what moved, against the closing", currency, shown, opening + steps, own)


def _own(sheet: str, currency: str, *columns: str) -> AccrualSum:
    return AccrualSum(sheet, columns, (), (("Currency", currency),))


def _booked(currency: str, column: str, text: str) -> AccrualSum:
    return AccrualSum("Journal", ("Debit",), ("Credit",), (("Currency", currency), (column, text)))


def _of_engines(made: Accrual) -> Iterator[AccrualCheck]:
    for each in made.plans:
        name, currency = each.plan.name, each.plan.currency
        earned = sum(line.earned_minor for line in each.lines)
        paid = sum(line.paid_minor for line in each.lines)
        yield AccrualCheck(
            f"{name}: earned, against the second engine", currency, each.second_earned_minor, earned
        )
        yield AccrualCheck(f"{name}: paid, against the second engine", currency, each.second_paid_minor, paid)


def _of_journal(made: Accrual) -> Iterator[AccrualCheck]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    accounts: dict[tuple[str, Account], int] = defaultdict(int)
    for line in made.journal:
        sums[line.legal_entity, line.currency] += line.entry.amount_minor
        accounts[line.currency, line.entry.account] += line.entry.amount_minor
    for (entity, currency), balance in sorted(sums.items()):
        yield AccrualCheck(
            f"{entity}: debits less credits", currency, 0, balance, _booked(currency, "Legal entity", entity)
        )
    for currency in sorted({currency for _, currency in sums}):
        for account, expected in _expected(made, currency):
            yield AccrualCheck(
                f"{account}, against the sheet Accrual",
                currency,
                expected,
                accounts[currency, account],
                _booked(currency, "Account", str(account)),
            )


def _expected(made: Accrual, currency: str) -> Iterable[tuple[Account, int]]:
    """What the journal changes on the two accounts on which an accrual stands."""
    rows = [row for row in made.rows if row.key.currency == currency]
    moved = [row.movement for row in rows if row.movement is not None]
    due = sum(row.accrued.due_minor for row in rows)
    accrued = sum(row.accrued.accrued_minor for row in rows)
    if moved:
        due = sum(each.payable_minor - each.paid_minor for each in moved)
        accrued -= sum(each.opening_minor for each in moved)
    return (Account.WAITING, due - accrued), (Account.PAYABLE, -due)
