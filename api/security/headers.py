"""The headers of every answer: what a browser may load, keep and tell others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from api.service import Service

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_ONE_YEAR: Final = "max-age=31536000"


def headers_of(service: Service) -> Mapping[str, str]:
    """The headers; a browser that once came by https is told to keep to it."""
    return _ALWAYS | ({"strict-transport-security": _ONE_YEAR} if service.settings.is_https else {})


async def add_headers(message: Message, scope: Scope) -> None:
    """Add them to an answer, faults included; what a handler says of caching stands."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in headers_of(scope["litestar_app"].state.service).items():
        headers[name] = value
    if "cache-control" not in headers:
        headers["cache-control"] = "no-cache" if scope["path"].startswith("/static/") else "no-store"
