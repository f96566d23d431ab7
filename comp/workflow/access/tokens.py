"""Tokens for programs, which act as who made them, with the roles that they hold when it is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from comp.errors import UnknownNameError
from comp.records import ApiToken, Records, Session, SignIn, append, col, hold_chain, select
from comp.workflow.access.errors import AccessRefusedError, UserRuleError
from comp.workflow.access.lookup import actor_of, sign_in_of
from comp.workflow.access.roles import Actor
from comp.workflow.access.secret_values import TOKEN_PREFIX, new_token, token_hash

LONGEST: Final = timedelta(days=366)
"""No token is taken for longer than this."""
_MOST: Final = 50
_LONGEST_NAME: Final = 80
_LETTERS_OF_ID: Final = 12


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A token as its owner sees it: never the token, but an id that tells it from others."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime | None


def actor_of_token(records: Records, token: str, at: datetime) -> Actor | None:
    """Who made a token; None where it is unknown, over or revoked, or its maker is disabled."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    with records.reading() as session:
        found = session.get(ApiToken, token_hash(token))
        if found is None or not _is_taken(found, at):
            return None
        holder = session.get(SignIn, found.user_id)
        if holder is None or holder.disabled_at is not None:
            return None
        return actor_of(session, holder)


def _is_taken(found: ApiToken, at: datetime) -> bool:
    return found.revoked_at is None and (found.expires_at is None or at < found.expires_at)


def make_token(records: Records, actor: Actor, name: str, expires_at: datetime, at: datetime) -> str:
    """Make a token that acts as somebody until a moment; it is told this once and kept nowhere.

    Raises:
        AccessRefusedError: they must change their password first.
        UserRuleError: the name or the moment is none, or they hold too many.
    """
    if actor.must_change:
        raise AccessRefusedError("choose a password of your own before you make a token")
    called = " ".join(name.split())
    if not 0 < len(called) <= _LONGEST_NAME or not called.isprintable():
        raise UserRuleError(f"give the token a name of 1 to {_LONGEST_NAME} letters that says what it is for")
    if not at < expires_at <= at + LONGEST:
        raise UserRuleError(f"a token ends on a day to come, at most {LONGEST.days} days from now")
    token = TOKEN_PREFIX + new_token()
    with records.transaction() as session:
        hold_chain(session)
        holder = sign_in_of(session, actor.user_id)
        if len(_held(session, holder.user_id, at)) >= _MOST:
            raise UserRuleError(f"you hold {_MOST} tokens; revoke one that is not needed")
        made = ApiToken(
            token_hash=token_hash(token),
            user_id=holder.user_id,
            name=called,
            created_at=at,
            expires_at=expires_at,
        )
        session.add(made)
        append(session, actor.user_id, "token.make", _id(made), {}, at=at)
    return token


def list_tokens(records: Records, actor: Actor, at: datetime) -> tuple[TokenShown, ...]:
    """The tokens of somebody that are taken now, the newest first."""
    with records.reading() as session:
        found = _held(session, actor.user_id, at)
    return tuple(TokenShown(_id(each), each.name, each.created_at, each.expires_at) for each in found)


def revoke_token(records: Records, actor: Actor, token_id: str, at: datetime) -> None:
    """Revoke one of somebody's own tokens by its id.

    Raises:
        UnknownNameError: they hold none of that id.
    """
    with records.transaction() as session:
        hold_chain(session)
        held = {_id(each): each for each in _held(session, actor.user_id, at)}
        if token_id not in held:
            raise UnknownNameError("token", token_id, held)
        held[token_id].revoked_at = at
        append(session, actor.user_id, "token.revoke", token_id, {}, at=at)


def revoke_all(session: Session, user_id: str, at: datetime) -> int:
    """Revoke all tokens of a user in the caller's transaction; gives how many."""
    held = _held(session, user_id, at)
    for each in held:
        each.revoked_at = at
    return len(held)


def _held(session: Session, user_id: str, at: datetime) -> list[ApiToken]:
    asked = select(ApiToken).where(ApiToken.user_id == user_id, col(ApiToken.revoked_at).is_(None))
    found = session.exec(asked.order_by(col(ApiToken.created_at).desc(), col(ApiToken.token_hash)))
    return [each for each in found if _is_taken(each, at)]


def _id(of: ApiToken) -> str:
    """The first letters of the hash: nobody makes a token of them."""
    return of.token_hash[:_LETTERS_OF_ID]
