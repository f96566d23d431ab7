"""Draws whole plans as text: measures of every reading, tables of every shape, statements in every order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from comp.language.money import digits, format_minor
from tests.differential.credits import DrawnCredit
from tests.differential.drawing import Drawing
from tests.differential.expressions import Writer
from tests.differential.sources import CANCELLATION, DEAL, LOSSES, REFUND, RENEWAL, ROWS

_WINDOWS = (
    "of the period",
    "of the period",
    "of the year",
    "of this performance period and the 1 before it",
    "of this performance period and the 3 before it",
)
_READINGS = ("    read at posting", "    read at the close of the period")


@dataclass(slots=True)
class Names:
    """What a plan has declared so far: measures by reading, tables, each with whether it is money."""

    read: dict[str, bool] = field(default_factory=dict[str, bool])  # at posting, at a close, or constant
    closing: dict[str, bool] = field(default_factory=dict[str, bool])
    running: dict[str, dict[str, bool]] = field(default_factory=dict[str, dict[str, bool]])  # by credit
    stepping: dict[str, dict[str, bool]] = field(default_factory=dict[str, dict[str, bool]])  # before or with
    count: int = 0

    def fresh(self, word: str) -> str:
        """A name that is not taken."""
        self.count += 1
        return f"{word}_{self.count}"


class PlanText:
    """Writes one plan; `pays` are named so that no two plans share one."""

    def __init__(self, draw: Drawing, name: str, currency: str, credits: Sequence[DrawnCredit]) -> None:
        self.draw = draw
        self.name = name
        self.currency = currency
        self.credits = credits
        self.names = Names()
        self.quotas = {credit.name: credit.is_money for credit in credits}
        self.losses_used: dict[str, bool] = {}  # loss source and credit, to whether as credit

    def write(self, data: str) -> str:
        """The plan's text; `data` is the list of sources that it reads."""
        clauses = self.draw.whole(1, 3)
        shares = self.draw.pick(((1,), (Fraction(2, 5), Fraction(3, 5)), (Fraction(7, 10), Fraction(3, 10))))
        lines = [*self._header(data)]
        for number in range(max(clauses, len(shares))):
            share = shares[number] if number < len(shares) else None
            lines += self._clause(
                number, None if share is None else f"{int(share * 100)}% of target incentive"
            )
        return "\n".join(lines) + "\n"

    def _header(self, data: str) -> list[str]:
        draw = self.draw
        unit = "1" if digits(self.currency) == 0 else f"0.{1:0{digits(self.currency)}d}"
        start, end = draw.pick(
            (("2026-01-01", "2026-12-31"), ("2025-11-15", "2026-08-20"), ("2026-02-10", "2027-01-31"))
        )
        period = draw.pick(("month", "quarter", "quarter", "half year", "year"))
        target = draw.pick(
            (
                "assignment.target_incentive",
                f"assignment.target_incentive (blank is {self._money(1_200_000)})",
                self._money(2_400_000),
                "assignment.target_incentive * 2",
            )
        )
        members = draw.pick(
            (
                "role is AE",
                "role is AE or role is LEAD",
                'segment is "MM"',
                "role is not CSM and segment is not blank",
                'not (segment is "SMB")',
                "factor > 0 or role is AE",
                "payee is not blank",
            )
        )
        later = draw.pick(("about its lines included", "ignored"))
        return [
            f'plan {self.name} "A drawn plan"',
            f"  effective {start} through {end}, later facts {later}",
            f"  payees {members}, as of the line's date",
            f"  performance period {period}",
            f"  payout {draw.pick(('monthly', 'quarterly', 'yearly'))}",
            f"  currency {self.currency}, at the rate of the credit date",
            f"  rounding {draw.pick(('half even', 'half up', 'down'))} to {unit}, each line",
            f"  target incentive {target} per year, as of the line's date",
            "  prorating by calendar days",
            f"  data {data}",
            "",
        ]

    def _money(self, minor: int) -> str:
        return f"{format_minor(minor, self.currency)} {self.currency}"

    # Clauses ------------------------------------------------------------------------------------------------

    def _clause(self, number: int, share: str | None) -> list[str]:
        draw = self.draw
        head = f'clause c{number} "A clause"' + (f", {share}" if share else "")
        credit = draw.pick([*self.credits, *self.credits, None])
        line = Writer(draw, self.currency, target=share is not None, quotas=self.quotas)
        if credit is not None:
            line = replace(line, row=credit.row, credit=credit.name, credit_is_money=credit.is_money)
        body: list[str] = []
        for _ in range(draw.whole(1, 3)):
            body += self._measure(replace(line, row=None, credit=None))
        if credit is not None and draw.chance(70):
            body += self._running(credit, line)
        if credit is not None and draw.chance(35):
            body += self._stepping(credit)
        tables: dict[str, bool] = {}
        for _ in range(draw.whole(0, 2)):
            body += self._table(line, credit, tables)
        marginal: list[str] = []
        if credit is not None and draw.chance(70):
            marginal, text = self._marginal(line, credit)
            body += text
        line = self._line(line, credit, tables)
        pay = self.names.fresh(f"{self.name}_pay")
        body += self._pay(pay, line, credit, marginal)
        body += self._statements(pay, line, credit)
        return [head, *body, ""]

    def _line(self, line: Writer, credit: DrawnCredit | None, tables: dict[str, bool]) -> Writer:
        measures = dict(self.names.read)
        if credit is not None:
            measures |= self.names.stepping.get(credit.name, {})
        return replace(line, measures=measures, tables=tables)

    # Measures -----------------------------------------------------------------------------------------------

    def _own(self, credit: str) -> str:
        return f"own {self.draw.pick(('', '', 'direct '))}{credit} {self.draw.pick(_WINDOWS)}"

    def _total(self, *, money: bool) -> str:
        """A total of own credits, or 'nothing' as a literal where no such credit is drawn."""
        names = [credit.name for credit in self.credits if credit.is_money is money]
        if not names:
            return self._money(100_000) if money else "1"
        return f"total {self._own(self.draw.pick(names))}"

    def _count(self) -> str:
        return f"count {self._own(self.draw.pick(self.credits).name)}"

    def _measure(self, writer: Writer) -> list[str]:
        """A measure read at posting or at the close, with its exceptions."""
        draw, name = self.draw, self.names.fresh("m")
        writer = replace(writer, measures=dict(self.names.read))
        money = draw.chance(30)
        over = ""
        if draw.chance(45):
            value, over = self._over(writer, money=money)
        elif money:
            total = self._total(money=True)
            value = draw.pick(
                (
                    total,
                    f"{total} + {writer.money()}",
                    f"{total} * {writer.number()}",
                    f"max({total}, {writer.money()})",
                )
            )
        else:
            total = self._total(money=True)
            value = draw.pick(
                (
                    f"{total} / {self._total(money=True)}",
                    f"{total} / {writer.money()}",
                    self._count(),
                    f"{self._count()} / {self._count()}",
                    self._total(money=False),
                    f"{self._total(money=False)} / {writer.number()}",
                    f"({total} / {writer.money(0)}) (blank is {writer.number(0)})",
                )
            )
        lines = [f"  measure {name} = {value}", *([over] if over else [])]
        reading = draw.pick((*_READINGS, _READINGS[1]))
        if reading == _READINGS[1]:
            plain = replace(writer, measures={})
            if draw.chance(60):
                reading += f", {plain.money() if money else plain.number()} until then"
            self.names.closing[name] = money
        self.names.read[name] = money
        if over:
            self.names.read[f"count of {name}"] = False
            if name in self.names.closing:
                self.names.closing[f"count of {name}"] = False
        # An exception that a hold reads at a close asks for no assignment: see `_hold`.
        others = {m: v for m, v in self.names.read.items() if m != name}
        at_close = name in self.names.closing
        inside = replace(writer, target=False, assignment=not at_close, measures=others)
        return [*lines, reading, *self._exceptions(name, inside, money=money)]

    def _over(self, writer: Writer, *, money: bool) -> tuple[str, str]:
        """A measure's value over a set said below it, and that line."""
        draw = self.draw
        window = draw.pick(_WINDOWS)
        if draw.chance(45):
            credit = draw.pick(self.credits)
            row, head = credit.row, f"    over own {draw.pick(('', 'direct '))}{credit.name} {window}"
            inner = replace(writer, measures={}, target=False)
            amount = draw.pick((credit.name if credit.is_money else row.money[0], inner.row_money(row)))
            if credit.is_money and draw.chance(60):
                amount = f"({credit.name} * {inner.row_number(row)})"
            condition = inner.row_condition(row)
            other = credit.name if credit.is_money else row.money[0]
        else:
            row = draw.pick((DEAL, RENEWAL, RENEWAL, CANCELLATION, REFUND))
            head = f"    over each {row.source} {window}"
            inner = replace(writer, measures={}, target=False)
            amount, other = inner.row_money(row), row.money[0]
            condition = self._row_condition(inner, row.source)
        where = f", where {condition}" if draw.chance(70) else ""
        if money:
            return f"total ({amount})", head + where
        number = inner.row_number(row)
        value = draw.pick(
            (f"total ({amount}) / total ({other})", f"total ({amount}) / total ({other})",
             f"total ({number})", f"total ({number}) / total (1)")
        )  # fmt: skip
        return value, head + where

    def _row_condition(self, writer: Writer, source: str) -> str:
        """A condition on a row of a company's source: often that it is of the payee's own customers."""
        draw, row = self.draw, ROWS[source]
        condition = writer.row_condition(row)
        if source not in ("deal", "renewal"):
            return condition
        credit = draw.pick(self.credits).name
        among = f"{source}.account is among own {draw.pick(('', 'direct '))}{credit}"
        return draw.pick(
            (
                among,
                among,
                f"{among} and {condition}",
                f"{condition} or {among}",
                f"not ({among})",
                condition,
                f'assignment.segment is "MM" and {among}',
            )
        )

    def _running(self, credit: DrawnCredit, writer: Writer) -> list[str]:
        """A measure that runs from deal to deal, for marginal tables."""
        draw, name = self.draw, self.names.fresh("run")
        total = f"total {self._own(credit.name)}"
        quota = writer.quota(credit.name)
        options = [(total, credit.is_money), (f"{total} * 2", credit.is_money)]
        constant = replace(writer, row=None, credit=None, measures={}, tables={})
        if credit.is_money:
            options += [(f"{total} / {quota}", False)] * 3
            options += [
                (f"{total} / {self._money(100_000)}", False),
                (f"{total} / ({constant.money()})", False),
            ]
        else:
            options += [(f"{total} / {quota}", False), (f"{total} / ({constant.number()})", False)]
        value, money = draw.pick(options)
        self.names.running.setdefault(credit.name, {})[name] = money
        inside = replace(constant, target=False, measures=dict(self.names.read))
        return [
            f"  measure {name} = {value}",
            *(self._exceptions(name, inside, money=money) if draw.chance(20) else []),
        ]

    def _stepping(self, credit: DrawnCredit) -> list[str]:
        """A measure read before or with the credit."""
        draw, name = self.draw, self.names.fresh("step")
        total = f"total {self._own(credit.name)}"
        writer = Writer(draw, self.currency, quotas=self.quotas, measures=dict(self.names.read))
        money = credit.is_money and draw.chance(40)
        count = f"count {self._own(credit.name)}"
        if money:
            value = draw.pick(
                (total, f"{total} + {writer.money(0)}", f"{total} - total {self._own(credit.name)}")
            )
        elif credit.is_money:
            value = draw.pick(
                (count, f"{total} / {writer.money(0)}", f"{total} / total {self._own(credit.name)}")
            )
        else:
            value = draw.pick((count, total, f"{total} / {writer.number(0)}"))
        self.names.stepping.setdefault(credit.name, {})[name] = money
        return [f"  measure {name} = {value}", f"    read {draw.pick(('before', 'with'))} the credit"]

    def _exceptions(self, name: str, writer: Writer, *, money: bool) -> list[str]:
        return [
            f"  except {self.names.fresh('x')}, when {writer.condition()}: {name} is "
            f"{writer.money() if money else writer.number()}"
            for _ in range(self.draw.pick((0, 0, 0, 1, 1, 2)))
        ]

    # Tables -------------------------------------------------------------------------------------------------

    def _bounds(self, count: int, *, money: bool, reach_down: bool) -> list[str]:
        """Rising bounds; the first is zero or below where every value needs a band."""
        draw = self.draw
        first = draw.pick((0, 0, 0, -50)) if reach_down else draw.pick((-10, 0, 50, 80))
        steps = [first]
        for _ in range(count - 1):
            steps.append(steps[-1] + draw.pick((1, 10, 50, 50, 100)))
        if money:
            return [("-" if step < 0 else "") + self._money(abs(step) * 2_000) for step in steps]
        return [f"{step}%" for step in steps]

    def _rows(self, head: str, count: int, *, money_bounds: bool, money_values: bool) -> list[str]:
        draw = self.draw
        bounds = self._bounds(count, money=money_bounds, reach_down=head != "at")
        values = [
            self._money(draw.pick((0, 1, 10_000, 33_335))) if money_values else draw.pick(
                ("0%", "5%", "6%", "10%", "33.333%", "1.10", "0.9", "2x", "-5%", "100%")
            )
            for _ in bounds
        ]  # fmt: skip
        return [f"    | {head} | v |", *(f"    | {b} | {v} |" for b, v in zip(bounds, values, strict=True))]

    def _table(self, line: Writer, credit: DrawnCredit | None, tables: dict[str, bool]) -> list[str]:
        """A table that is looked up, or read between its points."""
        draw, name = self.draw, self.names.fresh("t")
        writer = self._line(line, credit, {})
        money_bounds, money_values = draw.chance(30), draw.chance(20)
        measures = [m for m, money in writer.measures.items() if money is money_bounds]
        by = (
            draw.pick(measures)
            if measures and draw.chance(70)
            else writer.money()
            if money_bounds
            else writer.number()
        )
        head, shape = draw.pick(
            (
                ("from", "retroactive"),
                ("above", "retroactive"),
                ("at", "interpolated, flat outside"),
                ("at", "interpolated, continued"),
            )
        )
        rows = self._rows(head, draw.whole(2, 4), money_bounds=money_bounds, money_values=money_values)
        tables[name] = money_values
        return [
            f"  table {name} by {by}, {shape}",
            *rows,
            *self._exceptions(name, writer, money=money_values),
        ]

    def _marginal(self, line: Writer, credit: DrawnCredit) -> tuple[list[str], list[str]]:
        """A marginal table over what runs, its name in a list; its values are rates, or money per unit."""
        running = self.names.running.get(credit.name, {})
        if not running:
            return [], []
        draw, name = self.draw, self.names.fresh("band")
        by = draw.pick(sorted(running))
        rows = self._rows(
            draw.pick(("from", "above")),
            draw.whole(1, 4),
            money_bounds=running[by],
            money_values=not credit.is_money,
        )
        writer = replace(self._line(line, credit, {}), row=None, credit=None)
        return [name], [
            f"  table {name} by {by}, marginal",
            *rows,
            *self._exceptions(name, writer, money=not credit.is_money),
        ]

    # Pays and what acts on them -----------------------------------------------------------------------------

    def _pay(self, pay: str, line: Writer, credit: DrawnCredit | None, marginal: list[str]) -> list[str]:
        draw = self.draw
        if credit is None:
            value = (
                draw.pick((f"period target * {line.number()}", line.money(2)))
                if line.target
                else line.money(2)
            )
            return [f"  pay {pay} = {value}, once per performance period"]
        if marginal and draw.chance(75):
            constant = replace(line, row=None, credit=None, tables={}, measures={})
            value = f"{credit.name} * {marginal[0]}"
            if draw.chance(35):
                value = draw.pick(
                    (
                        f"{value} * {constant.number()}",
                        f"{value} / {constant.number()}",
                        f"{value} * {line.row_number(credit.row)}",
                    )
                )
        else:
            value = draw.pick((line.money(2), line.money(1), line.row_money(credit.row, 2)))
        return [f"  pay {pay} = {value}, for each {credit.name}"]

    def _statements(self, pay: str, line: Writer, credit: DrawnCredit | None) -> list[str]:
        draw = self.draw
        lines: list[str] = []
        for _ in range(draw.pick((0, 1, 2, 3, 4, 5))):
            kind = draw.pick(("multiply", "cap", "hold", "claw back", "claw back"))
            if kind == "multiply":
                lines.append(f"  multiply {pay} by {line.number()}")
            elif kind == "cap":
                lines += self._cap(pay, line)
            elif kind == "hold":
                lines += self._hold(pay, line)
            elif credit is not None:
                lines += self._claw_back(pay, credit)
        return lines

    def _cap(self, pay: str, line: Writer) -> list[str]:
        draw = self.draw
        writer = replace(line, row=None, credit=None, measures={}, tables={})
        at = draw.pick(
            (
                self._money(50_000),
                self._money(draw.whole(1, 500_000)),
                writer.money(),
                "0" + f" * {self._money(1)}",
            )
        )
        span = draw.pick(("performance period", "performance period", "year", "line"))
        return [f"  cap {pay} at {at} per {span}, the excess is lost"]

    def _hold(self, pay: str, line: Writer) -> list[str]:
        draw = self.draw
        # No record says as of which day a hold's condition looks up an assignment, so none is asked for here.
        writer = replace(
            line,
            row=None,
            credit=None,
            measures=dict(self.names.closing),
            tables={},
            target=False,
            assignment=False,
        )
        after = draw.whole(0, 3)
        then = f", then of each of the {after} after it" if after else ""
        return [
            f"  hold {pay} until {writer.condition()}",
            f"    read at the close of its performance period{then}, otherwise lost",
            f"    blank is {draw.pick(('released', 'held'))}",
        ]

    def _claw_back(self, pay: str, credit: DrawnCredit) -> list[str]:
        draw = self.draw
        losses = draw.pick(LOSSES[credit.row.source])
        as_credit = draw.chance(40)
        key = f"{losses} {credit.name}"
        if self.losses_used.setdefault(key, as_credit) is not as_credit:
            return []
        row = ROWS[losses]
        writer = Writer(draw, self.currency, payee=False)
        of = draw.pick((credit.row, row))
        when = f", when {writer.row_condition(of)}" if draw.chance(40) else ""
        portion = draw.pick(
            (f"{row.money[0]} / {credit.row.money[0]}", f"{row.money[0]} / {credit.row.money[0]}",
             writer.row_number(row), f"{row.money[0]} / {row.money[0]}", "100%")
        )  # fmt: skip
        target, effect = (
            (credit.name, "as credit, attainment falls") if as_credit else (pay, "as money, attainment stays")
        )
        return [
            f"  claw back {target} for each {losses}{when}",
            f"    portion {portion}, at most 100% of a deal in total",
            f"    {effect}",
        ]
