"""The pages of facts: sources, sending a file, its report, taking it in."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, MultipartBody

from api.areas.facts.deeds import accept, send, throw_away
from api.areas.facts.reading import (
    SHOWN_FINDINGS,
    first_findings,
    source_shown,
    sources_shown,
    state_of,
    upload_shown,
    uploads_shown,
)
from api.areas.facts.rights import BODY_BYTES, KEEPS
from api.given import TheActor, TheService
from api.pages import Asked, Page, go, page
from api.service import Service
from comp.errors import CompError, UnknownNameError
from comp.facts.report_sheet import sheet_of
from comp.facts.uploaded import MAX_BYTES

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LATEST: Final = 20


@dataclass
class Sent:
    """What the form for a file sends."""

    file: UploadFile


class FactPages(Controller):
    """Facts."""

    path = "/facts"
    include_in_schema = False

    @get("/", access=KEEPS, sync_to_thread=True)
    def all(self, request: Asked, service: TheService) -> Page:
        """Every source with its last import, and the latest uploads."""
        return page(
            request,
            "facts/list.html",
            sources=sources_shown(service),
            uploads=uploads_shown(service)[:_LATEST],
            state_of=state_of,
        )

    @get("/sources/{source:str}", access=KEEPS, sync_to_thread=True)
    def source(self, request: Asked, service: TheService, source: FromPath[str]) -> Page:
        """One source: its imports, what was found in the last, and the form for a file."""
        return _source(request, service, source)

    @post(
        "/sources/{source:str}/uploads", access=KEEPS, sync_to_thread=True, request_max_body_size=BODY_BYTES
    )
    def send(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        source: FromPath[str],
        data: MultipartBody[Sent],
    ) -> Response[Any]:
        """Check a file; one that is not taken is told above the form."""
        try:
            one = send(service, actor, source, data.file.filename, data.file.file)
        except UnknownNameError:
            raise
        except CompError as fault:
            return _source(request, service, source, str(fault))
        return go(f"/facts/uploads/{one.id}")

    @get("/uploads/{upload:str}", access=KEEPS, sync_to_thread=True)
    def upload(self, request: Asked, service: TheService, upload: FromPath[str]) -> Page:
        """What was found of an upload, and what taking it in would change."""
        return _upload(request, service, upload)

    @get("/uploads/{upload:str}/findings.xlsx", access=KEEPS, sync_to_thread=True)
    def findings(self, service: TheService, upload: FromPath[str]) -> Response[bytes]:
        """All findings as a spreadsheet, in which whatever a cell held is text."""
        shown = upload_shown(service, upload)
        name = f'attachment; filename="findings-{shown.staged.id}.xlsx"'
        return Response(sheet_of(shown.report), media_type=_XLSX, headers={"content-disposition": name})

    @post("/uploads/{upload:str}/acceptance", access=KEEPS, sync_to_thread=True)
    def accept(
        self, request: Asked, service: TheService, actor: TheActor, upload: FromPath[str]
    ) -> Response[Any]:
        """Take an upload in; where that is refused, the page says why."""
        try:
            one = accept(service, actor, upload)
        except UnknownNameError:
            raise
        except CompError as fault:
            return _upload(request, service, upload, str(fault))
        return go(f"/facts/uploads/{one.id}", f"{one.name} was taken in; the next run sees it.")

    @post("/uploads/{upload:str}/removal", access=KEEPS, sync_to_thread=True)
    def remove(self, service: TheService, actor: TheActor, upload: FromPath[str]) -> Response[Any]:
        """Discard an upload."""
        one = throw_away(service, actor, upload)
        return go(f"/facts/sources/{one.source}", f"{one.name} was discarded; nothing has changed.")


def _source(request: Asked, service: Service, name: str, refusal: str = "") -> Page:
    shown = source_shown(service, name)
    return page(
        request,
        "facts/source.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        source=shown,
        findings=first_findings(shown.report, name) if shown.report is not None else [],
        most=SHOWN_FINDINGS,
        uploads=uploads_shown(service, name)[:_LATEST],
        state_of=state_of,
        refusal=refusal,
        most_mib=MAX_BYTES // 2**20,
    )


def _upload(request: Asked, service: Service, upload: str, refusal: str = "") -> Page:
    return page(
        request,
        "facts/upload.html",
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        shown=upload_shown(service, upload),
        most=SHOWN_FINDINGS,
        refusal=refusal,
    )
