"""A process that prepares a posting and forks two children that post at once; it says what each wrote."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from comp.facts import Workspace
from comp.workflow import ToPost, open_books
from comp.workflow.closing import order_of, post_run
from tests.workflow.closing.closed import AT, FINANCE


def begin(workspace: Workspace, order: ToPost) -> tuple[int, int]:
    """Fork a child that posts once it is let go; gives its end of a pipe to wait at and one to be told by."""
    told, tells = os.pipe()
    waits, lets_go = os.pipe()
    if os.fork():
        os.close(tells)
        os.close(waits)
        return told, lets_go
    os.close(lets_go)
    with open_books(workspace) as records:
        os.read(waits, 1)
        os.write(tells, str(post_run(records, FINANCE, order, None, AT).entries).encode())
    os._exit(0)


def main(folder: Path, digest: str) -> None:
    workspace = Workspace.open(folder)
    with open_books(workspace) as records:
        order = order_of(records, workspace, digest)
    children = [begin(workspace, order) for _ in range(2)]
    for _, lets_go in children:
        os.write(lets_go, b"!")
    sys.stdout.write(" ".join(sorted(os.read(told, 20).decode() for told, _ in children)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
