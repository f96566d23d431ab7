"""Who asks, as the JSON API knows them."""

from __future__ import annotations

from litestar import Controller, get
from msgspec import Struct

from api.access import SIGNED_IN
from api.given import TheActor


class Me(Struct, frozen=True):
    """Who asks: their id, whose statements are theirs, and their roles."""

    user_id: str
    payee: str | None
    roles: list[str]


class MeJson(Controller):
    """Who asks."""

    path = "/me"
    tags = ("account",)

    @get("/", access=SIGNED_IN, sync_to_thread=False)
    def me(self, actor: TheActor) -> Me:
        """The token's owner and their roles."""
        return Me(actor.user_id, actor.payee, sorted(actor.roles))
