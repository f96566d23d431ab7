"""The two hashes of a plan: of everything that its document says, and of what changes results."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import cast

from comp.language import core
from comp.language.lowering.reads import Reads, reads_of
from comp.language.lowering.world import World
from comp.language.parsing.places import QUOTED_OR_COMMENT

# Wording, examples and places change no result.
_WORDING = {"span", "title", "summary", "examples", "text_digest", "result_digest", "label"} | {
    *("terms", "allowances", "written"),
}


# What the grammar takes for one word; between words blanks mean nothing.
_WORD = re.compile(
    r"""
    "[^"]*" | \|[^\n]*
    | (?:\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?)[ \t]*(?:[A-Z]{3}\b|%)
    | \d{4}-\d{2}-\d{2}\b | \d+(?:\.\d+)?x? | \w+ | [<>]= | \S
    """,
    re.VERBOSE,
)
_IN_ROW = re.compile(r'"[^"]*"|[^"|]+|.')


def text_digest(blocks: list[str]) -> str:
    """SHA-256 of blocks of text in their order; comments and layout mean nothing."""
    words = "\n".join(" ".join(_words(_without_comments(block))) for block in blocks)
    return hashlib.sha256(words.encode()).hexdigest()


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        if match[0][0] in '"|':
            yield from (" ".join(part.split()) for part in _IN_ROW.findall(match[0]) if part.strip())
        else:
            yield "".join(match[0].split())


def _without_comments(text: str) -> str:
    return QUOTED_OR_COMMENT.sub(lambda match: "" if match[0][0] == "#" else match[0], text)


def result_digest(plan: core.Plan, credits_used: list[core.Credit], sources: list[core.Source]) -> str:
    """SHA-256 of a plan's lowered form with the credits and sources that it uses."""
    canonical = {"plan": plan, "credits": credits_used, "sources": sources}
    text = json.dumps(_plain(canonical), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(plan: core.Plan, world: World) -> str:
    """The result digest of a plan among all the sources and credits that there are."""
    return digest_of_reads(plan, reads_of(plan, world), world)


def digest_of_reads(plan: core.Plan, reads: Reads, world: World) -> str:
    """The same, of what the plan is known to read."""
    read = [world.sources[name] for name in sorted(reads.sources | reads.mentioned) if name in world.sources]
    return result_digest(plan, [world.credits[name] for name in sorted(reads.credits)], read)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        named = {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in _WORDING}
        return {"": type(value).__name__, **named}
    match value:
        case Enum():
            return str(value.value)
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(item) for key, item in cast("dict[str, object]", value).items()}
        case list() | tuple():
            return [_plain(item) for item in cast("list[object]", value)]
        case _:
            return value
