"""Puts amendments into a plan's text: one version of its clauses for each span of days and payee (0029)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.core import Comparison
from comp.language.diagnostic import Label
from comp.language.lowering.faults import Faults

_KINDS = {"measure": syntax.MeasureStatement, "table": syntax.TableStatement}


@frozen
class Version:
    """A plan's text for lines of some days and payees; `guard` is None where there is only one text.

    `label` follows the names of what differs from the first version: `rate@2026-07-01`.
    """

    label: str
    guard: core.Expr | None
    block: syntax.PlanBlock


def versions(
    block: syntax.PlanBlock, amendments: Sequence[syntax.AmendBlock], faults: Faults
) -> list[Version]:
    """The versions of a plan, the text without amendments first; their guards exclude each other."""
    if not amendments:
        return [Version("", None, block)]
    _refuse_rivals(amendments, faults)
    for amendment in amendments:
        _refuse_credits(amendment, faults)
    ordered = sorted(amendments, key=lambda one: one.starts_on)
    for_all = [one for one in ordered if one.payee is None]
    letters: dict[str, list[syntax.AmendBlock]] = {}
    for one in ordered:
        if one.payee is not None:
            letters.setdefault(one.payee.text, []).append(one)
    found: list[Version] = []
    for reach in _reaches(for_all, letters):
        applied = [one for one in for_all if reach.holds(one)]
        applied += [one for one in letters.get(reach.payee or "", []) if reach.holds(one)]
        amended = block
        for amendment in applied:
            amended = _amended(amended, amendment, faults)
        found.append(Version(reach.label, reach.guard(letters), amended))
    return found


@frozen
class _Reach:
    """Births from `first` on and before `until` (None: without end), of one payee or of all others."""

    first: date | None
    until: date | None
    payee: str | None

    def holds(self, amendment: syntax.AmendBlock) -> bool:
        return self.first is not None and amendment.starts_on <= self.first

    @property
    def label(self) -> str:
        day = self.first.isoformat() if self.first is not None else ""
        return day if self.payee is None else f"{day} for {self.payee}"

    def guard(self, letters: dict[str, list[syntax.AmendBlock]]) -> core.Expr:
        guards: list[core.Expr] = []
        if self.first is not None:
            guards.append(_born(Comparison.AT_LEAST, self.first))
        if self.until is not None:
            guards.append(_born(Comparison.BELOW, self.until))
        if self.payee is not None:
            guards.append(_is(Comparison.IS, self.payee))
        else:
            guards += [
                core.AnyOf((_is(Comparison.IS_NOT, other), _born(Comparison.BELOW, own[0].starts_on)))
                for other, own in letters.items()
            ]
        return guards[0] if len(guards) == 1 else core.All(tuple(guards))


def _reaches(
    for_all: Sequence[syntax.AmendBlock], letters: dict[str, list[syntax.AmendBlock]]
) -> Iterator[_Reach]:
    """Every span of days in which nothing begins, for all payees and then for those with side letters."""
    days = sorted({one.starts_on for one in for_all})
    yield _Reach(None, days[0] if days else None, None)
    yield from (_Reach(*span, None) for span in pairwise([*days, None]) if span[0] is not None)
    for payee, own in letters.items():
        cuts = sorted({one.starts_on for one in own} | {day for day in days if day > own[0].starts_on})
        yield from (_Reach(*span, payee) for span in pairwise([*cuts, None]) if span[0] is not None)


def _born(comparison: Comparison, day: date) -> core.Expr:
    return core.Compare(comparison, core.BornOn(), core.Literal(day))


def _is(comparison: Comparison, payee: str) -> core.Expr:
    return core.Compare(comparison, core.ThisPayee(), core.Literal(payee))


# What an amendment does to the text ------------------------------------------------------------------------


def _amended(block: syntax.PlanBlock, amendment: syntax.AmendBlock, faults: Faults) -> syntax.PlanBlock:
    """The plan with one amendment put in; what has no place is told."""
    clauses = {clause.name.text: clause for clause in block.clauses}
    new = {clause.name.text: clause for clause in amendment.clauses}
    declared = {
        statement.name.text: statement
        for statement in amendment.declarations
        if not isinstance(statement, syntax.ExceptStatement)
    }
    if not amendment.faulty:
        _check_complete(amendment, faults)
    for change in amendment.changes:
        name = change.name.text
        if change.what == "clause":
            _change_clause(clauses, change, new.get(name), faults)
        elif name in declared:
            _replace_statement(clauses, change, declared[name], amendment, faults)
    return replace(block, clauses=tuple(clauses.values()), faulty=block.faulty or amendment.faulty)


def _change_clause(
    clauses: dict[str, syntax.ClauseBlock],
    change: syntax.Change,
    new: syntax.ClauseBlock | None,
    faults: Faults,
) -> None:
    name = change.name
    if change.how == "add":
        if name.text in clauses:
            hint = f"Write `replace clause {name.text}`, or give it another name."
            labels = (Label(clauses[name.text].name.span, "the clause"),)
            faults.error(
                "N004", name.span, f"The plan has a clause `{name.text}` already.", hint, labels=labels
            )
        elif new is not None:
            clauses[name.text] = new
    elif name.text not in clauses:
        faults.unknown("N010", name.span, "clause", name.text, names=clauses)
    elif change.how == "remove":
        del clauses[name.text]
    elif new is not None:
        clauses[name.text] = new


def _replace_statement(
    clauses: dict[str, syntax.ClauseBlock],
    change: syntax.Change,
    new: syntax.MeasureStatement | syntax.TableStatement,
    amendment: syntax.AmendBlock,
    faults: Faults,
) -> None:
    kind, name = _KINDS[change.what], change.name
    own = [
        statement.name.text
        for clause in clauses.values()
        for statement in clause.statements
        if isinstance(statement, kind)
    ]
    if name.text not in own:
        faults.unknown("N010", name.span, change.what, name.text, names=own)
        return
    exceptions = [
        statement
        for statement in amendment.declarations
        if isinstance(statement, syntax.ExceptStatement) and statement.target.text == name.text
    ]
    for clause in list(clauses.values()):
        statements = tuple(_substituted(clause.statements, kind, new, exceptions))
        clauses[clause.name.text] = replace(clause, statements=statements)


def _substituted(
    statements: Iterable[syntax.Statement],
    kind: type[syntax.MeasureStatement | syntax.TableStatement],
    new: syntax.MeasureStatement | syntax.TableStatement,
    exceptions: Sequence[syntax.ExceptStatement],
) -> Iterator[syntax.Statement]:
    """The new statement in the old one's place; its exceptions, where any are written, for the old ones."""
    for statement in statements:
        if isinstance(statement, kind) and statement.name.text == new.name.text:
            yield new
            yield from exceptions
        elif not (
            exceptions
            and isinstance(statement, syntax.ExceptStatement)
            and statement.target.text == new.name.text
        ):
            yield statement


# What an amendment cannot do -------------------------------------------------------------------------------


def _check_complete(amendment: syntax.AmendBlock, faults: Faults) -> None:
    """Each change has its new text, and each new text its change."""
    named = {(change.what, change.name.text) for change in amendment.changes if change.how != "remove"}
    written = {("clause", clause.name.text): clause.name for clause in amendment.clauses}
    for statement in amendment.declarations:
        if not isinstance(statement, syntax.ExceptStatement):
            what = "measure" if isinstance(statement, syntax.MeasureStatement) else "table"
            written[what, statement.name.text] = statement.name
    for change in amendment.changes:
        if change.how != "remove" and (change.what, change.name.text) not in written:
            said = f"The new {change.what} `{change.name.text}` is missing."
            faults.error("C008", change.span, said, f"Write the whole {change.what} below this line.")
    for (what, name), span in written.items():
        if (what, name) not in named:
            said = f"This {what} is not named by the amendment, so it is neither replaced nor added."
            hint = f"Write `replace {what} {name}` above it"
            hint += f", or `add clause {name}`." if what == "clause" else "."
            faults.error("N010", span.span, said, hint)


def _refuse_credits(amendment: syntax.AmendBlock, faults: Faults) -> None:
    for clause in amendment.clauses:
        for statement in clause.statements:
            if isinstance(statement, syntax.CreditStatement):
                said = "Who is credited cannot be amended: credits have no birth of their own."
                hint = "Publish a new plan from that day on."
                faults.error("L012", statement.name.span, said, hint)


def _refuse_rivals(amendments: Sequence[syntax.AmendBlock], faults: Faults) -> None:
    """Two amendments of one thing from one day for the same payees."""
    first: dict[tuple[object, ...], syntax.Change] = {}
    for amendment in amendments:
        whose = amendment.payee.text if amendment.payee is not None else None
        for change, what, name in _touched(amendment):
            other = first.setdefault((amendment.starts_on, whose, what, name), change)
            if other is not change:
                faults.error(
                    "L009",
                    change.name.span,
                    f"Another amendment from {amendment.starts_on} changes the {what} `{name}` too.",
                    "Put both into one amendment, or let one begin on another day.",
                    labels=(Label(other.name.span, "the other one"),)
                    if other.span.file == change.span.file
                    else (),
                )


def _touched(amendment: syntax.AmendBlock) -> Iterator[tuple[syntax.Change, str, str]]:
    """What each change settles: a clause settles its measures and tables too."""
    new = {clause.name.text: clause for clause in amendment.clauses}
    for change in amendment.changes:
        yield change, change.what, change.name.text
        clause = new.get(change.name.text) if change.what == "clause" else None
        for statement in clause.statements if clause is not None else ():
            for what, kind in _KINDS.items():
                if isinstance(statement, kind):
                    yield change, what, statement.name.text
