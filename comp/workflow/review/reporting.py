"""Who reported to a manager on a day, directly or through others."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_

from comp.records import ReportingLine, Session, col, select


def team_of(session: Session, manager_payee: str, on: date) -> frozenset[str]:
    """Payees below a manager at the end of a day; both days of a reporting line count.

    Lines that lead in a circle do no harm, and never make somebody their own manager.
    """
    direct = select(ReportingLine.payee).where(ReportingLine.manager == manager_payee, _holds(on))
    team = direct.cte("team", recursive=True)
    below = (
        select(ReportingLine.payee).join(team, col(ReportingLine.manager) == team.c.payee).where(_holds(on))
    )
    # UNION keeps each payee once, so that the walk ends where lines lead in a circle.
    team = team.union(below)
    return frozenset(session.exec(select(team.c.payee))) - {manager_payee}


def _holds(on: date) -> ColumnElement[bool]:
    ends_on = col(ReportingLine.ends_on)
    started = col(ReportingLine.starts_on) <= on
    return started & or_(ends_on.is_(None), ends_on >= on)
