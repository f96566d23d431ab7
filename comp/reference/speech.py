"""How a language is written: its sentences, signs of figures, days and lists; from a catalog, a file each.

A catalog is `words/<language>.toml` (or `words/<language>_<TERRITORY>.toml`); English needs none, for the
templates in the code are English. Which one is spoken is a context variable, so every thread has its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

ENGLISH = "en"
_CATALOGS = files("comp.reference").joinpath("words")
_MONTHS = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """A language with the signs of a place; two are the same only where they are one object.

    `last` holds what stands before the last part of a list, by its English word; `then` stands between the
    parts of a line's story. `day` is a template with day, month (its number), name (of the month) and year.
    """

    language: str = ENGLISH
    templates: Mapping[str, str] = field(default_factory=dict[str, str])
    group: str = ","
    decimal: str = "."
    minus: str = "-"
    percent: str = "{number}%"
    day: str = "{day} {name} {year}"
    months: tuple[str, ...] = tuple(_MONTHS.split())
    between: str = ", "
    then: str = "; "
    last: Mapping[str, str] = field(default_factory=lambda: {"and": " and ", "or": " or "})

    def figure(self, text: str) -> str:
        """A figure that is written like 1,234.56, with the signs of the place."""
        if (self.group, self.decimal, self.minus) == (",", ".", "-"):
            return text
        return text.translate({ord(","): self.group, ord("."): self.decimal, ord("-"): self.minus})

    def day_text(self, day: date) -> str:
        """A day as people write it: 20 March 2026."""
        return self.day.format(day=day.day, month=day.month, name=self.months[day.month - 1], year=day.year)


_spoken: ContextVar[Speech] = ContextVar("speech", default=Speech())  # noqa: B039 - a frozen value
spoken = _spoken.get
"""The speech of now; English where none was chosen."""


@contextmanager
def speaking(
    locale: str,
    *,
    group: str | None = None,
    decimal: str | None = None,
    minus: str | None = None,
    percent: str | None = None,
) -> Generator[Speech]:
    """Speak a locale's language inside the block, `de_CH` as `de` where the place has no catalog of its own.

    The others are the place's signs in figures (`percent` as `{number}%`), else the catalog's are taken. A
    language without a catalog gets English words with these signs.
    """
    signs = {"group": group, "decimal": decimal, "minus": minus, "percent": percent}
    token = _spoken.set(speech_of(locale, **{name: sign for name, sign in signs.items() if sign is not None}))
    try:
        yield _spoken.get()
    finally:
        _spoken.reset(token)


@lru_cache(maxsize=64)
def speech_of(locale: str, **signs: str) -> Speech:
    """The speech of a locale with a place's signs, read from its catalog once."""
    name = locale.replace("-", "_")
    speech = _catalog(name) or _catalog(name.partition("_")[0]) or Speech()
    return replace(speech, **signs)


def languages() -> list[str]:
    """The languages that have a catalog; English needs none."""
    found = (each.name for each in _CATALOGS.iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


@lru_cache(maxsize=16)
def _catalog(name: str) -> Speech | None:
    if name not in languages():
        return None
    read = tomllib.loads(_CATALOGS.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Speech(
        language=name,
        templates=read["sentences"],
        months=tuple(read["days"]["months"]),
        day=read["days"]["day"],
        last={"and": read["lists"]["and"], "or": read["lists"]["or"]},
        between=read["lists"]["between"],
        then=read["lists"]["then"],
        **read["figures"],
    )
