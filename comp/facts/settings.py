"""Reads the workspace's TOML files: every key is asked for by name, and one that nobody asks for is an error.

Knows nothing of what the keys mean.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn, TypeVar, cast

from comp.facts.errors import WorkspaceError, nearest

T = TypeVar("T")

_WORDS: dict[type, str] = {
    str: "a text in quotes",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "a table",
}


@dataclass(slots=True)
class Settings:
    """One table of a TOML file. `finish` refuses the keys that nothing asked for."""

    file: str
    text: str
    values: dict[str, object]
    where: str = ""
    asked: set[str] = field(default_factory=set[str])

    @classmethod
    def read(cls, path: Path, shown_as: str) -> Settings:
        """Read a file; `shown_as` is its name in messages.

        Raises:
            WorkspaceError: it cannot be read, is not UTF-8, or is not TOML (with line and column).
        """
        try:
            text = path.read_bytes().decode("utf-8-sig")
            return cls(shown_as, text, tomllib.loads(text))
        except OSError as fault:
            raise WorkspaceError(f"{shown_as}: cannot be read ({fault.strerror})") from fault
        except UnicodeDecodeError as fault:
            raise WorkspaceError(
                f"{shown_as}: not UTF-8 at byte {fault.start}; save the file as UTF-8"
            ) from fault
        except tomllib.TOMLDecodeError as fault:
            raise WorkspaceError(f"{shown_as}: not TOML: {fault}") from fault

    def fail(self, key: str, message: str) -> NoReturn:
        """Refuse the value of a key, with file and line.

        Raises:
            WorkspaceError: always.
        """
        name = f"{self.where}.{key}" if self.where and key else self.where or key
        place = f"{self.file}:{self._line(key)}"
        raise WorkspaceError(f"{place}: {name}: {message}" if name else f"{place}: {message}")

    def get(self, key: str, kind: type[T], default: T) -> T:
        """The value of a key, of exactly that type, or the default where it is not written."""
        found = self._find(key, kind)
        return default if found is None else found

    def need(self, key: str, kind: type[T]) -> T:
        """The value of a key that must be there."""
        found = self._find(key, kind)
        if found is None:
            self.fail("", f"{key!r} is missing; expected {_WORDS.get(kind, kind.__name__)}{self._near(key)}")
        return found

    def choice(self, key: str, words: Iterable[str], default: str) -> str:
        """One of a closed list of words."""
        found = self.get(key, str, default)
        if found not in words:
            self.fail(key, f"{found!r} is not one of its words; {nearest(found, words)}")
        return found

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        self.asked.add(key)
        found = self.values.get(key)
        if found is None:
            return default
        if isinstance(found, str):
            return (found,)
        items = cast("list[object]", found) if isinstance(found, list) else None
        if items is None or not all(isinstance(item, str) for item in items):
            self.fail(key, "expected a text or a list of texts")
        return tuple(cast("list[str]", items))

    def words(self, key: str) -> dict[str, str]:
        """A table whose keys are free and whose values are texts."""
        found = self.table(key)
        if found is None:
            return {}
        return {name: found.need(name, str) for name in found.values}

    def table(self, key: str) -> Settings | None:
        """A table below this one, or None where it is not written."""
        found = cast("dict[str, object] | None", self._find(key, dict))
        return None if found is None else self.below(key, found)

    def tables(self, key: str) -> list[Settings]:
        """A list of tables (`[[key]]`)."""
        items = cast("list[object]", self._find(key, list) or [])
        if not all(isinstance(item, dict) for item in items):
            self.fail(key, f"expected tables, each headed [[{key}]]")
        return [self.below(key, cast("dict[str, object]", item)) for item in items]

    def below(self, key: str, values: dict[str, object]) -> Settings:
        """Settings for a table that stands under that key."""
        return Settings(self.file, self.text, values, f"{self.where}.{key}" if self.where else key)

    def finish(self) -> None:
        """Refuse keys that nothing asked for.

        Raises:
            WorkspaceError: with the nearest key that exists.
        """
        for key in self.values:
            if key not in self.asked:
                self.fail(key, f"unknown key {key!r}; {nearest(key, self.asked)}")

    def _near(self, key: str) -> str:
        """A key that nothing asked for and that may be the missing one, misspelt."""
        close = get_close_matches(key, [each for each in self.values if each not in self.asked], n=1)
        return f"; is {close[0]!r} (line {self._line(close[0])}) what was meant?" if close else ""

    def _find(self, key: str, kind: type[T]) -> T | None:
        self.asked.add(key)
        found = self.values.get(key)
        if found is None:
            return None
        # A truth value is an int to Python, and never what a whole number was meant to be.
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            self.fail(key, f"expected {_WORDS.get(kind, kind.__name__)}, not {found!r}")
        return found

    def _line(self, key: str) -> int:
        for word in (key, self.where.rpartition(".")[2]):
            if not word:
                continue
            name = rf'(?<![\w-])"?{re.escape(word)}"?(?![\w-])'
            for number, line in enumerate(self.text.splitlines(), start=1):
                if re.search(rf"^\s*\[.*{name}|{name}\s*[=.]", line):
                    return number
        return 1
