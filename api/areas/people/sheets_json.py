"""People's sheets for programs: upload, see what would change, confirm; and the workbook out."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import JSONBody, MultipartBody

from api.areas.people.data import SheetsConfirmed, SheetsSeen, SheetsWritten, sheets_json
from api.areas.people.rights import CHANGES
from api.areas.people.sheets_pages import WORKBOOK
from api.given import TheActor, TheService
from api.idempotency import IdempotencyKey, once
from api.pages import Asked
from api.service import UPLOAD_LIMIT
from comp.records.people import plain
from comp.workflow.directory import exported, import_staged, stage


@dataclass
class _Upload:
    """A file, as a form sends it."""

    file: UploadFile


class SheetsJson(Controller):
    """People's sheets."""

    path = "/people-sheets"
    tags = ("people",)

    @get("/", access=CHANGES, sync_to_thread=True, media_type=WORKBOOK)
    def export(self, service: TheService, actor: TheActor) -> Response[bytes]:
        """People, identities and reporting lines as a workbook."""
        return Response(exported(service.records, actor), media_type=WORKBOOK)

    @post("/", access=CHANGES, sync_to_thread=True, request_max_body_size=UPLOAD_LIMIT, status_code=200)
    def upload(self, service: TheService, actor: TheActor, data: MultipartBody[_Upload]) -> SheetsSeen:
        """Stage a file in the place of the one before, and tell what it would change; nothing is written."""
        content = data.file.file.read()
        found = stage(service.records, service.workspace(), actor, data.file.filename, content)
        return sheets_json(found, plain(found.preview))

    @post("/confirm", access=CHANGES, sync_to_thread=True, status_code=200)
    def confirm(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        data: JSONBody[SheetsConfirmed],
        key: IdempotencyKey = None,
    ) -> Response[SheetsWritten]:
        """Write what was seen, all of it or nothing."""

        def write() -> Response[SheetsWritten]:
            written = import_staged(
                service.records,
                service.workspace(),
                actor,
                data.digest,
                service.now(),
                allow_refused=data.allow_refused,
            )
            return Response(SheetsWritten(written.counts()))

        return once(request, service, actor, key, data, write)
