"""Constants as a plan's text says them: numbers, percentages, money, days, texts, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from comp.verifier.quantities import Quantity, QuantityError, brief, minor_digits, read_day, read_fraction

_PLAIN = re.compile(r"(-?)\s*([0-9]+)(?:\.([0-9]+))?\s*(%|x)?", re.ASCII)
_MONEY = re.compile(r"(-?)\s*([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)(?:\.([0-9]+))?\s*([A-Z]{3})", re.ASCII)
_BEFORE_COMMENT = re.compile(r'(?:"[^"]*"|[^"#])*')
_CELL_OF_TABLE = re.compile(r'\|((?:"[^"]*"|[^|"])*)(?=\|)')


def read_constant(text: str, unit: str) -> Quantity:
    """Read a constant as the kind that it is to be: `unit` is that of a quantity.

    Raises:
        QuantityError: the text does not say a value of this kind.
    """
    text = text.strip()
    if unit == "text":
        return (text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text, 1, "text")
    if unit == "day":
        return (read_day(text), 1, "day")
    if unit == "truth" and text in {"true", "false"}:
        return (text == "true", 1, "truth")
    found = read_amount(text)
    if found[2] != unit:
        raise QuantityError(f"{brief(text)} is of another kind")
    return found


def read_amount(text: str) -> Quantity:
    """Read a number, a percentage, a multiple or money.

    Raises:
        QuantityError: the text is none of these.
    """
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        minus, whole, decimals, mark = plain.groups("")
        n, d = _decimal(minus, whole, decimals)
        return (n, d * 100 if mark == "%" else d, "")
    money = _MONEY.fullmatch(text)
    if money is None:
        raise QuantityError(f"{brief(text)} is neither a number nor money")
    minus, whole, decimals, currency = money.groups("")
    n, d = _decimal(minus, whole.replace(",", ""), decimals)
    return (n * 10 ** minor_digits(currency), d, currency)


def _decimal(minus: str, whole: str, decimals: str) -> tuple[int, int]:
    n = int(whole + decimals)
    return (-n if minus else n, 10 ** len(decimals))


def cells_of(text: str) -> list[str]:
    """Return the cells of a table's row, `| 50% | 10% |`."""
    before = _BEFORE_COMMENT.match(text)
    return [cell.strip() for cell in _CELL_OF_TABLE.findall(before[0] if before else "")]


def row_fault(
    text: str,
    keys: Sequence[dict[str, Any]],
    row: Sequence[Any],
    at: int,
    of: int,
    *,
    bound_leads: bool = False,
) -> str:
    """Hold a table's row against the line where it stands; blank where it fits, else what stands there.

    `row` is a bound, a value and a mark, the bound None where the table has none. `at` and `of` say which one
    it is of the rows that stand in this line. A grid has several, and its line says the first of its two
    inputs, the key or with `bound_leads` the bound; the other stands in the head, of which it says nothing.
    """
    cells = cells_of(text)
    asked: list[Callable[[str], bool]] = [partial(_key_fits, key) for key in keys]
    if row[0] is not None:
        asked.append(partial(_bound_fits, row))
    if len(asked) == 2 and of > 1:
        asked = asked[1:] if bound_leads else asked[:1]
    elif len(asked) == len(cells) == 2:  # a grid of one column may have either in front
        asked = [each for each in asked if each(cells[0])][:1] or asked[:1]
    if len(cells) < len(asked) + of or (of == 1 and len(cells) > len(asked) + of):
        return "no row of the table"
    value = cells[at - of]
    if not _amount_fits(value, row[1]):
        return value
    return next((cell for cell, fits in zip(cells, asked) if not fits(cell)), "")


def _bound_fits(row: Sequence[Any], cell: str) -> bool:
    below = cell.startswith("below")
    return below == (row[2] == "below") and _amount_fits(cell[5:].strip() if below else cell, row[0])


def _key_fits(key: dict[str, Any], cell: str) -> bool:
    if not key:
        return cell == "any"
    if "text" in key:
        return read_constant(cell, "text")[0] == key["text"]
    return _amount_fits(cell, key["bound"])


def _amount_fits(cell: str, fraction: str) -> bool:
    try:
        n, d, _ = read_amount(cell)
    except QuantityError:
        return False
    m, e = read_fraction(fraction)
    return n * e == m * d
