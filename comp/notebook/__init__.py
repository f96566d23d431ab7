"""comp as a Python library for notebooks: workspaces, runs and explanations, with tables as pandas frames.

It does what the commands do, with the same words where something is wrong; like them, it may ask the clock.
It must not calculate anything of its own, and no amount in a frame may be a float.

    from comp.notebook import open_workspace

    acme = open_workspace("acme")
    run = acme.run("2026-Q1", recorded="2026-04-01")
    run.payouts
"""

from comp.notebook.answers import Explanation, WhyNot
from comp.notebook.checked_facts import CheckedFacts, ImportedFacts
from comp.notebook.compared_runs import RunAttribution, RunDifference
from comp.notebook.opened_run import OpenedRun
from comp.notebook.opened_workspace import OpenedWorkspace, open_workspace
from comp.notebook.payee_statement import PayeeStatement

__all__ = [
    "CheckedFacts",
    "Explanation",
    "ImportedFacts",
    "OpenedRun",
    "OpenedWorkspace",
    "PayeeStatement",
    "RunAttribution",
    "RunDifference",
    "WhyNot",
    "open_workspace",
]
