"""Review of statements: who sees whose, how each stands, what is unusual, and what is decided about them.

A decision is about content, by its digest, so that what changes loses its approval without anybody watching.
This room must not calculate pay, read a clock, or know of pages and commands.
"""

from comp.workflow.review.approvals import Approvals, approvals_of
from comp.workflow.review.deciding import ACTIONS, MOST_AT_ONCE, Outcome, decide, decide_many
from comp.workflow.review.errors import NotAllowedError, NotFoundError, StaleContentError
from comp.workflow.review.listing import LIMIT, statement_seen, statements_seen
from comp.workflow.review.noted import Noted, NotedOf, nothing_noted
from comp.workflow.review.reasons import MOST_LETTERS
from comp.workflow.review.reporting import team_of
from comp.workflow.review.rows import Rows, may_decide, may_see
from comp.workflow.review.runs import ReviewedRun, ReviewedRuns, reviewed_runs
from comp.workflow.review.shown import LastTime, Page, ShownAmounts, Sign, StatementShown, Unusual
from comp.workflow.review.states import Decision, State, Verb

__all__ = [
    "ACTIONS",
    "LIMIT",
    "MOST_AT_ONCE",
    "MOST_LETTERS",
    "Approvals",
    "Decision",
    "LastTime",
    "NotAllowedError",
    "NotFoundError",
    "Noted",
    "NotedOf",
    "Outcome",
    "Page",
    "ReviewedRun",
    "ReviewedRuns",
    "Rows",
    "ShownAmounts",
    "Sign",
    "StaleContentError",
    "State",
    "StatementShown",
    "Unusual",
    "Verb",
    "approvals_of",
    "decide",
    "decide_many",
    "may_decide",
    "may_see",
    "nothing_noted",
    "reviewed_runs",
    "statement_seen",
    "statements_seen",
    "team_of",
]
