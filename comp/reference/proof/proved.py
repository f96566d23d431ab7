"""A line's proof as a result: the nodes of its amounts and of its birth, compared with the line itself."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from comp.errors import CompError
from comp.reference.lines import Line, Valued, line_scope, payable_minor
from comp.reference.measures import PlanView
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.lines import LineProofError, prove_standing
from comp.reference.proof.member_days import prove_birth
from comp.reference.proof.prover import Prover
from comp.reference.proof.standing import struck_money
from comp.reference.values import Amount, Undefined


@dataclass(frozen=True, slots=True)
class ProvedLine:
    """The nodes of what a line has earned and of what is payable, in whole minor units, and of its birth.

    Both amounts are None where the line is a fault. `born` is its day, None only where nothing valued it.
    """

    earned: Ref | None
    payable: Ref | None
    born: Ref | None


class LineProofs:
    """Proves the lines of one plan at one day; what is alike for many lines of a book is proved once."""

    def __init__(self, view: PlanView) -> None:
        self._view = view
        self._prover: Prover | None = None

    def prove(self, valued: Valued, book: Book) -> ProvedLine:
        """Write the proof of a line into the book of its payee's statement.

        Raises:
            LineProofError: the steps come to another amount, or another day of birth, than the line's.
            CompError: the book is another payee's, or of other facts.
        """
        _require(self._view, valued, book)
        if self._prover is None or self._prover.book is not book:
            self._prover = Prover(self._view, book)
        born = _born(self._prover, valued.line)
        if isinstance(valued.state.value, Undefined):
            return ProvedLine(None, None, born)
        return _proved(self._prover, valued, born)


def _born(proves: Prover, line: Line) -> Ref:
    """The day of a line's birth; the period that holds it is shown beside it."""
    period = line.period
    proves.book.show_period(period.name, period.starts_on, period.last_day)
    ref = prove_birth(proves, line_scope(proves.view, line))
    if proves.book.value(ref) != line.born_on:
        raise LineProofError(line.line_id, "the day of its birth", proves.book.value(ref), line.born_on)
    return ref


def _proved(proves: Prover, valued: Valued, born: Ref) -> ProvedLine:
    """What a line has earned, and what of it is payable: its earned amount times what is released."""
    book, standing = proves.book, prove_standing(proves, valued)
    earned = payable = struck_money(proves, standing.value)
    if standing.released != book.one():
        payable = struck_money(proves, book.multiply(earned, standing.released))
        payable = book.named(payable, "what of it is payable so far")
    _require_value(proves, valued, "earned", earned, valued.state.value)
    _require_value(proves, valued, "payable", payable, payable_minor(proves.view, valued.state))
    return ProvedLine(earned, payable, born)


def _require_value(
    proves: Prover, valued: Valued, what: str, ref: Ref, minor: Fraction | int | Undefined | None
) -> None:
    """A third check, beside the two engines: the proof's own arithmetic comes to the line's amount."""
    proved = proves.book.value(ref)
    if not isinstance(proved, Amount) or proved.currency != proves.view.currency or proved.minor != minor:
        raise LineProofError(valued.line.line_id, what, proved, minor)


def _require(view: PlanView, valued: Valued, book: Book) -> None:
    """A book shows its reader nobody else's pay, and its rows are those of one index of the facts."""
    if valued.line.payee != book.payee:
        raise CompError(
            f"{valued.line.line_id} is not a line of {book.payee}, whose proof was asked for; "
            "ask for the proof of each payee's lines in a book of their own"
        )
    if view.facts is not book.facts:
        raise CompError(
            f"{valued.line.line_id} was valued from another index of the facts than the proof's; "
            "give the same Facts to the valuation and to the book"
        )
