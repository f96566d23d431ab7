"""Facts and uploads in the JSON API."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Controller, Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, MultipartBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from api.areas.facts.data import FactSources, Upload, source_data, upload_data
from api.areas.facts.deeds import accept, send, throw_away
from api.areas.facts.reading import UploadShown, sources_of, sources_shown, upload_shown
from api.areas.facts.rights import BODY_BYTES, KEEPS
from api.given import TheActor, TheService
from api.idempotency import IdempotencyKey, once
from api.pages import Asked
from comp.facts.staging import report_of_staged
from comp.facts.staging_files import measured


@dataclass
class FileForSource:
    """The body of an upload: `file`, a part of multipart/form-data with its file name."""

    file: UploadFile


class FactsJson(Controller):
    """Sources of facts."""

    path = "/facts"
    tags = ("facts",)

    @get("/", access=KEEPS, sync_to_thread=True)
    def all(self, service: TheService) -> FactSources:
        """Every source, the files it is read from, and its last import."""
        return FactSources([source_data(each) for each in sources_shown(service)])

    @post(
        "/{source:str}/uploads",
        access=KEEPS,
        sync_to_thread=True,
        status_code=HTTP_201_CREATED,
        request_max_body_size=BODY_BYTES,
    )
    def send(  # noqa: PLR0917 - Litestar gives each by its name
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        source: FromPath[str],
        data: MultipartBody[FileForSource],
        key: IdempotencyKey = None,
    ) -> Response[Upload]:
        """Check a file for a source; the answer says what was found and what taking it in would change."""
        name, file = data.file.filename, data.file.file

        def do() -> Response[Upload]:
            one = send(service, actor, source, name, file)
            told = upload_data(upload_shown(service, one.id))
            where = {"location": f"/api/v1/uploads/{one.id}"}
            return Response(told, status_code=HTTP_201_CREATED, headers=where)

        digest, _ = measured(file)
        return once(request, service, actor, key, {"name": name, "digest": digest}, do)


class UploadsJson(Controller):
    """Uploads of facts."""

    path = "/uploads"
    tags = ("facts",)

    @get("/{upload:str}", access=KEEPS, sync_to_thread=True)
    def one(self, service: TheService, upload: FromPath[str]) -> Upload:
        """One upload."""
        return upload_data(upload_shown(service, upload))

    @post("/{upload:str}/acceptance", access=KEEPS, sync_to_thread=True, status_code=HTTP_200_OK)
    def accept(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        upload: FromPath[str],
        key: IdempotencyKey = None,
    ) -> Response[Upload]:
        """Take an upload in: its file stands in data/, and is imported."""

        def do() -> Response[Upload]:
            accept(service, actor, upload)
            return Response(upload_data(upload_shown(service, upload)), status_code=HTTP_200_OK)

        return once(request, service, actor, key, None, do)

    @delete("/{upload:str}", access=KEEPS, sync_to_thread=True, status_code=HTTP_200_OK)
    def remove(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        upload: FromPath[str],
        key: IdempotencyKey = None,
    ) -> Response[Upload]:
        """Discard an upload that was not taken in; the answer is what it was."""

        def do() -> Response[Upload]:
            workspace = service.workspace()
            report = report_of_staged(workspace, upload)
            one = throw_away(service, actor, upload)
            told = upload_data(UploadShown(one, report, sources_of(workspace)))
            return Response(told, status_code=HTTP_200_OK)

        return once(request, service, actor, key, None, do)
