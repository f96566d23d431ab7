"""Makes the view model from a payee's rows of a run and what the reference engine says about each.

A row is one line of `lines.parquet` as a mapping; amounts are whole minor units. This module sorts rows
into what the period made, what changed in earlier periods and what could not be calculated; what waits is
read from the values on the run's last day, because a run leaves out lines that it did not move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from comp.language.calendar import Calendar
from comp.language.core import NUMBER_SCALE, Clause, Draw, Kind, Pay, Plan, Program
from comp.language.money import Money
from comp.reference import LineValue
from comp.reference.saying import say, template
from statements.balances import balances
from statements.curves import curves_of
from statements.months import months_of
from statements.view import (
    Adjustment,
    Basis,
    ChangeKind,
    ClauseGroup,
    ClauseNote,
    Figure,
    Held,
    NotCalculated,
    NotPaid,
    PlanSection,
    Statement,
    StatementLine,
    Total,
    YearToDate,
    totals_of,
)

Row: TypeAlias = Mapping[str, Any]

NO_VALUE = template("the line has no value: something it rests on is blank, missing or divided by zero")
"""What a run says of a line without an amount; why it has none may be another payee's business."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What the reference engine says about a line: how it came about, what it read or did not yet, why it
    moved.

    `kind` is None where nothing but the amounts says what happened to it; `until` is what it waits for, and
    `original` its credit in the fact's own currency where that is another than the plan's.
    """

    sentence: str
    figures: tuple[Figure, ...] = ()
    unread: tuple[Figure, ...] = ()
    cause: str = ""
    kind: ChangeKind | None = None
    until: str = ""
    original: Money | None = None


@dataclass(frozen=True, slots=True)
class RunSpan:
    """The period of a run; `first_day_of` holds the plans whose payout period starts earlier."""

    period: str
    first_day: date
    last_day: date
    first_day_of: Mapping[str, date]

    def first_day_for(self, plan: str) -> date:
        """The day from which the run counts for the plan."""
        return self.first_day_of.get(plan, self.first_day)


@dataclass(frozen=True, slots=True)
class Names:
    """What a reader sees instead of ids; read from the workspace when a statement is drawn, never stored."""

    company: str
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said of lines and facts: how a line came about, and what stands beside a fact of a source."""

    explain: Callable[[str], Explained]
    about: Callable[[str, str], tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class _Builder:
    """What every row of one plan is read with."""

    plan: Plan
    program: Program
    calendar: Calendar
    first_day: date
    telling: Telling

    def money(self, row: Row, column: str) -> Money:
        return Money(int(row[column] or 0), str(row["currency"]))

    def unit(self, row: Row) -> str:
        return str(row["performance_period"] if row["fact"] is None else row["fact"])

    def credited(self, row: Row) -> Money | Fraction | None:
        if row["credit"] is None or row["credit_minor"] is None:
            return None
        if self.program.credits[row["credit"]].kind is Kind.NUMBER:
            return Fraction(row["credit_minor"], NUMBER_SCALE)
        return self.money(row, "credit_minor")

    def about(self, pay: str, fact: str | None) -> tuple[str, ...]:
        """What stands beside a fact that a pay was for."""
        sources = (
            self.program.credits[each.each].source
            for _, each in self.plan.statements()
            if isinstance(each, Pay) and each.name == pay and each.each is not None
        )
        source, about = next(sources, None), self.telling.about
        return () if source is None or fact is None or about is None else about(source, fact)

    def line(self, row: Row) -> StatementLine:
        told = self.telling.explain(row["line_id"])
        return StatementLine(
            line_id=row["line_id"],
            pay=row["pay"],
            unit=self.unit(row),
            born_on=row["born_on"],
            performance_period=row["performance_period"],
            credited=self.credited(row),
            earned=self.money(row, "earned_minor"),
            payable=self.money(row, "payable_minor"),
            sentence=told.sentence,
            about=self.about(row["pay"], row["fact"]),
            original=told.original,
        )

    def is_of_this_run(self, row: Row) -> bool:
        """Whether the line is new: born in the run's days, or of a period that closed in them."""
        if row["fact"] is None:
            return self.calendar.parse(row["performance_period"]).last_day >= self.first_day
        return bool(row["born_on"] >= self.first_day)

    def is_moved(self, row: Row) -> bool:
        return bool(row["earned_minor"] or row["payable_minor"])

    def group(self, clause: Clause, rows: Sequence[Row], at_end: Sequence[LineValue]) -> ClauseGroup:
        lines = tuple(self.line(row) for row in rows)
        return ClauseGroup(
            name=clause.name,
            title=clause.title,
            summary=clause.summary,
            lines=lines,
            earned=_sum((line.earned for line in lines), self.plan.currency),
            payable=_sum((line.payable for line in lines), self.plan.currency),
            months=months_of(lines),
            curves=curves_of(self.plan, clause, at_end),
        )

    def adjustment(self, row: Row) -> Adjustment:
        told = self.telling.explain(row["line_id"])
        kind, cause = seen_in_amounts(row)
        return Adjustment(
            line=self.line(row),
            clause=self.title(row["clause"]),
            earned_before=self.money(row, "earned_before_minor"),
            earned_after=self.money(row, "earned_after_minor"),
            cause=told.cause or cause,
            kind=told.kind or kind,
        )

    def held(self, line: LineValue) -> Held:
        waiting = (line.earned_minor or 0) - (line.payable_minor or 0)
        return Held(
            line_id=line.line_id,
            unit=line.fact or line.performance_period,
            born_on=line.born_on,
            clause=self.title(line.clause),
            amount=Money(waiting, line.currency),
            until=self.telling.explain(line.line_id).until,
            about=self.about(line.pay, line.fact),
        )

    def not_calculated(self, row: Row) -> NotCalculated:
        fault = say(NO_VALUE) if row["fault"] == NO_VALUE else row["fault"]
        return NotCalculated(row["line_id"], self.unit(row), self.title(row["clause"]), fault)

    def title(self, clause_name: str) -> str:
        titles = {clause.name: clause.title for clause in self.plan.clauses}
        return titles.get(clause_name, clause_name)

    def figures(self, rows: Iterable[Row]) -> tuple[Figure, ...]:
        """What the lines read, each name once a performance period, as the last line saw it."""
        return _last(each for row in rows for each in self.telling.explain(row["line_id"]).figures)

    def unread(self, rows: Iterable[Row]) -> tuple[Figure, ...]:
        """What the lines count as a constant until the close of its period."""
        return _last(each for row in rows for each in self.telling.explain(row["line_id"]).unread)

    def rules(self) -> tuple[ClauseNote, ...]:
        """The clauses that make no line and act on those of others."""
        return tuple(
            ClauseNote(clause.name, clause.title, clause.summary)
            for clause in self.plan.clauses
            if clause.statements and not any(isinstance(each, Pay | Draw) for each in clause.statements)
        )

    def section(
        self, rows: Sequence[Row], before: Sequence[LineValue], at_end: Sequence[LineValue]
    ) -> PlanSection:
        """Arrange the plan's rows; every row that moves is in exactly one clause group or adjustment."""
        valued = [row for row in rows if row["fault"] is None]
        new = [row for row in valued if self.is_of_this_run(row)]
        changed = [row for row in valued if not self.is_of_this_run(row) and self.is_moved(row)]
        currency = self.plan.currency
        return PlanSection(
            name=self.plan.name,
            title=self.plan.title,
            version=self.plan.text_digest,
            figures=self.figures(new),
            clauses=tuple(
                self.group(clause, mine, at_end)
                for clause in self.plan.clauses
                if (mine := [row for row in new if row["clause"] == clause.name])
            ),
            adjustments=tuple(self.adjustment(row) for row in changed),
            held=tuple(self.held(line) for line in at_end if line.earned_minor != line.payable_minor),
            not_calculated=tuple(self.not_calculated(row) for row in rows if row["fault"] is not None),
            earned=_sum((self.money(row, "earned_minor") for row in valued), currency),
            payable=_sum((self.money(row, "payable_minor") for row in valued), currency),
            balances=balances(self.plan, before, at_end),
            rules=self.rules(),
            unread=self.unread(new),
        )


def build(
    *,
    payee: str,
    rows: Iterable[Row],
    before: Iterable[LineValue],
    at_end: Iterable[LineValue],
    program: Program,
    calendar: Calendar,
    span: RunSpan,
    names: Names,
    telling: Telling,
    basis: Basis,
    years: Callable[[Sequence[Total]], tuple[YearToDate, ...]] | None = None,
    not_paid: tuple[NotPaid, ...] = (),
    paid_on: date | None = None,
) -> Statement:
    """Build a payee's statement; rows and values of others are left out, the rest stands in order of birth.

    `before` and `at_end` are the lines' values before the days paid and at their end; `years` makes the year
    to date beside the totals of this statement, and `paid_on` is the company's pay date.

    Raises:
        ValueError: the parts shown do not add up to the rows, which no input may bring about.
    """
    mine = sorted((row for row in rows if row["payee"] == payee), key=lambda r: (r["born_on"], r["line_id"]))
    was, now = _by_plan(before, payee), _by_plan(at_end, payee)
    sections: list[PlanSection] = []
    for plan in program.plans:
        moved = [row for row in mine if row["plan"] == plan.name]
        valued = now.get(plan.name, [])
        if moved or any(value.earned_minor != value.payable_minor for value in valued):
            builder = _Builder(plan, program, calendar, span.first_day_for(plan.name), telling)
            sections.append(builder.section(moved, was.get(plan.name, []), valued))
    for section in sections:
        _assert_adds_up(section)
    totals = totals_of(sections)
    return Statement(
        company=names.company,
        payee=payee,
        display_name=names.people.get(payee) or payee,
        period=span.period,
        first_day=span.first_day,
        last_day=span.last_day,
        sections=tuple(sections),
        totals=totals,
        basis=basis,
        years=() if years is None else years(totals),
        not_paid=not_paid,
        paid_on=paid_on,
    )


def _by_plan(values: Iterable[LineValue], payee: str) -> dict[str, list[LineValue]]:
    """The payee's lines of each plan in order of birth."""
    found: dict[str, list[LineValue]] = {}
    for value in sorted(values, key=lambda v: (v.born_on, v.line_id)):
        if value.payee == payee:
            found.setdefault(value.plan, []).append(value)
    return found


def _last(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The last figure of each name and performance period, by period."""
    found = {(each.until, each.name): each for each in figures}
    return tuple(found[key] for key in sorted(found, key=lambda key: key[0]))


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    total = 0
    for amount in amounts:
        if amount.currency != currency:
            raise ValueError(f"{amount} stands in a plan that pays {currency}")
        total += amount.minor
    return Money(total, currency)


def _assert_adds_up(section: PlanSection) -> None:
    earned = sum(group.earned.minor for group in section.clauses) + section.adjusted.minor
    payable = sum(group.payable.minor for group in section.clauses) + section.adjusted_payable.minor
    if (earned, payable) != (section.earned.minor, section.payable.minor):
        raise ValueError(f"the lines shown for {section.name} do not add up to its total")


def seen_in_amounts(row: Row) -> tuple[ChangeKind, str]:
    """What can be seen from a row's amounts alone, where no explanation says more."""
    if row["earned_minor"] == 0:
        return ChangeKind.RELEASED, say("It was earned before and is payable now.")
    if row["earned_after_minor"] == 0 and row["payable_before_minor"] == 0:
        return ChangeKind.LOST, say("It was held and its release was not reached.")
    return ChangeKind.OTHER, say("A fact that this line rests on has changed or became known since.")
