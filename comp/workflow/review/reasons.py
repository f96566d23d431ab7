"""The reason of a decision: words that its payee and other approvers read."""

from __future__ import annotations

import unicodedata
from typing import Final

from comp.workflow.review.errors import NotAllowedError
from comp.workflow.review.states import Verb

MOST_LETTERS: Final = 2_000
# They turn the order of the letters around them, so that what is read is not what is written.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def checked_reason(verb: Verb, reason: str) -> str:
    """The reason without blanks around it; only a return must have one.

    Raises:
        NotAllowedError: it is missing, too long, or holds control characters.
    """
    said = reason.strip()
    if verb is Verb.RETURN and not said:
        raise NotAllowedError("say why the statement is returned; its reason is read by those who mend it")
    if len(said) > MOST_LETTERS:
        raise NotAllowedError(f"the reason has {len(said):,} letters; expected at most {MOST_LETTERS:,}")
    if any(unicodedata.category(letter) in {"Cc", "Cs"} or letter in _TURNING for letter in said):
        raise NotAllowedError("the reason holds control characters; write it as plain text on one line")
    return said
