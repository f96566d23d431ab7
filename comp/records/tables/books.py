"""The books: what was posted of runs. Entries are added, and neither edited nor taken away, by anybody."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from comp.records.column_types import Digest, Minor, Moment, Whole, Words


class Batch(SQLModel, table=True):
    """What was posted of one run, at once; a run has one batch at most."""

    __tablename__: ClassVar[Any] = "batch"
    __table_args__ = ({"sqlite_strict": True},)

    results_digest: str = Field(sa_type=Digest, primary_key=True, foreign_key="run.results_digest")
    period: str = Field(sa_type=Words, index=True)
    posted_by: str = Field(sa_type=Words)
    posted_at: datetime = Field(sa_type=Moment)


class Posting(SQLModel, table=True):
    """One entry of a batch: what a line earned and what became payable of it, in minor units."""

    __tablename__: ClassVar[Any] = "posting"
    __table_args__ = (
        CheckConstraint("length(currency) = 3", name="posting_currency"),
        {"sqlite_strict": True},
    )

    number: int | None = Field(default=None, sa_type=Whole, primary_key=True)
    results_digest: str = Field(sa_type=Digest, foreign_key="batch.results_digest", index=True)
    kind: str = Field(sa_type=Words)
    line: str = Field(sa_type=Words, index=True)
    plan: str = Field(sa_type=Words, index=True)
    clause: str = Field(sa_type=Words)
    pay: str = Field(sa_type=Words)
    payee: str = Field(sa_type=Words, index=True)
    period: str = Field(sa_type=Words)
    currency: str = Field(sa_type=Words)
    earned_minor: int = Field(sa_type=Minor)
    payable_minor: int = Field(sa_type=Minor)
