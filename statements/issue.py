"""Issues statements: only for payees on whose every line both engines agree to the cent.

This is the one way from a run to a statement. It must not draw, write files, or give in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from comp.errors import CompError
from comp.language.money import format_minor


class Disagreement(Protocol):
    """An amount on which the two engines differ on a day, in minor units; None where one has no amount."""

    @property
    def line_id(self) -> str:
        """The line."""
        ...

    @property
    def clause(self) -> str:
        """The clause that makes the line."""
        ...

    @property
    def date(self) -> date:
        """The day at whose end the line was valued."""
        ...

    @property
    def engine_minor(self) -> int | None:
        """What the calculating engine says."""
        ...

    @property
    def reference_minor(self) -> int | None:
        """What the second engine says."""
        ...

    @property
    def what(self) -> str:
        """Which amount it is, or what else differs."""
        ...


class EnginesDisagreeError(CompError):
    """No statement is issued: the engines differ on an amount of the payee."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison of both engines found for the payees it looked at, at both dates of the run."""

    payees: frozenset[str]
    disagreements: tuple[Disagreement, ...]

    def require(self, payee: str, owner_of: Mapping[str, OwnedLine]) -> None:
        """Let the payee pass, or refuse.

        A disagreement over a line that nobody is known to own may be anybody's, so it stops everybody.

        Raises:
            EnginesDisagreeError: the engines differ on one of the payee's lines, or were not compared.
        """
        if payee not in self.payees:
            raise EnginesDisagreeError(
                f"no statement for {payee}: the engines were not compared for this payee"
            )
        for one in self.disagreements:
            line = owner_of.get(one.line_id)
            if line is None or line.payee == payee:
                raise EnginesDisagreeError(_refusal(payee, one, line, self.disagreements))


@dataclass(frozen=True, slots=True)
class OwnedLine:
    """Whose a line is, and the currency of its amounts."""

    payee: str
    currency: str


def _refusal(
    payee: str, one: Disagreement, line: OwnedLine | None, all_of_them: Sequence[Disagreement]
) -> str:
    currency = line.currency if line else ""
    more = f" ({len(all_of_them) - 1} more differences in this run)" if len(all_of_them) > 1 else ""
    return (
        f"no statement for {payee}: the engines differ on {one.line_id}, clause {one.clause}, {one.what} "
        f"at {one.date}: the engine says {_amount(one.engine_minor, currency)}, "
        f"the second engine {_amount(one.reference_minor, currency)}{more}"
    )


def _amount(minor: int | None, currency: str) -> str:
    if minor is None:
        return "nothing"
    return f"{format_minor(minor, currency)} {currency}" if currency else f"{minor} minor units"
