"""Checked plans with their text as it is signed, and what of a workspace's files belongs to one of them.

A plan's digest is of its text without comments; here is seen to it that what is shown has that digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comp.language import load_texts, syntax
from comp.language.core import Plan, Program
from comp.language.parsing import parse_file
from comp.language.span import Span
from statements.plan_document.meanings import credits_of
from statements.plan_document.rule_text import signed_texts


class UnsignableError(ValueError):
    """The document would not say what the plan says; no input may bring this about."""


@dataclass(frozen=True, slots=True)
class SignedPlans:
    """Checked plans, and their text as it is signed: without comments, in one layout."""

    program: Program
    texts: Mapping[str, str]
    files: tuple[syntax.File, ...]

    @classmethod
    def of(cls, program: Program, texts: Mapping[str, str]) -> SignedPlans:
        """Take the files that a program was loaded from.

        Raises:
            UnsignableError: without its comments a plan would have another digest.
        """
        bare = signed_texts(texts)
        again = load_texts(bare).program
        digests = {plan.name: plan.text_digest for plan in again.plans} if again is not None else {}
        for plan in program.plans:
            if digests.get(plan.name) != plan.text_digest:
                raise UnsignableError(f"without its comments {plan.name} is not the plan that was checked")
        return cls(program, bare, tuple(parse_file(name, text)[0] for name, text in bare.items()))

    def text(self, span: Span) -> str:
        """What stands in a stretch of a file."""
        return self.texts[span.file][span.start : span.end]

    def block(self, plan: Plan) -> syntax.PlanBlock:
        """The plan as it is written."""
        return next(block for file in self.files for block in file.plans if block.name.text == plan.name)

    def amendments(self, plan: Plan) -> list[syntax.AmendBlock]:
        """What changes the plan from a day on, in the order of the files."""
        return [each for file in self.files for each in file.amendments if each.plan.text == plan.name]

    def alone(self, plan: Plan) -> str:
        """The plan with the sources and the shared clauses that it needs: one text of the same digest.

        Raises:
            UnsignableError: it is not the same plan.
        """
        text = self._text_of(plan, self.amendments(plan))
        again = load_texts({plan.name: text}).program
        if again is None or [plan.text_digest] != [other.text_digest for other in again.plans]:
            raise UnsignableError(f"the text of {plan.name} alone is not the plan that was checked")
        return text

    def with_only(self, plan: Plan, amendments: Sequence[syntax.AmendBlock]) -> Program | None:
        """The plan without its other amendments, by itself; None where it needs one of them."""
        return load_texts({plan.name: self._text_of(plan, amendments)}).program

    def _text_of(self, plan: Plan, amendments: Sequence[syntax.AmendBlock]) -> str:
        sources = (source.span for file in self.files for source in file.sources)
        below = (*sources, *(clause.span for clause in self.shared(plan)))
        amended = (span for each in amendments for span in each.spans)
        spans = (*below, *self.block(plan).spans, *amended)
        blocks = ['shared "What the plan rests on"', *(self.text(span) for span in spans)]
        return "\n\n".join(block.rstrip() for block in blocks) + "\n"

    def shared(self, plan: Plan) -> list[syntax.ClauseBlock]:
        """The shared clauses that the plan's digest covers: those with a credit, measure or table it uses."""
        credited = (credit.name for credit in credits_of(self.program, plan))
        wanted = {*credited, *plan.measures, *plan.tables}
        clauses = (clause for file in self.files for clause in file.shared_clauses)
        return [clause for clause in clauses if wanted & set(_names(clause))]


def _names(clause: syntax.ClauseBlock) -> Iterator[str]:
    for statement in clause.statements:
        if isinstance(statement, syntax.CreditStatement | syntax.MeasureStatement | syntax.TableStatement):
            yield statement.name.text
