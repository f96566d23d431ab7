"""What a verification says: a table of checks, what was found, and one sentence; as text and as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from comp.verifier.findings import Finding

_MOST_SHOWN = 20


@dataclass(frozen=True)
class Check:
    """One kind of thing that was looked at, how many of them, and what was found wrong."""

    what: str
    count: int
    findings: tuple[Finding, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Report:
    """What a verification of one file found. Findings stand with the most telling one first."""

    file: str
    about: str = ""
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    taken: Mapping[str, int] = field(default_factory=dict[str, int])
    notes: tuple[str, ...] = ()
    key: str | None = None
    key_is_known: bool = False
    unreadable: str = ""

    @property
    def exit_code(self) -> int:
        """0 sound, 1 not sound, 2 could not be read."""
        return 2 if self.unreadable else 1 if self.findings else 0

    @property
    def verdict(self) -> str:
        """Return what came of it in one sentence."""
        if self.unreadable:
            return "This file could not be read, so nothing of it was verified."
        if self.findings:
            count = len(self.findings)
            return f"This proof is not sound: {count:,} finding{'' if count == 1 else 's'}."
        if self.key is None:
            return (
                "Every step is right, but nobody signed: who made this file, from which facts, is not proved."
            )
        if self.key_is_known:
            return "This proof is sound, and the company's key signed it."
        return f"This proof is sound if {self.key} is the company's key; compare it with the published one."


def report_as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data for JSON."""
    return {
        "file": report.file,
        "about": report.about,
        "sound": report.exit_code == 0,
        "exit_code": report.exit_code,
        "verdict": report.verdict,
        "unreadable": report.unreadable or None,
        "signed": report.key is not None,
        "key": report.key,
        "key_is_known": report.key_is_known,
        "checks": [
            {"what": each.what, "count": each.count, "passed": _passed(each), "remark": each.remark}
            for each in report.checks
        ],
        "findings": [asdict(each) for each in report.findings],
        "warnings": list(report.warnings),
        "taken_on_word": dict(report.taken),
        "notes": list(report.notes),
    }


def report_as_text(report: Report) -> str:
    """Return the report for a terminal."""
    lines = [report.file + (f": {report.about}" if report.about else "")]
    width = max((len(each.what) for each in report.checks), default=0)
    for each in report.checks:
        count = f"{each.count:,}" if each.count or not each.remark else ""
        lines += [f"  {each.what:<{width}}  {count:>9}  {_result(each)}"]
    lines += [f"  wrong: {finding.where}: {finding.what}." for finding in report.findings[:_MOST_SHOWN]]
    if len(report.findings) > _MOST_SHOWN:
        lines.append(f"  wrong: and {len(report.findings) - _MOST_SHOWN:,} more; --json lists them all.")
    lines += [f"  warning: {each}" for each in report.warnings]
    lines += [f"  {each}" for each in report.notes]
    if report.unreadable:
        lines.append(f"  {report.unreadable}")
    return "\n".join([*(printable(line) for line in lines), report.verdict])


def printable(text: str) -> str:
    """Show a stranger's text so that it cannot steer the terminal."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _passed(check: Check) -> bool | None:
    return False if check.findings else None if check.remark and not check.count else True


def _result(check: Check) -> str:
    if check.findings:
        return f"FAIL ({len(check.findings):,})"
    return check.remark or "pass"
