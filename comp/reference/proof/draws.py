"""The proof of guarantees and draws: one chain from period to period, which carries what is owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comp.language.core import Clause, Comparison, Draw, RecoveredFrom, Recovery
from comp.language.span import Span
from comp.reference.draws import drawn_lines
from comp.reference.ledger import Ledger
from comp.reference.lines import Drawn, Line, Move, line_scope
from comp.reference.proof.book import Ref
from comp.reference.proof.bounds import above
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import Standing, every, given_that, struck_money, undefined_one
from comp.reference.scope import Scope


def drawn(proves: Proves, line: Line, move: Move, effect: Drawn) -> Standing:
    """What a draw advances in a period, less what it takes back."""
    memo, draw = proves.book.memo, effect.statement
    key = ("draw", proves.view.plan.name, proves.view.as_of, id(draw))
    if (*key, line.line_id) not in memo:
        for line_id, value in _chain(proves, move.clause, draw, line.payee, above(move)):
            memo[*key, line_id] = value
    return Standing(memo[*key, line.line_id], proves.book.one(), struck=True)


def _chain(
    proves: Proves, clause: Clause, draw: Draw, payee: str, ledger: Ledger
) -> Iterator[tuple[str, Ref]]:
    """The value of each of a payee's lines of a draw, period by period."""
    owed = proves.book.start(proves.view.currency)
    for each in drawn_lines(proves.view, clause, draw, payee, ledger):
        match each.moves[0].effect:
            case Drawn() as effect:
                value, owed = _Period(proves, draw, each.line, ledger, effect).value(owed)
                yield each.line.line_id, value
            case _:
                raise TypeError(f"{each.line.line_id} is no line of a draw")


@dataclass(frozen=True, slots=True)
class _Period:
    """One period of a draw."""

    proves: Proves
    draw: Draw
    line: Line
    ledger: Ledger
    effect: Drawn

    def value(self, owed: Ref) -> tuple[Ref, Ref]:
        """The line's value, and what is owed after it."""
        book, recovery = self.proves.book, self.draw.recovery
        pays, limit = self._pays(), self._limit()
        unknown = undefined_one(book, [owed, pays, limit])
        if unknown is not None:
            return unknown, owed if recovery is None else unknown
        shortfall = self._shortfall(pays, limit)
        advance = limit if self.draw.whole else shortfall
        if recovery is None:
            return advance, owed
        debt = book.add(owed, advance)
        taken = self._taken(recovery, pays, limit, debt)
        if undefined_one(book, [taken]) is not None:
            return taken, taken
        if self.effect.advance and not self.draw.whole:
            # A month that was just brought up to the draw is not brought down again.
            advanced = book.compared(Comparison.ABOVE, shortfall, self._nothing)
            taken = given_that(book, [advanced], self._nothing)
        return self._settled(recovery, book.subtract(advance, taken), book.subtract(debt, taken))

    @property
    def _nothing(self) -> Ref:
        return self.proves.book.start(self.proves.view.currency)

    @property
    def _scope(self) -> Scope:
        return line_scope(self.proves.view, self.line, self.ledger)

    def _pays(self) -> Ref:
        """What the named pays come to in the line's period."""
        lines = self.ledger.payees_lines(self.draw.against, self.line.payee)
        here = [each for each in lines if each.line.period == self.line.period]
        struck = [struck_money(self.proves, self.proves.line(each)) for each in here]
        return self.proves.book.total(struck, self.proves.view.currency)

    def _limit(self) -> Ref:
        """The amount that pays are brought up to; nothing where the draw's condition is not true."""
        proves, book = self.proves, self.proves.book
        condition = None if self.draw.where is None else proves.expression(self.draw.where, self._scope)
        if condition is not None and book.value(condition) is not True:
            return book.chosen(condition, self._nothing)
        limit = struck_money(proves, proves.expression(self.draw.at, self._scope))
        return limit if condition is None else book.chosen(condition, limit)

    def _shortfall(self, pays: Ref, limit: Ref) -> Ref:
        book = self.proves.book
        missing = book.extreme([self._nothing, book.subtract(limit, pays)], largest=True)
        return missing if self.effect.applies else limit  # no draw: nothing, whatever the pays come to

    def _taken(self, recovery: Recovery, pays: Ref, limit: Ref, debt: Ref) -> Ref:
        """What of the debt is taken back, before a shortfall forbids it."""
        book, proves = self.proves.book, self.proves
        within = list(self._within(recovery))
        if any(book.value(one) is not True for one in within):
            return book.chosen(every(book, within), self._nothing)
        above = book.subtract(pays, limit) if recovery.of is RecoveredFrom.EXCESS else pays
        base = book.extreme([self._nothing, above], largest=True)
        share = proves.expression(recovery.share, self._scope)
        bounds = [debt, struck_money(proves, book.multiply(share, base))]
        if recovery.most is not None:
            bounds.append(struck_money(proves, proves.expression(recovery.most, self._scope)))
        return given_that(book, within, book.extreme(bounds, largest=False))

    def _within(self, recovery: Recovery) -> Iterator[Ref]:
        """Whether the period's last day lies within the days of recovery."""
        book, period = self.proves.book, self.line.period
        for bound, comparison in (
            (recovery.starts_on, Comparison.AT_LEAST),
            (recovery.ends_on, Comparison.AT_MOST),
        ):
            if bound is not None:
                close = book.period_edge(period.name, period.starts_on, period.last_day, last=True)
                yield book.compared(comparison, close, self._day(bound, recovery.span))

    def _day(self, on: date, span: Span) -> Ref:
        """A day of the line that says how the debt is recovered."""
        text = self.proves.book.texts.get(span.file, "")
        at = text.find(on.isoformat(), span.start, span.end)
        if at >= 0:
            column = span.column + at - span.start
            span = Span(span.file, at, at + len(on.isoformat()), span.line, column)
        return self.proves.book.constant(on, span, "a day from or through which a draw is recovered")

    def _settled(self, recovery: Recovery, value: Ref, left: Ref) -> tuple[Ref, Ref]:
        """The line and the debt where this is the payee's last period: what is left is forgiven or due."""
        if not self.effect.settled:
            return value, left
        due = value if recovery.forgiven else self.proves.book.subtract(value, left)
        return due, self._nothing
