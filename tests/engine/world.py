"""A small company and plans put together from core nodes, as texts would be lowered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from comp import engine
from comp.facts.snapshot import Snapshot, Value
from comp.language import core
from comp.language.calendar import Cadence, Calendar
from comp.language.core import Kind, Operator, Reading, Shape
from comp.language.money import Money, Rounding

CALENDAR = Calendar()
YEAR_END = date(2026, 12, 31)


def _source(
    name: str,
    key: str,
    columns: Mapping[str, Kind],
    dated: str | None = None,
    spans: tuple[str, str] | tuple[None, None] = (None, None),
) -> core.Source:
    named = tuple(core.SourceColumn(n, kind, may_be_blank=True) for n, kind in columns.items())
    currency = "currency" if "currency" in columns else None
    return core.Source(name, name, named, key, dated, *spans, currency_column=currency)


_TEXT, _DATE, _MONEY, _NUMBER = Kind.TEXT, Kind.DATE, Kind.ROW_MONEY, Kind.NUMBER
_SPAN = {"starts_on": _DATE, "ends_on": _DATE}
SOURCES = {
    one.name: one
    for one in (
        _source(
            "assignment",
            "payee",
            {
                "payee": Kind.PAYEE, "role": _TEXT, "manager": Kind.PAYEE, "salary": _MONEY, "share": _NUMBER,
                "currency": _TEXT, **_SPAN,
            },
            spans=("starts_on", "ends_on"),
        ),
        _source(
            "quota",
            "id",
            {
                "id": _TEXT, "payee": Kind.PAYEE, "name": _TEXT, **_SPAN, "amount": _MONEY, "units": _NUMBER,
                "currency": _TEXT,
            },
        ),
        _source(
            "deal",
            "id",
            {
                "id": _TEXT, "booked_on": _DATE, "owner": Kind.PAYEE, "amount": _MONEY, "cost": _MONEY,
                "kind": _TEXT, "product": _TEXT, "collected_on": _DATE, "expires_on": _DATE,
                "partner": Kind.PAYEE, "currency": _TEXT,
            },
            dated="booked_on",
        ),
        _source(
            "payment",
            "id",
            {"id": _TEXT, "paid_on": _DATE, "deal": _TEXT, "amount": _MONEY, "currency": _TEXT},
            dated="paid_on",
        ),
        _source(
            "loss",
            "id",
            {"id": _TEXT, "lost_on": _DATE, "deal": _TEXT, "share": _NUMBER},
            dated="lost_on",
        ),
        _source(
            "account",
            "id",
            {"id": _TEXT, "csm": Kind.PAYEE, "seats": _NUMBER, **_SPAN},
            spans=("starts_on", "ends_on"),
        ),
        _source(
            "rate",
            "id",
            {
                "id": _TEXT, "of_currency": _TEXT, "into_currency": _TEXT, "quoted_on": _DATE,
                "rate": _NUMBER,
            },
        ),
    )
}  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def usd(amount: str) -> core.Literal:
    return core.Literal(Money(int(Fraction(amount) * 100), "USD"))


def number(text: str) -> core.Literal:
    return core.Literal(percent(text))


def percent(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def text(value: str) -> core.Literal:
    return core.Literal(value)


def deal(name: str) -> core.Column:
    [column] = [c for c in SOURCES["deal"].columns if c.name == name]
    return core.Column("deal", name, column.kind)


def column(source: str, name: str) -> core.Column:
    [found] = [c for c in SOURCES[source].columns if c.name == name]
    return core.Column(source, name, found.kind)


def times(left: core.Expr, right: core.Expr) -> core.Expr:
    return core.Arithmetic(Operator.MULTIPLY, left, right)


def over(left: core.Expr, right: core.Expr) -> core.Expr:
    return core.Arithmetic(Operator.DIVIDE, left, right)


def compare(left: core.Expr, how: str, right: core.Expr) -> core.Expr:
    return core.Compare(core.Comparison(how), left, right)


def assigned(name: str) -> core.Lookup:
    [found] = [c for c in SOURCES["assignment"].columns if c.name == name]
    return core.Lookup("assignment", core.ThisPayee(), name, found.kind, core.BornOn())


SALES = core.CreditValue("sales", Kind.MONEY)
CREDIT = core.Credit(
    "sales",
    "deal",
    None,
    deal("booked_on"),
    (deal("id"),),
    deal("amount"),
    Kind.ROW_MONEY,
    (core.Part(core.PartKind.REST, None, deal("owner")),),
)


PERIOD = core.Window()


def total(
    window: core.Window = PERIOD,
    *,
    how: core.Aggregation = core.Aggregation.TOTAL,
    term: core.Expr | None = SALES,
    everyone: bool = False,
    per: core.Expr | None = None,
    where: core.Expr | None = None,
) -> core.Aggregate:
    over_ = core.CreditSet("sales", window, where, everyone=everyone, per=per)
    return core.Aggregate(how, over_, term, Kind.MONEY)


def measure(
    name: str, value: core.Expr, reading: Reading, kind: Kind = Kind.NUMBER, until: core.Expr | None = None
) -> core.Measure:
    return core.Measure(name, value, kind, reading, until)


def read(name: str, kind: Kind = Kind.NUMBER) -> core.MeasureValue:
    return core.MeasureValue(name, kind)


def looked_up(name: str) -> core.TableValue:
    return core.TableValue(name, Kind.NUMBER)


def rows(*cells: tuple[str, str]) -> tuple[core.TableRow, ...]:
    """Bounds (`100` whole money, `50%` a number; `<` before it is below, `>` above) and their values."""
    return tuple(_row(*cell) for cell in cells)


def _row(bound: str, value: str) -> core.TableRow:
    mark, plain = (bound[0], bound[1:]) if bound[0] in "<>" else ("", bound)
    at = percent(plain) if plain.endswith("%") else Fraction(plain) * 100
    return core.TableRow(at, percent(value), above=mark == ">", below=mark == "<")


def table(
    name: str, shape: Shape, by: core.Expr | None, *cells: tuple[str, str], **more: object
) -> core.Table:
    return replace(core.Table(name, shape, by, rows(*cells), Kind.NUMBER, Kind.NUMBER), **more)


def pay(value: core.Expr, name: str = "commission", **more: object) -> core.Pay:
    return replace(core.Pay(name, value, "sales"), **more)


def bonus(value: core.Expr, name: str = "bonus", **more: object) -> core.Pay:
    return replace(core.Pay(name, value, None), **more)


_ANYONE = core.Literal(value=True)


def plan(
    *statements: core.Statement,
    measures: Sequence[core.Measure] = (),
    tables: Sequence[core.Table] = (),
    performance: Cadence = Cadence.MONTH,
    **more: object,
) -> core.Plan:
    usual = core.Plan(
        name="p",
        title="Plan",
        effective_from=date(2026, 1, 1),
        effective_through=YEAR_END,
        later_facts=True,
        members=_ANYONE,
        performance=performance,
        payout=performance,
        currency="USD",
        rounding=Rounding.HALF_EVEN,
        annual_target=None,
        clauses=(core.Clause("c", "Clause", statements=statements),),
        measures={one.name: one for one in measures},
        tables={one.name: one for one in tables},
    )
    return replace(usual, **more)


def facts(**given: Sequence[Mapping[str, Value]]) -> Snapshot:
    """Rows by source; keys are numbered and money is in USD where they do not say otherwise, and who owns a
    deal has an assignment.
    """
    filled: dict[str, list[dict[str, Value]]] = {name: [] for name in SOURCES}
    for name, some in given.items():
        key = SOURCES[name].key
        filled[name] = [{key: f"{name}-{i}", "currency": "USD", **row} for i, row in enumerate(some, start=1)]
    if "assignment" not in given:
        owners = sorted({str(row["owner"]) for row in filled["deal"]})
        filled["assignment"] = [{"payee": owner, "currency": "USD"} for owner in owners]
    known = {name: {c.name for c in source.columns} for name, source in SOURCES.items()}
    return Snapshot.from_rows(
        SOURCES,
        {
            name: [{k: v for k, v in row.items() if k in known[name]} for row in some]
            for name, some in filled.items()
        },
    )


def sold(key: str, on: str, amount: str, owner: str = "ana", **more: Value) -> dict[str, Value]:
    return {"id": key, "booked_on": day(on), "amount": cents(amount), "owner": owner, **more}


def cents(amount: str) -> int:
    return int(Fraction(amount.replace(",", "")) * 100)


def program(one: core.Plan) -> core.Program:
    return core.Program(SOURCES, {"sales": CREDIT}, (one,))


def amounts(
    one: core.Plan, snapshot: Snapshot, on: str | date = YEAR_END, *, payable: bool = False
) -> dict[str, str | None]:
    """What each line comes to in whole currency, by its id without the plan; None for a fault."""
    when = on if isinstance(on, date) else day(on)
    lines = engine.valuate(program(one), one, snapshot, CALENDAR, when).lines
    chosen = "payable_minor" if payable else "earned_minor"
    return {
        str(row["line_id"]).removeprefix("p."): _shown(row[chosen]) for row in lines.iter_rows(named=True)
    }


def readings(
    one: core.Plan, snapshot: Snapshot, name: str, on: str | date = YEAR_END
) -> dict[str, Fraction | None]:
    """A measure or quota by `payee unit`."""
    when = on if isinstance(on, date) else day(on)
    found = engine.readings(program(one), one, snapshot, CALENDAR, when, name)
    return {" ".join(key): value for key, value in found.items()}


def _shown(minor: int | None) -> str | None:
    if minor is None:
        return None
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"
