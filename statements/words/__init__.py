"""The words of a statement's page, a catalog a language; what the company writes is in none of them.

English is the catalog that the others are held against. A locale without one gets the English words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias, cast

from babel import Locale
from markupsafe import Markup, escape

Catalog: TypeAlias = Mapping[str, "str | Mapping[str, str]"]

LANGUAGES = ("de", "en", "ja")


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language by `section.name`."""

    language: str
    texts: Catalog

    @classmethod
    def of(cls, locale: Locale) -> Words:
        """The words of the locale's language, or the English ones."""
        language = locale.language if locale.language in LANGUAGES else "en"
        return cls(language, catalog(language))

    def say(self, key: str, /, **values: object) -> Markup:
        """A text with its places filled in; what is filled in is escaped unless it is markup."""
        text = self.texts[key]
        if not isinstance(text, str):
            raise TypeError(f"the text {key} goes by a number; ask for it with `count`")
        return escape(text).format(**values)

    def count(self, key: str, number: int, shown: str, **values: object) -> Markup:
        """The text for so many things; `shown` is the number as the locale writes it, in the place `n`."""
        text = self.texts[key]
        if isinstance(text, str):
            raise TypeError(f"the text {key} goes by no number; ask for it with `say`")
        form = Locale(self.language).plural_form(number)
        return escape(text.get(form, text["other"])).format(n=shown, **values)


@cache
def catalog(language: str) -> Catalog:
    """Read the catalog of a language: its texts by `section.name`."""
    text = files("statements.words").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    sections = cast("dict[str, dict[str, str | dict[str, str]]]", tomllib.loads(text))
    return {f"{section}.{name}": said for section, texts in sections.items() for name, said in texts.items()}
