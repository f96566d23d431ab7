"""What a reader may write in other words than the language's, and how the language says it.

Only hints for what could not be read anyhow: none of these words has a meaning of its own.
"""

from __future__ import annotations

import re

from comp.language.parsing.blocks import BLOCK_WORDS

_ABOVE = "Write `> …`; `>= …` for at or above."
_BELOW = "Write `< …`; `<= …` for at or below."
_PERIOD = (
    "Write `of the period`, `of the month`, `of the quarter`, `of the year`, `of the plan` or "
    "`of this performance period and the 3 before it`."
)
_WORDS: dict[str, str] = {
    **dict.fromkeys(("more", "greater", "exceeds", "over", "beyond"), _ABOVE),
    **dict.fromkeys(("less", "fewer", "smaller", "under"), _BELOW),
    **dict.fromkeys(("last", "previous", "trailing", "rolling", "past", "current", "ytd", "qtd"), _PERIOD),
    **dict.fromkeys(("equals", "equal", "=", "=="), "Write `is`."),
    **dict.fromkeys(("!", "!=", "<>", "isnt"), "Write `is not`."),
    **dict.fromkeys(("sum", "sums", "summed"), "Write `total own CREDIT of the period`."),
    **dict.fromkeys(("mean", "avg"), "Write `average …`."),
    **dict.fromkeys(("highest", "largest", "biggest"), "Write `maximum …`, or `max(…, …)` of several."),
    **dict.fromkeys(("lowest", "smallest"), "Write `minimum …`, or `min(…, …)` of several."),
    **dict.fromkeys(("unique", "different"), "Write `distinct …`."),
    **dict.fromkeys(("every", "all"), "Write `each`."),
    "between": "For days write `is FIRST through LAST`; for values `… >= LOW and … <= HIGH`.",
    "within": "Write `is 0 to 30 days after DAY`, both ends included.",
    "if": "Write `when …`.",
    "unless": "Write `when not …`.",
    "else": "Give a table or a measure another value: `except LABEL, when CONDITION: NAME is VALUE`.",
    "in": "Write `is one of a, b`.",
    "contains": "Compare whole texts: `is`, or `is one of a, b`.",
    "capped": "Write a statement of its own: `cap PAY at AMOUNT per performance period, the excess is lost`.",
    "paid": "Write `pay NAME = AMOUNT, for each CREDIT`.",
    "until": "Write `through DAY`: the last day counts.",
    "from": "Write `is 0 to 30 days after DAY`.",
    "rounded": "Lines are rounded as the header says: `rounding half even to 0.01, each line`.",
    "now": "Write `at once`, or name a day.",
}
_SPANS = "After `per` stands `performance period`, `year`, `plan`, `line` or a column of the row."
_ONCE = "Write `once per performance period`, or `once per month`, `quarter`, `half year` or `year`."
_BEFORE: dict[str, dict[str, str]] = {
    "per": {
        **dict.fromkeys(("month", "quarter", "half", "week", "period"), _SPANS),
        **dict.fromkeys(("payee", "deal", "each", "the"), _SPANS),
    },
    "is": {
        "at": "Write `>= …` for at least, `<= …` for at most.",
        "more": _ABOVE,
        "above": _ABOVE,
        "below": _BELOW,
        "less": _BELOW,
        "after": "Write `> DAY`.",
        "before": "Write `< DAY`.",
        "on": "Write `is DAY`; for on or after, `>= DAY`.",
        "in": "Write `is one of a, b`.",
        "between": _WORDS["between"],
    },
    "at": {
        "least": "Write `>= …` for at least.",
        "most": "Write `<= …` for at most.",
    },
    "every": dict.fromkeys(
        ("week", "month", "quarter", "year", "half"), "Write `weekly`, `monthly`, `quarterly` or `yearly`."
    ),
    "of": dict.fromkeys(("period", "month", "quarter", "year", "plan", "each", "every"), _PERIOD),
    "the": dict.fromkeys(("last", "previous", "week", "current", "past"), _PERIOD),
}
# Words that are read as a name, so that what stands behind them cannot be read.
_TAKEN_FOR_NAMES = (
    "between",
    "within",
    "sum",
    "mean",
    "avg",
    "in",
    "contains",
    "equals",
    "highest",
)
_ACTS_ON_PAYS = re.compile(r"\s*(?:multiply|cap|floor|hold|claw\s+back|pay\s+out|split|guarantee|draw)\b")


def hint_for(found: str, before: str, text: str, start: int, expected: set[str]) -> str:
    """How the language says what stands at `start`, blank where nothing is near.

    `found` is the word that cannot stand there, `before` the word before it, `expected` the terminals that
    could.
    """
    line_start = text.rfind("\n", 0, start) + 1
    if found in BLOCK_WORDS and not text[line_start:start].strip() and start > line_start:
        return f"A block begins at the very beginning of a line: remove the blanks before `{found}`."
    if before == "per" and "once per" in " ".join(text[:start].split()[-3:]):
        return _ONCE
    if found == "," and expected & {"AND", "BY"} and _ACTS_ON_PAYS.match(text[line_start:start]):
        return "Join the names of several pays with `and`."
    if expected == {"COMMA"}:
        return f"Write a `,` before `{found}`."
    if before == "earned":
        return "Write `earned PAY of the period`, `earned A and B of the year`."
    nearby = _BEFORE.get(before, {}).get(found) or _WORDS.get(found, "")
    return nearby or (_WORDS[before] if before in _TAKEN_FOR_NAMES else "")
