"""People, runs and statements as rows, for tests of what is seen and decided.

tom leads mia, mia leads ana and bo; zoe reports to nobody. March's statements pay, in USD:

    ana 100.00   bo 200.00   mia 300.00   tom 400.00   zoe 500.00
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from comp.records import (
    Approval,
    AuditEntry,
    Batch,
    Person,
    Records,
    ReportingLine,
    RunRecord,
    StatementAmount,
    StatementRecord,
    col,
    select,
)
from comp.runs import Manifest
from comp.runs.manifest import PlanPaid
from comp.workflow.access import Actor, Role
from comp.workflow.recording import statement_id
from comp.workflow.review import (
    Outcome,
    Page,
    StatementShown,
    decide,
    decide_many,
    statement_seen,
    statements_seen,
)

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
MARCH = {"ana": 100_00, "bo": 200_00, "mia": 300_00, "tom": 400_00, "zoe": 500_00}
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def actor(*roles: Role, payee: str | None = None, user_id: str = "") -> Actor:
    return Actor(user_id or f"u-{payee or 'x'}", payee, frozenset(roles))


FINANCE = actor(Role.FINANCE, user_id="u-fin")
MIA = actor(Role.MANAGER, Role.PAYEE, payee="mia")
TOM = actor(Role.MANAGER, Role.PAYEE, payee="tom")
ANA = actor(Role.PAYEE, payee="ana")


@dataclass(frozen=True)
class Amounts:
    """What a statement of a test comes to; earned is payable and held together unless said."""

    payable: int
    held: int = 0
    currency: str = "USD"


Paid = int | Amounts | tuple[Amounts, ...]


@dataclass
class World:
    records: Records
    march: str = ""
    numbers: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    def of_march(cls, records: Records) -> World:
        world = cls(records)
        world.people(*MARCH)
        world.leads("tom", "mia")
        world.leads("mia", "ana", "bo")
        world.march = world.run("2026-03", MARCH)
        return world

    def people(self, *payees: str) -> None:
        with self.records.transaction() as session:
            session.add_all(Person(payee=payee, name=f"{payee.title()} Name") for payee in payees)

    def leads(
        self, manager: str, *payees: str, since: date = date(2026, 1, 1), until: date | None = None
    ) -> None:
        with self.records.transaction() as session:
            session.add_all(
                ReportingLine(payee=payee, manager=manager, starts_on=since, ends_on=until)
                for payee in payees
            )

    def run(
        self,
        period: str,
        paid: Mapping[str, Paid],
        *,
        contents: Mapping[str, str] | None = None,
        facts: str = "",
        corrects: str = "",
        plans: tuple[PlanPaid, ...] = (),
        refused: int = 0,
    ) -> str:
        """Record a run later than all before; a statement's content is its amounts, unless it is said.

        Corrections are paid beside the run of the same facts.
        """
        number = next(self.numbers)
        results = digest(f"run {number}")
        first = date.fromisoformat(f"{period}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        manifest = Manifest(
            company="Tiny",
            period=period,
            recorded_on=last,
            plans=plans or (plan_paid("ae", first, last),),
            facts_digest=digest(facts or f"facts {number}"),
            engine="comp 1",
            results_digest=results,
            lines=len(paid),
            faults=0,
            refused=refused,
            unclaimed=(),
            plans_digest=digest("plans"),
            last_import=1,
            corrects=corrects,
        )
        with self.records.transaction() as session:
            session.add(
                RunRecord(
                    results_digest=results,
                    company="Tiny",
                    period=period,
                    recorded_on=last,
                    facts_digest=manifest.facts_digest,
                    engine="comp 1",
                    folder=f".comp/runs/{period}",
                    corrects=corrects or None,
                    manifest=manifest.to_json(),
                    created_by="u-rev",
                    created_at=AT + timedelta(minutes=number),
                )
            )
            session.flush()
            for payee, each in paid.items():
                amounts = _amounts(each)
                said = (contents or {}).get(payee, f"{payee} {amounts} {bool(corrects)}")
                session.add(
                    StatementRecord(
                        id=statement_id(results, payee),
                        results_digest=results,
                        payee=payee,
                        content_digest=digest(f"{period} {said}"),
                    )
                )
                session.flush()
                session.add_all(
                    StatementAmount(
                        results_digest=results,
                        payee=payee,
                        currency=one.currency,
                        earned_minor=one.payable + one.held,
                        payable_minor=one.payable,
                        held_minor=one.held,
                    )
                    for one in amounts
                )
        return results

    def post(self, results: str, period: str) -> None:
        with self.records.transaction() as session:
            session.add(Batch(results_digest=results, period=period, posted_by="u-fin", posted_at=AT))

    def row(self, payee: str, results: str = "") -> StatementRecord:
        with self.records.reading() as session:
            found = session.get(StatementRecord, (results or self.march, payee))
            assert found is not None
            return found

    def list(self, by: Actor, **asked: object) -> Page[StatementShown]:
        with self.records.reading() as session:
            # A test names filters of its own.
            return statements_seen(session, by, **{"limit": 100, **asked})  # pyright: ignore[reportArgumentType]

    def seen(self, by: Actor, payee: str, results: str = "") -> StatementShown:
        with self.records.reading() as session:
            return statement_seen(session, by, self.row(payee, results).id)

    def decides(
        self, by: Actor, payee: str, verb: str = "approve", reason: str = "", results: str = ""
    ) -> StatementShown:
        row = self.row(payee, results)
        return decide(self.records, by, row.id, verb, row.content_digest, reason, AT)

    def decides_many(self, by: Actor, *payees: str, verb: str = "approve") -> tuple[Outcome, ...]:
        rows = [self.row(payee) for payee in payees]
        return decide_many(self.records, by, [(row.id, row.content_digest) for row in rows], verb, "", AT)

    def approvals(self) -> list[Approval]:
        with self.records.reading() as session:
            return list(session.exec(select(Approval).order_by(col(Approval.number))))

    def audit(self) -> list[AuditEntry]:
        with self.records.reading() as session:
            return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.number))))


def plan_paid(name: str, first: date, last: date) -> PlanPaid:
    """A plan that pays those days; what it comes to is asked of the statements."""
    nothing = digest(name)
    return PlanPaid(name, name, "USD", first, last, first, last, nothing, nothing, 1, 1, 0, 0, 0)


def _amounts(paid: Paid) -> tuple[Amounts, ...]:
    match paid:
        case int():
            return (Amounts(paid),)
        case Amounts():
            return (paid,)
        case _:
            return paid
