"""Proves a statement: every line's amounts before and after, and every figure that the page makes of them.

The nodes are the second engine's; this module adds up what the page adds up, by nodes of the same book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from comp.language.money import Money
from comp.proofs import ProofLine, prove_line
from comp.reference import LineValue
from comp.reference.proof.book import Book, Ref
from comp.reference.values import Amount
from statements.build import Row
from statements.pieces import ProvedFigure
from statements.view import PlanSection, Statement, StatementLine


@dataclass(slots=True)
class StatementProof:
    """The lines of a statement with their nodes, and its figures by the names that the page gives them."""

    book: Book
    lines: list[ProofLine] = field(default_factory=list[ProofLine])
    figures: dict[str, ProvedFigure] = field(default_factory=dict[str, ProvedFigure])


def prove_statement(
    statement: Statement,
    book: Book,
    rows: Sequence[Row],
    before: Mapping[str, LineValue],
    after: Mapping[str, LineValue],
) -> StatementProof:
    """Prove what a statement shows; `before` and `after` are the second engine's at the run's two days."""
    proof = StatementProof(book)
    listed = {row["line_id"]: row for row in rows}
    sentences = {line.line_id: line.sentence for line in _shown_lines(statement)}
    held = (each.line_id for section in statement.sections for each in section.held)
    for line_id in sorted({*listed, *held}):
        was, now = before.get(line_id), after.get(line_id)
        if was is not None or now is not None:
            sentence = sentences.get(line_id, "")
            proof.lines.append(prove_line(book, was, now, sentence, listed=line_id in listed))
    _figures(statement, proof)
    return proof


def _shown_lines(statement: Statement) -> Iterable[StatementLine]:
    for section in statement.sections:
        for group in section.clauses:
            yield from group.lines
        yield from (each.line for each in section.adjustments)


def _figures(statement: Statement, proof: StatementProof) -> None:
    """The nodes of every amount that the page shows, by the name that the page gives it."""
    page = _Page(proof)
    for line in proof.lines:
        page.line(line)
    for section in statement.sections:
        page.section(section)
    for total in statement.totals:
        currency = total.earned.currency
        same = [each for each in statement.sections if each.earned.currency == currency]
        for what, shown in (("earned", total.earned), ("payable", total.payable), ("held", total.held)):
            refs = [page.node(f"{each.name} {what}") for each in same]
            page.total(f"total {what} {currency}", f"{what} in all", refs, shown)


class _Page:
    """The figures of a page while they are proved."""

    def __init__(self, proof: StatementProof) -> None:
        self._proof = proof
        self._book = proof.book

    def node(self, name: str) -> Ref:
        """The node of a figure."""
        return self._proof.figures[name].node

    def line(self, line: ProofLine) -> None:
        """What a line adds, what it came to before, and what of it waits."""
        earned = self._change(line.earned, line.currency)
        payable = self._change(line.payable, line.currency)
        self._put(f"{line.line_id} earned", earned, f"line {line.line_id}, earned")
        self._put(f"{line.line_id} payable", payable, f"line {line.line_id}, payable")
        before = self._or_nothing(line.earned[0], line.currency)
        self._put(f"{line.line_id} before", before, f"line {line.line_id}, earned before")
        waits = self._book.subtract(
            self._or_nothing(line.earned[1], line.currency), self._or_nothing(line.payable[1], line.currency)
        )
        self._put(f"{line.line_id} held", waits, f"line {line.line_id}, held")

    def section(self, section: PlanSection) -> None:
        """The sums of a plan's clauses, of its changes, of what waits, and of all its lines."""
        name = section.name
        for what in ("earned", "payable"):
            sums: list[Ref] = []
            for group in section.clauses:
                refs = [self.node(f"{line.line_id} {what}") for line in group.lines]
                shown = group.earned if what == "earned" else group.payable
                sums.append(
                    self.total(f"{name}/{group.name} {what}", f"clause {group.name}, {what}", refs, shown)
                )
            refs = [self.node(f"{each.line.line_id} {what}") for each in section.adjustments]
            shown = section.adjusted if what == "earned" else section.adjusted_payable
            sums.append(
                self.total(f"{name} adjusted {what}", f"changes to earlier periods, {what}", refs, shown)
            )
            shown = section.earned if what == "earned" else section.payable
            self.total(f"{name} {what}", f"plan {name}, {what}", sums, shown)
        refs = [self.node(f"{each.line_id} held") for each in section.held]
        self.total(f"{name} held", f"plan {name}, held", refs, section.held_total)

    def total(self, name: str, of: str, refs: Sequence[Ref], shown: Money) -> Ref:
        """A sum that the page shows.

        Raises:
            ValueError: it is not what the page shows, which no input may bring about.
        """
        ref = self._book.total(refs, shown.currency)
        if self._book.value(ref) != Amount(Fraction(shown.minor), shown.currency):
            raise ValueError(f"{of}: the proof gives {self._book.value(ref)}, the page {shown}")
        self._put(name, ref, of)
        return ref

    def _put(self, name: str, ref: Ref, of: str) -> None:
        self._proof.figures[name] = ProvedFigure(ref, of, "money")

    def _change(self, refs: tuple[Ref | None, Ref | None], currency: str) -> Ref:
        """What a run adds: the value after less that before."""
        before, after = refs
        if before is None:
            return self._or_nothing(after, currency)
        return self._book.subtract(self._or_nothing(after, currency), before)

    def _or_nothing(self, ref: Ref | None, currency: str) -> Ref:
        return self._book.start(currency) if ref is None else ref
