"""Who may close: posting and payroll are for the role finance alone."""

from __future__ import annotations

from comp.workflow.access import AccessRefusedError, Actor, Role


def require_finance(actor: Actor) -> None:
    """See that somebody holds the role finance.

    Raises:
        AccessRefusedError: they do not.
    """
    if Role.FINANCE not in actor.roles:
        raise AccessRefusedError("only finance posts a run and takes its payroll")
