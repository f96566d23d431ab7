"""Who may come in, and as what. Of passwords and tokens only hashes are kept."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from comp.records.column_types import Digest, Moment, Whole, Words


class SignIn(SQLModel, table=True):
    """Somebody who signs in, by opaque id; `login` is their mail or login name, and is what is erased.

    Since `must_change_since` they have a password that somebody else saw; they reach nothing until they
    change it.
    """

    __tablename__: ClassVar[Any] = "sign_in"
    __table_args__ = ({"sqlite_strict": True},)

    user_id: str = Field(sa_type=Words, primary_key=True)
    login: str | None = Field(default=None, sa_type=Words, unique=True)
    password_hash: str | None = Field(default=None, sa_type=Words)
    payee: str | None = Field(default=None, sa_type=Words, foreign_key="person.payee", index=True)
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    failed_count: int = Field(default=0, sa_type=Whole)
    locked_until: datetime | None = Field(default=None, sa_type=Moment)
    must_change_since: datetime | None = Field(default=None, sa_type=Moment)


class RoleGrant(SQLModel, table=True):
    """A role that somebody was given, by whom and when, and when it was taken away."""

    __tablename__: ClassVar[Any] = "role_grant"
    __table_args__ = ({"sqlite_strict": True},)

    number: int | None = Field(default=None, sa_type=Whole, primary_key=True)
    user_id: str = Field(sa_type=Words, foreign_key="sign_in.user_id", index=True)
    role: str = Field(sa_type=Words)
    granted_by: str = Field(sa_type=Words)
    granted_at: datetime = Field(sa_type=Moment)
    revoked_by: str | None = Field(default=None, sa_type=Words)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class SignedIn(SQLModel, table=True):
    """A session of the portal: the hash of its token, whose it is and until when."""

    __tablename__: ClassVar[Any] = "session"
    __table_args__ = ({"sqlite_strict": True},)

    token_hash: str = Field(sa_type=Digest, primary_key=True)
    user_id: str = Field(sa_type=Words, foreign_key="sign_in.user_id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class ApiToken(SQLModel, table=True):
    """A token for programs: its hash, what its owner calls it and until when it is taken."""

    __tablename__: ClassVar[Any] = "api_token"
    __table_args__ = ({"sqlite_strict": True},)

    token_hash: str = Field(sa_type=Digest, primary_key=True)
    user_id: str = Field(sa_type=Words, foreign_key="sign_in.user_id", index=True)
    name: str = Field(sa_type=Words)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class IdempotencyKey(SQLModel, table=True):
    """A request that was answered once: the same key with the same request is given the same answer again."""

    __tablename__: ClassVar[Any] = "idempotency_key"
    __table_args__ = ({"sqlite_strict": True},)

    user_id: str = Field(sa_type=Words, primary_key=True)
    key: str = Field(sa_type=Words, primary_key=True)
    request_digest: str = Field(sa_type=Digest)
    status: int = Field(sa_type=Whole)
    answer: str = Field(sa_type=Words)
    created_at: datetime = Field(sa_type=Moment)
