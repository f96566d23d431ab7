"""The plans that a run was calculated from, kept in its folder: their texts, and the company's calendar.

With them and the fact store a run can be calculated again when the plans have long moved on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from comp.errors import CompError
from comp.language.calendar import Calendar
from comp.language.week_year import WeekYear

KEPT_PLANS: Final = "plans.json"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class KeptPlans:
    """Every plan file's text by its name in `plans/`, and the calendar that periods were counted by."""

    texts: Mapping[str, str]
    calendar: Calendar

    @property
    def digest(self) -> str:
        """SHA-256 of the file that keeps them."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The file's content; equal plans and calendars give equal bytes."""
        kept = {
            "format": _FORMAT,
            "calendar": asdict(self.calendar),
            "texts": dict(sorted(self.texts.items())),
        }
        return json.dumps(kept, indent=2, ensure_ascii=False, default=date.isoformat) + "\n"

    @classmethod
    def from_json(cls, raw: bytes, digest: str) -> KeptPlans:
        """Read them back, where the bytes are those that the digest stands for.

        Raises:
            CompError: they are not, or are of a format that this version does not know.
        """
        if hashlib.sha256(raw).hexdigest() != digest:
            raise CompError(f"{KEPT_PLANS} was changed after the run; run the period again")
        try:
            found: dict[str, Any] = json.loads(raw)
            if found["format"] != _FORMAT:
                raise CompError(f"{KEPT_PLANS} was written by another version of comp; run the period again")
            return cls(dict(found["texts"]), _calendar(found["calendar"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CompError(f"{KEPT_PLANS} cannot be read ({error}); run the period again") from error


def _calendar(found: dict[str, Any]) -> Calendar:
    weeks: dict[str, Any] | None = found["week_year"]
    week_year = None
    if weeks is not None:
        pattern = weeks.pop("pattern")
        week_year = WeekYear(tuple(pattern), **weeks)
    weeks_from = date.fromisoformat(found["weeks_from"])
    return Calendar(found["year_starts_month"], weeks_from=weeks_from, week_year=week_year)
