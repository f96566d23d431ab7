"""What a notebook shows of an object: a title, sentences and tables, all text escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd


def shown(title: str, tables: Iterable[pd.DataFrame], sentences: Iterable[str] = ()) -> str:
    """A title, tables, and sentences below them."""
    parts = [f"<p><strong>{escape(title)}</strong></p>"]
    parts += [table(each) for each in tables]
    parts += [f"<p>{escape(sentence)}</p>" for sentence in sentences]
    return "\n".join(parts)


def several(count: int, noun: str) -> str:
    """`1 line`, `2 lines`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def table(frame: pd.DataFrame) -> str:
    """A frame as a notebook draws it, blanks left blank."""
    drawn: str = frame.to_html(escape=True, index=False, border=0, na_rep="", max_rows=60)
    return drawn
