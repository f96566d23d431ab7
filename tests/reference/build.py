"""Small plans made of core nodes, and facts to value them on: no parser takes part in these tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from comp.facts.snapshot import Snapshot, Value
from comp.language import core
from comp.language.calendar import Cadence, Calendar
from comp.language.core import Comparison, Kind, Operator, Reading, Shape
from comp.language.money import Money, Rounding
from comp.reference import LineValue, valuate

CALENDAR = Calendar()
Rows = Mapping[str, Sequence[Mapping[str, Value]]]


def d(text: str) -> date:
    """A day of 2026 from `03-20`, of any year from `2025-03-20`."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def cents(text: str) -> int:
    """Minor units from `1,234.56`."""
    value = Fraction(text.replace(",", "")) * 100
    assert value.denominator == 1
    return value.numerator


def source(name: str, key: str, columns: str, **options: str) -> core.Source:
    """A source from `name:kind` words; a money column is `row`."""
    kinds = {
        "row": Kind.ROW_MONEY,
        "number": Kind.NUMBER,
        "date": Kind.DATE,
        "payee": Kind.PAYEE,
        "text": Kind.TEXT,
    }
    made = [core.SourceColumn(word.split(":")[0], kinds[word.split(":")[1]]) for word in columns.split()]
    return core.Source(name, name, tuple(made), key, **options)  # pyright: ignore[reportArgumentType] - names of columns


SOURCES = {
    s.name: s
    for s in (
        source(
            "assignment",
            "payee",
            "payee:payee role:text manager:payee target_incentive:row currency:text "
            "starts_on:date ends_on:date",
            valid_from="starts_on",
            valid_through="ends_on",
            currency_column="currency",
        ),
        source(
            "quota",
            "id",
            "id:text payee:payee name:text starts_on:date ends_on:date amount:row units:number currency:text",
            currency_column="currency",
        ),
        source("rate", "id", "id:text of_currency:text into_currency:text quoted_on:date rate:number"),
        source(
            "account", "id", "id:text csm:payee starts_on:date ends_on:date",
            valid_from="starts_on", valid_through="ends_on",
        ),
        source(
            "deal",
            "id",
            "id:text account:text owner:payee overlay:payee overlay_share:number kind:text booked_on:date "
            "value:row currency:text",
            dated="booked_on",
            currency_column="currency",
        ),
        source(
            "renewal",
            "id",
            "id:text account:text decided_on:date due_value:row kept_value:row currency:text",
            dated="decided_on",
            currency_column="currency",
        ),
        source(
            "cancellation",
            "id",
            "id:text deal:text effective_on:date lost_value:row currency:text",
            dated="effective_on",
            currency_column="currency",
        ),
    )
}  # fmt: skip


# Expressions


def col(name: str, kind: Kind = Kind.ROW_MONEY) -> core.Column:
    """A column, `deal.value`."""
    of, column = name.split(".")
    return core.Column(of, column, kind)


def num(value: str | int) -> core.Literal:
    """A number, `6%`, `0.9` or `3/4`."""
    return core.Literal(share(value))


def share(value: str | int) -> Fraction:
    """An exact number from `6%` or `0.9`."""
    text = str(value)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def usd(text: str) -> core.Literal:
    """An amount of money in dollars."""
    return core.Literal(Money(cents(text), "USD"))


def over(left: core.Expr, right: core.Expr) -> core.Arithmetic:
    """A quotient."""
    return core.Arithmetic(Operator.DIVIDE, left, right)


def times(left: core.Expr, right: core.Expr) -> core.Arithmetic:
    """A product."""
    return core.Arithmetic(Operator.MULTIPLY, left, right)


def compare(left: core.Expr, comparison: str, right: core.Expr) -> core.Compare:
    """A comparison by its sign."""
    return core.Compare(Comparison(comparison), left, right)


def assigned(name: str, kind: Kind) -> core.Lookup:
    """A column of the line's payee's assignment at the line's birth."""
    return core.Lookup("assignment", core.ThisPayee(), name, kind, core.BornOn())


NEW = core.CreditValue("new", Kind.MONEY)
OWN = core.CreditSet("new", core.Window())
TOTAL = core.Aggregate(core.Aggregation.TOTAL, OWN, NEW, Kind.MONEY)
QUOTA = core.Quota("new", Kind.MONEY)


def read(name: str, kind: Kind = Kind.NUMBER) -> core.MeasureValue:
    """A measure's value."""
    return core.MeasureValue(name, kind)


def table_value(name: str) -> core.TableValue:
    """A table's value."""
    return core.TableValue(name, Kind.NUMBER)


def count(over_set: core.CreditSet | core.RowSet) -> core.Aggregate:
    """How many there are in a set."""
    return core.Aggregate(core.Aggregation.COUNT, over_set, None, Kind.NUMBER)


# Credits


def part(kind: str, to: str = "", at: str | core.Expr = "", levels: tuple[int, int] = (0, 0)) -> core.Part:
    """A part of a credit of a deal: `share`, `the rest` or `also`, to a column."""
    amount = num(at) if isinstance(at, str) and at else at or None
    assert not isinstance(amount, str)
    return core.Part(
        core.PartKind(kind),
        amount,
        col(to, Kind.PAYEE) if to else None,
        *levels,
        as_of=col("deal.booked_on", Kind.DATE) if levels[1] else None,
    )


def credit(*parts: core.Part, where: core.Expr | None = None) -> core.Credit:
    """A credit of each deal's value on its booking day, to the owner where nothing else is said."""
    return core.Credit(
        "new",
        "deal",
        where,
        col("deal.booked_on", Kind.DATE),
        (col("deal.id", Kind.TEXT),),
        col("deal.value"),
        Kind.ROW_MONEY,
        parts or (part("the rest", "deal.owner"),),
    )


# Plans


def steps(
    name: str, by: core.Expr, *rows: str, shape: Shape = Shape.RETROACTIVE, **options: object
) -> core.Table:
    """A table from rows such as `50% 10%`; a bound with a point and two decimals is money."""
    money = options.pop("money", None) is not None
    made = tuple(
        core.TableRow(Fraction(cents(a)) if money else share(a), share(b))
        for a, b in (row.split() for row in rows)
    )
    table = core.Table(name, shape, by, made, Kind.MONEY if money else Kind.NUMBER, Kind.NUMBER)
    return replace(table, **options)


def attainment_measure(reading: Reading = Reading.RUNNING) -> core.Measure:
    """Own new business of the period over quota."""
    return core.Measure("attainment", over(TOTAL, QUOTA), Kind.NUMBER, reading)


def sold_measure(reading: Reading = Reading.RUNNING) -> core.Measure:
    """Own new business of the period."""
    return core.Measure("sold", TOTAL, Kind.MONEY, reading)


@dataclass(frozen=True)
class Case:
    """A plan of one clause over the sources above, with its credits."""

    statements: tuple[core.Statement, ...]
    measures: tuple[core.Measure, ...] = ()
    tables: tuple[core.Table, ...] = ()
    credits: tuple[core.Credit, ...] = field(default_factory=lambda: (credit(),))
    currency: str = "USD"
    rounding: Rounding = Rounding.HALF_EVEN
    role: str = "AE"
    later_facts: bool = True
    options: Mapping[str, object] = field(default_factory=dict[str, object])  # other fields of the plan

    @property
    def plan(self) -> core.Plan:
        """The plan."""
        plan = core.Plan(
            "plan",
            "A plan",
            d("01-01"),
            d("12-31"),
            self.later_facts,
            compare(assigned("role", Kind.TEXT), "is", core.Literal(self.role)),
            Cadence.QUARTER,
            Cadence.MONTH,
            self.currency,
            self.rounding,
            assigned("target_incentive", Kind.MONEY),
            (core.Clause("clause", "A clause", statements=self.statements),),
            {m.name: m for m in self.measures},
            {t.name: t for t in self.tables},
        )
        return replace(plan, **self.options)

    @property
    def program(self) -> core.Program:
        """The plan with its sources and credits."""
        return core.Program(SOURCES, {c.name: c for c in self.credits}, (self.plan,))

    def lines(self, rows: Rows, as_of: str) -> list[LineValue]:
        """The plan's lines on those facts."""
        return valuate(self.program, self.plan, snapshot(rows), CALENDAR, d(as_of))

    def earned(self, rows: Rows, as_of: str) -> dict[str, int | None]:
        """What each line has earned, by the line's id without the plan's and the pay's name."""
        return {short(line): line.earned_minor for line in self.lines(rows, as_of)}

    def payable(self, rows: Rows, as_of: str) -> dict[str, int | None]:
        """What of each line is payable."""
        return {short(line): line.payable_minor for line in self.lines(rows, as_of)}


def short(line: LineValue) -> str:
    """A line's id without the plan's and the pay's name: `ana:D1#1`."""
    return line.line_id.split(":", 1)[1]


def snapshot(rows: Rows) -> Snapshot:
    """Facts as a snapshot; ana is an AE all year where no assignment is given."""
    given = {"assignment": [person("ana")], **rows}
    return Snapshot.from_rows(SOURCES, given)


def person(payee: str, role: str = "AE", manager: str | None = None, **more: Value) -> dict[str, Value]:
    """An assignment, without end where none is given."""
    return {"payee": payee, "role": role, "manager": manager, "currency": "USD", **more}


def deal(key: str, booked_on: str, value: str, owner: str = "ana", **more: Value) -> dict[str, Value]:
    """A deal in dollars."""
    return {
        "id": key,
        "booked_on": d(booked_on),
        "value": cents(value),
        "owner": owner,
        "currency": "USD",
        **more,
    }


def quota(
    amount: str, payee: str = "ana", first: str = "01-01", last: str = "03-31", **more: Value
) -> dict[str, Value]:
    """A quota named new, of the first quarter where no days are given."""
    return {
        "id": f"{payee}-{first}-{amount}",
        "payee": payee,
        "name": "new",
        "starts_on": d(first),
        "ends_on": d(last),
        "amount": cents(amount),
        "currency": "USD",
        **more,
    }


def lost(key: str, of: str, on: str, value: str, **more: Value) -> dict[str, Value]:
    """A cancellation of a part of a deal, in dollars."""
    return {
        "id": key,
        "deal": of,
        "effective_on": d(on),
        "lost_value": cents(value),
        "currency": "USD",
        **more,
    }


def claw_back(target: str = "commission", *, of_credit: bool = False) -> core.ClawBack:
    """Cancellations within 180 days take back their share of the deal."""
    later = core.DaysAfter(col("cancellation.effective_on", Kind.DATE), col("deal.booked_on", Kind.DATE))
    within = core.All((compare(later, ">=", num(0)), compare(later, "<=", num(180))))
    portion = over(col("cancellation.lost_value"), col("deal.value"))
    return core.ClawBack(target, "cancellation", "deal", within, portion, of_credit)


def commission(rate: core.Expr | str = "") -> core.Pay:
    """Credit times a rate, or times the table `rate`."""
    factor = table_value("rate") if rate == "" else num(rate) if isinstance(rate, str) else rate
    return core.Pay("commission", times(NEW, factor), "new")


def banded(*rows: str) -> Case:
    """A commission by marginal bands of money sold."""
    rate = steps("rate", read("sold", Kind.MONEY), *rows, shape=Shape.MARGINAL, money=True)
    return Case((commission(),), (sold_measure(),), (rate,))
