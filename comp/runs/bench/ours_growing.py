"""The benchmark's plan by our engine on a small disk: no more waits at a time than three times the facts.

`python -m comp.runs.bench.ours_growing FACTS OUT BEFORE AFTER [--warm FACTS_SMALL]`.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from comp.runs.baselines.calling import call
from comp.runs.bench.ours import main

MOST_WAITING: Final = 3
"""What may wait, in times what the facts take; where more would, facts are read in more passes."""

if __name__ == "__main__":
    call(partial(main, most_waiting=MOST_WAITING))
