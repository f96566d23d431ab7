"""What the whole workspace declares: sources and credits, whose names every plan can use."""

from __future__ import annotations

from dataclasses import dataclass, field

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.lowering.types import UNKNOWN, Type


@dataclass(slots=True)
class World:
    """Sources and credits by name, and names whose declaration cannot be read."""

    sources: dict[str, core.Source] = field(default_factory=dict[str, core.Source])
    credits: dict[str, core.Credit] = field(default_factory=dict[str, core.Credit])
    credit_spans: dict[str, syntax.Name] = field(default_factory=dict[str, syntax.Name])
    lost: set[str] = field(default_factory=set[str])
    source_blocks: dict[str, syntax.SourceBlock] = field(default_factory=dict[str, syntax.SourceBlock])

    def column_type(self, source: core.Source, column: core.SourceColumn) -> Type:
        """The type of a column's values in its row."""
        match column.kind:
            case Kind.ROW_MONEY:
                return Type(Kind.ROW_MONEY, source.name)
            case Kind.CHOICE:
                return Type(Kind.CHOICE, choices=column.choices)
            case _:
                return Type(column.kind, refers_to=column.refers_to)

    def credit_type(self, name: str, currency: str) -> Type:
        """The type of a credit's value under a plan of that currency."""
        credit = self.credits.get(name)
        if credit is None:
            return UNKNOWN
        return Type(Kind.MONEY, currency) if credit.kind is Kind.ROW_MONEY else Type(Kind.NUMBER)
