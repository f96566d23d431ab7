"""What is recorded of a run: its manifest, where its folder is kept, its plans' texts and its statements."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from comp.runs import Manifest

RECORDED: Final = "run.record"
"""The action of an audit entry that tells of a recorded run; its subject is the run's results digest."""
_ID_LETTERS: Final = 20


def statement_id(results_digest: str, payee: str) -> str:
    """The id of a payee's statement of a run; nobody guesses payees from it who does not know the run."""
    return hashlib.sha256(f"{results_digest}\n{payee}".encode()).hexdigest()[:_ID_LETTERS]


@dataclass(frozen=True, slots=True)
class RecordedAmount:
    """What a statement comes to in one currency, in minor units."""

    currency: str
    earned_minor: int
    payable_minor: int
    held_minor: int


@dataclass(frozen=True, slots=True)
class RecordedStatement:
    """A payee's statement: the digest of what it shows, and what it comes to by currency."""

    payee: str
    content_digest: str
    amounts: tuple[RecordedAmount, ...]


@dataclass(frozen=True, slots=True)
class RecordedPlan:
    """A version of a plan that a run paid by, with its text."""

    text_digest: str
    result_digest: str
    name: str
    title: str
    starts_on: date
    ends_on: date
    text: str


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A run that is recorded; `folder` is where it is kept, seen from the workspace.

    `root` is the SHA-256 of its seal's root, None where it was not sealed by then.

    `corrections` is what is paid beside it, a run of its own. `is_new` is false where nothing was written,
    for it stood there already.
    """

    manifest: Manifest
    folder: str
    statements: tuple[RecordedStatement, ...]
    plans: tuple[RecordedPlan, ...]
    root: str | None = None
    corrections: RecordedRun | None = None
    is_new: bool = True

    @property
    def parts(self) -> tuple[RecordedRun, ...]:
        """The run first, then its corrections."""
        return (self,) if self.corrections is None else (self, self.corrections)
