"""Draws the pictures of the documentation: `python docs/pictures/make.py`.

Each picture shows what the commands write, from the demo company and from the workspace of `comp init`. Facts
are recorded on a fixed day and paths are relative, so the same version draws the same pictures. Pictures of a
terminal are SVG without a font or script from elsewhere; pages need poppler, payroll's sheets LibreOffice.
"""

# ruff: noqa: INP001 - a script that is started by its path, not a package

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

from click.testing import CliRunner
from pygments.token import Comment, Keyword, Literal, Punctuation, Token
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from comp.cli import main as comp
from comp.language import load, render
from statements.plan_document.highlighting import PlanLexer

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "fixtures" / "demo"
RECORDED = "2026-04-02"
RECORDED_LATER = "2026-07-02"
PAGE_DPI = 100

# Paper-like, so that the pictures sit well on a light and on a dark page.
_COLOURS = [(192, 40, 48), (30, 122, 70), (150, 98, 0), (20, 82, 150), (130, 50, 130), (0, 110, 120)]
THEME = TerminalTheme(
    background=(252, 252, 250),
    foreground=(44, 50, 60),
    normal=[(44, 50, 60), *_COLOURS, (120, 126, 136)],
    bright=[(110, 116, 126), *_COLOURS, (60, 66, 76)],
)

SVG = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: system-ui, "Open Sans", sans-serif; font-size: 15px; fill: #787e88; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""

# By the kind of a piece of a plan's text; the more special kind stands before the one it belongs to.
PLAN_STYLES = {
    Keyword.Declaration: "bold magenta",
    Keyword.Pseudo: "",
    Keyword: "blue",
    Literal.String: "green",
    Literal: "cyan",
    Comment: "bright_black",
    Punctuation: "bright_black",
    Token: "",
}


def plan_text(text: str) -> Text:
    """A plan's text in colours."""
    shown = Text()
    for kind, said in PlanLexer(stripnl=False, ensurenl=False).get_tokens(text):
        shown.append(said, next(PLAN_STYLES[known] for known in PLAN_STYLES if kind in known))
    return shown


def draw(name: str, title: str, shown: Text) -> None:
    """Write a terminal's window with the text as SVG."""
    width = max(line.cell_len for line in shown.split("\n")) + 1
    screen = Console(
        record=True, width=width, file=io.StringIO(), color_system="truecolor", force_terminal=True
    )
    screen.print(shown, soft_wrap=True)
    svg = screen.export_svg(title=title, theme=THEME, code_format=SVG, unique_id=name)
    (HERE / f"{name}.svg").write_text(_trimmed(svg), encoding="utf-8")


def _trimmed(svg: str) -> str:
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def run(*words: str) -> str:
    """What a command writes on stdout."""
    return CliRunner().invoke(comp, list(words), prog_name="comp").stdout


def command(*words: str) -> Text:
    """A command as it was typed, with the line's end."""
    return Text.assemble((f"$ comp {' '.join(words)}", "bold"), "\n")


def draw_plan() -> None:
    """One clause and its example, as they stand in the demo company's plan."""
    text = (DEMO / "plans" / "ae_mm_2026.plan").read_text(encoding="utf-8")
    clause = re.search(r"^clause commission.*?(?=^clause )", text, re.DOTALL | re.MULTILINE)
    example = re.search(r"^example .*", text, re.DOTALL | re.MULTILINE)
    if clause is None or example is None:
        sys.exit("ae_mm_2026.plan has no clause commission, or no example")
    draw("plan", "plans/ae_mm_2026.plan", plan_text(f"{clause[0]}{example[0].rstrip()}"))


def draw_first_workspace() -> None:
    """The tour's explanation; then the checker's answer to two mistakes, both in one pass."""
    run("init", "acme")
    run("data", "import", "acme", "--recorded", "2026-04-01")
    words = ("explain", "acme", "D-1003", "--period", "2026-Q1", "--recorded", "2026-04-01")
    draw("explain", "comp explain", command(*words) + Text(run(*words).rstrip()))

    plan = Path("acme/plans/ae_2026.plan")
    text = plan.read_text(encoding="utf-8")
    for right, wrong in (
        ("/ quota.new_business ", "/ quota.new_busines "),
        ("60,000.00 USD", "60,000.00 EUR"),
    ):
        text = text.replace(right, wrong, 1)
    plan.write_text(text, encoding="utf-8")
    loaded = load(sorted(Path("acme/plans").glob("*.plan")))
    shown = [Text.from_ansi(render(fault, loaded.texts, colour=True)) for fault in loaded.diagnostics]
    counted = Text("\n".join(run("check", "acme").splitlines()[-2:]))
    draw("check", "comp check", command("check", "acme") + Text("\n\n").join([*shown, counted]))


def draw_statements() -> None:
    """First pages of two statements: a quarter that crosses a band, and one whose money is held."""
    shutil.copytree(DEMO, "demo", ignore=shutil.ignore_patterns(".comp"))
    for words in (
        ("data", "import", "demo", "--recorded", RECORDED),
        ("run", "demo", "--period", "2026-Q1", "--recorded", RECORDED, "--out", "run"),
        ("statements", "demo", "--run", "run", "--payee", "p-016", "--payee", "p-040", "--out", "statements"),
    ):
        result = CliRunner().invoke(comp, list(words))
        if result.exit_code != 0:
            sys.exit(result.output)
    for payee, name in (("p-016", "statement"), ("p-040", "statement-held")):
        draw_page(f"statements/{payee}_2026-Q1.pdf", "1", name)


def draw_quarters() -> None:
    """What approvers and payroll see of the second quarter beside the first: a summary, and two sheets."""
    for words in (
        ("run", "demo", "--period", "2026-Q2", "--recorded", RECORDED_LATER, "--out", "q2"),
        ("summary", "demo", "--run", "q2", "--last", "run", "--out", "summary.pdf"),
        ("payroll", "demo", "--run", "q2", "--last", "run", "--out", "payroll.xlsx"),
    ):
        result = CliRunner().invoke(comp, list(words))
        if result.exit_code != 0:
            sys.exit(result.output)
    draw_page("summary.pdf", "1", "summary")
    office = ("soffice", "--headless", "--convert-to", "pdf", "payroll.xlsx")
    subprocess.run(office, check=True, capture_output=True)  # noqa: S603 - fixed words
    for name, head in (("payroll-import", "Employee ID"), ("payroll-controls", "Control Import")):
        page = next(number for number in count(1) if head in _text("payroll.pdf", number))
        draw_page("payroll.pdf", str(page), name)


def _text(pdf: str, page: int) -> str:
    """The letters of a page."""
    words = ("pdftotext", "-f", str(page), "-l", str(page), pdf, "-")
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return " ".join(said.split())


def draw_document() -> None:
    """The page of a plan's document that holds its clauses."""
    result = CliRunner().invoke(
        comp, ["doc", str(DEMO / "plans" / "ae_mm_2026.plan"), "--output", "documents"]
    )
    if result.exit_code != 0:
        sys.exit(result.output)
    draw_page("documents/ae_mm_2026.pdf", "2", "document")


def draw_page(pdf: str, page: str, name: str) -> None:
    """A page of a PDF as a picture."""
    words = ("pdftoppm", "-r", str(PAGE_DPI), "-f", page, "-l", page, "-singlefile", "-png", pdf, HERE / name)
    # Fixed words and paths of our own.
    subprocess.run(words, check=True)  # noqa: S603


def main() -> None:
    """Draw every picture, in a folder of its own so that no path of this machine is in one."""
    draw_plan()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        draw_first_workspace()
        draw_statements()
        draw_quarters()
        draw_document()
        os.chdir(HERE)


if __name__ == "__main__":
    main()
