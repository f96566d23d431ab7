"""What the JSON API says of itself, OpenAPI 3.1: every fault of every operation is a problem."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from litestar import Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPI,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    PathItem,
    Reference,
    Schema,
    SecurityScheme,
)

from api.access import OPT, PUBLIC

PROBLEM: Final = "application/problem+json"
_AUTOMATIC: Final = "400"
"""Litestar describes this fault of its own accord, in a form that we do not answer in."""


def schema_config() -> OpenAPIConfig:
    """The schema, as JSON alone: pages that explain one load their scripts from elsewhere."""
    return OpenAPIConfig(
        title="comp",
        version=version("comp"),
        description="Statements, approvals, runs and the books of one company. Amounts are decimal texts.",
        openapi_router=Router("/api/schema", route_handlers=[], opt={OPT: PUBLIC}, include_in_schema=False),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(
            schemas={"Problem": _problem()},
            security_schemes={"token": SecurityScheme(type="http", scheme="bearer")},
        ),
        security=[{"token": []}],
    )


def tell_faults(schema: OpenAPI) -> None:
    """Say of each operation that whatever else it answers is a problem."""
    for path in (schema.paths or {}).values():
        for operation in _operations(path):
            responses = {
                status: answer
                for status, answer in (operation.responses or {}).items()
                if status != _AUTOMATIC
            }
            operation.responses = {**responses, "default": _fault()}


def _operations(path: PathItem) -> list[Operation]:
    found = (path.get, path.post, path.put, path.patch, path.delete)
    return [each for each in found if each is not None]


def _fault() -> OpenAPIResponse:
    return OpenAPIResponse(
        description="What is wrong and how to mend it (RFC 9457).",
        content={PROBLEM: OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))},
    )


def _problem() -> Schema:
    text, number = Schema(type=OpenAPIType.STRING), Schema(type=OpenAPIType.INTEGER)
    return Schema(
        title="Problem",
        type=OpenAPIType.OBJECT,
        required=["status", "title", "detail"],
        properties={"type": text, "title": text, "status": number, "detail": text},
    )
