"""The first page: what there is for somebody, by their roles."""

from __future__ import annotations

from litestar import Controller, get

from api.access import SIGNED_IN
from api.given import TheActor
from api.navigation import places
from api.pages import Asked, Page, page


class HomePage(Controller):
    """The first page."""

    path = "/"
    include_in_schema = False

    @get("/", access=SIGNED_IN, sync_to_thread=False)
    def home(self, request: Asked, actor: TheActor) -> Page:
        """The areas that the actor's roles reach, each with what it is for."""
        return page(request, "home/home.html", areas=places(actor, "/"))
