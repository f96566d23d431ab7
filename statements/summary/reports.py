"""Who reports to whom on a day, by the assignments that the plans' source `assignment` holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comp.errors import CompError, UnknownNameError
from comp.facts.snapshot import Snapshot, Value

ASSIGNMENT, MANAGER = "assignment", "manager"


@dataclass(frozen=True, slots=True)
class Reports:
    """Each payee's manager on a day, blank where there is none.

    Of somebody without an assignment on the day it is the manager of the last one before; they `left`.
    """

    manager_of: Mapping[str, str]
    left: frozenset[str]

    def below(self, manager: str) -> list[str]:
        """Everybody who reports to the manager, directly or through others: nearest first, each once.

        Raises:
            UnknownNameError: nobody does.
        """
        found: dict[str, None] = {}
        level = [manager]
        while level:
            level = [payee for each in level for payee in self._direct(each) if payee not in found]
            found.update(dict.fromkeys(level))
        found.pop(manager, None)
        if not found:
            managers = set(self.manager_of.values()) - {""}
            raise UnknownNameError("manager to whom somebody reports called", manager, managers)
        return list(found)

    def teams(self, top: str) -> list[str]:
        """Managers in the order of a walk from the top (blank: from all who report to nobody) downwards."""
        order: list[str] = []
        waiting = [top] if top else self._tops()
        while waiting:
            manager = waiting.pop(0)
            if manager in order or not self._direct(manager):
                continue
            order.append(manager)
            waiting = [*self._direct(manager), *waiting]
        return order

    def _direct(self, manager: str) -> list[str]:
        return sorted(payee for payee, above in self.manager_of.items() if above == manager)

    def _tops(self) -> list[str]:
        """Managers above whom nobody is known, and last whoever has no manager at all."""
        managers = {above for above in self.manager_of.values() if above}
        return [*sorted(each for each in managers if not self.manager_of.get(each)), *sorted(managers)]


def reports(snapshot: Snapshot, on: date) -> Reports:
    """Read who reports to whom at the end of a day; nobody does where assignments name no manager."""
    if not names_managers(snapshot):
        return Reports({}, frozenset())
    source = snapshot.sources[ASSIGNMENT]
    rows: dict[str, list[dict[str, Value]]] = {}
    for row in snapshot.rows(ASSIGNMENT):
        rows.setdefault(str(row[source.key]), []).append(row)
    managers: dict[str, str] = {}
    left: set[str] = set()
    for payee, mine in rows.items():
        started = [row for row in mine if _day(row, source.valid_from, date.min) <= on]
        if not started:
            continue
        valid = [row for row in started if _day(row, source.valid_through, date.max) >= on]
        if not valid:
            left.add(payee)
        managers[payee] = _manager(valid or _latest(started, source.valid_through))
    return Reports(managers, frozenset(left))


def assigned(snapshot: Snapshot, first: date, last: date) -> frozenset[str]:
    """Payees with an assignment that holds on a day from `first` through `last`; none without a source."""
    source = snapshot.sources.get(ASSIGNMENT)
    if source is None:
        return frozenset()
    return frozenset(
        str(row[source.key])
        for row in snapshot.rows(ASSIGNMENT)
        if _day(row, source.valid_from, date.min) <= last
        and _day(row, source.valid_through, date.max) >= first
    )


def names_managers(snapshot: Snapshot) -> bool:
    """Whether assignments name managers at all."""
    source = snapshot.sources.get(ASSIGNMENT)
    return source is not None and source.column(MANAGER) is not None


def require_managers(snapshot: Snapshot) -> None:
    """Raise unless assignments name managers.

    Raises:
        CompError: the plans' source `assignment` has no column `manager`.
    """
    if not names_managers(snapshot):
        raise CompError(
            f"nobody knows who reports to whom: the plans' source {ASSIGNMENT} has no column {MANAGER}; "
            f"declare `column {MANAGER}: payee, may be blank` in it, or leave --manager out"
        )


def _manager(rows: Sequence[Mapping[str, Value]]) -> str:
    """The manager whom the rows name; of several the first by id, so that everybody stands in one team."""
    named = sorted(str(row[MANAGER]) for row in rows if row[MANAGER] is not None)
    return named[0] if named else ""


def _latest(rows: Sequence[dict[str, Value]], column: str | None) -> list[dict[str, Value]]:
    return [max(rows, key=lambda row: _day(row, column, date.max))]


def _day(row: Mapping[str, Value], column: str | None, otherwise: date) -> date:
    value = row[column] if column else None
    return value if isinstance(value, date) else otherwise
