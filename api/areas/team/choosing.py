"""Which statements a form or a request means, each with the content that its sender saw."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from comp.workflow.review import NotAllowedError, StatementShown

_SEEN: Final = re.compile(r"([0-9a-f]{20})\.([0-9a-f]{64})")


def seen_as(statement: StatementShown) -> str:
    """A statement in a form: its id and the digest of what is shown of it."""
    return f"{statement.id}.{statement.content_digest}"


def chosen(values: Iterable[str]) -> list[tuple[str, str]]:
    """The ids and digests that a form sends.

    Raises:
        NotAllowedError: nothing is chosen, or something else was sent.
    """
    found = [_SEEN.fullmatch(value) for value in values]
    if not found:
        raise NotAllowedError("choose at least one statement")
    if None in found:
        raise NotAllowedError("the form was not sent as it was made; load the page again")
    return [(each[1], each[2]) for each in found if each is not None]


def one_line(text: str) -> str:
    """The words of a text field on one line: its line breaks become blanks."""
    return " ".join(text.split())
