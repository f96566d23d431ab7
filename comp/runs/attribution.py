"""Two runs compared, every line's difference divided among its causes; the parts add up by construction."""

from __future__ import annotations

import polars as pl

from comp.facts import Workspace
from comp.runs.attribution_chain import Between
from comp.runs.attribution_result import Attribution, Cause, CauseKind
from comp.runs.attribution_values import amounts_of
from comp.runs.attribution_words import engine_text
from comp.runs.folder import Run
from comp.runs.past_inputs import past_inputs
from comp.runs.run import Progress, engine_version, silent


def attribute(workspace: Workspace, a: Run, b: Run, progress: Progress = silent) -> Attribution:
    """Divide the difference of two runs among its causes, by calculating what lies between them.

    Both versions of the engine are one cause, though one acts first and one last.

    Raises:
        CompError: one of them cannot be calculated again from its folder and the workspace's store.
    """
    between = Between(workspace, past_inputs(workspace, a), past_inputs(workspace, b), progress)
    ends = between.walk(amounts_of(a.lines), amounts_of(b.lines))
    now = engine_version()
    between.note(Cause(CauseKind.ENGINE, engine_text(a.manifest, b.manifest, now)), pl.concat(ends))
    altered = [
        f"{name} was calculated by {now}, and calculates otherwise now: its folder was altered, or the "
        "installation was."
        for name, run, moved in zip("AB", (a, b), ends, strict=True)
        if moved.height and run.manifest.engine == now
    ]
    return between.result(*altered)
