"""Rows of each table as they could stand there, in an order in which they can be added."""

from datetime import UTC, date, datetime
from fractions import Fraction

from sqlmodel import SQLModel

from comp.records import (
    ApiToken,
    Approval,
    Batch,
    IdempotencyKey,
    Identity,
    Job,
    Person,
    PlanAssignment,
    PlanVersion,
    Posting,
    Quota,
    ReportingLine,
    RoleGrant,
    RunRecord,
    Session,
    SignedIn,
    SignIn,
    StatementAmount,
    StatementRecord,
    statement_id,
)

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
RUN, PLAN, WORDS, FACTS, ROOT = ("a" * 64, "b" * 64, "c" * 64, "d" * 64, "e" * 64)
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


def people() -> list[SQLModel]:
    return [
        Person(payee="p-1", name="Ana Pérez", mail="ana@example.com", locale="es_ES"),
        Person(payee="p-2", name="井上 薫", mail="kaoru@example.com"),
        Identity(system="crm", external_id="U1", starts_on=FIRST, payee="p-1"),
        ReportingLine(payee="p-1", starts_on=FIRST, ends_on=LAST, manager="p-2"),
        PlanAssignment(
            payee="p-1", plan="ae", starts_on=FIRST, target_incentive_minor=9_600_000, currency="USD"
        ),
        Quota(id="Q-1", payee="p-1", name="new", starts_on=FIRST, amount_minor=-5, currency="USD"),
        Quota(id="Q-2", payee="p-1", name="meetings", starts_on=FIRST, ends_on=LAST, units=Fraction(25, 2)),
    ]


def access() -> list[SQLModel]:
    return [
        SignIn(user_id="u-1", login="ana@example.com", password_hash=HASH, payee="p-1", created_at=AT),
        RoleGrant(user_id="u-1", role="finance", granted_by="u-1", granted_at=AT),
        SignedIn(token_hash="1" * 64, user_id="u-1", created_at=AT, seen_at=AT, expires_at=AT),
        ApiToken(token_hash="2" * 64, user_id="u-1", name="payroll", created_at=AT),
        IdempotencyKey(user_id="u-1", key="k", request_digest="3" * 64, status=201, answer="", created_at=AT),
    ]


def runs() -> list[SQLModel]:
    return [
        PlanVersion(
            text_digest=WORDS,
            result_digest=PLAN,
            name="ae",
            title="Account Executive",
            starts_on=FIRST,
            text='plan ae "Account Executive"',
            recorded_at=AT,
        ),
        RunRecord(
            results_digest=RUN,
            company="Example Ltd",
            period="2026-Q1",
            recorded_on=date(2026, 4, 2),
            facts_digest=FACTS,
            engine="0.1.0",
            root=ROOT,
            folder="run",
            manifest="{}",
            created_by="u-1",
            created_at=AT,
        ),
        StatementRecord(results_digest=RUN, payee="p-1", id=statement_id(RUN, "p-1"), content_digest=PLAN),
        StatementAmount(
            results_digest=RUN, payee="p-1", currency="USD", earned_minor=100, payable_minor=60, held_minor=40
        ),
        Job(id="j-1", kind="run", subject="2026-Q1", asked_by="u-1", asked_at=AT, state="waiting"),
    ]


def books() -> list[SQLModel]:
    return [
        Approval(
            results_digest=RUN,
            payee="p-1",
            content_digest=PLAN,
            verb="approve",
            decided_by="u-2",
            decided_at=AT,
        ),
        Batch(results_digest=RUN, period="2026-Q1", posted_by="u-2", posted_at=AT),
        posting(),
    ]


def posting() -> Posting:
    return Posting(
        results_digest=RUN,
        kind="run",
        line="ae.commission:p-1:D1",
        plan="ae",
        clause="commission",
        pay="commission",
        payee="p-1",
        period="2026-Q1",
        currency="USD",
        earned_minor=100,
        payable_minor=60,
    )


def fill(session: Session) -> None:
    """Add a row of every table but the audit trail's."""
    for row in (*people(), *access(), *runs(), *books()):
        session.add(row)
        session.flush()
