"""Writes of the JSON API that are done once, however often they are sent with the same `Idempotency-Key`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeAlias, TypeVar

import msgspec
from litestar import Response
from litestar.enums import MediaType
from litestar.params import HeaderParameter

from api.pages import Asked
from api.service import Service
from comp.workflow.access import Actor
from comp.workflow.once import Answer, claim, keep, let_go

_T = TypeVar("_T")
IdempotencyKey: TypeAlias = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key with the same request is given the first answer again.",
    ),
]
"""The header, as a parameter of a handler; its default is None."""
REPLAYED: Final = "Idempotency-Replayed"


class _Kept(msgspec.Struct):
    """An answer as it is kept."""

    headers: dict[str, str]
    body: msgspec.Raw


def once(  # noqa: PLR0917 - the request, who sends it, its key and body, and what it does
    request: Asked,
    service: Service,
    actor: Actor,
    key: str | None,
    data: object,
    do: Callable[[], Response[_T]],
) -> Response[_T]:
    """Do what a request asks for, or answer as the first time; without a key it is simply done.

    Raises:
        OtherRequestError: the key was used for another request.
        KeyInUseError: the first request with it is still at work.
    """
    if key is None:
        return do()
    digest = _digest(request, data)
    found = claim(service.records, actor.user_id, key, digest, service.now())
    if found is not None:
        return _again(found)
    try:
        response = do()
    except BaseException:
        let_go(service.records, actor.user_id, key)
        raise
    headers = {name: str(value) for name, value in response.headers.items()}
    kept = _Kept(headers, msgspec.Raw(msgspec.json.encode(response.content)))
    text = msgspec.json.encode(kept).decode()
    keep(service.records, actor.user_id, key, Answer(response.status_code or 200, text))
    return response


def _digest(request: Asked, data: object) -> str:
    asked = [request.method, request.url.path, request.headers.get("if-match", ""), data]
    return hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()


def _again(answer: Answer) -> Response[Any]:
    kept = msgspec.json.decode(answer.text, type=_Kept)
    headers = kept.headers | {REPLAYED: "true"}
    return Response(bytes(kept.body), status_code=answer.status, headers=headers, media_type=MediaType.JSON)
