"""The chain of what was done, by whom and when. It holds opaque ids and digests, never a name or a mail."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from comp.records.column_types import Digest, Moment, Whole, Words


class AuditEntry(SQLModel, table=True):
    """One link: its hash is over everything else in it, the hash of the entry before included."""

    __tablename__: ClassVar[Any] = "audit"
    __table_args__ = ({"sqlite_strict": True},)

    number: int = Field(sa_type=Whole, primary_key=True, sa_column_kwargs={"autoincrement": False})
    written_at: datetime = Field(sa_type=Moment)
    actor: str = Field(sa_type=Words)
    action: str = Field(sa_type=Words, index=True)
    subject: str = Field(sa_type=Words, index=True)
    details: str = Field(sa_type=Words)
    hash_before: str = Field(sa_type=Digest)
    hash: str = Field(sa_type=Digest)


class AuditHead(SQLModel, table=True):
    """The chain's one end: the number and hash of the last entry. Whoever adds one holds this row."""

    __tablename__: ClassVar[Any] = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="audit_head_of_one"), {"sqlite_strict": True})

    id: int = Field(sa_type=Whole, primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(sa_type=Whole)
    hash: str = Field(sa_type=Digest)
