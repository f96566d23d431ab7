"""Plans, runs and statements by their digests, and what was decided; their folders hold the content."""

import hashlib
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from comp.records.column_types import Day, Digest, Minor, Moment, Whole, Words

_LETTERS_OF_ID = 20


def statement_id(results_digest: str, payee: str) -> str:
    """The id of a payee's statement of a run: 20 hexadecimal digits, from which nobody reads a payee."""
    return hashlib.sha256(f"{results_digest}\n{payee}".encode()).hexdigest()[:_LETTERS_OF_ID]


class PlanVersion(SQLModel, table=True):
    """A text of a plan that was paid by: the text, and the digests of its words and of what it pays."""

    __tablename__: ClassVar[Any] = "plan_version"
    __table_args__ = ({"sqlite_strict": True},)

    text_digest: str = Field(sa_type=Digest, primary_key=True)
    result_digest: str = Field(sa_type=Digest, index=True)
    name: str = Field(sa_type=Words, index=True)
    title: str = Field(sa_type=Words)
    starts_on: date = Field(sa_type=Day)
    ends_on: date | None = Field(default=None, sa_type=Day)
    text: str = Field(sa_type=Words)
    recorded_at: datetime = Field(sa_type=Moment)


class RunRecord(SQLModel, table=True):
    """A run by its results digest. `folder` is its folder's name, `root` its seal's root where it has one."""

    __tablename__: ClassVar[Any] = "run"
    __table_args__ = ({"sqlite_strict": True},)

    results_digest: str = Field(sa_type=Digest, primary_key=True)
    company: str = Field(sa_type=Words)
    period: str = Field(sa_type=Words, index=True)
    recorded_on: date = Field(sa_type=Day)
    facts_digest: str = Field(sa_type=Digest)
    engine: str = Field(sa_type=Words)
    root: str | None = Field(default=None, sa_type=Digest)
    folder: str = Field(sa_type=Words)
    corrects: str | None = Field(default=None, sa_type=Digest)
    manifest: str = Field(sa_type=Words)
    created_by: str = Field(sa_type=Words)
    created_at: datetime = Field(sa_type=Moment)


class StatementRecord(SQLModel, table=True):
    """A payee's statement of a run: the digest of what it says, and of the file once it is drawn.

    `id` is its `statement_id`, by which addresses name it.
    """

    __tablename__: ClassVar[Any] = "statement"
    __table_args__ = ({"sqlite_strict": True},)

    results_digest: str = Field(sa_type=Digest, primary_key=True, foreign_key="run.results_digest")
    payee: str = Field(sa_type=Words, primary_key=True)
    id: str = Field(sa_type=Words, unique=True)
    content_digest: str = Field(sa_type=Digest, index=True)
    file_digest: str | None = Field(default=None, sa_type=Digest)


class StatementAmount(SQLModel, table=True):
    """What a statement comes to in one currency, in minor units: earned, payable, and held back."""

    __tablename__: ClassVar[Any] = "statement_amount"
    __table_args__ = (
        ForeignKeyConstraint(
            ["results_digest", "payee"],
            ["statement.results_digest", "statement.payee"],
            name="statement_amount_of_statement",
        ),
        {"sqlite_strict": True},
    )

    results_digest: str = Field(sa_type=Digest, primary_key=True)
    payee: str = Field(sa_type=Words, primary_key=True)
    currency: str = Field(sa_type=Words, primary_key=True)
    earned_minor: int = Field(sa_type=Minor)
    payable_minor: int = Field(sa_type=Minor)
    held_minor: int = Field(sa_type=Minor)


class Approval(SQLModel, table=True):
    """A decision about a statement's content: approved, returned, or an approval withdrawn; never edited."""

    __tablename__: ClassVar[Any] = "approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["results_digest", "payee"],
            ["statement.results_digest", "statement.payee"],
            name="approval_of_statement",
        ),
        CheckConstraint("verb IN ('approve', 'return', 'withdraw')", name="approval_verb"),
        {"sqlite_strict": True},
    )

    number: int | None = Field(default=None, sa_type=Whole, primary_key=True)
    results_digest: str = Field(sa_type=Digest, index=True)
    payee: str = Field(sa_type=Words)
    content_digest: str = Field(sa_type=Digest)
    verb: str = Field(sa_type=Words)
    decided_by: str = Field(sa_type=Words)
    decided_at: datetime = Field(sa_type=Moment)
    reason: str = Field(default="", sa_type=Words)
