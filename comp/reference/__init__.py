"""The second engine: recomputes each payee row by row in exact fractions, and explains the result.

It shares only the syntax tree, its desugaring and the calendar with the calculating engine. It must not
import `comp.engine`, nor trade plainness for speed: agreement between the two is worth only what their
independence is.
"""

from comp.reference.credited import Credited, Credits, FactFault
from comp.reference.crediting import credits as credits
from comp.reference.facts_index import Facts
from comp.reference.readings import reading_step, readings
from comp.reference.standing import Drawing, Standing
from comp.reference.trace import Step, StepKind
from comp.reference.unclaimed import unclaimed_credits
from comp.reference.unpaid import Unpaid, UnpaidFacts
from comp.reference.valuation import LineValue, valuate
from comp.reference.why_not import Answer, Cause, why_not

__all__ = [
    "Answer",
    "Cause",
    "Credited",
    "Credits",
    "Drawing",
    "FactFault",
    "Facts",
    "LineValue",
    "Standing",
    "Step",
    "StepKind",
    "Unpaid",
    "UnpaidFacts",
    "credits",
    "reading_step",
    "readings",
    "unclaimed_credits",
    "valuate",
    "why_not",
]
