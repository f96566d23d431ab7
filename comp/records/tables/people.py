"""Who people are and, by date, who leads them and what they are paid by; both days of a span count."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from comp.records.column_types import Day, Minor, Moment, Ratio, Words

_SPAN = "ends_on IS NULL OR ends_on >= starts_on"


class Person(SQLModel, table=True):
    """A person by opaque id. Name and mail stand here and nowhere else, and can be erased; the id stays."""

    __tablename__: ClassVar[Any] = "person"
    __table_args__ = ({"sqlite_strict": True},)

    payee: str = Field(sa_type=Words, primary_key=True)
    name: str = Field(default="", sa_type=Words)
    mail: str = Field(default="", sa_type=Words)
    locale: str = Field(default="", sa_type=Words)
    erased_at: datetime | None = Field(default=None, sa_type=Moment)


class Identity(SQLModel, table=True):
    """The id by which another system knew a payee, on which days."""

    __tablename__: ClassVar[Any] = "identity"
    __table_args__ = (CheckConstraint(_SPAN, name="identity_span"), {"sqlite_strict": True})

    system: str = Field(sa_type=Words, primary_key=True)
    external_id: str = Field(sa_type=Words, primary_key=True)
    starts_on: date = Field(sa_type=Day, primary_key=True)
    ends_on: date | None = Field(default=None, sa_type=Day)
    payee: str = Field(sa_type=Words, foreign_key="person.payee", index=True)


class ReportingLine(SQLModel, table=True):
    """Who a payee's manager was, on which days."""

    __tablename__: ClassVar[Any] = "reporting_line"
    __table_args__ = (
        CheckConstraint(_SPAN, name="reporting_line_span"),
        CheckConstraint("payee <> manager", name="reporting_line_of_two"),
        {"sqlite_strict": True},
    )

    payee: str = Field(sa_type=Words, primary_key=True, foreign_key="person.payee")
    starts_on: date = Field(sa_type=Day, primary_key=True)
    ends_on: date | None = Field(default=None, sa_type=Day)
    manager: str = Field(sa_type=Words, foreign_key="person.payee", index=True)


class PlanAssignment(SQLModel, table=True):
    """By which plan a payee is paid, on which days, and their target incentive where they have one."""

    __tablename__: ClassVar[Any] = "plan_assignment"
    __table_args__ = (
        CheckConstraint(_SPAN, name="plan_assignment_span"),
        CheckConstraint(
            "(target_incentive_minor IS NULL) = (currency IS NULL)", name="plan_assignment_amount"
        ),
        {"sqlite_strict": True},
    )

    payee: str = Field(sa_type=Words, primary_key=True, foreign_key="person.payee")
    plan: str = Field(sa_type=Words, primary_key=True)
    starts_on: date = Field(sa_type=Day, primary_key=True)
    ends_on: date | None = Field(default=None, sa_type=Day)
    target_incentive_minor: int | None = Field(default=None, sa_type=Minor)
    currency: str | None = Field(default=None, sa_type=Words)


class Quota(SQLModel, table=True):
    """What a payee is held to over its days: an amount, or units; `name` is that of the credit or measure."""

    __tablename__: ClassVar[Any] = "quota"
    __table_args__ = (
        CheckConstraint(_SPAN, name="quota_span"),
        CheckConstraint("(amount_minor IS NULL) <> (units IS NULL)", name="quota_of_one_kind"),
        CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="quota_amount"),
        {"sqlite_strict": True},
    )

    id: str = Field(sa_type=Words, primary_key=True)
    payee: str = Field(sa_type=Words, foreign_key="person.payee", index=True)
    name: str = Field(sa_type=Words)
    starts_on: date = Field(sa_type=Day)
    ends_on: date | None = Field(default=None, sa_type=Day)
    amount_minor: int | None = Field(default=None, sa_type=Minor)
    currency: str | None = Field(default=None, sa_type=Words)
    units: Fraction | None = Field(default=None, sa_type=Ratio)
    reason: str = Field(default="", sa_type=Words)
