"""The roles, who acts by which of them, and which go together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from comp.errors import UnknownNameError
from comp.workflow.access.errors import AccessRefusedError, UserRuleError

OPERATOR: Final = "local"
"""Who acts at the command line, in the audit trail: whoever may write the database's file."""


class Role(StrEnum):
    """What somebody may do; rights of several roles add up."""

    PAYEE = "payee"
    MANAGER = "manager"
    REVOPS = "revops"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMIN = "admin"


_SEE_ALL_PAY: Final = frozenset({Role.REVOPS, Role.FINANCE, Role.AUDITOR})
_OF_A_PAYEE: Final = frozenset({Role.PAYEE, Role.MANAGER})
_BESIDE_ADMIN: Final = frozenset({Role.ADMIN, Role.PAYEE})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in: their opaque id, the payee they are, and their roles.

    One who `must_change` holds a password that somebody else saw, and reaches nothing but changing it.
    """

    user_id: str
    payee: str | None
    roles: frozenset[Role]
    must_change: bool = False

    @property
    def sees_all_pay(self) -> bool:
        """Whether they read everybody's statements, runs among them."""
        return bool(self.roles & _SEE_ALL_PAY)


def role_named(name: str) -> Role:
    """The role of a name.

    Raises:
        UnknownNameError: there is none.
    """
    try:
        return Role(name)
    except ValueError as error:
        raise UnknownNameError("role", name, list(Role)) from error


def roles_among(names: Iterable[str]) -> frozenset[Role]:
    """The roles among names that a database holds; one that this comp does not know gives no right."""
    known = {role.value: role for role in Role}
    return frozenset(known[name] for name in names if name in known)


def require_roles_fit(roles: frozenset[Role], payee: str | None) -> None:
    """See that roles may be held together, and by this user.

    Raises:
        UserRuleError: admin beside a role that reads or approves pay, or a payee's role without a payee.
    """
    if Role.ADMIN in roles and not roles <= _BESIDE_ADMIN:
        others = ", ".join(sorted(roles - _BESIDE_ADMIN))
        raise UserRuleError(
            f"admin goes with payee and no other role, and here it would stand beside {others}; "
            "who hands out roles neither reads nor approves pay"
        )
    needing = roles & _OF_A_PAYEE
    if needing and payee is None:
        raise UserRuleError(
            f"the role {' and '.join(sorted(needing))} needs a payee, and this user is linked to none; "
            "add the user with one"
        )


def require_admin(by: Actor | None, about: str | None = None) -> str:
    """See that somebody may change users, and give their id for the audit trail; None is the operator.

    `about` is the user whom it is done to: nobody does these things to themselves.

    Raises:
        AccessRefusedError: they may not.
    """
    if by is None:
        return OPERATOR
    if Role.ADMIN not in by.roles:
        raise AccessRefusedError("only an admin changes users and roles")
    if about is not None and about == by.user_id:
        raise AccessRefusedError(
            "nobody changes their own roles, or disables or resets themselves; ask another admin"
        )
    return by.user_id
