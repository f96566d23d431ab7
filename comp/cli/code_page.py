"""`comp check --explain CODE`: the page of a code, in the terminal.

The pages are written in docs/codes, where their links lead to the rest of the documents. A wheel carries a
copy beside this module (pyproject.toml says so), so that an installed command needs no checkout.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from comp.errors import UnknownNameError

_INSTALLED = Path(__file__).with_name("codes")
_CHECKOUT = Path(__file__).parents[2] / "docs" / "codes"


def page_of(code: str) -> str:
    """The page of a code, in Markdown; letters may be small.

    Raises:
        UnknownNameError: there is no such code.
    """
    from comp.language.codes import TITLES

    name = code.upper()
    if name not in TITLES:
        raise UnknownNameError("code", code, TITLES)
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return (folder / f"{name}.md").read_text(encoding="utf-8")


def _show(context: click.Context, parameter: click.Parameter, code: str | None) -> None:
    del parameter
    if code is None or context.resilient_parsing:
        return
    page = page_of(code)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(page, code_theme="ansi_dark", hyperlinks=False))
    else:
        click.echo(page, nl=False)
    context.exit()


explain_option = click.option(
    "--explain",
    metavar="CODE",
    callback=_show,
    is_eager=True,
    expose_value=False,
    help="Show the page of a code, such as T003, and check nothing.",
)
