"""Where the portal's header leads: the areas that the actor's roles reach."""

from __future__ import annotations

from typing import Final, NamedTuple

from comp.workflow.access import Actor, Role


class Place(NamedTuple):
    """An entry of the navigation: where it leads, its name, whether one stands there, what it is for."""

    href: str
    label: str
    is_here: bool
    about: str


_PAY: Final = frozenset({Role.REVOPS, Role.FINANCE, Role.AUDITOR})
_PLACES: Final = (
    ("/statements", "Statements", frozenset({Role.PAYEE}) | _PAY, "What was earned, what is paid, and why"),
    ("/team", "Approvals", frozenset({Role.MANAGER, Role.FINANCE}), "Statements to approve or return"),
    ("/facts", "Facts", frozenset({Role.REVOPS}), "Deals, renewals and quotas: upload and check"),
    ("/runs", "Runs", _PAY, "What each period pays, and what changed since the last run"),
    ("/close", "Close", frozenset({Role.FINANCE, Role.AUDITOR}), "Post a period and take its payroll"),
    ("/books", "Books", frozenset({Role.FINANCE, Role.AUDITOR}), "What was posted; it is never edited"),
    ("/people", "People", frozenset({Role.ADMIN, Role.AUDITOR}), "Who there is and who leads whom"),
    ("/audit", "Audit trail", frozenset({Role.AUDITOR}), "Who did what, each entry bound to the one before"),
)


def places(actor: Actor, path: str) -> list[Place]:
    """The areas that somebody reaches; `path` is where they are."""
    if actor.must_change:
        return []
    return [
        Place(href, label, path == href or path.startswith(f"{href}/"), about)
        for href, label, roles, about in _PLACES
        if roles & actor.roles
    ]
