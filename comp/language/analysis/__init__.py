"""What plans do with money, told before anybody is paid by them.

`examine` asks of every pay whether it is on target, whether more of a measure may pay less, where it jumps,
what it can come to, and whether splitting or ordering deals moves it; and of all plans together what one
deal is paid. Exact fractions throughout; what cannot be proved says so and why. It reads the core alone, no
facts, and nothing that pays depends on it.
"""

from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.findings import Finding, Verdict
from comp.language.analysis.on_target import TargetCheck, at_period_target, on_target
from comp.language.analysis.report import Report, examine

__all__ = [
    "Finding",
    "NotProvedError",
    "Report",
    "TargetCheck",
    "Verdict",
    "at_period_target",
    "examine",
    "on_target",
]
