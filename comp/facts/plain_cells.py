"""Cells of a column that are plainly fine, read at once, without a word about any of them.

Nothing here says what is at fault: a cell that is not plainly fine is doubtful, and the rule (`columns`,
`amounts`) reads it as if this module were not there. So it may doubt too much, but never too little.
"""

from __future__ import annotations

import re

import polars as pl

from comp.facts.cells import NUMBER
from comp.facts.mapping import Marks
from comp.facts.series import certain, where
from comp.frozen import frozen

# The first and the last letter are no space, and no letter is one that a terminal obeys or a mark of a cell.
_TEXT = r"^[^\x00-\x20\x7f-\xa0]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0])?$"
# So many digits before and behind the mark are less than a tenth of the largest number that can be stored.
_MONEY_DIGITS, _NUMBER_DIGITS = 14, 17
_GROUP = 3


@frozen
class Plain:
    """Values as the rule gives them, null where blank; those of doubtful cells mean nothing."""

    values: pl.Series
    doubtful: pl.Series

    def less(self, other: Plain) -> Plain:
        """The difference of two columns of units."""
        return Plain(self.values - other.values, self.doubtful | other.doubtful)


def blank(cells: pl.Series, marks: Marks) -> pl.Series:
    """Which cells hold one of the texts that mean nothing was written, or nothing at all."""
    return cells.is_null() | certain(cells.is_in(["", *marks.blank]))


def plain_texts(cells: pl.Series, blanks: pl.Series, *, may_be_blank: bool) -> Plain:
    """Texts that stand for themselves."""
    fine = certain(cells.str.contains(_TEXT)) & ~blanks
    values = cells if fine.all() else where(cells, fine)
    return Plain(values, _doubtful(fine, blanks, may_be_blank=may_be_blank))


def plain_units(
    cells: pl.Series,
    blanks: pl.Series,
    places: pl.Series,
    marks: Marks,
    *,
    is_money: bool,
    may_be_blank: bool,
) -> Plain | None:
    """Numbers of few digits in whole units; None where some cells of the column were typed and some written.

    `places` are the decimals of each row's unit.
    """
    typed = certain(cells.str.starts_with(NUMBER))
    decimal, thousands = marks.decimal, marks.thousands
    if typed.any():
        if not (typed | blanks).all():
            return None
        cells, decimal, thousands = cells.str.strip_prefix(NUMBER), ".", ""
    kinds: list[int] = sorted(places.unique().drop_nulls().to_list())
    most = kinds[-1] if kinds else 0
    digits = (_MONEY_DIGITS if is_money else _NUMBER_DIGITS) - most
    shaped = certain(cells.str.contains(_shape(decimal, thousands, digits, most)))
    units = _units(cells, decimal, thousands, most)
    fine = shaped & units.is_not_null() & ~blanks
    if len(kinds) > 1:
        factor = places.replace_strict(kinds, [10 ** (most - each) for each in kinds], default=1)
        fine &= certain(units % factor == 0)
        units = units // factor
    values = units if fine.all() else where(units, fine)
    return Plain(values, _doubtful(fine, blanks, may_be_blank=may_be_blank))


def _shape(decimal: str, thousands: str, digits: int, places: int) -> str:
    """A regular expression for a number with at most so many digits before the mark and behind it."""
    whole = f"[0-9]{{1,{digits}}}"
    if thousands:
        groups = (digits - _GROUP) // _GROUP
        whole = rf"(?:[0-9]{{1,{_GROUP}}}(?:{re.escape(thousands)}[0-9]{{{_GROUP}}}){{1,{groups}}}|{whole})"
    rest = f"[0-9]{{1,{places}}}0{{0,9}}" if places else "0{1,9}"
    return rf"^-?{whole}(?:{re.escape(decimal)}{rest})?$"


def _units(cells: pl.Series, decimal: str, thousands: str, places: int) -> pl.Series:
    """Whole units of the numbers of that shape; the cast guesses at other cells, which count for nothing."""
    if thousands:
        cells = cells.str.replace_all(thousands, "", literal=True)
    if decimal != ".":
        cells = cells.str.replace(decimal, ".", literal=True)
    return cells.cast(pl.Decimal(38, places), strict=False).to_physical().cast(pl.Int64, strict=False)


def _doubtful(fine: pl.Series, blanks: pl.Series, *, may_be_blank: bool) -> pl.Series:
    return ~(fine | blanks) if may_be_blank else ~fine
