"""Shows diagnostics: as text with an excerpt and carets, and as values for JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from comp.frozen import frozen
from comp.language.diagnostic import Diagnostic
from comp.language.span import Span

MAX_EXPECTED = 12
_LONGEST_LINE = 160

_COLOURS = {"error": "31", "warning": "33", "label": "34", "help": "32"}


@frozen
class _Mark:
    """What is underlined in one line of the excerpt."""

    span: Span
    text: str
    main: bool


def render(diagnostic: Diagnostic, texts: Mapping[str, str], *, colour: bool = False) -> str:
    """One diagnostic as text of several lines.

    `texts` gives the files by name, as `Loaded.texts` does; without a file's text there is no excerpt.
    """
    paint = _painter(colour=colour)
    severity = diagnostic.severity
    lines = [
        paint(severity, f"{severity}[{diagnostic.code}]") + paint("bold", f": {diagnostic.title}"),
        paint("label", "  --> ") + printable(str(diagnostic.span)),
    ]
    marks = [_Mark(diagnostic.span, printable(diagnostic.text), main=True)]
    marks += [_Mark(label.span, printable(label.text), main=False) for label in diagnostic.labels]
    excerpt = _excerpt(diagnostic, marks, texts, colour=colour)
    lines += excerpt or [f"  {printable(diagnostic.text)}"]
    bar = paint("label", "   = ")
    if excerpt and (diagnostic.expected or diagnostic.hint):
        lines.append(paint("label", "   |"))
    if diagnostic.expected:
        lines.append(f"{bar}expected: {printable(_listed(diagnostic.expected))}")
    if diagnostic.hint:
        lines.append(f"{bar}{paint('help', 'help')}: {printable(diagnostic.hint)}")
    return "\n".join(lines)


def render_all(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], *, colour: bool = False) -> str:
    """Every diagnostic, an empty line between, and a last line that counts them."""
    shown = [render(diagnostic, texts, colour=colour) for diagnostic in diagnostics]
    return "\n\n".join([*shown, summary(diagnostics)])


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many errors and warnings there are, in one line."""
    errors = sum(diagnostic.severity == "error" for diagnostic in diagnostics)
    warnings = len(diagnostics) - errors
    counts = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return " and ".join(counts) if counts else "No faults"


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic as plain values: offsets count characters, lines and columns from 1."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "title": diagnostic.title,
        "text": diagnostic.text,
        "span": _span_json(diagnostic.span),
        "labels": [{"span": _span_json(label.span), "text": label.text} for label in diagnostic.labels],
        "expected": list(diagnostic.expected),
        "hint": diagnostic.hint,
    }


def printable(text: str) -> str:
    """A message with letters that a terminal obeys or hides written out: `<U+202E>`."""
    return "".join(f"<U+{ord(c):04X}>" if _is_unseen(c) else c for c in text)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _span_json(span: Span) -> dict[str, object]:
    return {
        "file": span.file,
        "start": span.start,
        "end": span.end,
        "line": span.line,
        "column": span.column,
    }


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(words[:MAX_EXPECTED])
    return shown if len(words) <= MAX_EXPECTED else f"{shown} and {len(words) - MAX_EXPECTED} more"


def _excerpt(
    diagnostic: Diagnostic, marks: list[_Mark], texts: Mapping[str, str], *, colour: bool
) -> list[str]:
    lines: list[str] = []
    files = list(dict.fromkeys(mark.span.file for mark in marks))
    last_line = max(mark.span.line for mark in marks)
    width = max(len(str(last_line)), 2)
    paint = _painter(colour=colour)
    for file in files:
        text = texts.get(file)
        if text is None:
            continue
        if file != diagnostic.file:
            lines.append(paint("label", f"{'':{width}} ::: ") + printable(file))
        lines += _excerpt_of_file(text, [m for m in marks if m.span.file == file], width, diagnostic, paint)
    return lines


def _excerpt_of_file(
    text: str, marks: list[_Mark], width: int, diagnostic: Diagnostic, paint: _Painter
) -> list[str]:
    gutter = paint("label", f"{'':{width}} |")
    lines = [gutter]
    before = 0
    for mark in sorted(marks, key=lambda mark: (mark.span.line, not mark.main)):
        number = mark.span.line
        shown, column = _window(_line(text, mark.span), mark.span.column)
        if before and number > before + 1:
            lines.append(paint("label", "..."))
        if number != before:
            lines.append(paint("label", f"{number:>{width}} |") + f" {shown}".rstrip())
        before = number
        lines.append(f"{gutter} {_underline(shown, column, mark, diagnostic, paint)}")
    return lines


def _line(text: str, span: Span) -> str:
    start = span.start - span.column + 1
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _window(row: str, column: int) -> tuple[str, int]:
    """A long line is cut around the place that is meant; tabs count as one blank."""
    start = max(column - 1 - _LONGEST_LINE // 2, 0) if len(row) > _LONGEST_LINE else 0
    shown = "".join(" " if _is_unseen(c) else c for c in row[start : start + _LONGEST_LINE])
    return ("…" + shown[1:] if start else shown), column - 1 - start


def _underline(shown: str, column: int, mark: _Mark, diagnostic: Diagnostic, paint: _Painter) -> str:
    length = max(mark.span.end - mark.span.start, 1)
    length = max(min(length, len(shown.rstrip()) - column), 1)
    blank = " " * _width(shown[:column])
    sign = ("^" if mark.main else "-") * max(_width(shown[column : column + length]), 1)
    style = diagnostic.severity if mark.main else "label"
    return blank + paint(style, f"{sign} {mark.text}")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class _Painter:
    """Wraps text in a terminal's colours, or leaves it as it is."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        if not self.colour:
            return text
        code = "1" if style == "bold" else f"1;{_COLOURS[style]}"
        return f"\x1b[{code}m{text}\x1b[0m"


def _painter(*, colour: bool) -> _Painter:
    return _Painter(colour=colour)
