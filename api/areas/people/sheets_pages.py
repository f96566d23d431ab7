"""People's sheets: out as a workbook; in by upload, preview and confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import MultipartBody, URLEncodedBody

from api.areas.people.rights import CHANGES
from api.given import TheActor, TheService
from api.pages import Asked, Page, go, page
from api.service import UPLOAD_LIMIT
from comp.errors import CompError
from comp.records.people import SHEETS, Kind
from comp.workflow.directory import Staged, drop_staged, exported, import_staged, stage, staged

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN: Final = 200
_TITLES: Final = {sheet.table: sheet.title for sheet in SHEETS}


@dataclass
class _Upload:
    """What the form sends."""

    file: UploadFile


@dataclass
class _Confirmed:
    """What the form under the preview sends."""

    digest: str = ""
    allow_refused: str = ""


class SheetsPages(Controller):
    """People's sheets."""

    path = "/people/sheets"
    include_in_schema = False

    @get("/", access=CHANGES, sync_to_thread=False)
    def form(self, request: Asked) -> Page:
        """Where sheets are uploaded, and what they are."""
        return _form(request)

    @get("/export", access=CHANGES, sync_to_thread=True)
    def export(self, service: TheService, actor: TheActor) -> Response[bytes]:
        """People, identities and reporting lines as a workbook."""
        headers = {"content-disposition": 'attachment; filename="people.xlsx"'}
        return Response(exported(service.records, actor), media_type=WORKBOOK, headers=headers)

    @post("/", access=CHANGES, sync_to_thread=True, request_max_body_size=UPLOAD_LIMIT)
    def upload(
        self, request: Asked, service: TheService, actor: TheActor, data: MultipartBody[_Upload]
    ) -> Response[Any]:
        """Stage a file and go on to what it would change."""
        content = data.file.file.read()
        try:
            stage(service.records, service.workspace(), actor, data.file.filename, content)
        except CompError as refused:
            return _form(request, str(refused))
        return go("/people/sheets/preview")

    @get("/preview", access=CHANGES, sync_to_thread=True)
    def preview(self, request: Asked, service: TheService, actor: TheActor) -> Page:
        """What the staged file would change, row by row."""
        try:
            return _preview(request, staged(service.records, service.workspace(), actor))
        except CompError as refused:
            return _form(request, str(refused))

    @post("/confirm", access=CHANGES, sync_to_thread=True)
    def confirm(
        self, request: Asked, service: TheService, actor: TheActor, data: URLEncodedBody[_Confirmed]
    ) -> Response[Any]:
        """Write what the preview showed."""
        workspace = service.workspace()
        allow = bool(data.allow_refused)
        try:
            import_staged(service.records, workspace, actor, data.digest, service.now(), allow_refused=allow)
        except CompError as refused:
            return _preview_again(request, service, actor, str(refused))
        return go("/people", "The sheets are imported.")

    @post("/drop", access=CHANGES, sync_to_thread=True)
    def drop(self, service: TheService, actor: TheActor) -> Response[Any]:
        """Take the staged file away."""
        drop_staged(service.workspace(), actor)
        return go("/people/sheets", "Nothing was imported.")


def _preview_again(request: Asked, service: TheService, actor: TheActor, fault: str) -> Page:
    try:
        return _preview(request, staged(service.records, service.workspace(), actor), fault)
    except CompError as refused:
        return _form(request, str(refused))


def _form(request: Asked, fault: str = "") -> Page:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return page(request, "people/sheets.html", status=status, fault=fault)


def _preview(request: Asked, found: Staged, fault: str = "") -> Page:
    changes = [each for each in found.preview.changes if each.kind is not Kind.UNCHANGED]
    return page(
        request,
        "people/preview.html",
        status=HTTPStatus.CONFLICT if fault else HTTPStatus.OK,
        staged=found,
        counts=[(_TITLES[table], told) for table, told in found.preview.counts().items()],
        kinds=[*(kind.value for kind in Kind), "refused"],
        changes=changes[:_SHOWN],
        more=max(0, len(changes) - _SHOWN),
        refused=found.preview.refused[:_SHOWN],
        more_refused=max(0, len(found.preview.refused) - _SHOWN),
        titles=_TITLES,
        fault=fault,
    )
