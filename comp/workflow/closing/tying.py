"""Holds what payroll is to pay against the books: the same by payee and currency, to the minor unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from comp.finance import Payroll, PayrollRefusedError
from comp.language.money import format_minor
from comp.ledger import Entry

PaidKey = tuple[str, str]
"""Payee and currency."""


def posted_by_payee(entries: Iterable[Entry]) -> dict[PaidKey, int]:
    """What the entries of a batch pay, in minor units; who gets nothing is left out."""
    return _sums((entry.payee, entry.currency, entry.payable_minor) for entry in entries)


def paid_by_payee(made: Payroll) -> dict[PaidKey, int]:
    """What a payroll pays, in minor units; who gets nothing is left out."""
    return _sums((row.payee, row.currency, row.payable_minor) for row in made.working)


def require_tied_to_books(made: Payroll, posted: Mapping[PaidKey, int]) -> None:
    """See that the payroll pays what was posted of its run.

    Raises:
        PayrollRefusedError: it pays somebody something else.
    """
    paid = paid_by_payee(made)
    for key in sorted(paid.keys() | posted.keys()):
        if paid.get(key, 0) != posted.get(key, 0):
            raise PayrollRefusedError(_differs(key, paid.get(key, 0), posted.get(key, 0)))
    for currency in {row.key.currency for row in made.imports} | {currency for _, currency in posted}:
        imported = sum(row.amount_minor for row in made.imports if row.key.currency == currency)
        in_books = sum(minor for (_, other), minor in posted.items() if other == currency)
        if imported != in_books:
            raise PayrollRefusedError(_differs(("everybody", currency), imported, in_books))


def _differs(key: PaidKey, paid_minor: int, posted_minor: int) -> str:
    payee, currency = key
    paid, posted = (format_minor(minor, currency) for minor in (paid_minor, posted_minor))
    return (
        f"no payroll: it would pay {payee} {paid} {currency}, and the books hold {posted} {currency} of this "
        "run; 'comp ledger check' tells what was changed"
    )


def _sums(rows: Iterable[tuple[str, str, int]]) -> dict[PaidKey, int]:
    sums: dict[PaidKey, int] = defaultdict(int)
    for payee, currency, minor in rows:
        sums[payee, currency] += minor
    return {key: minor for key, minor in sums.items() if minor}
