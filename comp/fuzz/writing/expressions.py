"""Writes expressions that the checker takes: numbers, money and conditions of what is in reach at a place."""

from __future__ import annotations

from dataclasses import dataclass, field

from comp.fuzz.drawing import CURRENCIES, Drawing
from comp.fuzz.writing.sources import RowWords
from comp.language.money import format_minor

_NUMBERS = ("0", "1", "2", "0.5", "10%", "33.333%", "1.5x", "90%", "3", "100%")
_QUOTAS = (
    *("of the period",) * 3,
    "for the days in the plan",
    "of the year",
    "in force on the credit date",
    "in force at the close of the period",
    "of its span",
)
_COMPARISONS = ("<", "<=", ">", ">=", "is", "is not")


@dataclass(frozen=True, slots=True)
class Writer:
    """Expressions at one place of a plan; `measures`, `tables`, `quotas` tell whether each name is money."""

    draw: Drawing
    currency: str
    row: RowWords | None = None
    credit: str | None = None
    credit_is_money: bool = True
    payee: bool = True
    assignment: bool = True
    target: bool = False
    measures: dict[str, bool] = field(default_factory=dict[str, bool])
    tables: dict[str, bool] = field(default_factory=dict[str, bool])
    pays: tuple[str, ...] = ()  # those whose lines stand above
    quotas: dict[str, bool] = field(default_factory=dict[str, bool])

    def literal(self, currency: str | None = None) -> str:
        """An amount of money."""
        code = currency or self.currency
        minor = self.draw.pick((0, 1, 10_000, 33_335, 100_000, 250_000, self.draw.whole(1, 5_000_000)))
        return f"{format_minor(minor, code)} {code}"

    # Of the row ---------------------------------------------------------------------------------------------

    def row_money(self, row: RowWords, depth: int = 1) -> str:
        """Money of the row, in its own currency."""
        plain = self.draw.pick(row.money)
        if depth == 0 or self.draw.chance(50):
            return plain
        other = self.row_money(row, depth - 1)
        return self.draw.pick(
            (
                f"({plain} - {other})",
                f"({plain} + {other})",
                f"({plain} * {self.row_number(row, depth - 1)})",
                f"({plain} / 3)",
                f"min({plain}, {other})",
                f"max({other}, 0)",
                f"{plain} (blank is {other})",
                f"{plain} (blank is 0)",
                f"-{plain}",
            )
        )

    def row_day(self, row: RowWords, depth: int = 1) -> str:
        """A day of the row, or one worked out from it."""
        draw, plain = self.draw, self.draw.pick(row.days)
        if depth == 0 or draw.chance(40):
            return plain
        unit = draw.pick(("day", "days", "weeks", "months", "months", "year"))
        return draw.pick(
            (
                f"({draw.whole(0, 45)} {unit} {draw.pick(('after', 'before'))} {plain})",
                f"the {draw.pick(('first', 'last'))} day of the month of {plain}",
                f"{plain} (blank is {draw.pick(row.days)})",
                f"{plain} (blank is 2026-02-28)",
                "2026-03-31",
                *(self.day(),) * (2 * self.payee),
            )
        )

    def row_number(self, row: RowWords, depth: int = 1) -> str:
        """A number of the row."""
        options = [self.draw.pick(_NUMBERS)]
        if depth:
            unit = self.draw.pick(("days", "months"))
            options.append(f"{unit} from ({self.row_day(row)}) to ({self.row_day(row)})")
        options += [f"{name} (blank is {self.draw.pick(_NUMBERS)})" for name in row.numbers]
        options += row.numbers
        if depth:
            one, two = self.row_number(row, depth - 1), self.row_number(row, depth - 1)
            options.append(f"({self.row_money(row, 0)} / {self.row_money(row, 0)})")
            options.append(
                self.draw.pick(
                    (f"min({one}, {two})", f"max({one}, {two})", f"({one} + {two})", f"({one} - {two})")
                )
            )
        return self.draw.pick(options)

    def row_condition(self, row: RowWords, depth: int = 1) -> str:
        """A condition on the row; it may be undefined."""
        if depth and self.draw.chance(45):
            one, two = self.row_condition(row, depth - 1), self.row_condition(row, depth - 1)
            return self.draw.pick((f"({one} and {two})", f"({one} or {two})", f"(not ({one}))"))
        compared = self.draw.pick(_COMPARISONS)
        code = self.draw.pick(CURRENCIES)
        last, unit = self.draw.whole(0, 30), self.draw.pick(("days", "weeks", "months"))
        return self.draw.pick(
            (
                f"{self.row_day(row)} {compared} {self.row_day(row)}",
                f"{self.row_day(row)} is 0 to {last} {unit} after {self.row_day(row, 0)}",
                f"{self.row_day(row)} is {self.row_day(row)} through {self.row_day(row)}",
                self.draw.pick(row.conditions),
                self.draw.pick(row.conditions),
                f"{self.row_money(row)} {compared} 0",
                f"{self.row_money(row)} {compared} {self.literal(code)}",
                f"{self.row_money(row)} {compared} {self.row_money(row)}",
                f"{self.row_number(row)} {compared} {self.row_number(row)}",
                f"{self.row_money(row)} is {self.draw.pick(('', 'not '))}blank",
            )
        )

    # Of the plan --------------------------------------------------------------------------------------------

    def day(self) -> str:
        """A day of the line."""
        return self.draw.pick(
            (
                "the line's date",
                "the first day of the period",
                "the last day of the period",
                "the payee's last day",
                "2026-04-01",
            )
        )

    def quota(self, name: str) -> str:
        """A quota: blended, of a longer period, by days, or of one row."""
        return f"quota.{name} {self.draw.pick(_QUOTAS)}"

    def earned(self) -> str:
        """What pays above have earned."""
        draw = self.draw
        pays = " and ".join(draw.random.sample(self.pays, draw.whole(1, min(2, len(self.pays)))))
        if draw.chance(25):
            return f"earned {pays} of the fact"
        window = draw.pick(
            ("of the period", "of the period", "of the year", "of the half year", "of the plan")
        )
        return f"earned {pays} {window}{draw.pick(('', '', ' of direct reports', ' of all payees'))}"

    def number(self, depth: int = 1) -> str:
        """A number of the line."""
        options = [self.draw.pick(_NUMBERS), self.draw.pick(_NUMBERS)]
        if self.payee and self.assignment:
            options += ["assignment.factor", "assignment.factor (blank is 1)"]
            options += ["number of the period in the year", f"months from (2025-07-15) to ({self.day()})"]
        measures = [name for name, money in self.measures.items() if not money]
        options += measures * 3
        options += [name for name, money in self.tables.items() if not money] * 3
        options += [self.quota(name) for name, money in self.quotas.items() if not money and self.payee]
        if self.credit is not None and not self.credit_is_money:
            options.append(self.credit)
        if self.row is not None:
            options.append(self.row_number(self.row))
        if depth:
            one, two = self.number(depth - 1), self.number(depth - 1)
            options += [
                f"min({one}, {two})",
                f"max({one}, {two})",
                f"({one} {self.draw.pick('+-*/')} {two})",
                f"({one}) (blank is {two})",
                f"({self.money(depth - 1)} / {self.money(depth - 1)})",
            ]
        return self.draw.pick(options)

    def money(self, depth: int = 1) -> str:
        """Money of the plan."""
        options = [self.literal()]
        if self.payee:
            rate_day = self.draw.pick(("2026-01-31", "the line's date", "the first day of the period"))
            inward = f"assignment.salary in {self.currency} at the rate of {rate_day}"
            options += ["assignment.target_incentive", inward] * self.assignment
            options += [self.earned()] * 2 if self.pays else []
            options += [self.quota(name) for name, money in self.quotas.items() if money]
            options += ["period target"] * 3 * self.target
        options += [name for name, money in self.measures.items() if money] * 3
        options += [name for name, money in self.tables.items() if money] * 3
        if self.credit is not None and self.credit_is_money:
            options += [self.credit] * 3
        if depth:
            one, two = self.money(depth - 1), self.money(depth - 1)
            options += [
                f"min({one}, {two})",
                f"max({one}, 0)",
                f"({one} {self.draw.pick('+-')} {two})",
                f"({one} * {self.number(depth - 1)})",
                f"({one} / {self.number(depth - 1)})",
                f"({one}) (blank is {two})",
            ]
        return self.draw.pick(options)

    def condition(self, depth: int = 1) -> str:
        """A condition on the line."""
        if depth and self.draw.chance(30):
            one, two = self.condition(depth - 1), self.condition(depth - 1)
            return self.draw.pick((f"({one} and {two})", f"({one} or {two})", f"(not ({one}))"))
        compared = self.draw.pick(_COMPARISONS)
        options = [
            f"{self.number()} {compared} {self.number(0)}",
            f"{self.money()} {compared} {self.money(0)}",
            f"{self.money(0)} {compared} 0",
            f"({self.number()}) is {self.draw.pick(('', 'not '))}blank",
        ]
        options += [f"{self.quota(name)} is 0" for name in self.quotas if self.payee]
        if self.payee:
            options.append(f"{self.day()} {compared} {self.day()}")
        if self.payee and self.assignment:
            options += [
                'assignment.segment is "MM"',
                "assignment.manager is blank",
                "assignment.role is not AE",
            ]
        if self.row is not None:
            options.append(self.row_condition(self.row))
        return self.draw.pick(options)
