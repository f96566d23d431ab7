"""The causes of a difference on a terminal and as JSON: by cause, by payee, and line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from comp.cli.explanation import minor_text
from comp.cli.output import whole_numbers
from comp.language.money import format_minor
from comp.runs import AttributedLine, Attribution, CauseKind, CausePart
from comp.runs.attribution_facts import RowChange
from comp.runs.attribution_words import column_texts, row_name, row_text

_MOST_ROWS = 3
_HEADINGS = {
    CauseKind.PERIOD: "period",
    CauseKind.FACT: "facts",
    CauseKind.CORRECTION: "corrections",
    CauseKind.PLAN: "plans",
    CauseKind.ENGINE: "engine",
    CauseKind.BOOKS: "books",
}


def show_attribution(screen: Console, found: Attribution) -> None:
    """Print the summaries first, then every line with its causes."""
    for note in found.notes:
        screen.print(f"Note: {note}", markup=False)
    if found.lines:
        screen.print(whole_numbers(_by_cause(found)))
        screen.print(whole_numbers(_by_payee(found)))
        screen.print(whole_numbers(_by_line(found)))
    idle = _idle(found)
    if idle:
        screen.print("Moved no line:")
        for text in idle:
            screen.print(f"  {text}", markup=False)


def attribution_as_data(found: Attribution) -> dict[str, object]:
    """The whole of it for machines; amounts are minor units written as text, causes are numbered from 0."""
    return {
        "notes": list(found.notes),
        "causes": [
            {
                "number": number,
                "kind": cause.kind.value,
                "text": cause.text,
                "count": cause.count,
                "exchanged_as_a_whole": cause.whole,
                "rows": [_row_as_data(row) for row in cause.rows],
                "parts": [
                    {"plan": part.plan, "what": part.what, "of": part.of, "change": part.change.value}
                    for part in cause.parts
                ],
                "moved": [
                    {"currency": currency, **_amounts(*sums)}
                    for currency, sums in sorted(_sums_of(found, number).items())
                ],
            }
            for number, cause in enumerate(found.causes)
        ],
        "by_payee": [
            {"payee": payee, "currency": currency, **_amounts(*sums)}
            for (payee, currency), sums in sorted(_payees(found).items())
        ],
        "attributed": [
            {
                "line_id": line.line_id,
                "plan": line.plan,
                "clause": line.clause,
                "payee": line.payee,
                "fact": line.fact,
                "currency": line.currency,
                **_amounts(line.earned_minor, line.payable_minor),
                "parts": [
                    {
                        "cause": part.cause,
                        **_amounts(part.earned_minor, part.payable_minor),
                        "faults": part.faults,
                        "rows": [_row_as_data(row) for row in part.rows],
                    }
                    for part in line.parts
                ],
            }
            for line in found.lines
        ],
    }


def _by_cause(found: Attribution) -> Table:
    table = Table(title="By cause, in the order in which they were exchanged", title_justify="left")
    _columns(table, ("", "cause"), ("lines", "earned", "payable"), ("",))
    for number, cause in enumerate(found.causes):
        for currency, (earned, payable) in sorted(_sums_of(found, number).items()):
            lines = sum(
                line.currency == currency and any(part.cause == number for part in line.parts)
                for line in found.lines
            )
            table.add_row(
                _HEADINGS[cause.kind],
                escape(cause.text),
                f"{lines:,}",
                *_shown(currency, earned, payable),
                currency,
            )
    for currency in sorted({line.currency for line in found.lines}):
        mine = [line for line in found.lines if line.currency == currency]
        earned, payable = sum(line.earned_minor for line in mine), sum(line.payable_minor for line in mine)
        table.add_row("", "B less A", f"{len(mine):,}", *_shown(currency, earned, payable), currency)
    return table


def _by_payee(found: Attribution) -> Table:
    kinds = [
        kind for kind in CauseKind if any(found.causes[p.cause].kind is kind for _, p in _all_parts(found))
    ]
    sums: dict[tuple[str, str, CauseKind], int] = defaultdict(int)
    for line, part in _all_parts(found):
        sums[line.payee, line.currency, found.causes[part.cause].kind] += part.earned_minor
    table = Table(title="By payee: what each kind of cause moved of what is earned", title_justify="left")
    _columns(table, ("payee",), (*(_HEADINGS[kind] for kind in kinds), "earned", "payable"), ("",))
    for (payee, currency), amounts in sorted(_payees(found).items()):
        moved = (sums[payee, currency, kind] for kind in kinds)
        table.add_row(escape(payee), *_shown(currency, *moved, *amounts), currency)
    return table


def _by_line(found: Attribution) -> Table:
    table = Table(title="By line", title_justify="left")
    _columns(table, ("line",), ("earned", "payable"), ("cause",), ("of it earned", "of it payable"))
    for line in found.lines:
        first = (escape(line.line_id), *_shown(line.currency, line.earned_minor, line.payable_minor))
        for part in line.parts:
            cause = _cause_of(found, part, line)
            table.add_row(
                *first, escape(cause), *_shown(line.currency, part.earned_minor, part.payable_minor)
            )
            first = ("", "", "")
    return table


def _cause_of(found: Attribution, part: CausePart, line: AttributedLine) -> str:
    said = found.causes[part.cause].text
    if part.rows:
        known = found.recorded_a
        about = "; ".join(row_text(row, known) for row in part.rows[:_MOST_ROWS])
        more = len(part.rows) - _MOST_ROWS
        said += f"; about {line.fact}: {about}" + (f", and {more:,} more" if more > 0 else "")
    match part.faults:
        case 1:
            return f"{said}; it makes the line a fault"
        case -1:
            return f"{said}; the line is no fault any more"
        case _:
            return said


def _idle(found: Attribution) -> list[str]:
    """What differs and moved nothing; an engine or books that say the same as A are no news."""
    moving = {part.cause for _, part in _all_parts(found)}
    return [
        cause.text
        for number, cause in enumerate(found.causes)
        if number not in moving and cause.kind not in {CauseKind.ENGINE, CauseKind.BOOKS}
    ]


def _all_parts(found: Attribution) -> Iterator[tuple[AttributedLine, CausePart]]:
    return ((line, part) for line in found.lines for part in line.parts)


def _sums_of(found: Attribution, number: int) -> dict[str, tuple[int, int]]:
    """What a cause moved, by currency: earned, payable."""
    sums: dict[str, tuple[int, int]] = {}
    for line, part in _all_parts(found):
        if part.cause == number:
            earned, payable = sums.get(line.currency, (0, 0))
            sums[line.currency] = earned + part.earned_minor, payable + part.payable_minor
    return sums


def _payees(found: Attribution) -> dict[tuple[str, str], tuple[int, int]]:
    """What differs for each payee and currency: earned, payable."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for line in found.lines:
        earned, payable = sums.get((line.payee, line.currency), (0, 0))
        sums[line.payee, line.currency] = earned + line.earned_minor, payable + line.payable_minor
    return sums


def _row_as_data(row: RowChange) -> dict[str, object]:
    return {
        "source": row.source.name,
        "key": row_name(row),
        "change": row.kind.value,
        "before": column_texts(row, row.before),
        "after": column_texts(row, row.after),
    }


def _amounts(earned: int, payable: int) -> dict[str, str | None]:
    return {"earned_minor": minor_text(earned), "payable_minor": minor_text(payable)}


def _shown(currency: str, *amounts: int) -> Iterator[str]:
    return (format_minor(amount, currency) for amount in amounts)


def _columns(table: Table, left: tuple[str, ...], right: tuple[str, ...], *more: tuple[str, ...]) -> None:
    """Columns of words and of figures, in turn."""
    for place, names in enumerate((left, right, *more)):
        for name in names:
            table.add_column(name, justify="right" if place % 2 else "left")
