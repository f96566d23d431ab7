"""What a session of `comp fuzz` came to, on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from rich.console import Console
from rich.table import Table

from comp.cli.output import console, counted, whole_numbers
from comp.fuzz import Session, case_text

# What is to be reached: a title, and names that a session counts.
Constructs: TypeAlias = Sequence[tuple[str, frozenset[str]]]

_COUNTS = (
    ("programs", "programs"),
    ("plans", "plans"),
    ("payees", "payees with a line"),
    ("cases", "cases: a plan, a payee and a performance period with a line"),
    ("days", "plans valued on a day by both engines"),
    ("lines", "lines compared"),
    ("faults", "of them faults, on both sides"),
    ("exact way", "of them valued the exact way"),
    ("too large", "plans on a day with an amount beyond 64 bits, as both engines say"),
    ("too large on the way", "the same, beyond 64 bits only on the way to a line"),
)


def plain(session: Session, constructs: Constructs) -> dict[str, object]:
    """The session for machines."""
    tally = session.tally
    return {
        "first_seed": session.first_seed,
        "next_seed": session.next_seed,
        "stopped": session.stopped,
        "unfinished_seeds": list(session.unfinished),
        **{name.replace(" ", "_"): tally.counts[name] for name, _ in _COUNTS},
        "reached": {
            title: {
                "reached": sum(tally.reached[name] > 0 for name in names),
                "of": len(names),
                "not_reached": sorted(name for name in names if not tally.reached[name]),
            }
            for title, names in constructs
        },
        "hazards": dict(sorted(tally.hazards.items())),
        "failures": [{"seed": f.seed, "kind": f.kind, "said": f.said} for f in tally.failures],
        "made_small": [{"seed": kept.seed, "said": list(kept.said)} for kept in session.kept],
    }


def show(session: Session, constructs: Constructs, keep: Path | None) -> None:
    """The session as tables and sentences."""
    screen, tally = console(), session.tally
    counts = Table(show_header=False)
    counts.add_column("count", justify="right")
    counts.add_column("what")
    for name, said in _COUNTS:
        counts.add_row(f"{tally.counts[name]:,}", said)
    screen.print(whole_numbers(counts))
    screen.print(f"The exact way: {_percent(tally.counts['exact way'], tally.counts['lines'])} of the lines.")
    _show_reached(screen, session, constructs)
    if tally.hazards:
        hazards = Table("hostile facts reached", title_justify="left")
        hazards.add_column("count", justify="right")
        for name, count in sorted(tally.hazards.items()):
            hazards.add_row(name, f"{count:,}")
        screen.print(whole_numbers(hazards))
    _show_failures(screen, session, keep)


def _percent(part: int, whole: int) -> str:
    """A share with two decimals; nothing of nothing is none."""
    hundredths = 10_000 * part // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _show_reached(screen: Console, session: Session, constructs: Constructs) -> None:
    for title, names in constructs:
        if not names:
            continue
        missing = sorted(name for name in names if not session.tally.reached[name])
        said = f"{title}: {len(names) - len(missing)} of {len(names)} reached by plans that paid"
        screen.print(said + (f"; not {'; '.join(missing)}" if missing else ""), markup=False)


def _show_failures(screen: Console, session: Session, keep: Path | None) -> None:
    for failure in session.tally.failures:
        screen.print(f"seed {failure.seed}: {failure.kind}: {failure.said}", markup=False)
    for kept in session.kept:
        screen.print(f"\nseed {kept.seed}, made small", markup=False)
        screen.print(case_text(kept), markup=False)
    if session.kept and keep is not None:
        screen.print(f"Kept in {keep}: {counted(len(session.kept), 'case')}.", markup=False)
    if session.stopped:
        screen.print(
            f"Stopped; under way were the seeds {', '.join(map(str, session.unfinished)) or 'none'}."
        )
    failed = len(session.tally.failures)
    found = counted(failed, "seed") + " on which the engines fail" if failed else "no difference"
    screen.print(f"Seeds {session.first_seed} to {session.next_seed - 1}: {found}.")
