"""Loads plan files: parse, check, lower. Faults of a plan are values in the result and never raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from comp.frozen import frozen
from comp.language import syntax
from comp.language.codes import TITLES
from comp.language.core import Program
from comp.language.diagnostic import Diagnostic, order_key
from comp.language.lowering import lower_program
from comp.language.parsing import parse_file
from comp.language.parsing.places import plain
from comp.language.span import Span

MAX_BYTES = 2_000_000


@frozen
class Loaded:
    """What was read: the program, None where any diagnostic is an error; and the texts, for excerpts."""

    program: Program | None
    diagnostics: list[Diagnostic]
    texts: dict[str, str]

    @property
    def errors(self) -> list[Diagnostic]:
        """The diagnostics that keep the plans from being used."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity == "error"]


def load(paths: Sequence[Path]) -> Loaded:
    """Load plan files from disk; a file that cannot be read as text is a diagnostic."""
    texts: dict[str, str] = {}
    unreadable: list[Diagnostic] = []
    for path in sorted(set(paths)):
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_BYTES)
            texts[str(path)] = raw.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            unreadable.append(_not_utf8(path, fault.start))
        except OSError as fault:
            said = f"The file cannot be read: {fault.strerror}."
            span = Span(str(path), 0, 0, 1, 1)
            hint = "Check the path and its permissions."
            unreadable.append(Diagnostic("P015", "error", TITLES["P015"], said, span, hint=hint))
    return _load(texts, unreadable)


def load_texts(texts: Mapping[str, str]) -> Loaded:
    """Load plans from texts by file name."""
    return _load(dict(texts), [])


def _load(texts: dict[str, str], faults: list[Diagnostic]) -> Loaded:
    files: list[syntax.File] = []
    found = list(faults)
    for name, text in texts.items():
        file, in_file = parse_file(name, plain(text))
        files.append(file)
        found += in_file
    program, checked = lower_program(files)
    diagnostics = sorted(set(found + checked), key=order_key)
    whole = not any(diagnostic.severity == "error" for diagnostic in diagnostics)
    return Loaded(program if whole else None, diagnostics, {file.name: file.text for file in files})


def _not_utf8(path: Path, at: int) -> Diagnostic:
    said = f"The file is not in UTF-8: its byte {at + 1} cannot be read."
    span = Span(str(path), 0, 0, 1, 1)
    return Diagnostic("P014", "error", TITLES["P014"], said, span, hint="Save it as plain text in UTF-8.")
