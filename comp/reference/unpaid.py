"""The facts that have to do with a payee and pay them nothing in a run, each with its reason.

One search over all facts and payees: rows are found once by whom they name and whom they credit, and only
what is left over is asked about. No reason names another payee or tells what is another's (decision 0036).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from comp.language.calendar import Calendar
from comp.language.core import Credit, Kind, Pay, Plan, Program
from comp.reference.credited import Credited
from comp.reference.crediting import credit_facts, credit_row, row_scope
from comp.reference.discretion import Names, own_failures
from comp.reference.facts_index import ALWAYS, FOREVER, Facts, Row
from comp.reference.membership import ASSIGNMENT
from comp.reference.saying import say
from comp.reference.scope import Scope, Sight
from comp.reference.telling import Teller
from comp.reference.valuation import plan_view
from comp.reference.values import Undefined
from comp.reference.why_not import Cause, credited_outside
from comp.reference.wording import called, day_text, listed


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A fact that pays a payee nothing, and the furthest thing on the way that kept it from paying."""

    source: str
    fact: str
    on: date | None
    row: Row = field(compare=False)
    cause: Cause
    reason: str


Days = tuple[date, date]


class UnpaidFacts:
    """Finds them for every payee of a run; `days` are those that it pays under each of its plans."""

    def __init__(
        self, program: Program, facts: Facts, calendar: Calendar, days: Mapping[str, Days], as_of: date
    ) -> None:
        self._program = program
        self._facts = facts
        self._calendar = calendar
        self._as_of = as_of
        self._days = days
        self._plans = [plan for plan in program.plans if plan.name in days]
        self._paid_by = {plan.name: _credits_paid(plan) for plan in self._plans}
        self._tellers: dict[str, Teller] = {}
        assigned = facts.sources.get(ASSIGNMENT)
        self._names = Names({str(row[assigned.key]) for row in facts.rows(ASSIGNMENT)} if assigned else ())
        self._named = self._rows_by_name()
        self._credited = self._credits_by_payee()

    def of(self, payee: str, paid: Collection[tuple[str, str]]) -> list[Unpaid]:
        """A payee's, by day and id; `paid` are the facts, with their sources, of which the run has a line."""
        own = [plan for plan in self._plans if self._is_under(plan, payee)]
        found: dict[tuple[str, str], Row] = {}
        for plan in own:
            first, last = self._days[plan.name]
            for credit in self._paid_by[plan.name]:
                source = self._program.credits[credit].source
                for on, row in self._named.get((payee, source), ()):
                    if first <= on <= last:
                        found[source, self._facts.key(source, row)] = row
                for entry in self._credited.get((payee, credit), ()):
                    if first <= entry.on <= last:
                        found[source, entry.fact] = entry.row
        unpaid = [
            self._asked(payee, own, source, row) for (source, fact), row in found.items()
            if (source, fact) not in paid
        ]  # fmt: skip
        return sorted(unpaid, key=lambda each: (each.on or ALWAYS, each.source, each.fact))

    def about(self, payee: str, fact: str) -> list[Unpaid] | None:
        """Why one fact pays a payee nothing in the run, however it is dated; None where nobody knows it.

        It is blank where no row of the fact names the payee or is credited to them, whoever else's it is, and
        where no plan of theirs pays for such facts.
        """
        own = [plan for plan in self._plans if self._is_under(plan, payee)]
        sources = {self._program.credits[name].source for plan in own for name in self._paid_by[plan.name]}
        known = [
            (source, row)
            for source in sorted({credit.source for credit in self._program.credits.values()})
            for row in self._facts.with_value(source, self._facts.sources[source].key, fact)
        ]
        if not known:
            return None
        theirs = [(s, row) for s, row in known if s in sources and self._is_about(payee, s, row)]
        return [self._asked(payee, own, source, row) for source, row in theirs]

    def _is_about(self, payee: str, source: str, row: Row) -> bool:
        """Whether a row names a payee or is credited to them."""
        columns = [each.name for each in self._facts.sources[source].columns if each.kind is Kind.PAYEE]
        return any(row[column] == payee for column in columns) or any(
            entry.row is row
            for (whose, _), held in self._credited.items()
            if whose == payee
            for entry in held
        )

    def _asked(self, payee: str, own: list[Plan], source: str, row: Row) -> Unpaid:
        """Ask each way from the fact to the payee's plans, and keep the one that led furthest."""
        fact, dated = self._facts.key(source, row), self._facts.sources[source].dated
        order = list(Cause)
        ways = [
            way for plan in own for credit in self._paid_by[plan.name]
            if self._program.credits[credit].source == source
            for way in self._ways(payee, plan, self._program.credits[credit], row)
        ]  # fmt: skip
        cause, reason = max(ways, key=lambda way: order.index(way[0]))
        if self._names.others_in(reason.replace(fact, ""), payee):
            reason = say("{fact} pays nothing here for a reason that lies with others.", fact=fact)
        on = row[dated] if dated else None
        return Unpaid(source, fact, on if isinstance(on, date) else None, row, cause, reason)

    def _ways(self, payee: str, plan: Plan, credit: Credit, row: Row) -> Iterator[tuple[Cause, str]]:
        teller, scope = self._teller(plan), row_scope(self._facts, credit, row, self._as_of)
        words = {"fact": self._facts.key(credit.source, row), "credit": called(credit.name)}
        failed = [] if credit.where is None else own_failures(teller, credit.where, scope, payee)
        if failed:
            text = say("{fact} is not {credit}: {failures}.", failures=listed(failed), **words)
            yield Cause.CONDITION, text
            return
        made = credit_row(credit, row, scope)
        if isinstance(made, Undefined):
            text = say("{fact} cannot be credited as {credit}: {reason}.", reason=made.reason, **words)
            yield Cause.FACT_FAULT, text
            return
        mine = [entry for entry in made if entry.payee == payee]
        if not mine:
            to_whom = (
                say("{payee} has no share of {fact}; its {credit} went to others.", payee=payee, **words)
                if made
                else say("{fact} gives nobody a share of its {credit}.", **words)
            )
            yield Cause.NO_SHARE, to_whom
        for entry in mine:
            yield self._of_credit(teller, credit, entry)

    def _of_credit(self, teller: Teller, credit: Credit, entry: Credited) -> tuple[Cause, str]:
        """Why a payee's credit has no line in the run."""
        plan = teller.view.plan
        words = {"fact": entry.fact, "day": day_text(entry.on)}
        outside = credited_outside(plan, entry, self._as_of)
        if outside is not None:
            return outside
        if not teller.view.members.includes(entry.payee, entry.on):
            return Cause.NOT_A_MEMBER, self._not_under(teller, entry.payee, entry.on)
        failed = _pay_failures(teller, credit, entry)
        if failed is not None:
            text = say(
                "{fact} is credited and has no line in {plan}: {failures}.",
                fact=entry.fact, plan=plan.name, failures=listed(failed),
            )  # fmt: skip
            return Cause.PAY_CONDITION, text
        return Cause.PAYS, say("{fact} is credited on {day}, which is not among the days paid.", **words)

    def _not_under(self, teller: Teller, payee: str, on: date) -> str:
        view = teller.view
        words = {"payee": payee, "day": day_text(on), "plan": view.plan.name}
        if isinstance(self._facts.find(ASSIGNMENT, payee, on, self._as_of), Undefined):
            return say("{payee} has no assignment on {day}, so is not under {plan}.", **words)
        failed = own_failures(teller, view.plan.members, view.members.scope(payee, on), payee)
        return say("{payee} is not under {plan} on {day}: {failures}.", failures=listed(failed), **words)

    def _is_under(self, plan: Plan, payee: str) -> bool:
        """Whether an assignment of the days paid puts the payee under the plan, on its first such day."""
        members, (first, last) = self._teller(plan).view.members, self._days[plan.name]
        assigned = self._facts.sources.get(ASSIGNMENT)
        rows = self._facts.with_value(ASSIGNMENT, assigned.key, payee) if assigned else ()
        spans = (_span(row, assigned.valid_from, assigned.valid_through) for row in rows if assigned)
        return any(
            members.includes(payee, max(first, starts)) for starts, ends in spans
            if starts <= last and first <= ends
        )  # fmt: skip

    def _teller(self, plan: Plan) -> Teller:
        if plan.name not in self._tellers:
            view = plan_view(self._program, plan, self._facts, self._calendar, self._as_of)
            self._tellers[plan.name] = Teller(view)
        return self._tellers[plan.name]

    def _rows_by_name(self) -> dict[tuple[str, str], list[tuple[date, Row]]]:
        """The dated rows of the days paid, by each payee whom they name and their source."""
        found: dict[tuple[str, str], list[tuple[date, Row]]] = {}
        if not self._days:
            return found
        first, last = min(day for day, _ in self._days.values()), max(day for _, day in self._days.values())
        for source in {self._program.credits[each].source for each in self._all_paid()}:
            declared = self._facts.sources[source]
            columns = [column.name for column in declared.columns if column.kind is Kind.PAYEE]
            if declared.dated is None:
                continue
            for row in self._facts.between(source, first, last):
                on = row[declared.dated]
                for payee in {str(row[column]) for column in columns if row[column] is not None}:
                    if isinstance(on, date):
                        found.setdefault((payee, source), []).append((on, row))
        return found

    def _credits_by_payee(self) -> dict[tuple[str, str], list[Credited]]:
        """Who is credited with what, by payee and credit."""
        found: dict[tuple[str, str], list[Credited]] = {}
        clauses = [self._program.credits[name] for name in self._all_paid()]
        for entry in credit_facts(self._facts, clauses, self._as_of).credits:
            found.setdefault((entry.payee, entry.credit), []).append(entry)
        return found

    def _all_paid(self) -> list[str]:
        return sorted({credit for credits in self._paid_by.values() for credit in credits})


def _credits_paid(plan: Plan) -> list[str]:
    """The credits for each of which the plan has lines."""
    return list(dict.fromkeys(pay.each for pay in _pays(plan) if pay.each is not None))


def _pays(plan: Plan) -> list[Pay]:
    return [statement for _, statement in plan.statements() if isinstance(statement, Pay)]


def _pay_failures(teller: Teller, credit: Credit, entry: Credited) -> list[str] | None:
    """Why no pay has a line for a credit; None where one has."""
    view = teller.view
    own = next(each for each in view.own.of(credit.name, entry.payee) if each.of == entry)
    scope = Scope(
        view.facts, Sight(view.as_of), {entry.source: entry.row}, entry.payee, entry.on,
        view.calendar.period_of(entry.on, view.plan.performance), own, view,
    )  # fmt: skip
    failed: list[str] = []
    for pay in _pays(view.plan):
        if pay.each == credit.name:
            texts = [] if pay.where is None else own_failures(teller, pay.where, scope, entry.payee)
            if not texts:
                return None
            failed += [say("{pay}: {failure}", pay=called(pay.name), failure=text) for text in texts]
    return failed


def _span(row: Row, valid_from: str | None, valid_through: str | None) -> Days:
    starts, ends = (row[column] if column else None for column in (valid_from, valid_through))
    return starts if isinstance(starts, date) else ALWAYS, ends if isinstance(ends, date) else FOREVER
