"""Draws the document of a plan: one HTML page, and the tagged PDF/A-3a that is made from it.

The page holds its style and asks for nothing from outside. Text of the plan is escaped, every piece of it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from statements.pdf import AttachedText, draw
from statements.plan_document.view import PlanDocument
from statements.wording import Wording


def document_html(document: PlanDocument, wording: Wording, *, attached: bool = False) -> str:
    """Write the page; text of the plan stays text. `attached`: the plan's own text travels with it."""
    return (
        _environment()
        .get_template("plan.html")
        .render(
            d=document,
            w=wording,
            attached=attached,
            made_on=f"{document.first_day.isoformat()}T00:00:00Z",
            css=_css(),
        )
    )


def document_pdf(document: PlanDocument, wording: Wording) -> bytes:
    """Draw the document; the same plan gives the same bytes.

    Raises:
        FetchRefusedError: the page asked for something from outside; it is a fault of the template.
        MissingLettersError: no font of this machine has one of the letters.
    """
    if not document.source_text:
        return draw(document_html(document, wording))
    source = AttachedText(document.source_name, document.source_text, "The plan as text", document.first_day)
    return draw(document_html(document, wording, attached=True), [source])


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("statements.plan_document"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _css() -> Markup:
    """The style sheet, which is ours and needs no escaping."""
    sheet = files("statements.plan_document").joinpath("templates/plan.css").read_text(encoding="utf-8")
    return Markup(sheet)  # noqa: S704 - our own file
