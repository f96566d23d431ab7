"""What of a fact was lost: portions add up, and what is kept lies between nothing and all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from comp.language.core import ClawBack
from comp.reference.credited import Credited, Loss
from comp.reference.evaluate import evaluate, holds
from comp.reference.facts_index import Facts, Row
from comp.reference.scope import Scope
from comp.reference.values import Undefined, Value, number


def loss_of(statement: ClawBack, entry: Credited, scope: Scope, as_of: date) -> Loss:
    """The losses that refer to a credit's fact and take part on the day, and the share that is kept."""
    facts = scope.facts
    rows = tuple(
        (
            facts.key(statement.losses, row),
            _dated(facts, statement.losses, row),
            evaluate(statement.portion, inner),
        )
        for row, inner in lost_rows(statement, entry, scope, as_of)
    )
    return Loss(rows, _kept([portion for _, _, portion in rows]))


def lost_rows(statement: ClawBack, entry: Credited, scope: Scope, as_of: date) -> Iterator[tuple[Row, Scope]]:
    """The rows of losses that count, each with what its portion sees.

    The scope holds the credited fact's row; each row of losses is added beside it.
    """
    for row in scope.facts.with_value(statement.losses, statement.link, entry.fact):
        inner = _beside(scope, statement, row)
        if scope.facts.takes_part(statement.losses, row, as_of) and holds(statement.when, inner):
            yield row, inner


def _beside(scope: Scope, statement: ClawBack, row: Row) -> Scope:
    return Scope(
        scope.facts,
        scope.sight,
        {**scope.rows, statement.losses: row},
        payee=scope.payee,
        born_on=scope.born_on,
        period=scope.period,
        credit=scope.credit,
        plan=scope.plan,
    )


def _kept(portions: list[Value]) -> Fraction | Undefined:
    lost = Fraction(0)
    for portion in portions:
        share = number(portion)
        if isinstance(share, Undefined):
            return share
        lost += share
    return 1 - min(max(lost, Fraction(0)), Fraction(1))


def _dated(facts: Facts, source: str, row: Row) -> date | None:
    on = row[facts.sources[source].dated or facts.sources[source].key]
    return on if isinstance(on, date) else None
