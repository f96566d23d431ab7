"""What a statement's document tells an approver beside its amounts, noted once when its run is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from comp.language.money import Money


@dataclass(frozen=True, slots=True)
class Noted:
    """Of one statement: its lines that could not be calculated, and those of which a cap kept less.

    `adjusted` is what changes to earlier periods add to what is payable, or take from it, by currency;
    what was held and is released as planned is not among them. `by_plan` is what each plan pays.
    """

    not_calculated: int = 0
    capped: int = 0
    adjusted: tuple[Money, ...] = ()
    by_plan: tuple[tuple[str, Money], ...] = ()


NOTHING_NOTED = Noted()
NotedOf: TypeAlias = Callable[[str], Mapping[str, Noted]]
"""What is noted of the statements of a run, by payee, from its results digest; empty where nothing is."""


def nothing_noted(results_digest: str) -> Mapping[str, Noted]:
    """For callers who have the database alone."""
    del results_digest
    return {}
