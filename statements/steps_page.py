"""Writes how one line of a statement came about: the second engine's steps, each above what it rests on.

The steps are those that were kept beside the statement, without what is another payee's. It chooses words and
must not calculate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from statements.statement_page import language_of, templates_of
from statements.view import Statement, StatementLine
from statements.wording import Wording
from statements.words import Words


def steps_article(
    shown: tuple[StatementLine, str], working: Mapping[str, Any] | None, wording: Wording, back: str
) -> Markup:
    """Write the steps of a line for a screen: one `article`, whose `#working` may be shown elsewhere too.

    `shown` is the line with the title of its clause; `working` is its kept working, None where there is
    none (a line of corrections, or one that is no longer there). `back` is the statement's address.
    """
    words = Words.of(wording.locale)
    line, clause = shown
    told = (
        templates_of(wording)
        .get_template("steps.html")
        .render(
            line=line,
            clause=clause,
            trace=None if working is None else working["trace"],
            back=back,
            w=wording,
            t=words.say,
            lang=language_of(wording),
        )
    )
    return Markup(told)  # noqa: S704 - escaped by the template


def steps_list(steps: Sequence[Mapping[str, Any]], wording: Wording) -> Markup:
    """Write steps with all that they rest on as a nested list for a screen."""
    told = templates_of(wording).get_template("steps_list.html").render(steps=steps)
    return Markup(told)  # noqa: S704 - escaped by the template


def line_of(statement: Statement, line_id: str) -> tuple[StatementLine, str] | None:
    """A line that the statement shows, with the title of its clause."""
    for section in statement.sections:
        for group in section.clauses:
            for line in group.lines:
                if line.line_id == line_id:
                    return line, group.title
        for each in section.adjustments:
            if each.line.line_id == line_id:
                return each.line, each.clause
    return None
