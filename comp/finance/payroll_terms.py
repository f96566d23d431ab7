"""Where payroll's words for a payee come from: the people table and the assignments of a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from comp.errors import CompError
from comp.facts import Workspace
from comp.facts.company import Settlement
from comp.facts.people import People
from comp.facts.snapshot import Snapshot, Value
from comp.finance.payroll_model import PayrollRefusedError, Terms
from comp.runs import Run, reopen
from comp.runs.past_inputs import facts_seen

PAYROLL_SYSTEM = "payroll"


def terms_of(workspace: Workspace, run: Run) -> Terms:
    """How the workspace settles a run; assignments are those that the run knew.

    Raises:
        PayrollRefusedError: the run is another company's.
        CompError: the store has not the facts of the run, or comp.toml names an unknown column.
    """
    _require_company(workspace, run)
    settlement, told = workspace.company.settlement, run.manifest
    assigned = settlement.entity_by or settlement.cost_centre_by
    snapshot = _snapshot(workspace, run) if assigned else None
    return Terms(
        settlement=settlement,
        employee_id=employee_ids(workspace.people),
        legal_entity=legal_entities(settlement, snapshot),
        cost_centre=cost_centres(settlement, snapshot),
        allow_faults=workspace.company.allow_refused,
        paid_with=workspace.company.calendar.parse(told.period).last_day if told.corrects else None,
    )


def _require_company(workspace: Workspace, run: Run) -> None:
    """Refuse to pay one company's run by another's earning codes and legal entities."""
    ours, theirs = workspace.company.name, run.manifest.company
    if ours != theirs:
        raise PayrollRefusedError(
            f"no payroll: the run is of {theirs}, and comp.toml of {workspace.path} is of {ours}; "
            f"name the workspace of {theirs}, or a run of {ours}"
        )


def _snapshot(workspace: Workspace, run: Run) -> Snapshot:
    """The facts that the run saw: what is posted stays payable when plans and facts have moved on."""
    return reopen(workspace, run).snapshot if run.plans is None else facts_seen(workspace, run)


def employee_ids(people: People) -> Callable[[str], str]:
    """Give each payee the id that people.toml has for payroll; without such a column, the opaque id.

    The function raises CompError for a payee who has none or several.
    """
    known = people.systems.get(PAYROLL_SYSTEM)
    if known is None:
        return lambda payee: payee
    by_payee: dict[str, list[str]] = {}
    for known_id, payee in sorted(known.items()):
        by_payee.setdefault(payee, []).append(known_id)

    def employee_id(payee: str) -> str:
        match by_payee.get(payee, []):
            case [only]:
                return only
            case []:
                raise CompError(f"the people table has no payroll id for {payee}; fill it in")
            case several:
                ids = ", ".join(several)
                raise CompError(f"the people table has several payroll ids for {payee} ({ids}); leave one")

    return employee_id


def legal_entities(settlement: Settlement, snapshot: Snapshot | None) -> Callable[[str, date], str]:
    """Give the legal entity that pays a payee for a line born on a day, by the assignment of that day.

    Raises:
        CompError: comp.toml names a column that `assignment` does not have.
    """
    value = _assigned(settlement.entity_by, "legal_entities", snapshot)
    return lambda payee, day: settlement.legal_entity(value(payee, day))


def cost_centres(settlement: Settlement, snapshot: Snapshot | None) -> Callable[[str, date], str]:
    """Give the cost centre that bears a line of a payee born on a day, by the assignment of that day.

    Raises:
        CompError: comp.toml names a column that `assignment` does not have.
    """
    value = _assigned(settlement.cost_centre_by, "cost_centres", snapshot)
    return lambda payee, day: settlement.cost_centre(value(payee, day))


def _assigned(by: str, table: str, snapshot: Snapshot | None) -> Callable[[str, date], str | None]:
    """Give a payee's value of a column of `assignment` on a day; None where there is none."""
    if not by or snapshot is None:
        return lambda _payee, _day: None
    source = snapshot.sources.get("assignment")
    if source is None or source.column(by) is None:
        raise CompError(
            f"comp.toml: [settlement.{table}] by = {by!r} is not a column of the source assignment"
        )
    by_payee: dict[Value, list[dict[str, Value]]] = {}
    for row in snapshot.rows("assignment"):
        by_payee.setdefault(row[source.key], []).append(row)

    def is_valid(row: dict[str, Value], day: date) -> bool:
        starts = row[source.valid_from] if source.valid_from else None
        ends = row[source.valid_through] if source.valid_through else None
        return (not isinstance(starts, date) or starts <= day) and (not isinstance(ends, date) or day <= ends)

    def value(payee: str, day: date) -> str | None:
        valid = [row for row in by_payee.get(payee, []) if is_valid(row, day)]
        attribute = valid[0][by] if valid else None
        return None if attribute is None else str(attribute)

    return value
