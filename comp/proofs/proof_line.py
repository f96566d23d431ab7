"""A line as a proof holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comp.reference.proof.book import Ref


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A line of a statement; its amounts are nodes before and after, None where the line was not there.

    `born` is the node of the day on which it is born.
    `listed` says that it is one of the run's lines; one that only waits is not.
    """

    line_id: str
    plan: str
    clause: str
    pay: str
    currency: str
    performance_period: str
    born_on: date
    born: Ref
    earned: tuple[Ref | None, Ref | None]
    payable: tuple[Ref | None, Ref | None]
    fault: str | None
    listed: bool
    sentence: str
