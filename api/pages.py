"""Pages: one way to answer with a template, to tell something on the next page, and to go there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_303_SEE_OTHER
from markupsafe import Markup

from api.formats import filters
from api.navigation import places
from api.security.forms import FIELD, form_token
from api.security.who_asks import NAME
from api.service import Service
from comp.workflow.access import Actor

Asked: TypeAlias = Request[Actor | None, str | None, Any]
"""A request as handlers see it: `user` is who asks."""
Page: TypeAlias = Response[str]
_FLASH: Final = "comp-told"


@cache
def environment(locale: str) -> Environment:
    """The templates of the portal; every text is escaped, and a name that is missing is a fault."""
    made = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(filters(locale))
    return made


def page(
    request: Asked,
    template: str,
    *,
    status: int = HTTP_200_OK,
    cookies: Sequence[Cookie] = (),
    token: str | None = None,
    headers: dict[str, str] | None = None,
    **context: object,
) -> Page:
    """Answer with a template; `token` is that of its forms where the session's will not do."""
    service: Service = request.app.state.service
    told = unquote(request.cookies.get(_FLASH, ""))
    actor = request.scope.get("user")
    body = environment(service.locale).get_template(template).render(
        actor=actor,
        company=service.company,
        nav=places(actor, request.url.path) if isinstance(actor, Actor) else [],
        path=request.url.path,
        who=request.state.get(NAME, "") if isinstance(actor, Actor) else "",
        flashes=[("good", told)] if told else [],
        csrf_field=lambda: _field(form_token(request) if token is None else token),
        **context,
    )  # fmt: skip
    gone = [Cookie(key=_FLASH, value="", max_age=0, path="/")] if told else []
    return Response(
        body, status_code=status, media_type=MediaType.HTML, cookies=[*cookies, *gone], headers=headers
    )


def go(path: str, told: str = "", cookies: Sequence[Cookie] = ()) -> Redirect:
    """Go on to another page, which says once what was done."""
    flash = Cookie(key=_FLASH, value=quote(told), max_age=60, path="/", httponly=True, samesite="lax")
    return Redirect(path, status_code=HTTP_303_SEE_OTHER, cookies=[*cookies, *([flash] if told else [])])


def _field(token: str) -> Markup:
    """The hidden field of a form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def static_folder() -> Path:
    """The folder of the style sheet and scripts."""
    return Path(str(files("api").joinpath("static")))
