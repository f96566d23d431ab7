"""Puts the lines of a clause together: which `value` belongs to which credit, which `read` to which
measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast, get_args

from comp.language import syntax
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, Label
from comp.language.parsing.lines import ClauseLine, SummaryLine, ValueLine
from comp.language.parsing.pay_lines import BlankLine, ClosesLine

_STATEMENTS: tuple[type, ...] = get_args(syntax.Statement)


@dataclass(slots=True)
class ClauseParts:
    """What a clause's lines say, put together."""

    summary: str
    statements: list[syntax.Statement]
    allowances: list[syntax.AllowLine] = field(default_factory=list[syntax.AllowLine])


def assemble(lines: Sequence[ClauseLine], faults: list[Diagnostic], *, faulty: bool) -> ClauseParts:
    """Fold lines into statements; a line that belongs to no statement above it is a fault."""
    parts = ClauseParts("", [])
    for line in lines:
        match line:
            case SummaryLine():
                if parts.summary:
                    faults.append(_twice(line, "summary", line))
                parts.summary = parts.summary or line.text
            case syntax.AllowLine():
                parts.allowances.append(line)
            case _ if isinstance(line, _STATEMENTS):
                parts.statements.append(cast("syntax.Statement", line))
            case _:
                above = parts.statements[-1] if parts.statements else None
                joined = _joined(above, line, faults)
                if joined is not None:
                    parts.statements[-1] = joined
                elif not faulty:
                    faults.append(_astray(line))
    return parts


def _joined(
    above: syntax.Statement | None, line: ClauseLine, faults: list[Diagnostic]
) -> syntax.Statement | None:
    match above:
        case syntax.CreditStatement():
            joined = _of_credit(above, line, faults)
        case syntax.MeasureStatement():
            joined = _of_measure(above, line, faults)
        case syntax.ClawBackStatement():
            joined = _of_claw_back(above, line, faults)
        case syntax.HoldStatement():
            joined = _of_hold(above, line, faults)
        case syntax.PayOutStatement() if isinstance(line, syntax.PartLine):
            joined = replace(above, parts=(*above.parts, line))
        case syntax.SplitStatement() if isinstance(line, syntax.GiveLine):
            joined = replace(above, parts=(*above.parts, line))
        case syntax.DrawStatement():
            joined = _of_draw(above, line, faults)
        case _:
            return None
    return None if joined is None else replace(joined, span=above.span.to(line.span))


def _of_credit(
    credit: syntax.CreditStatement, line: ClauseLine, faults: list[Diagnostic]
) -> syntax.CreditStatement | None:
    match line:
        case syntax.OnLine():
            _once(credit.on, line, "on", faults)
            return replace(credit, on=credit.on or line)
        case ValueLine():
            _once(credit.value, line, "value", faults)
            return replace(credit, value=credit.value or line.value)
        case syntax.ShareLine() | syntax.AlsoLine():
            return replace(credit, parts=(*credit.parts, line))
        case _:
            return None


def _of_measure(
    measure: syntax.MeasureStatement, line: ClauseLine, faults: list[Diagnostic]
) -> syntax.MeasureStatement | None:
    match line:
        case syntax.OverRows() | syntax.OverOwn():
            _once(measure.over, line, "over", faults)
            return replace(measure, over=measure.over or line)
        case syntax.ReadLine():
            _once(measure.read, line, "read", faults)
            return replace(measure, read=measure.read or line)
        case _:
            return None


def _of_claw_back(
    claw_back: syntax.ClawBackStatement, line: ClauseLine, faults: list[Diagnostic]
) -> syntax.ClawBackStatement | None:
    if not isinstance(line, syntax.PortionLine):
        return None
    _once(claw_back.portion, line, "portion", faults)
    return replace(claw_back, portion=claw_back.portion or line)


def _of_hold(
    hold: syntax.HoldStatement, line: ClauseLine, faults: list[Diagnostic]
) -> syntax.HoldStatement | None:
    match line:
        case ClosesLine():
            if hold.later_periods is not None:
                faults.append(_twice(line, "read", hold))
            return replace(hold, later_periods=line.later_periods)
        case BlankLine():
            if hold.blank_releases is not None:
                faults.append(_twice(line, "blank", hold))
            return replace(hold, blank_releases=line.releases)
        case _:
            return None


def _of_draw(
    draw: syntax.DrawStatement, line: ClauseLine, faults: list[Diagnostic]
) -> syntax.DrawStatement | None:
    match line:
        case syntax.OwedLine():
            _once(draw.owed, line, "is owed", faults)
            return replace(draw, owed=draw.owed or line)
        case syntax.RecoveredLine():
            _once(draw.recovered, line, "recovered", faults)
            return replace(draw, recovered=draw.recovered or line)
        case syntax.LeftOverLine():
            _once(draw.left_over, line, "what is left", faults)
            return replace(draw, left_over=draw.left_over or line)
        case _:
            return None


_BELONGS: dict[type[ClauseLine], tuple[str, str]] = {
    syntax.OnLine: ("on", "a `credit`"),
    ValueLine: ("value", "a `credit`"),
    syntax.ShareLine: ("share", "a `credit`"),
    syntax.AlsoLine: ("also", "a `credit`"),
    syntax.OverRows: ("over", "a `measure`"),
    syntax.OverOwn: ("over", "a `measure`"),
    syntax.ReadLine: ("read", "a `measure`"),
    syntax.PortionLine: ("portion", "a `claw back`"),
    ClosesLine: ("read at the close of its performance period", "a `hold`"),
    BlankLine: ("blank is", "a `hold`"),
    syntax.PartLine: ("part", "a `pay out`"),
    syntax.GiveLine: ("give", "a `split`"),
    syntax.OwedLine: ("is owed", "a `draw`"),
    syntax.RecoveredLine: ("recovered", "a `draw`"),
    syntax.LeftOverLine: ("what is left", "a `draw`"),
    syntax.Change: ("replace", "an `amend`"),
}


def _astray(line: ClauseLine) -> Diagnostic:
    word, owner = _BELONGS[type(line)]
    return Diagnostic(
        "P003",
        "error",
        TITLES["P003"],
        f"`{word}` belongs to {owner}, which must stand directly above it.",
        line.span,
        hint=f"Move this line below {owner}, or remove it.",
    )


def _once(present: syntax.Written | None, line: ClauseLine, word: str, faults: list[Diagnostic]) -> None:
    if present is not None:
        faults.append(_twice(line, word, present))


def _twice(line: syntax.Written, word: str, first: syntax.Written) -> Diagnostic:
    return Diagnostic(
        "P004",
        "error",
        TITLES["P004"],
        f"`{word}` stands here a second time.",
        line.span,
        labels=(Label(first.span, "here it is said first"),) if first.span != line.span else (),
        hint="Keep one of the two.",
    )
