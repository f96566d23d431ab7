"""Work that takes long: who asked for it, how far it is, and how it ended."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from comp.records.column_types import Digest, Moment, Whole, Words


class Job(SQLModel, table=True):
    """A piece of work: `done` of `total` parts of `step`; `message` is what its end tells, in one line."""

    __tablename__: ClassVar[Any] = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'lost')", name="job_state"),
        {"sqlite_strict": True},
    )

    id: str = Field(sa_type=Words, primary_key=True)
    kind: str = Field(sa_type=Words)
    subject: str = Field(sa_type=Words)
    asked_by: str = Field(sa_type=Words)
    asked_at: datetime = Field(sa_type=Moment)
    started_at: datetime | None = Field(default=None, sa_type=Moment)
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    state: str = Field(sa_type=Words, index=True)
    step: str = Field(default="", sa_type=Words)
    done: int = Field(default=0, sa_type=Whole)
    total: int = Field(default=0, sa_type=Whole)
    results_digest: str | None = Field(default=None, sa_type=Digest)
    message: str = Field(default="", sa_type=Words)
