"""Makes the document of a plan from its signed text, its lowered form and its examples' results.

Every block that belongs to the plan comes in, whatever its words: a rule is shown as it is written, so
nothing is left out because this module does not know it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from comp.errors import CompError
from comp.language import syntax
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.language.span import Span
from comp.reference.explain import sentence
from comp.runs import ExampleResult, ExpectationResult, run_example
from statements.plan_document.meanings import sources_of, words_of
from statements.plan_document.rule_text import coloured, parts_of
from statements.plan_document.signed_plans import SignedPlans, UnsignableError
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

_Notes: TypeAlias = dict[Span, list[list[str]]]
"""For each example, and each of its expectations, the sentences that explain it."""


class FailingExampleError(CompError):
    """A plan whose example does not come to what it says is not made into a document."""

    exit_code = 1

    def __init__(self, plan: str, example: str, problem: str) -> None:
        super().__init__(f"no document of {plan}: its example {example!r} fails: {problem}")


def build(
    plan: Plan, signed: SignedPlans, calendar: Calendar, company: str = "", payee: str | None = None
) -> PlanDocument:
    """Build the document of a plan; its examples run on both engines.

    A side letter is for the eyes of one payee: only that of `payee` is shown, others are counted. Then the
    document has no source text, for that would hold them.

    Raises:
        FailingExampleError: an example does not come to what it says.
    """
    block, shared = signed.block(plan), signed.shared(plan)
    _assert_placed(block)
    clauses = [_clause(number, clause, signed) for number, clause in enumerate(block.clauses, 1)]
    used = [_clause(number, clause, signed) for number, clause in enumerate(shared, len(clauses) + 1)]
    first_terms = len(clauses) + len(used) + 1
    amendments = [each for each in signed.amendments(plan) if each.payee is None or each.payee.text == payee]
    withheld = len(signed.amendments(plan)) - len(amendments)
    notes = _notes_by_example(plan, amendments, signed, calendar)
    spans = [
        *block.spans,
        *(each.span for each in shared),
        *(span for each in amendments for span in each.spans),
    ]
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
        amendments=tuple(_amendment(each, notes, signed) for each in _by_day(amendments)),
        withheld=withheld,
        examples=tuple(_example(each, notes, signed) for each in block.examples),
        terms=tuple(
            TermsText(number, each.title, each.text) for number, each in enumerate(plan.terms, first_terms)
        ),
        sources=sources_of(signed.program, plan),
        words=words_of(" ".join(_rule_words(spans, signed))),
        source_text="" if withheld else signed.alone(plan),
    )


def _by_day(amendments: Sequence[syntax.AmendBlock]) -> list[syntax.AmendBlock]:
    return sorted(amendments, key=lambda each: each.starts_on)


def _rule_words(spans: Sequence[Span], signed: SignedPlans) -> Iterator[str]:
    """The words of the rules, without what stands in quotes: summaries speak plainly."""
    for span in spans:
        for line in coloured(signed.text(span)):
            yield from (piece.text.strip() for piece in line if piece.kind != "text" and piece.text.strip())


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


def _amendment(amend: syntax.AmendBlock, notes: _Notes, signed: SignedPlans) -> AmendmentText:
    """An amendment's own lines, then the blocks below it."""
    titles = {clause.span: clause.title for clause in amend.clauses}
    titles |= {example.span: example.name for example in amend.examples}
    blocks = tuple(
        ExampleText(titles.get(span, ""), tuple(parts_of(signed.text(span), notes=notes.get(span, ()))))
        for span in amend.spans
    )
    payee = "" if amend.payee is None else amend.payee.text
    return AmendmentText(amend.title, amend.starts_on, payee, blocks)


def _example(example: syntax.ExampleBlock, notes: _Notes, signed: SignedPlans) -> ExampleText:
    return ExampleText(
        example.name, tuple(parts_of(signed.text(example.span), notes=notes.get(example.span, ())))
    )


def _notes_by_example(
    plan: Plan, amendments: Sequence[syntax.AmendBlock], signed: SignedPlans, calendar: Calendar
) -> _Notes:
    """How each expectation of each example comes about, where only these amendments may be spoken of."""
    everything = signed.amendments(plan)
    results = _results(plan, signed.program, calendar)
    for result in results:
        if not result.passed:
            problems = [result.problem, *(one.problem for one in result.expectations)]
            raise FailingExampleError(plan.name, result.example, next(filter(None, problems)))
    if len(amendments) < len(everything):
        program = signed.with_only(plan, amendments)
        results = [] if program is None else _results(program.plans[0], program, calendar)
    below = (example for each in amendments for example in each.examples)
    return {
        written.span: [list(_notes(one)) for one in result.expectations] if result.passed else []
        for written, result in zip((*signed.block(plan).examples, *below), results, strict=False)
    }


def _results(plan: Plan, program: Program, calendar: Calendar) -> list[ExampleResult]:
    return [run_example(program, plan, example, calendar) for example in plan.examples]


def _notes(result: ExpectationResult) -> Iterator[str]:
    """How an amount comes about, in the second engine's words."""
    yield from (sentence(line) for line in result.lines)
    yield from (f"Before these days: {sentence(line)}" for line in result.lines_before)
    yield from (step.sentence for step in result.steps)
    if not (result.lines or result.lines_before or result.steps):
        yield "No line of the plan comes about."
