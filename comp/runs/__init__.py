"""One run: a period's plans valued at two dates, the difference line by line, and the folder that keeps it.

Both engines meet here and nowhere else. This room must not value anything itself, ask a clock, or read what
an earlier run posted.
"""

from comp.runs.attribution import attribute
from comp.runs.attribution_result import AttributedLine, Attribution, Cause, CauseKind, CausePart
from comp.runs.corrections import corrections
from comp.runs.diff import LineDifference, RunDiff, diff
from comp.runs.examples import ExampleResult, ExpectationResult, run_example, run_examples
from comp.runs.expected_values import worth_text
from comp.runs.explaining import ExplainedLine, explain
from comp.runs.folder import Run, load_run, refuse_other_contents, write_run
from comp.runs.inputs import Inputs, PlanFaultsError, facts_view, load_program, prepare, reopen
from comp.runs.manifest import Manifest, PlanPaid, UnclaimedCredit
from comp.runs.past_inputs import past_inputs
from comp.runs.payouts import decimal_text
from comp.runs.run import Progress, calculate, run
from comp.runs.spans import PaidSpan, paid_span, paid_spans
from comp.runs.verify import Compared, Disagreement, compare, compare_engines, verify

__all__ = [
    "AttributedLine",
    "Attribution",
    "Cause",
    "CauseKind",
    "CausePart",
    "Compared",
    "Disagreement",
    "ExampleResult",
    "ExpectationResult",
    "ExplainedLine",
    "Inputs",
    "LineDifference",
    "Manifest",
    "PaidSpan",
    "PlanFaultsError",
    "PlanPaid",
    "Progress",
    "Run",
    "RunDiff",
    "UnclaimedCredit",
    "attribute",
    "calculate",
    "compare",
    "compare_engines",
    "corrections",
    "decimal_text",
    "diff",
    "explain",
    "facts_view",
    "load_program",
    "load_run",
    "paid_span",
    "paid_spans",
    "past_inputs",
    "prepare",
    "refuse_other_contents",
    "reopen",
    "run",
    "run_example",
    "run_examples",
    "verify",
    "worth_text",
    "write_run",
]
