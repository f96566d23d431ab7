"""Somebody's own tokens and sessions as JSON.

A token makes no other token, or one that leaked would outlive its day; tokens are made on the account page.
"""

from __future__ import annotations

from litestar import Controller, delete, get
from litestar.params import FromPath

from api.access import SIGNED_IN
from api.areas.account.data import OpenSession, OpenSessions, Token, Tokens
from api.given import TheActor, TheService
from comp.workflow.access import list_tokens, revoke_token, sessions_of, sign_out_others


class TokensJson(Controller):
    """One's own tokens."""

    path = "/tokens"
    tags = ("account",)

    @get("/", access=SIGNED_IN, sync_to_thread=True)
    def all(self, service: TheService, actor: TheActor) -> Tokens:
        """The tokens that are taken now, the newest first."""
        found = list_tokens(service.records, actor, service.now())
        return Tokens([Token(each.id, each.name, each.created_at, each.expires_at) for each in found])

    @delete("/{token_id:str}", access=SIGNED_IN, sync_to_thread=True)
    def revoke(self, service: TheService, actor: TheActor, token_id: FromPath[str]) -> None:
        """Revoke a token; it may be the one that asks."""
        revoke_token(service.records, actor, token_id, service.now())


class SessionsJson(Controller):
    """One's own sessions of the portal."""

    path = "/sessions"
    tags = ("account",)

    @get("/", access=SIGNED_IN, sync_to_thread=True)
    def all(self, service: TheService, actor: TheActor) -> OpenSessions:
        """The sessions that are open now, the newest first."""
        found = sessions_of(service.records, actor, "", service.now())
        return OpenSessions([OpenSession(each.began_at, each.seen_at) for each in found])

    @delete("/", access=SIGNED_IN, sync_to_thread=True)
    def end(self, service: TheService, actor: TheActor) -> None:
        """End all of them."""
        sign_out_others(service.records, actor, "", service.now())
