"""Makes the summary of a run from the statements of its payees, and holds it against the run's own totals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comp.errors import CompError
from statements.summary.amounts import Piece, grouped, pieces_of, totals_of
from statements.summary.attained import attainment_of, distribution_of
from statements.summary.checks import checks_of
from statements.summary.paid_apart import paid_apart
from statements.summary.reports import Reports
from statements.summary.sides import Side
from statements.summary.signs import Compared, changes_of, unusual_of
from statements.summary.view import (
    By,
    Fault,
    Limits,
    Part,
    PayeeRow,
    Summary,
    SummaryBasis,
    Totals,
)


class SummaryRefusedError(CompError):
    """The summary does not tie to the run, so there is none."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is in a summary, and how they belong together; `manager` is blank for the whole company."""

    manager: str
    payees: tuple[str, ...]
    reports: Reports
    legal_entity: Callable[[str, date], str]
    shows_teams: bool = True
    currency: str = ""  # the company's own: it stands first, the others by code

    def place(self, currency: str) -> tuple[bool, str]:
        """Where amounts of a currency stand."""
        return currency != self.currency, currency


def summarize(now: Side, last: Side | None, scope: Scope, limits: Limits) -> Summary:
    """Make the summary.

    Raises:
        SummaryRefusedError: it does not add up to the run's lines, or for the company to its manifest.
    """
    pieces = _pieces(now)
    then = None if last is None else _pieces(last)
    rows = _rows(now, last, scope, pieces, then)
    apart = paid_apart(now, last)
    told = now.run.manifest
    made = Summary(
        company=told.company,
        manager=scope.manager,
        period=told.period,
        first_day=now.inputs.period.starts_on,
        last_day=now.inputs.period.last_day,
        last_period="" if last is None else last.run.manifest.period,
        statements=sum(payee in now.rows for payee in scope.payees),
        totals=tuple(totals_of(pieces, then, currency) for currency in _currencies(pieces, then, scope)),
        rows=rows,
        breakdowns=_breakdowns(pieces, then, scope),
        distribution=distribution_of(now, last, scope.payees),
        changes=changes_of(rows, pieces, then, scope.place, {} if last is None else last.capped),
        unusual=unusual_of(rows, Compared(now, last, pieces, then or (), apart, scope.place), limits),
        faults=_faults(now, scope),
        checks=tuple(checks_of(now, pieces, whole=not scope.manager)),
        limits=limits,
        basis=_basis(now, last),
        paid_only_now=_titles(now, apart.now),
        paid_only_last=() if last is None else _titles(last, apart.last),
    )
    for check in made.checks:
        if check.expected != check.found:
            raise SummaryRefusedError(
                f"no summary: {check.what}: {check.found} where {check.expected} was expected; "
                "run the period again"
            )
    return made


def _pieces(side: Side) -> list[Piece]:
    return [piece for _, statement in sorted(side.statements.items()) for piece in pieces_of(statement)]


def _titles(side: Side, plans: Collection[str]) -> tuple[str, ...]:
    return tuple(told.title for told in side.run.manifest.plans if told.plan in plans)


def _currencies(pieces: Iterable[Piece], then: Iterable[Piece] | None, scope: Scope) -> list[str]:
    return sorted({piece.currency for piece in [*pieces, *(then or ())]}, key=scope.place)


def _rows(
    now: Side, last: Side | None, scope: Scope, pieces: Sequence[Piece], then: Sequence[Piece] | None
) -> tuple[PayeeRow, ...]:
    """A row for each payee and currency: by team from the top, and within one the highest pay first."""
    order = {team: place for place, team in enumerate(scope.reports.teams(scope.manager))}
    by_now = grouped(pieces, lambda piece: piece.payee)
    by_then = grouped(then or (), lambda piece: piece.payee)
    places = sorted({*by_now, *by_then, *_without_amounts(now, by_now, by_then)})
    rows = [_row(now, last, scope, payee, currency, by_now, by_then) for payee, currency in places]

    def place(row: PayeeRow) -> tuple[int, str, tuple[bool, str], int, str]:
        known = order.get(row.team, len(order))
        return known, row.team, scope.place(row.totals.payable.currency), -row.totals.payable.minor, row.payee

    return tuple(sorted(rows, key=place))


def _without_amounts(now: Side, *known: Mapping[tuple[str, str], object]) -> list[tuple[str, str]]:
    """Payees of the run whose lines are all faults, so that no statement has an amount of theirs."""
    having = {payee for each in known for payee, _ in each}
    return [
        (payee, str(rows[0]["currency"]))
        for payee, rows in now.rows.items()
        if payee not in having and rows
    ]  # fmt: skip


_Grouped = Mapping[tuple[str, str], Sequence[Piece]]


def _row(  # noqa: PLR0917 - both sides and what they are grouped by
    now: Side, last: Side | None, scope: Scope, payee: str, currency: str, by_now: _Grouped, by_then: _Grouped
) -> PayeeRow:
    mine, before = by_now.get((payee, currency), ()), by_then.get((payee, currency), ())
    plans = dict.fromkeys(piece.plan_title for piece in mine or before)
    return PayeeRow(
        payee=payee,
        team=scope.reports.manager_of.get(payee, ""),
        plans=tuple(plans),
        totals=totals_of(mine, None if last is None else before, currency),
        last_lines=None if last is None else sum(piece.lines for piece in before),
        attainment=attainment_of(now, payee),
        last_attainment=None if last is None else attainment_of(last, payee),
        has_left=payee in scope.reports.left,
    )


def _breakdowns(
    pieces: Sequence[Piece], then: Sequence[Piece] | None, scope: Scope
) -> dict[By, tuple[Part, ...]]:
    def team(piece: Piece) -> str:
        return scope.reports.manager_of.get(piece.payee, "")

    def entity(piece: Piece) -> str:
        return scope.legal_entity(piece.payee, piece.born_on)

    titles = {piece.plan: piece.plan_title for piece in [*(then or ()), *pieces]}
    found = {
        By.PLAN: _parts(pieces, then, lambda piece: piece.plan, titles, scope),
        By.COMPONENT: _components(pieces, then, titles),
        By.LEGAL_ENTITY: _parts(pieces, then, entity, {}, scope),
    }
    if scope.shows_teams:
        found[By.TEAM] = _in_order(_parts(pieces, then, team, {}, scope), scope.reports.teams(scope.manager))
    return found


def _parts(
    pieces: Sequence[Piece],
    then: Sequence[Piece] | None,
    key: Callable[[Piece], str],
    names: Mapping[str, str],
    scope: Scope,
) -> tuple[Part, ...]:
    ours, theirs = grouped(pieces, key), grouped(then or (), key)
    return tuple(
        Part(names.get(name, name), "", _part_totals(ours, theirs, (name, currency), then))
        for name, currency in sorted({*ours, *theirs}, key=lambda each: (each[0], scope.place(each[1])))
    )


def _components(
    pieces: Sequence[Piece], then: Sequence[Piece] | None, titles: Mapping[str, str]
) -> tuple[Part, ...]:
    """Clauses under their plans, each plan's in the order in which statements first show them."""
    found: list[Part] = []
    for plan in sorted({piece.plan for piece in [*pieces, *(then or ())]}):
        ours = grouped((piece for piece in pieces if piece.plan == plan), lambda piece: piece.component)
        theirs = grouped((piece for piece in then or () if piece.plan == plan), lambda each: each.component)
        found.extend(
            Part(key[0], titles[plan], _part_totals(ours, theirs, key, then))
            for key in dict.fromkeys([*ours, *theirs])
        )
    return tuple(found)


def _part_totals(
    ours: _Grouped, theirs: _Grouped, key: tuple[str, str], then: Sequence[Piece] | None
) -> Totals:
    return totals_of(ours.get(key, ()), None if then is None else theirs.get(key, ()), key[1])


def _in_order(parts: Sequence[Part], teams: Sequence[str]) -> tuple[Part, ...]:
    order = {team: place for place, team in enumerate(teams)}
    return tuple(sorted(parts, key=lambda part: (order.get(part.name, len(order)), part.name)))


def _faults(now: Side, scope: Scope) -> tuple[Fault, ...]:
    """Lines of these payees that are faults; for the company also the facts that are credited to nobody."""
    found: list[Fault] = []
    for row in now.run.faults.iter_rows(named=True):
        payee = row["payee"] or ""
        if payee in scope.payees or (not payee and not scope.manager):
            found.append(Fault(row["line_id"] or f"{row['source']} {row['fact']}", payee, row["fault"]))
    return tuple(found)


def _basis(now: Side, last: Side | None) -> SummaryBasis:
    told = now.run.manifest
    return SummaryBasis(
        recorded_on=told.recorded_on,
        facts_digest=told.facts_digest,
        results_digest=told.results_digest,
        engine=told.engine,
        amounts_compared=now.amounts_compared + (0 if last is None else last.amounts_compared),
        refused_rows=told.refused,
    )
