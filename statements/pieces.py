"""The text of a page in reading order, piece by piece, as a proof holds it: figures apart, names left out.

A figure is an element with `data-figure`, a name one with `data-name`. The page's own style sheet must not
hide, add or change a letter of the body, for the verifier reads these letters from the drawn file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TypeAlias

from comp.reference.proof.book import Ref
from comp.verifier.page import is_plain_name

Piece: TypeAlias = str | dict[str, str | int | bool]

# Their content is drawn nowhere.
_UNDRAWN = {"style", "title", "script", "template"}


@dataclass(frozen=True, slots=True)
class ProvedFigure:
    """What a figure shows: the node of its value, what it is in words, and how it is written."""

    node: Ref
    of: str
    form: str  # money, number or percent


def pieces_of(html: str, figures: Mapping[str, ProvedFigure]) -> list[Piece]:
    """The page's pieces; a figure that is not among the proved ones is text like any other."""
    reader = _Reader(figures)
    reader.feed(html)
    reader.close()
    return reader.pieces


class _Reader(HTMLParser):
    def __init__(self, figures: Mapping[str, ProvedFigure]) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._figures = figures
        self._open: list[tuple[str, ProvedFigure | None, bool]] = []  # tag, figure, name
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens; where it is a figure or a name, the text before it is a piece."""
        if tag in _VOID:
            return
        given = dict(attrs)
        figure = self._figures.get(given.get("data-figure") or "")
        name = "data-name" in given
        if figure is not None or name:
            self._finish()
        self._open.append((tag, figure, name))

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and with it those that HTML lets stay open in it."""
        while self._open:
            opened, figure, name = self._open.pop()
            if figure is not None:
                self._figure(figure)
            elif name:
                self._name()
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        """A text; between blocks there is white space, which no comparison looks at."""
        if not any(tag in _UNDRAWN for tag, _, _ in self._open):
            self._text.append(data)

    def close(self) -> None:
        """The end of the page."""
        super().close()
        self._finish()

    def _figure(self, figure: ProvedFigure) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        self.pieces.append({"figure": figure.node, "text": text, "of": figure.of, "form": figure.form})

    def _name(self) -> None:
        # A figure in a name (a firm's) could pass for an amount: such a name stands as words.
        if not is_plain_name("".join(self._text)):
            self._finish()
            return
        self._text.clear()
        self.pieces.append({"name": True})

    def _finish(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self.pieces.append(text)


_VOID = {"meta", "br", "hr", "img", "link", "input", "wbr", "col"}
