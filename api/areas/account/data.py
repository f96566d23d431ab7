"""The JSON of what is somebody's own."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Token(Struct, frozen=True):
    """A token: never the token itself, but an id that tells it from others."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime | None


class Tokens(Struct, frozen=True):
    """All of somebody's tokens; `next` is always null."""

    items: list[Token]
    next: str | None = None


class OpenSession(Struct, frozen=True):
    """A session of the portal that is open."""

    began_at: datetime
    seen_at: datetime


class OpenSessions(Struct, frozen=True):
    """All of somebody's open sessions; `next` is always null."""

    items: list[OpenSession]
    next: str | None = None
