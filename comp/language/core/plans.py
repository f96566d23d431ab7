"""Plans with their clauses and examples, and the program that they make together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from comp.frozen import frozen
from comp.language.calendar import Cadence, Calendar
from comp.language.core.expressions import Expr
from comp.language.core.kinds import Node
from comp.language.core.sources import Source
from comp.language.core.statements import Statement
from comp.language.core.tables import Credit, Measure, Table
from comp.language.money import Money, Rounding


@frozen
class Clause(Node):
    """A clause of a plan: what it is called, what it says, and its share of the target incentive."""

    name: str
    title: str
    summary: str = ""
    target_share: Fraction | None = None
    statements: tuple[Statement, ...] = ()
    credits: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


class Expected(StrEnum):
    """What an expectation speaks of."""

    PAY = "pay"
    MEASURE = "measure"
    QUOTA = "quota"


@frozen
class Expectation(Node):
    """What an example expects: lines of one fact, or of a payee, in one state on a day (with `since`: what
    they came to from that day through `on`); or a measure or quota of a payee in a period, or beside a fact.
    """

    amount: Money | None  # None: a number is expected
    pay: str | None  # None: every pay of the plan; the name of the measure or quota where it is one
    fact: str | None
    payee: str | None
    payable: bool  # else earned
    on: date | None  # None: the day after which nothing of the plan is read any more
    since: date | None = None
    period: str | None = None  # the performance period of a measure or quota
    what: Expected = Expected.PAY
    decimals: int = 0  # to how many decimals a number (a percentage: of the percentage) is compared
    percent: bool = False
    number: Fraction | None = None


@frozen
class Example(Node):
    """Given rows, as written (column name to text), and what they must pay."""

    name: str
    given: tuple[tuple[str, tuple[dict[str, str], ...]], ...]
    expectations: tuple[Expectation, ...]


@frozen
class Terms(Node):
    """Legal text around the rules: a title and its words, which the document carries and the hash covers."""

    title: str
    text: str


@frozen
class Allowance(Node):
    """`allow CODE because "…"`: a warning that the plan's authors accept, in a clause or (None) anywhere."""

    code: str
    because: str
    clause: str | None


class Proration(StrEnum):
    """How days are counted where a payee has only a part of a period (decision 0027)."""

    CALENDAR_DAYS = "calendar days"
    WORKING_DAYS = "working days"  # Monday to Friday
    MONTHS_OF_30_DAYS = "30-day months"  # every month has 30 days, a 31st counts as the 30th
    STARTED_MONTHS = "started months"  # a calendar month with at least one day counts whole


@frozen
class Plan(Node):
    """A plan, lowered: every name it uses is in `measures`, `tables` or the program's credits and sources."""

    name: str
    title: str
    effective_from: date
    effective_through: date
    later_facts: bool
    members: Expr  # a condition over Lookup("assignment", ThisPayee, …, BornOn)
    performance: Cadence
    payout: Cadence
    currency: str
    rounding: Rounding
    annual_target: Expr | None
    clauses: tuple[Clause, ...]
    measures: dict[str, Measure]
    tables: dict[str, Table]
    examples: tuple[Example, ...] = ()
    text_digest: str = ""  # SHA-256 of everything that the plan's document says
    result_digest: str = ""  # SHA-256 of what changes results
    weeks_from: date | None = None  # a day on which a period of weeks starts; None: no such periods
    rate_on: date | None = None  # the fixed day of the plan's exchange rates; None: the credit's date
    proration: Proration = Proration.CALENDAR_DAYS
    terms: tuple[Terms, ...] = ()
    allowances: tuple[Allowance, ...] = ()

    def read_on(self, day: date, calendar: Calendar) -> date:
        """As of which day the plan is read: its last close at the latest, where later facts are ignored."""
        if self.later_facts:
            return day
        close = self.calendar(calendar).period_of(self.effective_through, self.performance).last_day
        return min(day, close)

    def calendar(self, company: Calendar) -> Calendar:
        """The company's calendar with the plan's own weeks."""
        return replace(company, weeks_from=self.weeks_from) if self.weeks_from is not None else company

    def statements(self) -> list[tuple[Clause, Statement]]:
        """Every statement of the plan with its clause, in the order of the text."""
        return [(clause, statement) for clause in self.clauses for statement in clause.statements]


@frozen
class Program:
    """Everything a workspace's plan files say, checked and lowered."""

    sources: dict[str, Source]
    credits: dict[str, Credit]
    plans: tuple[Plan, ...]
