"""What posting a run would write, as pages and the JSON API show it; values are kept for the next look."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from api.service import Service
from comp.facts import Workspace
from comp.language.money import Money
from comp.ledger import Amounts, OpenLine
from comp.workflow import PlanTotals, Preview, ToPost, preview
from comp.workflow.closing import Closing, ClosingShown, closing_shown, order_for

COMPANY_FILE = "comp.toml"


@dataclass(frozen=True, slots=True)
class Pair:
    """Earned and payable in one currency."""

    earned: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan's sums: posted before and now, what it is worth, and what the books would lack of that."""

    plan: str
    entries: int
    before: Pair
    now: Pair
    value: Pair
    missing: Pair


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line whose books would not come to its worth; `value` is None where it is a fault."""

    line: str
    before: Pair
    now: Pair
    value: Pair | None
    missing: Pair


@dataclass(frozen=True, slots=True)
class RunToClose:
    """A run, and where it is not posted what posting it would write.

    `seen` are the digests of what is posted together. `folders` are those of the run paid before (None: none
    is posted) and of this one, for the command that makes corrections.
    """

    shown: ClosingShown
    seen: tuple[str, ...]
    preview: Preview | None
    plans: tuple[PlanShown, ...] = ()
    open: tuple[LineShown, ...] = ()
    standing: tuple[LineShown, ...] = ()
    folders: tuple[str | None, str] = (None, "")

    @property
    def may_be_posted(self) -> bool:
        """Whether there is something to post and nothing stands against it."""
        return self.preview is not None and self.preview.may_be_posted and bool(self.preview.left)

    @property
    def entries(self) -> int:
        """How many entries posting would write."""
        return sum(plan.entries for plan in self.plans)


def found(service: Service, digest: str) -> ClosingShown:
    """A run to close.

    Raises:
        NotFoundError: no run is recorded under the digest.
        CompError: it pays corrections.
    """
    with service.records.reading() as session:
        return closing_shown(session, digest)


def to_close(service: Service, shown: ClosingShown) -> RunToClose:
    """What posting would write; of a run that is posted, nothing.

    Raises:
        CompError: a folder is not what was recorded, or the run cannot be valued any more.
    """
    seen = tuple(part.results_digest for part in shown.closing.parts)
    if shown.posted is not None:
        return RunToClose(shown, seen, None)
    told = preview(service.records, order(service, shown.closing))
    return RunToClose(
        shown,
        seen,
        told,
        tuple(_plan(each) for each in told.totals),
        tuple(_line(each) for each in told.open),
        tuple(_line(each) for each in told.standing),
        (told.paid_before, shown.run.folder),
    )


def order(service: Service, closing: Closing) -> ToPost:
    """What is to be posted, valued once while neither the runs nor comp.toml change.

    Raises:
        CompError: as `comp.workflow.closing.order_for`.
    """
    settings = hashlib.sha256((service.folder / COMPANY_FILE).read_bytes()).hexdigest()
    return _order(service.folder, settings, closing)


@lru_cache(maxsize=2)
def _order(folder: Path, settings: str, closing: Closing) -> ToPost:
    """Folders and the facts that a run saw never change, and to value all lines takes as long as a run."""
    del settings
    return order_for(Workspace.open(folder), closing)


def pair(amounts: Amounts, currency: str) -> Pair:
    """Amounts of a line or a plan as money."""
    return Pair(Money(amounts.earned_minor, currency), Money(amounts.payable_minor, currency))


def _plan(plan: PlanTotals) -> PlanShown:
    sums = (pair(each, plan.currency) for each in (plan.before, plan.now, plan.value, plan.missing))
    return PlanShown(plan.plan, plan.lines, *sums)


def _line(line: OpenLine) -> LineShown:
    before, now, missing = (pair(each, line.currency) for each in (line.before, line.now, line.missing))
    value = None if line.value is None else pair(line.value, line.currency)
    return LineShown(line.line, before, now, value, missing)
