"""What a verification says: a table of checks, what was found, and one sentence; as text and as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    key_given: str | None = None
    unreadable: str = ""
    steps: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 sound, 1 not to be trusted, 2 could not be read, 3 not established: no known key signed it."""
        if self.unreadable:
            return 2
        return 1 if self.findings else 0 if self.key_is_known else 3

    @property
    def key_is_known(self) -> bool:
        """Whether the key that signed is the one that was given as the company's published one."""
        return self.key is not None and self.key == self.key_given

    @property
    def verdict(self) -> str:
        """Return what came of it in one sentence."""
        if self.unreadable:
            return "This file could not be read, so nothing of it was verified."
        if self.findings:
            first = self.findings[0]
            return f"This statement must not be trusted: {first.where}: {first.what}."
        if self.key_is_known:
            return "This statement is sound, and the company's key signed it."
        if self.key is None:
            return (
                "Not established: every step is right, but nobody signed, so who made this file, "
                "from which facts, is not proved. Ask for a signed one and give the published key with --key."
            )
        return (
            "Not established: every step is right, but whether the company signed is not known. Give its "
            "published key, from a place that you trust, with --key."
        )


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
        "key_given": report.key_given,
        "key_is_known": report.key_is_known,
        "checks": [
            {"what": each.what, "count": each.count, "passed": _passed(each), "remark": each.remark}
            for each in report.checks
        ],
        "findings": [asdict(each) for each in report.findings],
        "warnings": list(report.warnings),
        "taken_on_word": dict(report.taken),
        "notes": list(report.notes),
        "steps": list(report.steps),
    }


def report_as_text(report: Report) -> str:
    """Return the report for a terminal."""
    lines = [report.file + (f": {report.about}" if report.about else "")]
    width = max((len(each.what) for each in report.checks), default=0)
    for each in report.checks:
        count = f"{each.count:,}" if each.count or not each.remark else ""
        lines += [f"  {each.what:<{width}}  {count:>9}  {_result(each)}"]
    lines += _told_findings(report.findings)
    lines += [f"  warning: {each}" for each in report.warnings]
    lines += [f"  {each}" for each in report.notes]
    lines += [f"  {each}" for each in report.steps]
    if report.unreadable:
        lines.append(f"  {report.unreadable}")
    return "\n".join(printable(line) for line in [*lines, report.verdict])


def _told_findings(findings: Sequence[Finding]) -> list[str]:
    """The first finding as the most likely cause, the others as what follows from it."""
    told = [f"{finding.where}: {finding.what}." for finding in findings[:_MOST_SHOWN]]
    if len(findings) > _MOST_SHOWN:
        told.append(f"and {len(findings) - _MOST_SHOWN:,} more; --json lists them all.")
    heads = ["Most likely cause: ", *["Follows from it, most likely: "] * len(told)]
    return [f"  {head}{each}" for head, each in zip(heads, told)]


def printable(text: str) -> str:
    """Show a stranger's text so that it cannot steer the terminal."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _passed(check: Check) -> bool | None:
    return False if check.findings else None if check.remark and not check.count else True


def _result(check: Check) -> str:
    if check.findings:
        return f"FAIL ({len(check.findings):,})"
    return check.remark or "pass"
