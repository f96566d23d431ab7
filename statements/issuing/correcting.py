"""Draws the statements of a run that pays corrections: they rest on two runs, and carry no proof."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from comp.errors import CompError
from comp.facts import Workspace
from comp.proofs import SigningKey, signing_key
from comp.runs import Progress, Run
from comp.verifier.commitments import canonical
from statements.corrections import Corrections, open_corrections
from statements.issuing.drawing import Drawn, Outcome, Refused, drawn_of, locale_of
from statements.issuing.order import Order
from statements.letterhead import read_letterhead
from statements.pdf import MissingLettersError, statement_pdf
from statements.view import Letterhead
from statements.wording import Wording


@dataclass(frozen=True)
class CorrectionsDrawing:
    """Everything that the statements of a corrections folder are drawn from."""

    order: Order
    workspace: Workspace
    run: Run
    corrections: Corrections
    letterhead: Letterhead
    key: SigningKey | None

    @classmethod
    def open(cls, order: Order, workspace: Workspace, run: Run) -> CorrectionsDrawing:
        """Open the plans that the folder kept and the facts that it saw.

        Raises:
            CompError: it kept none, the workspace has not these facts, or runs are named as paid.
        """
        if order.paid:
            raise CompError("a run of corrections is paid beside others; leave --paid out")
        settings = workspace.company.statements
        corrections = open_corrections(workspace, run, settings.columns)
        letterhead = read_letterhead(workspace.path, settings)
        return cls(order, workspace, run, corrections, letterhead, signing_key(workspace.path))

    @property
    def identity(self) -> str:
        """SHA-256 of the run's manifest, which tells it from every other."""
        return hashlib.sha256(self.run.manifest.to_json().encode()).hexdigest()

    @property
    def public(self) -> str:
        """Nothing is signed."""
        return ""

    @property
    def paid(self) -> tuple[Run, ...]:
        """No run is paid before it."""
        return ()

    def keyed(self, what: str, *parts: str) -> str:
        """A hash of texts that nobody can try out who has not the company's key; blank without one."""
        if self._secret is None:
            return ""
        return hmac.digest(self._secret, canonical([what, *parts]), hashlib.sha256).hex()[:32]

    @cached_property
    def _secret(self) -> bytes | None:
        return None if self.key is None else self.key.secret_for(self.identity.encode())

    def locale_of(self, payee: str) -> str:
        """The locale of a payee's statement."""
        return locale_of(self.order, self.workspace, payee)

    def draw(self, payees: Sequence[str], progress: Progress) -> Iterator[Outcome]:
        """The statements of some payees; nothing is valued."""
        del progress
        for payee in payees:
            try:
                yield self._drawn(payee)
            except MissingLettersError as error:
                yield Refused(payee, f"no statement of {payee}: {error}")

    def _drawn(self, payee: str) -> Drawn:
        wording = Wording.of(self.locale_of(payee))
        with wording.speaking():
            statement = self.corrections.statement(payee, self.workspace.people)
        rows = [row for row in self._rows if row["payee"] == payee]
        return drawn_of(statement, statement_pdf(statement, wording, self.letterhead), rows)

    @cached_property
    def _rows(self) -> list[dict[str, object]]:
        return list(self.run.lines.select("payee", "currency").iter_rows(named=True))
