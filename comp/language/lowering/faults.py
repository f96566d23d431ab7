"""Collects faults while names are resolved and types are checked."""

from __future__ import annotations

from collections.abc import Iterable

from comp.language.diagnostic import Diagnostic, Label, nearest
from comp.language.span import Span

TITLES = {
    "N001": "No such source",
    "N002": "No such column",
    "N003": "No such name",
    "N004": "A name used twice",
    "N005": "Out of reach here",
    "N006": "No such pay",
    "N007": "No such choice",
    "N008": "The data that a plan reads",
    "N009": "Measures in a circle",
    "T001": "Values that do not go together",
    "T002": "Money compared with a number",
    "T003": "Two currencies",
    "T004": "Money of a row and money of the plan",
    "T005": "Money times money",
    "T006": "A value of the wrong type",
    "T007": "Not a condition",
    "T008": "A cell of the wrong type",
    "S001": "An unknown type",
    "S002": "A source without its key",
    "S003": "A reserved source of another shape",
    "S004": "Money without a currency",
    "B001": "A table without rows",
    "B002": "Bounds that do not rise",
    "B003": "A value without a band",
    "B004": "Too few points",
    "B005": "A cell that cannot be read",
    "B006": "A marginal table over something that does not run",
    "B007": "A marginal table that multiplies something else",
    "B008": "Heads that do not fit the table",
    "C001": "A table's shape left open",
    "C002": "What a table gives beyond its points left open",
    "C003": "When a measure is read left open",
    "C004": "A choice left open",
    "C005": "Shares that do not add up",
    "C006": "Target shares that do not add up",
    "C007": "Order left open",
    "C008": "Something missing",
    "C009": "A rounding that does not fit the currency",
    "L001": "A statement before its pay",
    "L002": "Losses that do not fit",
    "L003": "One loss counted twice",
    "L004": "A cap that depends on a line",
    "L005": "A hold that is not read at a close",
    "L006": "A period target without a share",
    "L007": "An exception for nothing",
    "E001": "An example that does not fit",
    "W001": "A quota that may be zero",
    "W002": "A pay without an example",
    "W003": "A credit that nobody uses",
    "W004": "A multiplier after a cap",
    "W005": "A shared name that nobody uses",
}


class Faults:
    """A list of diagnostics with short ways to add one."""

    def __init__(self) -> None:
        """Start without any."""
        self.found: list[Diagnostic] = []

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
        self, code: str, span: Span, what: str, name: str, names: Iterable[str], hint: str = ""
    ) -> None:
        """Add an error for a name that does not exist, with those that do and the nearest."""
        known = sorted(set(names))
        meant = nearest(name, known)
        said = f"Did you mean `{meant}`?" if meant else hint
        self.error(code, span, f"There is no {what} `{name}`.", said, expected=[f"`{n}`" for n in known])
