"""What an analysis says: one finding for each question and pay, whatever the answer."""

from __future__ import annotations

from enum import StrEnum

from comp.frozen import frozen
from comp.language import core
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, Label
from comp.language.span import Span


class Verdict(StrEnum):
    """How an answer is known."""

    PROVED = "proved"
    FOUND = "found"  # there is an example that shows it
    NOT_PROVED = "not proved"


@frozen
class Finding:
    """The answer to one question about a pay, a clause, a plan or a source.

    `short` is the answer in a few words, for a table; `text` is a sentence with amounts. A `warning` is shown
    in its place in the plan's text unless the plan accepts it, and then `because` says why.
    """

    code: str
    verdict: Verdict
    short: str
    text: str
    plan: str
    span: Span
    clause: str | None = None
    pay: str | None = None
    is_warning: bool = False
    labels: tuple[Label, ...] = ()
    expected: tuple[str, ...] = ()
    hint: str = ""
    because: str | None = None

    def diagnostic(self) -> Diagnostic:
        """The finding as a warning in the plan's text."""
        title = TITLES[self.code]
        return Diagnostic(
            self.code, "warning", title, self.text, self.span, self.labels, self.expected, self.hint
        )


@frozen
class Place:
    """Which plan, clause and pay a finding is about, and where it is shown."""

    plan: core.Plan
    clause: core.Clause | None
    pay: core.Pay | None
    span: Span

    def proved(self, code: str, short: str, text: str) -> Finding:
        """What is so for every amount."""
        return self._finding(code, Verdict.PROVED, short, text)

    def not_proved(self, code: str, why: str, tried: str = "") -> Finding:
        """What cannot be told, why, and what was tried."""
        text = f"Not proved: {why}." + (f" {tried}" if tried else "")
        return self._finding(code, Verdict.NOT_PROVED, f"not proved: {why}", text)

    def found(
        self,
        code: str,
        short: str,
        text: str,
        *,
        hint: str = "",
        is_warning: bool = True,
        labels: tuple[Label, ...] = (),
        span: Span | None = None,
        expected: tuple[str, ...] = (),
    ) -> Finding:
        """What an example shows."""
        finding = self._finding(code, Verdict.FOUND, short, text)
        return Finding(
            code,
            finding.verdict,
            short,
            text,
            finding.plan,
            span or self.span,
            finding.clause,
            finding.pay,
            is_warning,
            labels,
            expected,
            hint,
        )

    def _finding(self, code: str, verdict: Verdict, short: str, text: str) -> Finding:
        clause = self.clause.name if self.clause is not None else None
        pay = self.pay.name if self.pay is not None else None
        return Finding(code, verdict, short, text, self.plan.name, self.span, clause, pay)
