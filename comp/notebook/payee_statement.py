"""A payee's statement in a notebook: what it shows, its page, and the PDF with its proof.

Nothing of WeasyPrint is loaded before a PDF is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from comp.errors import CompError
from comp.facts import Workspace
from comp.proofs import PlanTexts, seal_run, signing_key
from comp.runs import Run, reopen
from comp.runs.run import silent
from comp.whole_files import write_whole
from statements.from_run import Issue, chosen_payees, open_issue
from statements.letterhead import read_letterhead
from statements.paid import require_paid_before
from statements.statement_page import statement_html
from statements.view import Letterhead, Statement
from statements.wording import Wording


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose statement is asked for, of which run, and what the statement is to say besides."""

    run: Run
    payee: str
    folder: Path | None = None  # the run's, where its seal is kept
    paid: Sequence[Run] = ()  # runs that were paid earlier in the year
    locale: str | None = None  # instead of the payee's own


class PayeeStatement:
    """A statement that both engines agree on; `view` holds every figure that its page shows."""

    def __init__(self, workspace: Workspace, asked: Asked, issue: Issue, wording: Wording) -> None:
        self._workspace = workspace
        self._folder = asked.folder
        self._issue = issue
        self._wording = wording
        with wording.speaking():
            self.view: Statement = issue.statement(asked.payee, workspace.people, signing_key(workspace.path))

    @cached_property
    def html(self) -> str:
        """The page that the PDF is drawn from, in the payee's locale; a whole document."""
        return statement_html(self.view, self._wording, self._letterhead)

    def pdf(self, path: Path | str) -> Path:
        """Draw the PDF with its proof, as `comp statements` does, and write it; gives the path.

        Raises:
            CompError: the run was not written, so that its seal has no place; or it was sealed otherwise; or
                the file cannot be written.
            MissingLettersError: no font of this machine has one of the letters.
        """
        from statements.proved import proved_pdf  # noqa: PLC0415 - drawing is dear to load

        if self._folder is None:
            raise CompError(
                "a statement's proof rests on the seal of its run, which is kept in the run's folder; "
                "write the run with run.write(folder), and ask for the statement then"
            )
        plans, key = PlanTexts.of(self._workspace), signing_key(self._workspace.path)
        seal = seal_run(self._issue.run, self._issue.inputs, plans, key, self._folder)
        proof = self._issue.proof(self.view, plans.texts)
        write_whole(proved_pdf(self.view, self._wording, proof, seal, self._letterhead), Path(path))
        return Path(path)

    @cached_property
    def _letterhead(self) -> Letterhead:
        return read_letterhead(self._workspace.path, self._workspace.company.statements)

    def __repr__(self) -> str:
        totals = ", ".join(f"payable {total.payable}" for total in self.view.totals)
        return f"<statement of {self.view.payee} for {self.view.period}: {totals}>"

    def _repr_html_(self) -> str:
        page = escape(self.html, quote=True)
        return f'<iframe srcdoc="{page}" sandbox="" width="100%" height="900"></iframe>'


def issue_statement(workspace: Workspace, asked: Asked) -> PayeeStatement:
    """Compare the engines on every line of the payee, and arrange the statement.

    Raises:
        EnginesDisagreeError: they differ.
        UnknownNameError: the payee has no line in the run.
        CompError: plans or facts changed since the run, there is no such locale, or a run that is said to be
            paid was not paid before this one.
    """
    company, inputs = workspace.company, reopen(workspace, asked.run)
    chosen = chosen_payees(asked.run, [asked.payee])
    wording = Wording.of(asked.locale or workspace.people.locale_of(asked.payee, company.locale))
    require_paid_before(asked.run, tuple(asked.paid), inputs.calendar)
    issue = open_issue(
        *(asked.run, inputs, chosen, silent, tuple(asked.paid)),
        settings=company.statements,
        settlement=company.settlement,
    )
    return PayeeStatement(workspace, asked, issue, wording)
