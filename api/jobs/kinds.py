"""The kinds of jobs that the worker does."""

from typing import Final

RUN: Final = "run"
"""Its subject is the period."""
COMPARE: Final = "compare"
"""Its subject is the results digests of the two runs, with two dots between."""
