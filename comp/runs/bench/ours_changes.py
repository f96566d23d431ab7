"""The same as `comp run` does it: lines that cannot have changed since the day before are not valued.

`python -m comp.runs.bench.ours_changes FACTS OUT BEFORE AFTER [--warm FACTS_SMALL]`.
"""

from __future__ import annotations

from functools import partial

from comp.runs.baselines.calling import call
from comp.runs.bench.ours import main

if __name__ == "__main__":
    call(partial(main, changes_alone=True))
