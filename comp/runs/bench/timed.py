"""A side of a benchmark with its runs."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field


@dataclass(slots=True)
class Timed:
    """A contestant's runs: wall time in milliseconds and peak memory in bytes of each."""

    name: str
    duties: str
    milliseconds: list[int] = field(default_factory=list[int])
    peak_bytes: list[int] = field(default_factory=list[int])

    @property
    def median_milliseconds(self) -> int:
        """The middle one of the wall times."""
        return round(statistics.median(self.milliseconds))

    @property
    def median_peak_bytes(self) -> int:
        """The middle one of the peaks."""
        return round(statistics.median(self.peak_bytes))
