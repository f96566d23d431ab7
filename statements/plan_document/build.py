"""Makes the document of a plan from its signed text, its lowered form and its examples' results.

Every block that belongs to the plan comes in, whatever its words: a rule is shown as it is written, so
nothing is left out because this module does not know it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from comp.errors import CompError
from comp.language import load_texts, syntax
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.language.parsing import parse_file
from comp.language.span import Span
from comp.reference.explain import sentence
from comp.runs import ExpectationResult, run_example
from statements.plan_document.meanings import credits_of, sources_of, words_of
from statements.plan_document.rule_text import coloured, parts_of, signed_texts
from statements.plan_document.view import (
    AmendmentText,
    ClauseText,
    CodeLine,
    ExampleText,
    Fact,
    PlanDocument,
    TermsText,
)

# The plan's head, as its reader asks for it; any other line of it stands under its own first word.
_LABELS = {
    "effective": "In force",
    "payees": "Who is under this plan",
    "performance period": "Performance period",
    "payout": "Paid out",
    "currency": "Currency",
    "rounding": "Rounding",
    "prorating": "Parts of a period",
    "target incentive": "Target incentive",
    "data": "Records that decide",
    "allow": "Accepted warning",
}


class FailingExampleError(CompError):
    """A plan whose example does not come to what it says is not made into a document."""

    exit_code = 1

    def __init__(self, plan: str, example: str, problem: str) -> None:
        super().__init__(f"no document of {plan}: its example {example!r} fails: {problem}")


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
        """What changes the plan from a day on, the earliest first."""
        found = [each for file in self.files for each in file.amendments if each.plan.text == plan.name]
        return sorted(found, key=lambda each: each.starts_on)

    def alone(self, plan: Plan) -> str:
        """The plan with the sources and the shared clauses that it needs: one text of the same digest.

        Raises:
            UnsignableError: it is not the same plan.
        """
        sources = (source.span for file in self.files for source in file.sources)
        below = (*sources, *(clause.span for clause in self.shared(plan)))
        amended = (span for each in self.amendments(plan) for span in each.spans)
        spans = (*self.block(plan).spans, *amended)
        blocks = ['shared "What the plan rests on"', *(self.text(span) for span in (*below, *spans))]
        text = "\n\n".join(block.rstrip() for block in blocks) + "\n"
        again = load_texts({plan.name: text}).program
        if again is None or [plan.text_digest] != [other.text_digest for other in again.plans]:
            raise UnsignableError(f"the text of {plan.name} alone is not the plan that was checked")
        return text

    def shared(self, plan: Plan) -> list[syntax.ClauseBlock]:
        """The shared clauses that the plan's digest covers: those with a credit, measure or table it uses."""
        credited = (credit.name for credit in credits_of(self.program, plan))
        wanted = {*credited, *plan.measures, *plan.tables}
        clauses = (clause for file in self.files for clause in file.shared_clauses)
        return [clause for clause in clauses if wanted & set(_names(clause))]


def build(plan: Plan, signed: SignedPlans, calendar: Calendar, company: str = "") -> PlanDocument:
    """Build the document of a plan; its examples run on both engines.

    Raises:
        FailingExampleError: an example does not come to what it says.
    """
    block, shared = signed.block(plan), signed.shared(plan)
    _assert_placed(block)
    clauses = [_clause(number, clause, signed) for number, clause in enumerate(block.clauses, 1)]
    used = [_clause(number, clause, signed) for number, clause in enumerate(shared, len(clauses) + 1)]
    first_terms = len(clauses) + len(used) + 1
    return PlanDocument(
        company=company,
        name=plan.name,
        title=plan.title,
        first_day=plan.effective_from,
        last_day=plan.effective_through,
        text_digest=plan.text_digest,
        result_digest=plan.result_digest,
        facts=tuple(_facts(signed.text(block.spans[0]))),
        clauses=tuple(clauses),
        shared=tuple(used),
        amendments=tuple(_amendment(each, signed) for each in signed.amendments(plan)),
        examples=tuple(_example(plan, number, signed, calendar) for number in range(len(plan.examples))),
        terms=tuple(
            TermsText(number, each.title, each.text) for number, each in enumerate(plan.terms, first_terms)
        ),
        sources=sources_of(signed.program, plan),
        source_text=signed.alone(plan),
        words=words_of(" ".join(_rule_words(block, shared, signed))),
    )


def _rule_words(
    block: syntax.PlanBlock, shared: list[syntax.ClauseBlock], signed: SignedPlans
) -> Iterator[str]:
    """The words of the rules, without what stands in quotes: summaries speak plainly."""
    for span in (*block.spans, *(clause.span for clause in shared)):
        for line in coloured(signed.text(span)):
            yield from (piece.text.strip() for piece in line if piece.kind != "text" and piece.text.strip())


def _names(clause: syntax.ClauseBlock) -> Iterator[str]:
    for statement in clause.statements:
        if isinstance(statement, syntax.CreditStatement | syntax.MeasureStatement | syntax.TableStatement):
            yield statement.name.text


def _facts(head: str) -> Iterator[Fact]:
    """The lines of the plan's head, each under what it is about; a broken line's rest belongs to it."""
    for part in parts_of(head):
        if isinstance(part, CodeLine):
            yield _fact(part)


def _fact(line: CodeLine) -> Fact:
    written = "".join(piece.text for piece in line.pieces)
    key = next((key for key in _LABELS if written.startswith(f"{key} ")), "")
    if not key:
        return Fact(line.pieces[0].text.capitalize(), line)
    rest, seen = list(line.pieces), 0
    while seen < len(key) or not rest[0].text.strip():
        seen += len(rest.pop(0).text)
    return Fact(_LABELS[key], replace(line, pieces=tuple(rest)))


def _clause(number: int, clause: syntax.ClauseBlock, signed: SignedPlans) -> ClauseText:
    share = "" if clause.target_share is None else signed.text(clause.target_share.span)
    parts = tuple(parts_of(signed.text(clause.span), without="summary"))
    return ClauseText(number, clause.title, share, clause.summary, parts)


def _assert_placed(block: syntax.PlanBlock) -> None:
    """See that no block of the plan is without a place in the document."""
    placed = {block.spans[0], *(each.span for each in (*block.clauses, *block.examples, *block.terms))}
    if set(block.spans) - placed:
        raise UnsignableError(f"a block of {block.name.text} has no place in its document")


def _amendment(amend: syntax.AmendBlock, signed: SignedPlans) -> AmendmentText:
    titles = {clause.span: clause.title for clause in amend.clauses}
    titles |= {example.span: example.name for example in amend.examples}
    blocks = tuple(
        ExampleText(titles.get(span, ""), tuple(parts_of(signed.text(span)))) for span in amend.spans
    )
    payee = "" if amend.payee is None else amend.payee.text
    return AmendmentText(amend.title, amend.starts_on, payee, blocks)


def _example(plan: Plan, number: int, signed: SignedPlans, calendar: Calendar) -> ExampleText:
    written = signed.block(plan).examples[number]
    result = run_example(signed.program, plan, plan.examples[number], calendar)
    if not result.passed:
        problems = [result.problem, *(one.problem for one in result.expectations)]
        raise FailingExampleError(plan.name, written.name, next(filter(None, problems)))
    notes = [list(_notes(one)) for one in result.expectations]
    return ExampleText(written.name, tuple(parts_of(signed.text(written.span), notes=notes)))


def _notes(result: ExpectationResult) -> Iterator[str]:
    """How an amount comes about, in the second engine's words."""
    yield from (sentence(line) for line in result.lines)
    yield from (f"Before these days: {sentence(line)}" for line in result.lines_before)
    yield from (step.sentence for step in result.steps)
    if not (result.lines or result.lines_before or result.steps):
        yield "No line of the plan comes about."
