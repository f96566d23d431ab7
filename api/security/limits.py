"""How many requests a minute somebody may send, by the session or token they come with, else by address."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from litestar import Request
from litestar.middleware import DefineMiddleware
from litestar.middleware.rate_limit import RateLimitConfig

from api.security.who_asks import bearer_of, session_of
from api.service import Service, Settings

SIGN_IN: Final = "/sign-in"


def limit_of_requests(settings: Settings) -> DefineMiddleware:
    """The limit that holds for all routes but files that never change."""
    return RateLimitConfig(
        rate_limit=("minute", settings.requests_a_minute),
        exclude=["^/static/"],
        identifier_for_request=_asker,
    ).middleware


def limit_of_sign_ins(settings: Settings) -> DefineMiddleware:
    """The limit of attempts to sign in from one address, whatever cookies they come with."""
    return RateLimitConfig(
        rate_limit=("minute", settings.sign_ins_a_minute),
        check_throttle_handler=_is_attempt,
        identifier_for_request=_sign_in_from,
    ).middleware


def _asker(request: Request[Any, Any, Any]) -> str:
    service: Service = request.app.state.service
    token = bearer_of(request) or session_of(request, service)
    # Of a token that is not known nothing is answered, so nobody gains by making ones up but more refusals.
    return hashlib.sha256(token.encode()).hexdigest() if request.scope.get("user") else _address(request)


async def _is_attempt(request: Request[Any, Any, Any]) -> bool:
    return request.method == "POST" and request.url.path == SIGN_IN


def _sign_in_from(request: Request[Any, Any, Any]) -> str:
    return f"sign-in {_address(request)}"


def _address(request: Request[Any, Any, Any]) -> str:
    return request.client.host if request.client else "unknown"
