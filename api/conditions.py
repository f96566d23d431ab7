"""Changes that are made only to what their maker saw: `ETag` out, `If-Match` in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, TypeAlias

from litestar.exceptions import HTTPException
from litestar.params import HeaderParameter

IfMatch: TypeAlias = Annotated[
    str | None,
    HeaderParameter(name="If-Match", description="The ETag of what is changed, as it was last read."),
]
"""The header, as a parameter of a handler; its default is None."""


def etag(version: str) -> dict[str, str]:
    """The header that tells a version."""
    return {"ETag": f'"{version}"'}


def version_in(given: str | None) -> str:
    """The version that a request names.

    Raises:
        HTTPException: it names none (428), or more or less than one (412).
    """
    if given is None:
        raise HTTPException(
            "send If-Match with the ETag that you were given, so that nothing is changed unseen",
            status_code=HTTPStatus.PRECONDITION_REQUIRED,
        )
    if len(given) < 2 or not given.startswith('"') or not given.endswith('"') or '"' in given[1:-1]:
        raise HTTPException(
            'If-Match names one ETag in quotes, such as "3f9a..."', status_code=HTTPStatus.PRECONDITION_FAILED
        )
    return given[1:-1]
