"""Who comes in, and as what: users, passwords, sessions, tokens and roles (decision 0043).

It says who somebody is and which roles they hold. It must not decide which rows they see, ask a clock, keep a
password or a token itself, or put a login into the audit trail.
"""

from comp.workflow.access.errors import (
    AccessRefusedError,
    ChangedMeanwhileError,
    PasswordRefusedError,
    UserRuleError,
)
from comp.workflow.access.own_password import set_password
from comp.workflow.access.roles import OPERATOR, Actor, Role, require_admin, role_named
from comp.workflow.access.sessions import actor_of_session, sessions_of, sign_out, sign_out_others
from comp.workflow.access.signing_in import SignedInNow, sign_in
from comp.workflow.access.tokens import TokenShown, actor_of_token, list_tokens, make_token, revoke_token
from comp.workflow.access.users import (
    NewUser,
    add_user,
    disable,
    enable,
    grant,
    require_another_admin,
    reset_password,
    revoke,
)
from comp.workflow.access.users_shown import UserShown, named_user, user, users, users_of

__all__ = [
    "OPERATOR",
    "AccessRefusedError",
    "Actor",
    "ChangedMeanwhileError",
    "NewUser",
    "PasswordRefusedError",
    "Role",
    "SignedInNow",
    "TokenShown",
    "UserRuleError",
    "UserShown",
    "actor_of_session",
    "actor_of_token",
    "add_user",
    "disable",
    "enable",
    "grant",
    "list_tokens",
    "make_token",
    "named_user",
    "require_admin",
    "require_another_admin",
    "reset_password",
    "revoke",
    "revoke_token",
    "role_named",
    "sessions_of",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_others",
    "user",
    "users",
    "users_of",
]
