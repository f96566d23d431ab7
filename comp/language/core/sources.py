"""Declared tables of facts."""

from __future__ import annotations

from dataclasses import field

from comp.frozen import frozen
from comp.language.core.kinds import Kind
from comp.language.span import NOWHERE, Span


@frozen
class SourceColumn:
    """A typed column of a source.

    Stored in a snapshot as: text, payee, choice, currency: String; date: Date; boolean: Boolean;
    number: Int64 in billionths (0.25 is 250_000_000); money: Int64 minor units of the row's currency.
    """

    name: str
    kind: Kind
    title: str = ""
    may_be_blank: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str | None = None  # the source whose key this column holds
    span: Span = field(default=NOWHERE, compare=False, repr=False)


NUMBER_SCALE = 1_000_000_000


@frozen
class Source:
    """A declared table of facts.

    An *event* source has `dated`: the row counts from that day on, and a row whose date is blank does not
    count yet. A *state* source has `valid_from` and `valid_through` (both days included, a blank end is
    open): several rows of one key follow each other without overlapping. A source with neither always counts.
    `currency` is the column that names the currency of the row's money, or a currency code that all rows
    share.
    """

    name: str
    title: str
    columns: tuple[SourceColumn, ...]
    key: str
    dated: str | None = None
    valid_from: str | None = None
    valid_through: str | None = None
    currency_column: str | None = None
    currency_code: str | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def column(self, name: str) -> SourceColumn | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)
