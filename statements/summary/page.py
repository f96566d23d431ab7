"""Draws a summary as a tagged PDF/A-3a, in the look of the statements; names are kept nowhere else.

Bars are shapes without letters: what they say stands beside them as text, and once more as their alternative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import attrgetter
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from comp.language.money import Money
from statements.faces import faces
from statements.pdf import draw
from statements.summary import saying
from statements.summary.view import By, Change, Limits, Sign, Summary, Totals, Unusual
from statements.wording import Wording

_WIDEST: Final = Fraction(3, 2)  # of a quota: where the bar of an attainment ends
# Letters that turn the direction of what follows: a name must not rearrange the amounts beside it.
_STEERING: Final = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def summary_html(summary: Summary, wording: Wording, name_of: Callable[[str], str]) -> str:
    """Write the page that the PDF is drawn from; every text stays text."""
    whose = name_of(summary.manager) if summary.manager else "Whole company"
    bands = summary.distribution.bands
    return (
        _environment(wording, name_of)
        .get_template("summary.html")
        .render(
            s=summary,
            w=wording,
            By=By,
            whose=f"Team of {whose}" if summary.manager else whose,
            largest=_largest(summary),
            most=max(max(band.payees, band.last or 0) for band in bands),
            title=f"Summary of {summary.period}, {whose}, {summary.company}",
            made_on=f"{summary.last_day.isoformat()}T00:00:00Z",
            css=_css(wording.paper),
        )
    )


def summary_pdf(summary: Summary, wording: Wording, name_of: Callable[[str], str]) -> bytes:
    """Draw the summary; the same summary and names give the same bytes.

    Raises:
        FetchRefusedError: the page asked for something from outside; it is a fault of the template.
        MissingLettersError: no font has one of the letters.
    """
    return draw(summary_html(summary, wording, name_of))


def _largest(summary: Summary) -> Mapping[tuple[By, str], int]:
    """The largest payable amount of each breakdown and currency, to which its bars are drawn."""
    found: dict[tuple[By, str], int] = {}
    for by, parts in summary.breakdowns.items():
        for part in parts:
            key = by, part.totals.payable.currency
            found[key] = max(found.get(key, 0), part.totals.payable.minor, _last(part.totals))
    return found


def _last(totals: Totals) -> int:
    return 0 if totals.last is None else totals.last.minor


def _environment(wording: Wording, name_of: Callable[[str], str]) -> Environment:
    environment = Environment(
        loader=PackageLoader("statements.summary"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_steadied,
    )
    environment.filters.update(_filters(wording, name_of))
    return environment


def _filters(wording: Wording, name_of: Callable[[str], str]) -> dict[str, Callable[..., object]]:
    def signed(amount: Money) -> str:
        return saying.signed(amount, wording)

    def note(unusual: Unusual) -> str:
        return saying.note(unusual, wording)

    def reasons(change: Change) -> str:
        return saying.reasons(change, wording)

    def called(sign: Sign) -> str:
        return saying.SIGNS[sign]

    def meaning(sign: Sign, limits: Limits) -> str:
        return saying.meaning(sign, limits)

    def title_of(by: By) -> str:
        return saying.BREAKDOWNS[by]

    return {
        "name": name_of,
        "signed": signed,
        "note": note,
        "reasons": reasons,
        "called": called,
        "meaning": meaning,
        "title_of": title_of,
        "apart": saying.apart,
        "band": saying.band,
        "counted": saying.counted,
        "words": saying.spaced,
        "neighbours": _neighbours,
        "of_quota": _of_quota,
        "pixels": _pixels,
    }


def _steadied(value: object) -> object:
    return value.translate(_STEERING) if isinstance(value, str) else value


def _neighbours(some: Iterable[object], alike: str) -> list[tuple[object, list[object]]]:
    """Neighbours that are alike in one attribute; unlike Jinja's own grouping, the order stays."""
    return [(key, list(group)) for key, group in groupby(some, key=attrgetter(alike))]


def _of_quota(value: Fraction) -> int:
    """How far the bar of an attainment is filled, of a hundred; beyond its end the number tells the rest."""
    return int(min(max(value, Fraction(0)), _WIDEST) / _WIDEST * 100)


def _pixels(part: int, largest: int) -> int:
    """How far a bar is filled, of a hundred; what takes back has none."""
    return max(part, 0) * 100 // largest if largest > 0 else 0


@cache
def _css(paper: str) -> Markup:
    """The style sheet, which is ours and needs no escaping, for the locale's paper."""
    own = files("statements.summary").joinpath("templates/summary.css").read_text(encoding="utf-8")
    face = faces("en")
    page = f"@page {{ size: {paper}; font-family: {face} }} html {{ font-family: {face} }}\n"
    return Markup(page + own)  # noqa: S704 - our own file, and closed lists
