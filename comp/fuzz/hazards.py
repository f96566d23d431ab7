"""Counts what is hostile in the facts of a case, among payees who have a line: what an engine trips over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from comp.facts.snapshot import Value
from comp.fuzz.cases import Case
from comp.fuzz.drawing import LARGEST_MINOR
from comp.language.calendar import Calendar
from comp.language.core import Cap, CapSpan, ClawBack, Kind, Literal, MeasureValue, Plan, Program, Source
from comp.language.money import Money
from comp.reference import Credited

# As large as an import takes an amount, and nearly what a float holds to the last unit (2^53).
_LARGE = LARGEST_MINOR - 1
_ONE_DAY = timedelta(days=1)
_Row = Mapping[str, Value]


def of_lines(plan: Plan, lines: pl.DataFrame) -> Counter[str]:
    """What the lines of a plan at a day, as the calculating engine gives them, stand on."""
    found = Counter[str]()
    if not lines.height:
        return found
    earned = pl.col("earned_minor")
    counts = lines.select(
        (earned == 0).sum().alias("lines of zero"),
        (earned < 0).sum().alias("lines below zero"),
        (earned.abs() >= _LARGE).sum().alias("lines of 9 * 10^15 minor units and more"),
        (pl.col("currency") == "JPY").sum().alias("lines in a currency without decimals"),
        (pl.col("currency") == "KWD").sum().alias("lines in a currency with three decimals"),
    )
    found.update({name: int(count or 0) for name, count in counts.row(0, named=True).items()})
    found["readings of a measure that stand on a step of a table"] = _on_steps(plan, lines)
    found["sums of lines that come exactly to a cap"] = _on_caps(plan, lines)
    return found


def _on_steps(plan: Plan, lines: pl.DataFrame) -> int:
    count = 0
    for table in plan.tables.values():
        name = table.by.name.replace(" ", "_") if isinstance(table.by, MeasureValue) else ""
        bounds = {row.bound for row in table.rows} | {r.bound for p in table.pages for r in p.rows}
        for read in (f"{name}_before", f"{name}_with", name):
            if f"{read}_num" in lines.columns:
                num, den = pl.col(f"{read}_num").cast(pl.Int128), pl.col(f"{read}_den").cast(pl.Int128)
                on = [num * b.denominator == den * b.numerator for b in bounds if b.denominator < 2**32]
                count += int(lines.select(pl.any_horizontal(on).sum()).item() or 0) if on else 0
    return count


def _on_caps(plan: Plan, lines: pl.DataFrame) -> int:
    keys = {CapSpan.LINE: ["line_id"], CapSpan.PERFORMANCE_PERIOD: ["payee", "performance_period"]}
    count = 0
    for _, statement in plan.statements():
        if isinstance(statement, Cap) and statement.per in keys and isinstance(statement.at, Literal):
            at = statement.at.value
            sums = (
                lines.filter(pl.col("pay").is_in(list(statement.pays)))
                .group_by(keys[statement.per])
                .agg(pl.col("earned_minor").cast(pl.Int128).sum())
            )
            if isinstance(at, Money):
                count += sums.filter(pl.col("earned_minor") == at.minor).height
    return count


def of_facts(
    case: Case, program: Program, credits: Sequence[Credited], paid: Mapping[str, set[str]]
) -> Counter[str]:
    """What the facts of payees with a line hold; `paid` is who has one, by plan."""
    found = Counter[str]()
    everyone = {payee for payees in paid.values() for payee in payees}
    found["payees with lines in two plans"] = sum(map(len, paid.values())) - len(everyone)
    found.update(_of_credits(case, [credit for credit in credits if credit.payee in everyone]))
    found.update(_of_quotas(case, everyone))
    for plan in program.plans:
        found.update(_of_spans(case, program.sources, plan, paid.get(plan.name, set())))
        found.update(_of_losses(case, program, plan, credits))
    return found


def _of_credits(case: Case, credits: Sequence[Credited]) -> Iterator[str]:
    """One name for each credit that is such."""
    quotas = {(r["payee"], r["name"]): set[Value]() for r in case.rows.get("quota", ())}
    for row in case.rows.get("quota", ()):
        quotas[row["payee"], row["name"]].add(row.get("amount"))
    days, sums = Counter[tuple[str, str, date]](), Counter[tuple[str, str]]()
    for credit in sorted(credits, key=lambda c: (c.on, c.fact)):
        key = (credit.payee, credit.credit)
        days[(*key, credit.on)] += 1
        if days[(*key, credit.on)] > 1:
            yield "credits of a payee on the day of another"
        if credit.currency is None:
            continue
        sums[key] += credit.units
        if credit.units == 0:
            yield "credits of zero"
        if credit.units < 0:
            yield "credits below zero, as by a credit note"
        if abs(credit.units) >= _LARGE:
            yield "credits of 9 * 10^15 minor units and more"
        if sums[key] in quotas.get(key, ()):
            yield "credits that bring their sum exactly to a quota"


def _of_quotas(case: Case, payees: set[str]) -> Iterator[str]:
    rows = [row for row in case.rows.get("quota", ()) if row["payee"] in payees]
    for row in rows:
        if row.get("amount") == 0 or row.get("units") == 0:
            yield "quotas of zero"
        if isinstance(amount := row.get("amount"), int) and amount < 0:
            yield "quotas lowered for a time, as by leave"
    several = Counter((row["payee"], row["name"]) for row in rows)
    yield from ("quotas that change by date" for count in several.values() if count > 1)


def _of_spans(case: Case, sources: Mapping[str, Source], plan: Plan, payees: set[str]) -> Iterator[str]:
    """How the assignments of a plan's payees change between its first and last day."""
    source = sources["assignment"]
    starts, ends = source.valid_from or "", source.valid_through or ""
    money = [column.name for column in source.columns if column.kind is Kind.ROW_MONEY]
    by_payee: dict[Value, list[_Row]] = {}
    for row in case.rows.get("assignment", ()):
        if row[source.key] in payees:
            by_payee.setdefault(row[source.key], []).append(row)
    calendar = plan.calendar(case.calendar)
    for rows in by_payee.values():
        spans = sorted(rows, key=lambda row: _day(row, starts) or date.min)
        for before, after in pairwise(spans):
            begins, ended = _day(after, starts), _day(before, ends)
            if begins is None or not plan.effective_from < begins <= plan.effective_through:
                continue
            if not _starts_a_period(begins, plan, calendar) and before.get("manager") != after.get("manager"):
                yield "payees whose manager changes within a period"
            if any(before.get(name) != after.get(name) for name in money):
                yield "payees whose target or salary changes by date"
            if ended is not None and ended + _ONE_DAY < begins:
                yield "payees who are away between two assignments"
        last = _day(spans[-1], ends)
        if last is None or not plan.effective_from <= last < plan.effective_through:
            continue
        if not _starts_a_period(last + _ONE_DAY, plan, calendar):
            yield "payees who leave within a period"


def _day(row: _Row, column: str) -> date | None:
    day = row.get(column)
    return day if isinstance(day, date) else None


def _starts_a_period(day: date, plan: Plan, calendar: Calendar) -> bool:
    return calendar.period_of(day, plan.performance).starts_on == day


def _of_losses(case: Case, program: Program, plan: Plan, credits: Sequence[Credited]) -> Iterator[str]:
    """When the losses that the plan claws back came in."""
    credited = {(c.source, c.fact): c.on for c in credits}
    calendar = plan.calendar(case.calendar)
    claws = {(s.losses, s.link) for _, s in plan.statements() if isinstance(s, ClawBack)}
    for losses, link in sorted(claws):
        source = program.sources[losses]
        column = source.column(link)
        for row in case.rows.get(losses, ()):
            lost_on = _day(row, source.dated or "")
            sold_on = credited.get(((column.refers_to or "") if column else "", str(row.get(link))))
            if lost_on is None or sold_on is None:
                continue
            known = lost_on <= case.days[-1]
            yield f"losses {'known on' if known else 'after'} the last day on which they are valued"
            if lost_on > plan.effective_through:
                yield "losses after the plan's end"
            if lost_on > calendar.period_of(sold_on, plan.performance).last_day:
                yield "losses after the close of their sale's period"
            if lost_on < sold_on:
                yield "losses before their sale"
