"""The measures and tables of one plan, its own and the shared ones it uses, lowered when first asked for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import TypeAlias

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.core import Kind, Reading
from comp.language.diagnostic import Label
from comp.language.lowering.aggregates import credit_set
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.reads import walk
from comp.language.lowering.scope import Scope
from comp.language.lowering.tables import lower_table
from comp.language.lowering.types import NUMBER, UNKNOWN, Type, Typed
from comp.language.money import Rounding

Declaration: TypeAlias = syntax.MeasureStatement | syntax.TableStatement

_ALL_READINGS = frozenset(Reading)

MAX_NODES = 400
"""What a measure may come to with the running measures that it takes in, each written out."""


_FEW = 12  # so many names of a circle are shown


class _NotYetLowered(Exception):  # noqa: N818 - not an error: it asks for another name first
    """A measure or table that is being lowered needs another one before."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@frozen
class Owned:
    """A measure or table and the clause that it stands in."""

    statement: Declaration
    clause: syntax.ClauseBlock
    shared: bool


class Names:
    """Declarations by name, lowered once each; asking in a circle is a fault."""

    def __init__(
        self,
        elaborator: Elaborator,
        clauses: tuple[syntax.ClauseBlock, ...],
        shared: list[syntax.ClauseBlock],
        currency: str,
        rounding: Rounding,
    ) -> None:
        """Declare what stands in the plan's clauses and in the shared ones."""
        self.elaborator = elaborator
        self.clauses = clauses
        self.currency = currency
        self.rounding = rounding
        self.annual_target: core.Expr | None = None
        self.target_blended = False
        self.declared: dict[str, Owned] = {}
        self.lost: set[str] = set()
        self.exceptions: dict[str, list[tuple[syntax.ExceptStatement, syntax.ClauseBlock]]] = {}
        self.measures: dict[str, core.Measure] = {}
        self.tables: dict[str, core.Table] = {}
        self.used_shared: set[str] = set()
        self._types: dict[str, Type] = {}
        self._open: list[str] = []
        self._failed: set[str] = set()
        for clause in clauses:
            self._declare(clause, shared=False)
        for clause in shared:
            self._declare(clause, shared=True)

    def _declare(self, clause: syntax.ClauseBlock, *, shared: bool) -> None:
        self.lost |= clause.lost_names
        for statement in clause.statements:
            match statement:
                case syntax.MeasureStatement() | syntax.TableStatement():
                    self._declare_one(Owned(statement, clause, shared))
                case syntax.ExceptStatement():
                    self.exceptions.setdefault(statement.target.text, []).append((statement, clause))
                case _:
                    pass

    def _declare_one(self, owned: Owned) -> None:
        name = owned.statement.name
        other = self.declared.get(name.text)
        credit = self.elaborator.world.credit_spans.get(name.text)
        first = other.statement.name if other is not None else credit
        if first is not None:
            self.elaborator.faults.error(
                "N004",
                name.span,
                f"`{name.text}` already names something else that this plan can use.",
                "Give one of them another name.",
                labels=(Label(first.span, "the other one"),),
            )
        self.declared.setdefault(name.text, owned)

    # What expressions ask -----------------------------------------------------------------------------------

    def has(self, name: str) -> str:
        """`measure`, `table`, `lost` or nothing."""
        owned = self.declared.get(name)
        if owned is None and name not in self.measures:
            return "lost" if name in self.lost else ""
        return (
            "table" if owned is not None and isinstance(owned.statement, syntax.TableStatement) else "measure"
        )

    def names(self) -> list[str]:
        """Every measure and table in reach."""
        return sorted(self.declared)

    def measure(self, name: str) -> core.Measure | None:
        """The measure of that name, lowered."""
        if name not in self.measures and name not in self._failed:
            self._lower(name)
        return self.measures.get(name)

    def measure_type(self, name: str) -> Type:
        """The type of a measure's value."""
        self.measure(name)
        return self._types.get(name, UNKNOWN)

    def table(self, name: str) -> core.Table | None:
        """The table of that name, lowered."""
        if name not in self.tables and name not in self._failed:
            self._lower(name)
        return self.tables.get(name)

    def table_type(self, name: str) -> Type:
        """The type of a table's value."""
        self.table(name)
        return self._types.get(name, UNKNOWN)

    def _known_measure(self, name: syntax.Name) -> core.Measure | None:
        if self.has(name.text) == "measure":
            return self.measure(name.text)
        if self.has(name.text) != "lost":
            measures = [
                n for n, o in self.declared.items() if isinstance(o.statement, syntax.MeasureStatement)
            ]
            self.elaborator.faults.unknown("N003", name.span, "measure", name.text, names=measures)
        return None

    def count_of(self, name: syntax.Name) -> str | None:
        """Add a measure that counts the set of another, read when that one is (docs/decisions/0013)."""
        measure = self._known_measure(name)
        if measure is None:
            return None
        sets = _sets(measure.value)
        if len(sets) != 1:
            self.elaborator.faults.error(
                "N005",
                name.span,
                f"`{name.text}` is taken over {len(sets)} sets, so there is no one count of it.",
            )
            return None
        count = core.Aggregate(core.Aggregation.COUNT, sets[0], None, Kind.NUMBER, span=name.span)
        return self._derived(f"count of {name.text}", count, measure)

    def rank_of(self, name: syntax.Name, *, lowest_first: bool) -> str | None:
        """Add a measure that is the payee's place by another, read when that one is (docs/decisions/0023)."""
        measure = self._known_measure(name)
        if measure is None:
            return None
        if measure.reading in (Reading.RUNNING, Reading.BEFORE, Reading.WITH):
            self.elaborator.faults.error(
                "C003",
                name.span,
                f"`{name.text}` moves from deal to deal, so payees have no place by it.",
                f"Below `measure {name.text}` write `read at the close of the period` or `read at posting`.",
                labels=(Label(measure.span, "the measure"),),
            )
            return None
        rank = core.Rank(name.text, lowest_first, span=name.span)
        order = " lowest first" if lowest_first else ""
        return self._derived(f"rank of {name.text}{order}", rank, measure)

    def _derived(self, name: str, value: core.Expr, measure: core.Measure) -> str:
        if name not in self.measures:
            derived = core.Measure(name, value, Kind.NUMBER, measure.reading, span=measure.span)
            self.measures[name] = derived
            self._types[name] = NUMBER
        return name

    # Lowering -----------------------------------------------------------------------------------------------

    def _lower(self, name: str) -> None:
        """Lower a name, those first that it needs: one after the other, for a chain may be of any length."""
        if name not in self.declared:
            return
        if self._open:
            raise _NotYetLowered(name)
        self._open = waiting = [name]
        while waiting:
            found = len(self.elaborator.faults.found)
            try:
                self._lower_one(waiting[-1])
            except _NotYetLowered as needed:
                del self.elaborator.faults.found[found:]
                if needed.name in waiting:
                    self._circle(needed.name)
                else:
                    waiting.append(needed.name)
            else:
                waiting.pop()

    def _lower_one(self, name: str) -> None:
        owned = self.declared[name]
        if owned.shared:
            self.used_shared.add(name)
        match owned.statement:
            case syntax.MeasureStatement():
                self._lower_measure(owned.statement, owned)
            case syntax.TableStatement():
                self._lower_table(owned.statement, owned)

    def _circle(self, name: str) -> None:
        ring = self._open[self._open.index(name) :]
        if not self._failed.issuperset(ring):
            declared = [self.declared[other].statement.name for other in ring]
            self.elaborator.faults.error(
                "N009",
                declared[0].span,
                f"`{name}` needs itself: {' → '.join([*_few(ring), name])}.",
                "One of them must be calculated without the others.",
                labels=tuple(Label(other.span, "by way of this one") for other in declared[1:_FEW]),
            )
        self._failed.update(ring)

    def _lower_measure(self, statement: syntax.MeasureStatement, owned: Owned) -> None:
        name = statement.name.text
        reading = statement.read.reading if statement.read is not None else Reading.RUNNING
        scope = Scope(
            f"the measure `{name}`",
            payee=True,
            plan=self,
            measures=True,
            tables=True,
            aggregates=True,
            over=self._over(statement),
            over_needed=statement.over is None,
            target_share=target_share(owned.clause),
            readings=_ALL_READINGS if reading is Reading.RUNNING else _ALL_READINGS - {Reading.RUNNING},
        )
        kinds = {Kind.NUMBER, Kind.MONEY}
        value = self.elaborator.of_kind(statement.value, scope, kinds, "a number or money of the plan")
        if sum(1 for _ in islice(walk(value.expr), MAX_NODES + 1)) > MAX_NODES:
            value = self._too_long(statement)
        until = None
        if statement.read is not None and statement.read.until_then is not None:
            until = self._until_then(statement.read.until_then, value, scope)
        if name in self._failed:
            return
        if reading is Reading.RUNNING and not self._moves(value.expr):
            reading = Reading.POSTING
        measure = core.Measure(name, value.expr, value.kind, reading, until, span=statement.span)
        self.measures[name] = measure
        self._types[name] = value.type
        self.measures[name] = replace(measure, exceptions=self._exceptions(name, value.type))

    def _moves(self, expr: core.Expr) -> bool:
        """Whether a value moves from deal to deal; one of measures that are read is the same from each."""
        for node in walk(expr):
            if isinstance(node, core.MeasureValue):
                measure = self.measures.get(node.name)
                if measure is None or measure.reading is Reading.RUNNING:
                    return True
            if isinstance(node, core.Aggregate | core.Rank):
                return True
        return False

    def _too_long(self, statement: syntax.MeasureStatement) -> Typed:
        self.elaborator.faults.error(
            "P008",
            statement.name.span,
            f"`{statement.name.text}` has more than {MAX_NODES} parts, those of the running measures "
            "that it names among them.",
            "Read those at a time of their own: `read at posting` or `read at the close of the period`.",
        )
        return Typed(core.Literal(Fraction(0), span=statement.span), UNKNOWN)

    def _until_then(self, node: syntax.Expression, value: Typed, scope: Scope) -> core.Expr:
        plain = replace(scope, aggregates=False, measures=False, over=None)
        until = self.elaborator.expression(node, plain)
        self._fits(node, until, value.type)
        return until.expr

    def _fits(self, node: syntax.Expression, given: Typed, wanted: Type) -> None:
        if not (given.type.known and wanted.known) or (given.type.is_zero and wanted.is_money):
            return
        if given.type.kind is not wanted.kind or (wanted.is_money and given.type.of != wanted.of):
            self.elaborator.faults.error(
                "T006", node.span, f"This is {given.type}, in the place of {wanted}.", f"Write {wanted}."
            )

    def _over(self, statement: syntax.MeasureStatement) -> core.CreditSet | core.RowSet | None:
        over = statement.over
        match over:
            case None:
                return None
            case syntax.OverOwn():
                found = credit_set(
                    self.elaborator, over.credit, over.window, direct_only=over.direct_only, span=over.span
                )
                if found is None or over.where is None:
                    return found
                credit = self.elaborator.world.credits[found.credit]
                scope = Scope("`over own`", (credit.source,), found.credit, credit.on, payee=True, plan=self)
                return replace(found, where=self.elaborator.condition(over.where, scope))
            case _:
                return self._row_set(over)

    def _row_set(self, over: syntax.OverRows) -> core.RowSet | None:
        faults, world = self.elaborator.faults, self.elaborator.world
        source = world.sources.get(over.source.text)
        if source is None:
            if over.source.text not in world.lost:
                faults.unknown("N001", over.source.span, "source", over.source.text, names=world.sources)
            return None
        on = self._state_day(over, source)
        if source.dated is None and on is None:
            return None
        day = core.Column(source.name, source.dated, Kind.DATE) if source.dated is not None else on
        scope = Scope("`over each`", (source.name,), money_on=day, payee=True, plan=self)
        where = self.elaborator.condition(over.where, scope) if over.where is not None else None
        return core.RowSet(source.name, over.window, where, on, span=over.span)

    def _state_day(self, over: syntax.OverRows, source: core.Source) -> core.Expr | None:
        """The day on which rows of a state are taken; events have days of their own."""
        faults = self.elaborator.faults
        if source.dated is None and over.on is None:
            hint = "Take the rows of a day: `over each … on the first day of the period`."
            if source.valid_from is None:
                hint = "Take the measure over a source of events, or of states with a `valid` span."
            said = f"`{source.name}` has no `dated` column, so no row of it lies in a period."
            faults.error("N005", over.source.span, said, hint)
            return None
        if over.on is None:
            return None
        if source.valid_from is None:
            said = f"`{source.name}` has no `valid` span, so its rows hold on no one day."
            faults.error("N005", over.on.span, said, "Write a window, such as `of the period`.")
        place = Scope("`over each`", payee=True, plan=self)
        return self.elaborator.of_kind(over.on, place, {Kind.DATE}, "a date").expr

    def _lower_table(self, statement: syntax.TableStatement, owned: Owned) -> None:
        name = statement.name.text
        line = self.line_scope(owned.clause, f"the table `{name}`")
        runs = statement.shape in (core.Shape.MARGINAL, None)
        scope = replace(line, readings=_ALL_READINGS) if runs else line
        lowered = lower_table(self.elaborator, statement, scope, faulty=owned.clause.faulty)
        if lowered is None or name in self._failed:
            self._failed.add(name)
            self._exceptions(name, UNKNOWN, line)
            return
        table, kind = lowered
        self.tables[name], self._types[name] = table, kind
        self.tables[name] = replace(table, exceptions=self._exceptions(name, kind, line))

    def line_scope(self, clause: syntax.ClauseBlock, place: str) -> Scope:
        """What a line of a clause sees: the row of its credit where all its pays are for each of one
        credit.
        """
        each = {
            statement.each.text
            for statement in clause.statements
            if isinstance(statement, syntax.PayStatement) and statement.each is not None
        }
        credit = self.elaborator.world.credits.get(next(iter(each))) if len(each) == 1 else None
        return Scope(
            place,
            (credit.source,) if credit is not None else (),
            credit.name if credit is not None else None,
            core.BornOn() if credit is not None else None,
            payee=True,
            plan=self,
            measures=True,
            target_share=target_share(clause),
        )

    def _exceptions(self, name: str, wanted: Type, scope: Scope | None = None) -> tuple[core.Except, ...]:
        if scope is None:
            place = f"the exception of `{name}`"
            scope = Scope(place, payee=True, plan=self, measures=True)
        lowered: list[core.Except] = []
        for statement, clause in self.exceptions.get(name, []):
            inside = replace(scope, place="an exception", target_share=target_share(clause))
            when = self.elaborator.condition(statement.when, inside)
            value = self.elaborator.expression(statement.value, inside)
            self._fits(statement.value, value, wanted)
            lowered.append(core.Except(statement.label.text, when, value.expr, span=statement.span))
        return tuple(lowered)


def _few(names: list[str]) -> list[str]:
    return names if len(names) <= _FEW else [*names[: _FEW - 1], f"{len(names) - _FEW} more", names[-1]]


def target_share(clause: syntax.ClauseBlock) -> Fraction | None:
    """The clause's share of the target incentive, None where it has none."""
    value = clause.target_share.value if clause.target_share is not None else None
    return value if isinstance(value, Fraction) else None


def _sets(expr: core.Expr) -> list[core.CreditSet | core.RowSet]:
    found: list[core.CreditSet | core.RowSet] = []
    match expr:
        case core.Aggregate():
            found = [expr.over]
        case core.Arithmetic():
            found = [*_sets(expr.left), *_sets(expr.right)]
        case core.Least() | core.Greatest():
            found = [over for operand in expr.operands for over in _sets(operand)]
        case core.BlankIs():
            found = [*_sets(expr.value), *_sets(expr.otherwise)]
        case _:
            pass
    return list(dict.fromkeys(found))
