"""What a drawn plan has declared so far, and what every part of it is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from comp.fuzz.drawing import Drawing
from comp.fuzz.writing.credits import DrawnCredit
from comp.fuzz.writing.expressions import Writer
from comp.language.money import format_minor

WINDOWS = (
    *("of the period",) * 3,
    "of the year",
    "of the plan",
    "of the half year",
    "of this performance period and the 1 before it",
    "of this performance period and the 3 before it",
)


@dataclass(slots=True)
class Names:
    """Measures by reading, tables and pays; each measure and table with whether it is money."""

    read: dict[str, bool] = field(default_factory=dict[str, bool])  # at posting, at a close, or constant
    closing: dict[str, bool] = field(default_factory=dict[str, bool])
    running: dict[str, dict[str, bool]] = field(default_factory=dict[str, dict[str, bool]])  # by credit
    stepping: dict[str, dict[str, bool]] = field(default_factory=dict[str, dict[str, bool]])  # before or with
    texts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # of measures and tables
    pays: dict[str, DrawnCredit | None] = field(default_factory=dict[str, DrawnCredit | None])
    count: int = 0

    def fresh(self, word: str) -> str:
        """A name that is not taken."""
        self.count += 1
        return f"{word}_{self.count}"


@dataclass(slots=True)
class Sheet:
    """A plan that is being written: `losses` tells of a loss source and a credit whether it is as credit."""

    draw: Drawing
    name: str
    currency: str
    credits: Sequence[DrawnCredit]
    names: Names = field(default_factory=Names)
    losses: dict[str, bool] = field(default_factory=dict[str, bool])

    @property
    def quotas(self) -> dict[str, bool]:
        """What quotas are held against, each with whether it is money."""
        return {credit.name: credit.is_money for credit in self.credits}

    def money(self, minor: int) -> str:
        """An amount in the plan's currency."""
        return f"{format_minor(minor, self.currency)} {self.currency}"

    def own(self, credit: str) -> str:
        """The payee's own credits of a window, or everybody's."""
        draw = self.draw
        whose = draw.pick(("own", "own", "own", "all"))
        return f"{whose} {draw.pick(('', '', 'direct '))}{credit} {draw.pick(WINDOWS)}"

    def line(self, line: Writer, credit: DrawnCredit | None, tables: dict[str, bool]) -> Writer:
        """What a line of a credit sees beside its row."""
        measures = dict(self.names.read)
        if credit is not None:
            measures |= self.names.stepping.get(credit.name, {})
        return replace(line, measures=measures, tables=tables)

    def exceptions(self, name: str, writer: Writer, *, money: bool) -> list[str]:
        """None, one or two exceptions of a measure or table."""
        return [
            f"  except {self.names.fresh('x')}, when {writer.condition()}: {name} is "
            f"{writer.money() if money else writer.number()}"
            for _ in range(self.draw.pick((0, 0, 0, 1, 1, 2)))
        ]
