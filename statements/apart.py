"""What takes long about one statement, done in a process of its own: `python -m statements.apart`.

An order comes as JSON on standard input, and its answer goes to standard output: a PDF, or JSON. A fault of
the workspace ends with exit code 2 and a sentence on standard error, so that whoever asked can tell it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.facts import Workspace
from comp.runs import load_run
from statements.asked import told_in_full, told_to_payee
from statements.documents import draw_pdf
from statements.wording import Wording

AT_FAULT: Final = 2


def done(order: Mapping[str, str]) -> bytes:
    """Do what is ordered: `what` is `pdf` or `why-not`.

    Raises:
        CompError: the workspace, the run or the question is at fault.
    """
    workspace, run, payee = Path(order["workspace"]), Path(order["run"]), order["payee"]
    match order["what"]:
        case "pdf":
            return draw_pdf(workspace, run, payee, order["name"])
        case "why-not":
            opened, read, fact = Workspace.open(workspace), load_run(run), order["fact"]
            if order["in_full"]:
                told = told_in_full(opened, read, payee, fact)
            else:
                told = told_to_payee(opened, read, payee, fact, Wording.of(order["locale"]))
            return json.dumps(asdict(told), ensure_ascii=False).encode()
        case what:
            raise CompError(f"no order is called {what!r}")


def main() -> int:
    """Read an order and answer it."""
    try:
        answer = done(json.loads(sys.stdin.buffer.read()))
    except CompError as error:
        sys.stderr.write(str(error))
        return AT_FAULT
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
