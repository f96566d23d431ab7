"""Draws statements one after the other: compares both engines for some payees, then tells, proves and draws.

One `Drawing` is opened in each process. It keeps the workspace and its facts; what it values of some payees
is let go with them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from comp.errors import CompError
from comp.facts import Workspace
from comp.proofs import PlanTexts, Seal, seal_run, signing_key
from comp.runs import Inputs, Progress, Run, load_run, reopen
from comp.verifier.commitments import canonical
from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_pages import pdf_pages
from statements.build import Row
from statements.from_run import Issue, open_issue
from statements.issue import EnginesDisagreeError
from statements.issuing.order import HandedSeal, Order
from statements.letterhead import read_letterhead
from statements.paid import require_paid_before
from statements.pdf import MissingLettersError
from statements.proved import proved_pdf
from statements.view import Letterhead, Statement, Total
from statements.wording import Wording


@dataclass(frozen=True, slots=True)
class Drawn:
    """A statement as it is drawn, and what the index tells of it."""

    payee: str
    pdf: bytes
    totals: tuple[Total, ...]
    lines: Mapping[str, int]  # of the run, by currency
    pages: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A payee who gets no statement, and why."""

    payee: str
    reason: str


Outcome: TypeAlias = Drawn | Refused


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the statements of a run are drawn from."""

    order: Order
    workspace: Workspace
    run: Run
    inputs: Inputs
    seal: Seal
    paid: tuple[Run, ...]
    letterhead: Letterhead

    @classmethod
    def open(cls, order: Order, workspace: Workspace, run: Run) -> Drawing:
        """Open what the run rests on, and seal it.

        Raises:
            CompError: plans or facts have changed since the run.
        """
        inputs, plans = reopen(workspace, run), PlanTexts.of(workspace)
        paid, letterhead = _beside(order, workspace)
        require_paid_before(run, paid, inputs.calendar)
        seal = seal_run(run, inputs, plans, signing_key(workspace.path), order.run)
        return cls(order, workspace, run, inputs, seal, paid, letterhead)

    @classmethod
    def open_handed(cls, order: Order, handed: HandedSeal) -> Drawing:
        """Open them in another process, which is given the seal.

        Raises:
            CompError: as above, or they are no longer what the seal was made of.
        """
        workspace, run = Workspace.open(order.workspace), load_run(order.run)
        if run.manifest.results_digest != handed.root["results"]["digest"]:
            raise CompError(f"{order.run} was changed while statements were drawn; draw them again")
        inputs = reopen(workspace, run)
        seal = handed.seal(signing_key(workspace.path), inputs.snapshot)
        return cls(order, workspace, run, inputs, seal, *_beside(order, workspace))

    def draw(self, payees: Sequence[str], progress: Progress) -> Iterator[Outcome]:
        """The statements of some payees, whose lines both engines value first."""
        company = self.workspace.company
        settings, settlement = company.statements, company.settlement
        issue = open_issue(self.run, self.inputs, payees, progress, self.paid, settings, settlement)
        for payee in payees:
            try:
                yield self._drawn(issue, payee)
            except EnginesDisagreeError as error:
                yield Refused(payee, str(error))
            except MissingLettersError as error:
                yield Refused(payee, f"no statement of {payee}: {error}")

    @property
    def identity(self) -> str:
        """SHA-256 of the run's root, which tells it from every other."""
        return hashlib.sha256(canonical(self.seal.root)).hexdigest()

    @property
    def public(self) -> str:
        """The public half of the key that signs; blank where there is none."""
        return self.seal.key.public if self.seal.key else ""

    def keyed(self, what: str, *parts: str) -> str:
        """A hash of texts that nobody can try out who has not the run's secret."""
        return self.seal.salts.of(what, *parts).hex()

    def locale_of(self, payee: str) -> str:
        """The locale of a payee's statement."""
        return locale_of(self.order, self.workspace, payee)

    def _drawn(self, issue: Issue, payee: str) -> Drawn:
        wording = Wording.of(self.locale_of(payee))
        with wording.speaking():
            statement = issue.statement(payee, self.workspace.people, self.seal.key)
        # The proof's own words are the same in every language: sealed values are opened by them.
        proof = issue.proof(statement, self.seal.plans.texts)
        pdf = proved_pdf(statement, wording, proof, self.seal, self.letterhead)
        return drawn_of(statement, pdf, issue.rows.get(payee, ()))


def drawn_of(statement: Statement, pdf: bytes, rows: Sequence[Row]) -> Drawn:
    """A statement that is drawn; `rows` are the payee's lines of the run."""
    lines = Counter(row["currency"] for row in rows)
    return Drawn(statement.payee, pdf, statement.totals, dict(lines), len(list(pdf_pages(read_pdf(pdf)))))


def locale_of(order: Order, workspace: Workspace, payee: str) -> str:
    """The locale that is asked for, else the payee's own, else the company's."""
    return order.locale or workspace.people.locale_of(payee, workspace.company.locale)


def _beside(order: Order, workspace: Workspace) -> tuple[tuple[Run, ...], Letterhead]:
    """What a statement needs beside its run: the runs that were paid before, and the company's letterhead."""
    paid = tuple(load_run(each) for each in order.paid)
    return paid, read_letterhead(workspace.path, workspace.company.statements)
