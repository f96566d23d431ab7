"""Drawn programs and hostile facts on which both engines must agree: the engines' own trial, at scale.

A seed draws a program as text and facts for it; both engines value it, and every line is compared. What
differs is made small and kept as a file that can be replayed. It must not mend what it finds, nor say which
engine is right.
"""

from comp.fuzz.cases import Case, draw
from comp.fuzz.coverage import KINDS_OF_CONSTRUCT
from comp.fuzz.kept import Kept, case_text, keep_name, read, written
from comp.fuzz.own_plans import OwnPlans, own_constructs
from comp.fuzz.session import Listener, Session, try_seeds
from comp.fuzz.tally import Failure, Tally
from comp.fuzz.trying import Recipe, failure_of, made_small

__all__ = [
    "KINDS_OF_CONSTRUCT",
    "Case",
    "Failure",
    "Kept",
    "Listener",
    "OwnPlans",
    "Recipe",
    "Session",
    "Tally",
    "case_text",
    "draw",
    "failure_of",
    "keep_name",
    "made_small",
    "own_constructs",
    "read",
    "try_seeds",
    "written",
]
