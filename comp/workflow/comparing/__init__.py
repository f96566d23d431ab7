"""Recorded runs held against each other: which one with which, and what plans and payees come to in both.

Why lines differ is said by `comp.runs.attribute`. This room must not value anything.
"""

from comp.workflow.comparing.choosing import compared_with
from comp.workflow.comparing.totals import Moved, Totals, totals_of

__all__ = ["Moved", "Totals", "compared_with", "totals_of"]
