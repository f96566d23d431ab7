"""A payee's statement in a notebook: what it shows, its page, and the PDF with its proof.

Nothing of WeasyPrint is loaded before a page is asked for.
"""

from __future__ import annotations

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
from statements.view import Statement
from statements.wording import Wording


class PayeeStatement:
    """A statement that both engines agree on; `view` holds every figure that its page shows."""

    def __init__(self, workspace: Workspace, issue: Issue, view: Statement, folder: Path | None) -> None:
        self._workspace = workspace
        self._issue = issue
        self._folder = folder
        self.view = view

    @cached_property
    def html(self) -> str:
        """The page as the PDF is drawn from it, in the company's locale; a whole document."""
        from statements.pdf import statement_html  # noqa: PLC0415 - drawing is dear to load

        return statement_html(self.view, self._wording)

    def pdf(self, path: Path | str) -> Path:
        """Draw the PDF with its proof, as the command does, and write it; its folder is made where missing.

        Raises:
            CompError: the run was not written, so that its seal has no place; or it was sealed otherwise.
            MissingLettersError: no font of this machine has one of the letters.
        """
        from statements.proved import proved_pdf  # noqa: PLC0415 - drawing is dear to load

        if self._folder is None:
            raise CompError(
                "a statement's proof rests on the seal of its run, which is kept in the run's folder; "
                "write the run with run.write(folder), and ask for the statement then"
            )
        plans = PlanTexts.of(self._workspace)
        key = signing_key(self._workspace.path)
        seal = seal_run(self._issue.run, self._issue.inputs, plans, key, self._folder)
        proof = self._issue.proof(self.view, plans.texts)
        write_whole(proved_pdf(self.view, self._wording, proof, seal), Path(path))
        return Path(path)

    @property
    def _wording(self) -> Wording:
        return Wording.of(self._workspace.company.locale)

    def __repr__(self) -> str:
        totals = ", ".join(f"payable {total.payable}" for total in self.view.totals)
        return f"<statement of {self.view.payee} for {self.view.period}: {totals}>"

    def _repr_html_(self) -> str:
        page = escape(self.html, quote=True)
        return f'<iframe srcdoc="{page}" sandbox="" width="100%" height="900"></iframe>'


def issue_statement(workspace: Workspace, run: Run, payee: str, folder: Path | None) -> PayeeStatement:
    """Compare the engines on every line of the payee, and arrange the statement.

    Raises:
        EnginesDisagreeError: they differ.
        UnknownNameError: the payee has no line in the run.
        CompError: plans or facts changed since the run.
    """
    [chosen] = chosen_payees(run, [payee])
    issue = open_issue(run, reopen(workspace, run), [chosen], silent)
    view = issue.statement(chosen, workspace.people, signing_key(workspace.path))
    return PayeeStatement(workspace, issue, view, folder)
