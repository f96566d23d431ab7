"""Writes a statement as one HTML page with its style inside; text of the statement stays text.

It chooses words and writes values; it must not calculate or leave out an amount that the view model holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from comp.language.money import Money
from statements.charts import HEIGHT, WIDTH
from statements.curve_words import drawn_curve, spaced
from statements.faces import faces
from statements.letterhead import picture_of
from statements.view import (
    Adjustment,
    ChangeKind,
    ClauseGroup,
    Figure,
    Held,
    Letterhead,
    NotPaid,
    PayCurve,
    Statement,
    StatementLine,
)
from statements.wording import Wording
from statements.words import Words

NO_LETTERHEAD = Letterhead()
_MOST_IN_SIGHT: Final = 10
"""Terms of a sum of which more are closed up at first."""

# What steers the order of letters or is none: from outside it could turn round the words that follow it.
_STEERING = dict.fromkeys(
    (
        *(*range(9), 11, 12, *range(14, 32), *range(127, 160)),
        *(0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF),
    )
)


def statement_html(statement: Statement, wording: Wording, letterhead: Letterhead = NO_LETTERHEAD) -> str:
    """Write the page that the PDF is drawn from."""
    words = Words.of(wording.locale)
    picture = picture_of(letterhead)
    return (
        templates_of(wording)
        .get_template("statement.html")
        .render(
            **_told(statement, wording, words),
            head=letterhead,
            logo=picture.address if picture else "",
            steps=None,
            title=f"{statement.display_name}, {statement.period}, {statement.company}",
            made_on=_made_on(statement),
            css=_css(),
            sheet=_sheet(wording, words),
        )
    )


def statement_article(
    statement: Statement, wording: Wording, letterhead: Letterhead, steps: Callable[[str], str]
) -> Markup:
    """Write the same for a screen: one `article`, without style, picture or script of its own.

    `steps` gives the address of what shows each step of a line, by the line's id.
    """
    template = templates_of(wording).get_template("screen.html")
    told = _told(statement, wording, Words.of(wording.locale))
    return Markup(template.render(**told, head=letterhead, logo="", steps=steps))  # noqa: S704 - escaped by the template


def _told(statement: Statement, wording: Wording, words: Words) -> dict[str, object]:
    """What the templates need wherever the statement is shown."""
    return {
        "s": statement,
        "w": wording,
        "t": words.say,
        "counted": partial(_counted, wording, words),
        "curve": partial(drawn_curve, wording=wording, words=words),
        "by_kind": _by_kind,
        "by_month": _by_month,
        "by_reason": partial(_by_reason, words),
        "scale_of": _scale_of,
        "abreast": _abreast,
        "is_cut": _is_cut,
        "by_until": _by_until,
        "total_of": _total_of,
        "frame": (WIDTH, HEIGHT),
        "lang": language_of(wording),
    }


def language_of(wording: Wording) -> str:
    """The document's language: the locale's where its words are of that language, else that of the words."""
    words = Words.of(wording.locale)
    if words.language != wording.locale.language:
        return words.language
    return str(wording.locale).replace("_", "-")


@cache  # a locale's; compiling the templates takes longer than filling them
def templates_of(wording: Wording) -> Environment:
    """The templates with the filters that write values for a locale."""
    environment = Environment(
        loader=PackageLoader("statements"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_steadied,
    )
    filters: dict[str, Callable[..., object]] = {
        "plain": partial(_plain, wording),
        "blank": partial(_blank, wording),
        "blank_money": partial(_blank_money, wording),
        "signed": partial(_signed, wording),
        "value": partial(_value, wording),
        "has_bar": _has_bar,
        "along": _along,
        "name": _name,
        "is_long": _is_long,
    }
    environment.filters.update(filters)
    return environment


def _is_long(step: Mapping[str, Any]) -> bool:
    """Whether a step rests on many others that rest on nothing: the terms of a long sum."""
    inputs = step["inputs"]
    return len(inputs) > _MOST_IN_SIGHT and not any(each["inputs"] for each in inputs)


def _steadied(value: object) -> object:
    """A text without the signs that steer the order of letters, as the page writes every text."""
    return value.translate(_STEERING) if isinstance(value, str) else value


def _counted(wording: Wording, words: Words, key: str, number: int, **values: str) -> Markup:
    return words.count(key, number, wording.count(number), **values)


def _plain(wording: Wording, value: Money | Fraction | None) -> str:
    """A quantity in a column whose currency is named once, below it."""
    return wording.amount(value) if isinstance(value, Money) else wording.quantity(value)


def _blank(wording: Wording, value: Money | Fraction | None) -> str:
    """The same, and nothing where there is none."""
    return "" if value is None else _plain(wording, value)


def _blank_money(wording: Wording, value: Money | Fraction | None) -> str:
    """A quantity with its currency, and nothing where there is none."""
    return "" if value is None else wording.quantity(value)


def _signed(wording: Wording, amount: Money) -> str:
    """A difference: its sign is shown either way."""
    return ("+" if amount.minor > 0 else "") + wording.amount(amount)


def _value(wording: Wording, figure: Figure) -> str:
    if isinstance(figure.value, Fraction) and _is_ratio(figure):
        return wording.share(figure.value)
    return wording.quantity(figure.value)


def _is_ratio(figure: Figure) -> bool:
    """Whether a percentage says what a measure came to; a count and money have none."""
    return isinstance(figure.value, Fraction) and not figure.counted


def _is_cut(figures: Sequence[Figure]) -> bool:
    """Whether one of them is written in per cent."""
    return any(_is_ratio(each) for each in figures)


def _has_bar(figure: Figure) -> bool:
    """Whether a bar shows what was reached of 100%; a measure without a quota has no such aim."""
    return figure.quota is not None and _is_ratio(figure)


def _scale_of(figures: Sequence[Figure]) -> Fraction:
    """What the bars of a plan end at, all of them alike: 100%, or the highest value where that is more."""
    values = [each.value for each in figures if _has_bar(each) and isinstance(each.value, Fraction)]
    return max([Fraction(1), *values])


def _along(value: Fraction | int, scale: Fraction) -> int:
    """How far along a bar a value lies, in percent of its length."""
    return int(max(value, 0) / scale * 100)


def _name(name: str) -> str:
    """A name of the plan at the head of a row: `new_business` is `New business`."""
    return spaced(name).capitalize()


def _abreast(curves: Sequence[PayCurve]) -> int:
    """How many curves of a clause stand side by side: one alone, else two or three."""
    return min(len(curves), 3) if len(curves) != 4 else 2


def _by_month(group: ClauseGroup) -> list[tuple[date | None, list[StatementLine]]]:
    """A clause's lines: all together, or a month at a time where the clause is shown by months."""
    if not group.months:
        return [(None, list(group.lines))]
    months = groupby(group.lines, key=lambda line: line.born_on.replace(day=1))
    return [(month, list(lines)) for month, lines in months]


def _by_until(held: Sequence[Held]) -> list[tuple[str, list[Held]]]:
    """What is held, by what it waits for, each kind in the order of its first line."""
    groups: dict[str, list[Held]] = {}
    for each in held:
        groups.setdefault(each.until, []).append(each)
    return list(groups.items())


def _by_reason(words: Words, facts: Sequence[NotPaid]) -> list[tuple[str, list[NotPaid]]]:
    """What did not pay by its reason, told of each alike where it begins with the fact's own id."""
    groups: dict[str, list[NotPaid]] = {}
    for each in facts:
        rest = each.reason.removeprefix(each.fact)
        reason = each.reason if rest == each.reason else f"{words.say('unpaid.it')}{rest}"
        groups.setdefault(reason, []).append(each)
    return list(groups.items())


def _by_kind(changes: Sequence[Adjustment]) -> list[tuple[str, list[Adjustment]]]:
    """Changes in their groups, as the catalog names these; a group without a line is left out."""
    groups = [(kind, [each for each in changes if each.kind is kind]) for kind in ChangeKind]
    return [(kind.value.replace(" ", "_"), group) for kind, group in groups if group]


def _total_of(amounts: Sequence[Money]) -> Money:
    """The sum of amounts of one currency."""
    return Money(sum(each.minor for each in amounts), amounts[0].currency)


def _made_on(statement: Statement) -> str:
    """The file's own date: the period's last day, because a clock would give other bytes each time."""
    return f"{statement.last_day.isoformat()}T00:00:00Z"


def _sheet(wording: Wording, words: Words) -> Markup:
    """What the style sheet takes from the locale: paper, faces, and the words at the foot of each page."""
    pages = words.say("document.page", page="\0page\0", pages="\0pages\0")
    parts = [_counter(part) for part in re.split("\0", str(pages)) if part]
    face = faces(words.language)
    page = f"size: {wording.paper}; font-family: {face}; @bottom-right {{ content: {' '.join(parts)} }}"
    return Markup(f"@page {{ {page} }} html {{ font-family: {face} }}")  # noqa: S704 - closed lists and our own words


def _counter(part: str) -> str:
    if part in {"page", "pages"}:
        return f"counter({part})"
    return '"' + "".join(f"\\{ord(letter):x} " for letter in part) + '"'


@cache
def _css() -> Markup:
    """The style sheet, which is ours and needs no escaping."""
    written = files("statements").joinpath("templates/statement.css").read_text(encoding="utf-8")
    widths = "".join(f".w-{percent}{{width:{percent}%}}" for percent in range(101))
    return Markup(written + widths)  # noqa: S704 - our own file
