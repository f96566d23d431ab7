"""What a run says of itself: what it paid, from which plans and facts, by which engine, and all digests."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from comp.errors import CompError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class PlanPaid:
    """One plan of the run: the days paid, both included, the dates of its two values, digests and totals.

    Totals are minor units of the plan's currency; lines that are faults are in no total.
    """

    plan: str
    title: str
    currency: str
    first_day: date
    last_day: date
    before_on: date
    after_on: date
    text_digest: str
    result_digest: str
    payees: int
    lines: int
    faults: int
    earned_minor: int
    payable_minor: int


@dataclass(frozen=True, slots=True)
class UnclaimedCredit:
    """Credits of one name and currency ("" for units) that no plan of their payee uses."""

    credit: str
    currency: str
    count: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The head of a results folder. Nothing in it depends on when or where the run was made.

    `plans_digest` is that of the file that keeps the plans ("" where an earlier version kept none), and
    `last_import` is the number of the last import that was seen (0: not told): one that came later was not,
    though it may be stamped earlier. Where the run pays corrections, `corrects` is the results digest of the
    run that was paid last, and else "".
    """

    company: str
    period: str
    recorded_on: date
    plans: tuple[PlanPaid, ...]
    facts_digest: str
    engine: str
    results_digest: str
    lines: int
    faults: int
    refused: int
    unclaimed: tuple[UnclaimedCredit, ...]
    plans_digest: str = ""
    last_import: int = 0
    corrects: str = ""

    def to_json(self) -> str:
        """The manifest as it stands in the folder: dates are ISO, amounts are minor units written as text."""
        return json.dumps({"format": FORMAT, **self.to_dict()}, indent=2, ensure_ascii=False) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """The manifest as plain values, as they stand in the JSON."""
        found = asdict(self)
        return {
            **found,
            "recorded_on": self.recorded_on.isoformat(),
            "plans": [{name: _plain(name, value) for name, value in plan.items()} for plan in found["plans"]],
            "unclaimed": [
                {name: _plain(name, value) for name, value in one.items()} for one in found["unclaimed"]
            ],
        }

    @classmethod
    def from_json(cls, text: str | bytes) -> Manifest:
        """Read a manifest back.

        Raises:
            CompError: it is not one, or of a format that this version does not know.
        """
        try:
            found: dict[str, Any] = json.loads(text)
            if found.pop("format") != FORMAT:
                raise CompError("this run was written by another version of comp; run the period again")
            recorded_on = found.pop("recorded_on")
            return cls(
                plans=tuple(PlanPaid(**_values(plan)) for plan in found.pop("plans")),
                unclaimed=tuple(UnclaimedCredit(**_values(credit)) for credit in found.pop("unclaimed")),
                recorded_on=date.fromisoformat(recorded_on),
                **found,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CompError(f"manifest.json cannot be read ({error}); run the period again") from error


def _plain(name: str, value: object) -> object:
    """Amounts as text, for readers whose numbers are floats; dates as ISO."""
    if name.endswith("_minor"):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _values(found: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in found.items()}


def _value(name: str, value: str | int) -> object:
    if name.endswith("_minor"):
        return int(value)
    return date.fromisoformat(str(value)) if name.endswith(("_day", "_on")) else value
