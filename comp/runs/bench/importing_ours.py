"""Our import of the benchmark's files, a process of its own: `python importing_ours.py FOLDER`.

It is started as a file, and rests on language and facts alone: what runs need is no part of this job.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Final

from comp.collecting import collect_seldom

if __name__ == "__main__":
    collect_seldom()  # as every command does before it loads the rooms

from comp.errors import CompError
from comp.facts import Workspace
from comp.language import load

TODAY: Final = date(2026, 4, 1)


def main(folder: Path) -> None:
    """Import what the workspace's files hold, look at it as a run does, and tell what there is.

    Raises:
        CompError: the plans have faults, which would be a fault of this benchmark.
    """
    workspace = Workspace.open(folder)
    loaded = load(workspace.plan_paths())
    if loaded.program is None:
        raise CompError(f"the benchmark's own plan has faults: {loaded.diagnostics[0].text}")
    view = workspace.view(loaded.program.sources, today=TODAY)
    told = {"deals": view.snapshot.tables["deal"].height, "digest": view.snapshot.digest}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
