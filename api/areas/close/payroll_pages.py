"""Payroll of a posted run: what is offered, and the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from litestar import Controller, Response, get
from litestar.params import FromPath, FromQuery

from api.areas.close.downloads import attachment
from api.areas.close.rights import POSTS
from api.areas.runs.reading import run_id
from api.given import TheActor, TheService
from api.service import Service
from comp.errors import CompError
from comp.finance import layout_paths, read_layout
from comp.workflow.access import Actor
from comp.workflow.closing import (
    Chosen,
    ClosingShown,
    Export,
    export_layout,
    export_workbook,
    recorded_run,
)

Choice: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """What payroll can be taken as, each as a value and what a reader sees of it.

    `parts` are the run and its corrections. `faults` are layouts that cannot be read, with why.
    """

    parts: list[Choice]
    layouts: list[Choice]
    currencies: list[Choice]
    entities: list[Choice]
    faults: list[str]


class PayrollPages(Controller):
    """Payroll."""

    path = "/close"
    include_in_schema = False

    @get("/{run:str}/payroll.xlsx", access=POSTS, sync_to_thread=True)
    def workbook(self, service: TheService, actor: TheActor, run: FromPath[str]) -> Response[bytes]:
        """The workbook of a posted run, or of posted corrections."""
        return attachment(workbook_of(service, actor, run))

    @get("/{run:str}/payroll", access=POSTS, sync_to_thread=True)
    def layout(  # noqa: PLR0917 - the address and its query, by name
        self,
        service: TheService,
        actor: TheActor,
        run: FromPath[str],
        layout: FromQuery[str],
        of: FromQuery[str] = "",
        currency: FromQuery[str] = "",
        legal_entity: FromQuery[str] = "",
    ) -> Response[bytes]:
        """What another system imports of it, or of the corrections beside it where `of` names them."""
        chosen = Chosen(currency or None, legal_entity or None)
        return attachment(layout_of(service, actor, of or run, layout, chosen))


def offered(service: Service, shown: ClosingShown) -> Offered:
    """The layouts of the workspace, and what the run may be divided by."""
    layouts: list[Choice] = []
    faults: list[str] = []
    for name in layout_paths(service.folder):
        try:
            layouts.append((name, read_layout(service.folder, name).title))
        except CompError as error:  # one bad file must not hide the others
            faults.append(str(error))
    settlement = service.workspace().company.settlement
    entities = {settlement.default_entity, *settlement.entities.values()} - {""}
    currencies = {plan.currency for part in shown.closing.parts for plan in part.manifest.plans}
    return Offered(
        [(run_id(part), "Corrections" if part.corrects else "Run") for part in shown.closing.parts],
        layouts,
        [(each, each) for each in sorted(currencies)],
        [(each, each) for each in sorted(entities)],
        faults,
    )


def workbook_of(service: Service, actor: Actor, run: str) -> Export:
    """The workbook of a run that is named by its digest or the beginning of it."""
    return export_workbook(service.records, service.workspace(), actor, _digest(service, run), service.now())


def layout_of(service: Service, actor: Actor, run: str, layout: str, chosen: Chosen) -> Export:
    """The file of a layout."""
    return export_layout(
        service.records,
        service.workspace(),
        actor,
        _digest(service, run),
        service.now(),
        layout_name=layout,
        chosen=chosen,
    )


def _digest(service: Service, run: str) -> str:
    with service.records.reading() as session:
        return recorded_run(session, run).results_digest
