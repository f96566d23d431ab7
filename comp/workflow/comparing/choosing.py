"""Which run another one is compared with unless somebody says."""

from __future__ import annotations

from collections.abc import Sequence

from comp.workflow.recording import RunShown


def compared_with(run: RunShown, recorded: Sequence[RunShown]) -> RunShown | None:
    """The run of the same period that was recorded before it; else what counts of the period before.

    `recorded` are all runs, that which was recorded last first. None where there is neither.
    """
    own = [each for each in recorded if not each.corrects]
    place = next(at for at, each in enumerate(own) if each.results_digest == run.results_digest)
    same = [each for each in own[place + 1 :] if each.period == run.period]
    if same:
        return same[0]
    earlier = [each for each in own if each.last_day < run.first_day and (each.is_posted or each.is_current)]
    return max(earlier, key=lambda each: (each.last_day, each.is_posted), default=None)
