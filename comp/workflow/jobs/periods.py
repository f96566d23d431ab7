"""Which periods are run next, and which are run no more."""

from __future__ import annotations

from datetime import date

from comp.errors import CompError
from comp.language.calendar import Cadence, Calendar, Period, PeriodNameError
from comp.workflow.books import Books


class PeriodRefusedError(CompError):
    """The period is none, or is not run from here any more."""


def period_to_run(books: Books, calendar: Calendar, name: str) -> Period:
    """The period of that name.

    Raises:
        PeriodRefusedError: no period is called so, or it is posted: a run of it could never be, and would
            stand in the way of the one that is.
    """
    try:
        period = calendar.parse(name.strip())
    except PeriodNameError as error:
        raise PeriodRefusedError(str(error)) from error
    if period.name in _posted(books):
        after = calendar.shift(period, 1).name
        raise PeriodRefusedError(
            f"{period.name} is posted; what changed since is paid with the period after it, so run {after}"
        )
    return period


def periods_offered(books: Books, calendar: Calendar, today: date) -> tuple[Period, ...]:
    """What is likely to be run: the period after the last one posted, the present one, the one before.

    They are as long as what was posted last, and months where nothing was; the earliest first.
    """
    posted = [calendar.parse(name) for name in _posted(books)]
    present = calendar.period_of(today, posted[-1].cadence if posted else Cadence.MONTH)
    offered = {present, calendar.shift(present, -1)}
    if posted:
        offered.add(calendar.shift(max(posted, key=lambda each: each.ends_before), 1))
    return tuple(sorted(each for each in offered if each.name not in _posted(books)))


def _posted(books: Books) -> list[str]:
    """The periods that were posted, in the order in which they were."""
    return [batch.manifest.period for batch in books.batches if not batch.manifest.corrects]
