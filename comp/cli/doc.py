"""`comp doc`: plans as the documents that their payees sign."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, counted, progress_shown, write_file

if TYPE_CHECKING:
    from comp.facts import Workspace
    from comp.language import Loaded
    from comp.language.calendar import Calendar
    from comp.language.core import Plan
    from statements.plan_document.signed_plans import SignedPlans
    from statements.plan_document.view import PlanDocument
    from statements.wording import Wording


@dataclass(frozen=True, slots=True)
class _Given:
    """Plans that were asked for, and who publishes them; outside a workspace nobody is named."""

    plans: list[Plan]
    signed: SignedPlans
    calendar: Calendar
    company: str
    locale: str


@click.command("doc", short_help="Write plans as the documents that their payees sign.")
@click.argument(
    "paths", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True, metavar="PLAN..."
)
@click.option("--html", "as_html", is_flag=True, help="Write HTML instead of PDF.")
@click.option("--payee", metavar="ID", help="Whose side letters to include; others are never shown.")
@click.option(
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    help="The folder for the documents; it is made where it is missing.",
)
def command(*, paths: tuple[Path, ...], as_html: bool, payee: str | None, folder: Path) -> None:
    """Write each plan of a workspace, a folder of plans or a plan file as a document, one file a plan.

    It holds the clauses with their rules and tables, the examples with what makes their amounts, what columns
    and words mean, the digests of this version, and lines for signatures. Exit code 1 means that plans have
    errors or an example fails; then nothing is written.
    """
    from statements.plan_document.build import build
    from statements.plan_document.page import document_pdf
    from statements.wording import Wording

    drawn: dict[str, bytes] = {}
    kind, draw = ("html", _html) if as_html else ("pdf", document_pdf)
    with progress_shown() as progress:
        for given in map(_given, paths):
            wording = Wording.of(given.locale)
            for done, plan in enumerate(given.plans):
                progress("drawing", done, len(given.plans))
                document = build(plan, given.signed, given.calendar, given.company, payee)
                drawn[f"{plan.name}.{kind}"] = draw(document, wording)
    for name, content in drawn.items():
        write_file(content, folder / name)
    console().print(f"{counted(len(drawn), 'document')} written to {folder}", markup=False)


def _html(document: PlanDocument, wording: Wording) -> bytes:
    from statements.plan_document.page import document_html

    return document_html(document, wording).encode()


def _given(path: Path) -> _Given:
    """The plans at a path; beside a single file the others of its folder are read, for what it shares."""
    from comp.cli.plan_files import plan_files
    from comp.language import load
    from comp.language.calendar import Calendar
    from comp.runs import PlanFaultsError
    from statements.plan_document.signed_plans import SignedPlans

    loaded = load(plan_files([path if path.is_dir() else path.parent]))
    if loaded.program is None:
        raise PlanFaultsError(list(loaded.diagnostics))
    signed = SignedPlans.of(loaded.program, loaded.texts)
    plans = [plan for plan in loaded.program.plans if path.is_dir() or _is_in(plan, path, loaded)]
    workspace = _workspace_of(path)
    if workspace is None:
        return _Given(plans, signed, Calendar(), "", "en_US")
    company = workspace.company
    return _Given(plans, signed, company.calendar, company.name, company.locale)


def _workspace_of(path: Path) -> Workspace | None:
    """The workspace that the path is, or that its plans belong to: its calendar decides their periods."""
    from comp.facts import Workspace

    for folder in (path, *path.resolve().parents[:2]):
        if (folder / "comp.toml").is_file():
            return Workspace.open(folder)
    return None


def _is_in(plan: Plan, path: Path, loaded: Loaded) -> bool:
    files = {clause.span.file for clause in plan.clauses}
    return any(Path(file).samefile(path) for file in files & loaded.texts.keys())
