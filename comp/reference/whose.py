"""Whose a value is: what rows say of a payee, and what an expression takes from another payee than its own.

Who manages whom, and from when to when, is nobody's secret; all else that a row of `assignment` or `quota`
says, or one whose key is a payee, is that payee's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from comp.language.core import Expr, Kind, Lookup, MeasureValue, TableValue
from comp.reference.evaluate import evaluate
from comp.reference.facts_index import Facts, Row
from comp.reference.measures import PlanView
from comp.reference.membership import ASSIGNMENT
from comp.reference.mentions import nodes
from comp.reference.scope import Scope, Side, Sight
from comp.reference.values import Undefined

_PRIVATE = frozenset({ASSIGNMENT, "quota"})  # what their rows say is the payee's, whoever else they name


def holder(facts: Facts, source: str, row: Row) -> str | None:
    """Whose role, quota or like a row says, where its key or its payee does."""
    declared = facts.sources[source]
    key = declared.column(declared.key)
    column = "payee" if source in _PRIVATE else declared.key if key and key.kind is Kind.PAYEE else None
    return None if column is None or row[column] is None else str(row[column])


def payees_of(facts: Facts, source: str, row: Row) -> list[str]:
    """Whose a row is that is added up: its holder's, else of all whom its columns name."""
    held_by = holder(facts, source, row)
    if held_by is not None:
        return [held_by]
    columns = [column.name for column in facts.sources[source].columns if column.kind is Kind.PAYEE]
    return [str(row[column]) for column in columns if row[column] is not None]


class Whose:
    """Whose the values of one plan's expressions are."""

    def __init__(self, view: PlanView) -> None:
        self._view = view
        self._readings: dict[int, list[Lookup | MeasureValue | TableValue]] = {}

    def other(self, expr: Expr, scope: Scope, reader: str | None) -> str | None:
        """Another payee than the reader, of whose own an expression takes a value; None where it does not."""
        if id(expr) not in self._readings:  # the plan outlives this
            found = [node for node in nodes(expr) if isinstance(node, Lookup | MeasureValue | TableValue)]
            self._readings[id(expr)] = found
        whose = (self._of(node, scope) for node in self._readings[id(expr)])
        return next((payee for payee in whose if payee not in {None, reader}), None)

    def _of(self, node: Lookup | MeasureValue | TableValue, scope: Scope) -> str | None:
        match node:
            case Lookup():
                return self._of_row(node, scope)
            case MeasureValue():
                return self._view.measure_scope(self._view.plan.measures[node.name], scope).payee
            case TableValue():
                return self._of_table(node, scope)

    def _of_row(self, node: Lookup, scope: Scope) -> str | None:
        """Who holds the row that is looked up, unless the column only says who manages whom and when."""
        declared = scope.facts.sources[node.source]
        column = declared.column(node.name)
        if column is None or column.kind is Kind.PAYEE:
            return None
        if node.name in {declared.key, declared.valid_from, declared.valid_through}:
            return None
        key = evaluate(node.key, scope)
        on = None if node.as_of is None else evaluate(node.as_of, scope)
        if isinstance(key, Undefined) or isinstance(on, Undefined):
            return None
        row = scope.facts.find(node.source, str(key), on if isinstance(on, date) else None, scope.sight.limit)
        return None if isinstance(row, Undefined) else holder(scope.facts, node.source, row)

    def _of_table(self, node: TableValue, scope: Scope) -> str | None:
        """Of whose own a table is read: a running counter of a given line is the giver's."""
        table = self._view.plan.tables[node.name]
        running = self._view.runs(table.by)
        seen = replace(scope, sight=Sight(self._view.as_of, Side.WITH)) if running else scope
        return next(self._others((table.by, *table.others), seen), None)

    def _others(self, inputs: tuple[Expr | None, ...], scope: Scope) -> Iterator[str]:
        for each in inputs:
            whose = None if each is None else self.other(each, scope, scope.payee)
            if whose is not None:
                yield whose
