"""What a report says beside its checks: what is taken on somebody's word, unchecked names, who signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comp.verifier.page import ShownRun, names_shown
from comp.verifier.report import Report
from comp.verifier.taken import taken_notes


def report_notes(
    proof: dict[str, Any], runs: Sequence[ShownRun] | None, report: Report, *, drawing_is_bound: bool
) -> list[str]:
    """Return the notes; `drawing_is_bound` where what the page looks like, with its names, was signed."""
    notes = taken_notes(proof, dict(report.taken))
    if runs is not None and proof["page"] is not None and not drawing_is_bound:
        names = sorted(set(names_shown(proof, runs)))
        if names:
            told = "the name on the page" if len(names) == 1 else "the names on the page"
            notes.append(f"Not checked: {told} ({', '.join(names)}); the proof knows {proof['payee']} only.")
    if report.key is not None:
        unfit = any("it does not fit" in each.what for each in report.findings if "signature" in each.where)
        notes.append(_signer_note(report.key, report.key_given, unfit=unfit))
    return notes


def _signer_note(key: str, given: str | None, *, unfit: bool) -> str:
    """Say whose key it is; of a signature that does not fit only that it names the key."""
    signed = "Said to be signed, by a signature that does not fit, by" if unfit else "Signed by"
    if given is None:
        return f"{signed} {key}; no published key was given to compare it with."
    if given == key:
        return f"{signed} {key}, the key that was given."
    return f"{signed} {key}, NOT the key that was given ({given})."
