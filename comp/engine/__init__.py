"""The calculating engine: a compiled plan and a snapshot become credits, measures and pay lines.

It works column by column: its functions take tables and return tables. It must not use a float in a result,
ask a clock, or import `comp.reference`, whose independent answer is what its own is checked against. Nor does
it write a file, but those in which credits wait for their batch, and those that Spark's workers exchange.
"""

from comp.engine.crediting import CreditTable, credits
from comp.engine.exact import AmountTooLargeError
from comp.engine.readings import readings
from comp.engine.two_days import BEFORE, differing
from comp.engine.valuation import unclaimed, valuate, valuate_in_batches, valued_in_batches
from comp.engine.valued import LINE_SCHEMA, Valuation, Valued

__all__ = [
    "BEFORE",
    "LINE_SCHEMA",
    "AmountTooLargeError",
    "CreditTable",
    "Valuation",
    "Valued",
    "credits",
    "differing",
    "readings",
    "unclaimed",
    "valuate",
    "valuate_in_batches",
    "valued_in_batches",
]
