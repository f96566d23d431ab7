"""What the journeys need to know of a company: who signs in, whose period is which, what there is to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of facts with a row that is at fault, and the same file mended."""

    source: str
    name: str
    faulty: bytes
    mended: bytes
    fault: str  # a word of the faulty cell, which the report must name


@dataclass(frozen=True, slots=True)
class Cast:
    """A company as the journeys see it. `passwords` is by login; the logins are those of the roles."""

    passwords: Mapping[str, str]
    company: str
    rep: str
    report: str  # somebody of the manager's team, as they are called on a page
    posted: str  # the period that reps and auditors read
    decided: str  # the period that the manager decides about
    closed: str  # the period that finance closes
    started: str  # the period that revops runs
    others_statement: str  # the id of a statement that is not the rep's
    newcomer: str  # a payee who has no user yet
    deal_that_pays: str
    deal_that_does_not: str
    upload: Upload


@dataclass(frozen=True, slots=True)
class Portal:
    """A served company, and how its pages are visited: with scripts or without."""

    address: str
    cast: Cast
    with_scripts: bool
