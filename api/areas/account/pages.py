"""The account page. Who holds a password that others saw reaches nothing else until they change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath, URLEncodedBody

from api.access import SIGNED_IN, Access
from api.given import TheActor, TheService
from api.pages import Asked, Page, go, page
from api.service import Service
from comp.workflow.access import (
    Actor,
    PasswordRefusedError,
    UserRuleError,
    list_tokens,
    make_token,
    revoke_token,
    sessions_of,
    set_password,
    sign_out_others,
    user,
)

_BEFORE_CHANGE: Final = Access(rows="their own", before_change=True)
_HERE: Final = "/account"
_LASTS_DAYS: Final = (7, 30, 90, 365)


@dataclass
class _Passwords:
    """What the form of the password sends."""

    present: str = ""
    chosen: str = ""
    again: str = ""


@dataclass
class _Token:
    """What the form of a token sends."""

    name: str = ""
    days: int = 30


class AccountPages(Controller):
    """Somebody's own password, sessions and tokens."""

    path = _HERE
    include_in_schema = False

    @get("/", access=_BEFORE_CHANGE, sync_to_thread=True)
    def all(self, request: Asked, service: TheService, actor: TheActor) -> Page:
        """Everything of one's own on one page."""
        return _page(request, service, actor)

    @post("/password", access=_BEFORE_CHANGE, sync_to_thread=True)
    def change(
        self, request: Asked, service: TheService, actor: TheActor, data: URLEncodedBody[_Passwords]
    ) -> Response[Any]:
        """Change the password; other sessions end."""
        if data.chosen != data.again:
            return _page(
                request, service, actor, [("again", "The two new passwords differ; type both anew.")]
            )
        token = request.auth or ""
        try:
            set_password(service.records, actor, data.present, data.chosen, token, service.now())
        except PasswordRefusedError as refused:
            field = "present" if refused.of_present else "chosen"
            return _page(request, service, actor, [(field, _sentence(refused))])
        return go("/" if actor.must_change else _HERE, "Your password is changed. Other sessions have ended.")

    @post("/sessions/end", access=SIGNED_IN, sync_to_thread=True)
    def end(self, request: Asked, service: TheService, actor: TheActor) -> Response[Any]:
        """End one's other sessions."""
        ended = sign_out_others(service.records, actor, request.auth or "", service.now())
        return go(_HERE, f"{ended} other session{'s' if ended != 1 else ''} ended.")

    @post("/tokens", access=SIGNED_IN, sync_to_thread=True)
    def make(
        self, request: Asked, service: TheService, actor: TheActor, data: URLEncodedBody[_Token]
    ) -> Response[Any]:
        """Make a token and show it, this once."""
        at = service.now()
        try:
            made = make_token(service.records, actor, data.name, at + timedelta(days=data.days), at)
        except (UserRuleError, OverflowError) as refused:
            told = _sentence(refused) if isinstance(refused, UserRuleError) else "Choose how long it lasts."
            return _page(request, service, actor, [("name", told)], name=data.name)
        return page(request, "account/token.html", status=HTTPStatus.CREATED, token_made=made, name=data.name)

    @post("/tokens/{token_id:str}/revoke", access=SIGNED_IN, sync_to_thread=True)
    def revoke(self, service: TheService, actor: TheActor, token_id: FromPath[str]) -> Response[Any]:
        """Revoke a token of one's own."""
        revoke_token(service.records, actor, token_id, service.now())
        return go(_HERE, "The token is revoked.")


def _page(
    request: Asked,
    service: Service,
    actor: Actor,
    faults: list[tuple[str, str]] | None = None,
    name: str = "",
) -> Page:
    at = service.now()
    with service.records.reading() as session:
        shown = user(session, actor.user_id)
    return page(
        request,
        "account/account.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        shown=shown,
        faults=faults or [],
        errors=dict(faults or []),
        sessions=sessions_of(service.records, actor, request.auth or "", at),
        tokens=list_tokens(service.records, actor, at),
        lasts=[(days, f"{days} days") for days in _LASTS_DAYS],
        name=name,
    )


def _sentence(of: Exception) -> str:
    """A fault as a sentence of its own."""
    text = str(of)
    return text[:1].upper() + text[1:] + "."
