"""Lowers a plan's header, and asks for every line and choice that it leaves open."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.calendar import Cadence
from comp.language.core import Kind
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.faults import Faults
from comp.language.lowering.scope import PlanNames, Scope
from comp.language.money import Rounding, digits

_LINES = (
    ("effective", "effective 2026-01-01 through 2026-12-31, later facts about its lines included"),
    ("payees", 'payees role is "AE", as of the line\'s date'),
    ("performance", "performance period quarter"),
    ("payout", "payout monthly"),
    ("currency", "currency USD, at the rate of the credit date"),
    ("rounding", "rounding half even to 0.01, each line"),
    ("data", "data deal, quota, assignment"),
)

_PRORATIONS = tuple(f"`prorating by {proration}`" for proration in core.Proration)
_TARGET_DAYS = ("`, as of the line's date`", "`, blended by days`")


@frozen
class Header:
    """The lowered header; what is missing has a stand-in, and a fault was told."""

    effective_from: date
    effective_through: date
    later_facts: bool
    performance: Cadence
    payout: Cadence
    currency: str
    rounding: Rounding
    weeks_from: date | None
    rate_on: date | None
    proration: core.Proration


def lower_header(plan: syntax.PlanBlock, faults: Faults) -> Header:
    """Lower all lines of the header that need no name."""
    header = plan.header
    if not plan.faulty:
        _ask_for_missing_lines(plan, faults)
    _ask_for_choices(header, faults)
    effective, rounding = header.effective, header.rounding
    if effective is not None and effective.last < effective.first:
        faults.error(
            "C004", effective.span, "The plan ends before it begins.", "Write the earlier day first."
        )
    currency = header.currency.code if header.currency is not None else "USD"
    if rounding is not None and header.currency is not None:
        _check_unit(rounding, currency, faults)
    performance = header.performance.cadence if header.performance is not None else Cadence.QUARTER
    payout = header.payout.cadence if header.payout is not None else Cadence.MONTH
    return Header(
        effective.first if effective is not None else date(2000, 1, 1),
        effective.last if effective is not None else date(2000, 12, 31),
        bool(effective is None or effective.later_facts),
        performance,
        payout,
        currency,
        rounding.mode if rounding is not None else Rounding.HALF_EVEN,
        header.performance.weeks_from if header.performance is not None else None,
        header.currency.rate_on if header.currency is not None else None,
        header.prorating.by if header.prorating is not None else core.Proration.CALENDAR_DAYS,
    )


def _ask_for_missing_lines(plan: syntax.PlanBlock, faults: Faults) -> None:
    for name, example in _LINES:
        if getattr(plan.header, name) is None:
            said = (
                f"The plan `{plan.name.text}` has no line "
                f"`{name.replace('performance', 'performance period')}`."
            )
            faults.error("C008", plan.name.span, said, f"Write for example `{example}`.")


def _ask_for_choices(header: syntax.Header, faults: Faults) -> None:
    if header.effective is not None and header.effective.later_facts is None:
        faults.error(
            "C004",
            header.effective.span,
            "What becomes of a cancellation or a correction that comes after the plan's last day?",
            "Say it at the end of the line.",
            expected=("`, later facts about its lines included`", "`, later facts ignored`"),
        )
    payees, currency, rounding = header.payees, header.currency, header.rounding
    if payees is not None and not payees.line_day:
        _ask(payees, "As of which day is somebody a payee of this plan?", ", as of the line's date", faults)
    if currency is not None and not currency.rate_day:
        said = "At which day's rate does another currency become the plan's?"
        words = ", at the rate of the credit date"
        fixed = "`, at the rate of 2026-01-01`"
        hint = f"End the line with `{words}`, or with one day for the whole plan."
        faults.error("C004", currency.span, said, hint, expected=(f"`{words}`", fixed))
    if rounding is not None and not rounding.each_line:
        _ask(rounding, "What is rounded?", ", each line", faults)


def _ask(line: syntax.Written, said: str, words: str, faults: Faults) -> None:
    faults.error("C004", line.span, said, f"End the line with `{words}`.", expected=(f"`{words}`",))


def _check_unit(rounding: syntax.RoundingLine, currency: str, faults: Faults) -> None:
    unit = Fraction(1, 10 ** digits(currency))
    if rounding.unit.value != unit:
        written = f"0.{1:0{digits(currency)}d}" if digits(currency) else "1"
        faults.error(
            "C009",
            rounding.unit.span,
            f"The smallest amount of {currency} is {written}.",
            f"Write `to {written}`.",
        )


def lower_members(elaborator: Elaborator, plan: syntax.PlanBlock, names: PlanNames) -> core.Expr:
    """The condition that makes somebody a payee of the plan."""
    line = plan.header.payees
    if line is None:
        return core.Literal(value=True)
    scope = Scope("`payees`", payee=True, plan=names, bare_columns_of="assignment")
    return elaborator.condition(line.condition, scope)


def lower_target(elaborator: Elaborator, plan: syntax.PlanBlock, names: PlanNames) -> core.Expr | None:
    """The annual target incentive, None where the plan has none."""
    if plan.header.target is None:
        return None
    scope = Scope("the target incentive", payee=True, plan=names)
    return elaborator.of_kind(plan.header.target.amount, scope, {Kind.MONEY}, "money").expr


def ask_for_parts_of_a_year(plan: syntax.PlanBlock, elaborator: Elaborator) -> None:
    """Choices that matter only where a plan uses `period target` or a quota for the days in the plan."""
    header, faults = plan.header, elaborator.faults
    if elaborator.used_days and header.prorating is None and not plan.faulty:
        faults.error(
            "C004",
            plan.name.span,
            "How is a payee's part of a period counted?",
            "Write a line of its own in the header.",
            expected=_PRORATIONS,
        )
    target = header.target
    if elaborator.used_target and target is not None and target.blended is None:
        said = "Whose day's target is it, where it changes inside a period?"
        hint = "End the line with one of the words expected."
        faults.error("C004", target.span, said, hint, expected=_TARGET_DAYS)
