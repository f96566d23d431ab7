"""The command line of the verifier: `verify.py STATEMENT.pdf`, with nothing installed but Python."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from comp.verifier.openings import read_openings
from comp.verifier.proof_file import ProofError
from comp.verifier.report import Report, printable, report_as_data, report_as_text
from comp.verifier.signatures import read_key
from comp.verifier.verifying import verify_file

_ABOUT = """\
Verify statements of pay: repeat every step from the facts to each amount, and see that the facts, the plan,
the amounts and the text of the page are those that the company signed. Nothing is fetched or written."""


_CODES = """\
Exit code: 0 sound, and signed with the key that --key gives; 3 not established, because no key was given or
nobody signed; 1 not to be trusted; 2 a file could not be read. Of several files the worst: 2, 1, then 3."""
_WORST_LAST = (0, 3, 1, 2)


class UsageError(Exception):
    """A file that was named cannot be used; the message says why."""


def verify_files(
    files: Sequence[str], key: str | None = None, openings: str | None = None, line: str | None = None
) -> list[Report]:
    """Verify files by their paths; `key` is a file or 64 hexadecimal figures, `openings` a file.

    `line` is the id of a line whose steps are told.

    Raises:
        UsageError: the key or the openings cannot be read.
    """
    known, opened = _key_given(key), _openings_given(openings)
    return [_verified(file, known, opened, line) for file in files]


def write_reports(reports: Sequence[Report], out: TextIO, *, as_json: bool) -> int:
    """Write the reports and return the worst exit code: 2 before 1 before 3 (not established) before 0."""
    if as_json:
        shown = json.dumps({"files": [report_as_data(each) for each in reports]}, indent=2)
    else:
        shown = "\n\n".join(report_as_text(each) for each in reports)
    out.write(
        shown.encode(out.encoding or "utf-8", "backslashreplace").decode(out.encoding or "utf-8") + "\n"
    )
    return max((each.exit_code for each in reports), key=_WORST_LAST.index, default=0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the files that the command line names and say what was found; return the exit code."""
    parser = argparse.ArgumentParser(prog="verify.py", description=_ABOUT, epilog=_CODES)
    parser.add_argument(
        "files", nargs="+", metavar="STATEMENT.pdf", help="a statement, or a bare proof (.json)"
    )
    parser.add_argument(
        "--key",
        metavar="KEY",
        help="the company's published key, without which nothing is established: a file, or 64 figures",
    )
    parser.add_argument("--openings", metavar="FILE", help="what the company opened of what is sealed")
    parser.add_argument("--line", metavar="ID", help="tell how this line came to its amount, step by step")
    parser.add_argument("--json", action="store_true", help="write what was found as JSON")
    given = parser.parse_args(arguments)
    try:
        return write_reports(
            verify_files(given.files, given.key, given.openings, given.line), sys.stdout, as_json=given.json
        )
    except UsageError as error:
        sys.stderr.write(f"Error: {printable(str(error))}\n")
        return 2


def _verified(
    file: str, key: str | None, openings: Sequence[dict[str, Any]] | None, line: str | None
) -> Report:
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        return Report(file, unreadable=f"{error.strerror or error}.")
    return verify_file(file, data, key, openings, line)


def _key_given(key: str | None) -> str | None:
    if key is None:
        return None
    try:
        path = Path(key)
        return read_key(path.read_bytes() if path.is_file() else key.encode())
    except (OSError, ValueError) as error:
        raise UsageError(f"--key {key}: {error}") from error


def _openings_given(file: str | None) -> Sequence[dict[str, Any]] | None:
    if file is None:
        return None
    try:
        return read_openings(Path(file).read_bytes())
    except (OSError, ProofError) as error:
        raise UsageError(f"--openings {file}: {error}") from error
