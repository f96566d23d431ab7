"""Collects faults while names are resolved and types are checked."""

from __future__ import annotations

from collections.abc import Iterable

from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, Label, nearest
from comp.language.span import Span

MAX_COMPARED = 50_000
"""How many names are compared with unknown ones to find the nearest: some 100 faults among 500 names."""


class Faults:
    """A list of diagnostics with short ways to add one."""

    def __init__(self) -> None:
        """Start without any."""
        self.found: list[Diagnostic] = []
        self._compared = 0

    def error(
        self,
        code: str,
        span: Span,
        text: str,
        hint: str = "",
        *,
        labels: tuple[Label, ...] = (),
        expected: Iterable[str] = (),
    ) -> None:
        """Add an error."""
        self.found.append(Diagnostic(code, "error", TITLES[code], text, span, labels, tuple(expected), hint))

    def warning(
        self, code: str, span: Span, text: str, hint: str = "", *, labels: tuple[Label, ...] = ()
    ) -> None:
        """Add a warning."""
        self.found.append(Diagnostic(code, "warning", TITLES[code], text, span, labels, (), hint))

    def unknown(
        self, code: str, span: Span, what: str, name: str, *, names: Iterable[str], hint: str = ""
    ) -> None:
        """Add an error for a name that does not exist, with those that do and the nearest.

        After very many such faults the names are left out, so that they take no time that grows with both.
        """
        known = sorted(set(names)) if self._compared < MAX_COMPARED else []
        self._compared += len(known)
        meant = nearest(name, known)
        said = f"Did you mean `{meant}`?" if meant else hint
        self.error(code, span, f"There is no {what} `{name}`.", said, expected=[f"`{n}`" for n in known])
