"""The page's text against the proof's, letter by letter, and each figure against its node.

A page is read as the runs of text that its file paints. White space and what is never seen is left out on
both sides; no other letter may be.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comp.verifier.arithmetic import has_figure, node_value
from comp.verifier.findings import Finding
from comp.verifier.quantities import Quantity, QuantityError, brief, is_money, minor_digits, shown_quantity

LONGEST_NAME = 80
# So many letters behind the payee's id tell where on the page an id stands.
_FOLLOWS_ID = 7
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200d\u2060\ufeff]+")
_NAME_SIGNS = "'\u2019\u02bc.,-\u2010\u2011()&/"
_READS_AS_AMOUNT = re.compile(
    r"\d[.,'\u2019]\d{2}(?!\d)|\d[.,'\u2019]\d{3}(?!\d)|[\u00a4$\u20ac\u00a3\u00a5]|%"
)
_AROUND_DIGITS = re.compile(r"([^0-9]*)([0-9](?:.*[0-9])?[.,]?)([^0-9]*)", re.ASCII | re.DOTALL)
# Signs that belong to one currency or two; `$` and letters belong to many.
_OWNERS = {
    "\u20ac": "EUR",
    "\u00a3": "GBP EGP FKP GIP LBP SHP SSP SYP",
    "\u00a5": "JPY CNY",
    "\u20b9": "INR",
    "\u20a9": "KRW KPW",
    "\u20aa": "ILS",
    "\u20ab": "VND",
    "\u20ba": "TRY",
    "\u20bd": "RUB",
    "\u20b4": "UAH",
    "\u20b1": "PHP",
    "\u20a6": "NGN",
    "\u0e3f": "THB",
    "$": (
        "USD ARS AUD BBD BMD BND BRL BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MXN NAD NIO NZD "
        "SBD SGD SRD TTD TWD UYU XCD"
    ),
}


@dataclass(frozen=True)
class ShownRun:
    """A run of text on a page; `repeats` is the head of a table that is drawn again where it goes on."""

    page: int
    text: str
    artifact: bool
    repeats: bool


def seen_letters(text: str) -> str:
    """Return a text without white space and without what is never seen."""
    return _UNSEEN.sub("", text)


def check_figures(proof: dict[str, Any]) -> list[Finding]:
    """Hold the text of each figure against the value of its node."""
    found: list[Finding] = []
    fitting: set[tuple[str, int, str]] = set()  # what is earned is mostly what is payable, too
    for piece in proof["page"] or ():
        if not has_figure(piece):
            continue
        figure = (piece["text"], piece["figure"], piece.get("form", "money"))
        if figure in fitting:
            continue
        told = _figure_fault(proof, *figure)
        if told:
            found.append(Finding(f"figure {piece['of']} of the page", told))
        else:
            fitting.add(figure)
    return found


def _figure_fault(proof: dict[str, Any], text: str, place: int, form: str) -> str:
    try:
        value = node_value(proof, place)
        if _reads_as(text, value, form, proof["number_format"]):
            return ""
    except QuantityError as error:
        return str(error)
    return f"it reads {text!r}, and its value is {shown_quantity(value)}"


def count_figures(proof: dict[str, Any]) -> int:
    """How many figures the page has."""
    return sum(has_figure(piece) for piece in proof["page"] or ())


def _reads_as(text: str, value: Quantity, form: str, number_format: dict[str, str] | None) -> bool:
    if number_format is None:
        raise QuantityError("the proof does not say how its numbers are written")
    n, d, unit = value
    if is_money(value) != (form == "money") or unit in {"undefined", "day", "text", "truth"}:
        raise QuantityError(f"it is shown as {form}, and its value is {shown_quantity(value)}")
    shown, decimals = _read_figure(text, unit, form, number_format)
    if form == "money":
        places = minor_digits(unit)
        return decimals == places and shown * d == n
    scale = 10**decimals * (100 if form == "percent" else 1)
    return 2 * abs(shown * d - n * scale) <= d


def _read_figure(text: str, unit: str, form: str, number_format: dict[str, str]) -> tuple[int, int]:
    """Read a figure as a whole number and how many of its digits are decimals."""
    minus = seen_letters(number_format["minus"]) or "-"
    plain = seen_letters(text)
    negative = plain.count(minus) == 1
    around = _AROUND_DIGITS.fullmatch(plain.replace(minus, "", 1) if negative else plain.removeprefix("+"))
    before, digits, behind = around.groups() if around else ("", "", "")
    # The minus stands before the digits or before the sign of the currency: $-20.00 and -$20.00.
    if plain.partition(minus)[0] not in {"", before, plain} or not _is_affix(before, behind, unit, form):
        raise QuantityError(f"{brief(text)} is no {form} as this page writes it")
    whole, mark, part = digits.partition(seen_letters(number_format["decimal"]) or "\0")
    group = seen_letters(number_format["group"])
    groups = whole.split(group) if group else [whole]
    regular = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and len(groups[-1]) == 3 and all(2 <= len(each) <= 3 for each in groups[1:])
    )
    figures = "".join(groups) + part
    if not (groups[0] and regular and figures.isascii() and figures.isdigit()) or (mark and not part):
        raise QuantityError(f"{brief(text)} is no number as this page writes them")
    return (-int(figures) if negative else int(figures), len(part))


def _is_affix(before: str, behind: str, unit: str, form: str) -> bool:
    """Whether what stands around the digits may: a percent sign, or a currency's code or sign."""
    if form == "number":
        return not before and not behind
    if form == "percent":
        return {before, behind} == {"", "%"}
    sign = before or behind
    if (before and behind) or sign in {"", unit}:
        return not (before and behind)
    owners = [_OWNERS[letter] for letter in sign if letter in _OWNERS]
    code = len(sign) == 3 and sign.isascii() and sign.isalpha() and sign.isupper()
    return not code and len(sign) <= 5 and all(unit in owner for owner in owners)


def check_page(proof: dict[str, Any], runs: Sequence[ShownRun]) -> list[Finding]:
    """Hold the text of the pages against the pieces of the proof; the first difference is told."""
    letters = _Letters(proof["page"] or [])
    shown = "".join(seen_letters(run.text) for run in runs if not run.artifact)
    swapped = _swapped(proof, letters.text, shown, runs)
    if swapped:
        return [swapped]
    fault = letters.name_people(shown)
    return fault or [*_first_difference(letters, runs), *_outside(runs)]


def names_shown(proof: dict[str, Any], runs: Sequence[ShownRun]) -> list[str]:
    """Return what stands on the page where a person's name is, which the proof does not hold."""
    letters = _Letters(proof["page"] or [])
    letters.name_people("".join(seen_letters(run.text) for run in runs if not run.artifact))
    written = {seen_letters(run.text): run.text.strip() for run in runs}
    return [written.get(name, name) for name in letters.names]


class _Letters:
    """The letters of a proof's pieces, one after the other; a name is NUL until the page has told it."""

    def __init__(self, pieces: Sequence[Any]) -> None:
        self.pieces = pieces
        self.parts = [
            seen_letters(piece) if isinstance(piece, str) else seen_letters(piece.get("text", "\0"))
            for piece in pieces
        ]
        self.names: list[str] = []

    @property
    def text(self) -> str:
        """All letters."""
        return "".join(self.parts)

    def name_people(self, shown: str) -> list[Finding]:
        """Take each name from the page: the fewest letters between what stands before it and behind it."""
        start = 0
        for i, piece in enumerate(self.pieces):
            if isinstance(piece, str) or "name" not in piece:
                continue
            before = "".join(self.parts[:i])[-40:]
            behind = "".join(self.parts[i + 1 :]).partition("\0")[0][:40]
            place, name = _name_between(shown, before, behind, start)
            if not name:
                return [_no_name(shown, before, start)]
            self.parts[i] = name
            self.names.append(name)
            start = place
        return []

    def piece_at(self, place: int) -> int:
        """Return which piece a letter belongs to."""
        starts = [0]
        for part in self.parts:
            starts.append(starts[-1] + len(part))
        return min(bisect_right(starts, place) - 1, len(self.pieces) - 1)

    def start_of(self, piece: int) -> int:
        """Return where a piece begins."""
        return sum(len(part) for part in self.parts[:piece])

    def called(self, piece: int) -> str:
        """Name a piece for people."""
        if not 0 <= piece < len(self.pieces):
            return "the page"
        what = self.pieces[piece]
        if isinstance(what, str):
            return f"the words {brief(what)}"
        return f"figure {what['of']}" if "figure" in what else "a person's name"


def _name_between(shown: str, before: str, behind: str, start: int) -> tuple[int, str]:
    """Return where a name begins and its letters, blank where none stands there."""
    for width in (40, 12, 4):
        left, right = before[-width:], behind[:width]
        at = shown.find(left, start) if left else start
        while at >= 0:
            begin = at + len(left)
            for end in range(begin + 1, min(begin + LONGEST_NAME, len(shown)) + 1):
                if not _is_of_a_name(shown[end - 1]):
                    break
                if shown.startswith(right, end) and (right or end == len(shown)):
                    return begin, shown[begin:end]
            at = shown.find(left, at + 1) if left else -1
    return start, ""


def is_plain_name(text: str) -> bool:
    """Whether a name is written so that a proof can leave it out: letters, and no figure among them."""
    letters = seen_letters(text)
    return 0 < len(letters) <= LONGEST_NAME and all(map(_is_of_a_name, letters))


def _is_of_a_name(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or letter in _NAME_SIGNS


def _no_name(shown: str, before: str, start: int) -> Finding:
    at = shown.find(before[-12:], start) + len(before[-12:])
    there = brief(shown[at : at + 30])
    return Finding(
        "page, a person's name", f"letters alone were expected before the text that follows, not {there}"
    )


def _first_difference(letters: _Letters, runs: Sequence[ShownRun]) -> list[Finding]:
    """Walk the runs along the proof's text; the head of a table may stand again where it was read before."""
    wanted = letters.text
    place, page = 0, 1
    heads: set[str] = set()
    read = [run for run in runs if not run.artifact]
    i = 0
    while i < len(read):
        page = read[i].page
        k = i + 1
        while read[i].repeats and k < len(read) and read[k].repeats and read[k].page == page:
            k += 1
        text = "".join(seen_letters(run.text) for run in read[i:k])
        if wanted.startswith(text, place):
            place += len(text)
            if read[i].repeats:
                heads.add(text)
        elif not (read[i].repeats and text in heads):
            return [_difference_at(letters, wanted, place, text, page)]
        i = k
    if place < len(wanted):
        piece = letters.piece_at(place)
        where = f"page {page}, {letters.called(piece)}"
        return [
            Finding(where, f"the page ends where the proof goes on with {brief(wanted[place : place + 40])}")
        ]
    return []


def _difference_at(letters: _Letters, wanted: str, place: int, text: str, page: int) -> Finding:
    same = 0
    while place + same < len(wanted) and same < len(text) and wanted[place + same] == text[same]:
        same += 1
    if place + same >= len(wanted):
        return Finding(
            f"page {page}", f"the page goes on with {brief(text[same : same + 40])} behind the proof's end"
        )
    piece = letters.piece_at(place + same)
    start = max(letters.start_of(piece), place)
    found = text[start - place : same + 20]
    part = letters.parts[piece]
    if has_figure(letters.pieces[piece]):
        found = found[: max(len(part), same + 1 - (start - place))]
        return Finding(
            f"page {page}, {letters.called(piece)}",
            f"the page reads {brief(found)}, and the proof shows {brief(letters.pieces[piece]['text'])}",
        )
    expected = wanted[max(start, place + same - 10) : place + same + 20]
    found = text[max(start - place, same - 10) : same + 20]
    where = f"page {page}, {letters.called(piece)}"
    return Finding(where, f"the page reads {brief(found)} where the proof has {brief(expected)}")


def _swapped(proof: dict[str, Any], wanted: str, shown: str, runs: Sequence[ShownRun]) -> Finding | None:
    """Tell a page of somebody else: it does not name the payee, or hardly a figure of the proof is on it."""
    payee = seen_letters(proof["payee"])
    named = _payee_of_page(runs, payee, wanted)
    if named:
        return Finding("page and proof", f"the page names {named}, the proof is of {proof['payee']}")
    if payee in wanted and payee not in shown:
        what = (
            f"the page is not that of payee {proof['payee']!r}, of whom the proof is: it does not name them"
        )
        return Finding("page and proof", what)
    figures = {seen_letters(piece["text"]) for piece in proof["page"] or () if has_figure(piece)}
    long = [figure for figure in figures if len(figure) >= 6]
    if len(long) >= 4 and 2 * sum(figure in shown for figure in long) < len(long):
        what = (
            "fewer than half of the proof's figures stand on the page: they are of two different statements"
        )
        return Finding("page and proof", what)
    return None


def _payee_of_page(runs: Sequence[ShownRun], payee: str, wanted: str) -> str:
    """Read whom the page names in the payee's place, before what follows the id; blank where unknown."""
    behind = wanted.partition(payee)[2][:_FOLLOWS_ID]
    before, last = "", ""
    for run in runs:
        letters = seen_letters(run.text)
        if run.artifact or not letters:
            continue
        if len(behind) == _FOLLOWS_ID and letters.startswith(behind):
            is_id = len(last.split()) == 1 and len(last) <= LONGEST_NAME
            return last if is_id and not before.endswith(payee) else ""
        before, last = before + letters, run.text.strip()
    return ""


def _outside(runs: Sequence[ShownRun]) -> list[Finding]:
    """Find amounts in what the file calls no part of its document, which the proof says nothing of."""
    return [
        Finding(
            f"page {run.page}, outside the statement",
            f"the page shows {brief(run.text)}, which the proof lacks",
        )
        for run in runs
        if run.artifact and _READS_AS_AMOUNT.search(run.text)
    ]
