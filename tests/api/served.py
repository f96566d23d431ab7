"""A small company behind the application: who leads whom, and somebody signed in for each role.

Ana and Bo are paid by the plan of tests/runs/tiny.py; Cy leads both, Di leads Cy. Nobody else is a payee.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.stores.memory import MemoryStore
from litestar.testing import TestClient

from api.app import create_app
from api.security.forms import FIELD
from api.service import Service, Settings
from comp.facts import Workspace
from comp.records import Person, Records, ReportingLine
from comp.workflow.access import Role, add_user, make_token, set_password, sign_in, user
from comp.workflow.access.roles import Actor
from tests.runs import tiny

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"  # noqa: S105 - of made-up users
WHO: Mapping[str, tuple[str | None, frozenset[Role]]] = {
    "ana": ("ana", frozenset({Role.PAYEE})),
    "bo": ("bo", frozenset({Role.PAYEE})),
    "cy": ("cy", frozenset({Role.MANAGER, Role.PAYEE})),
    "di": ("di", frozenset({Role.MANAGER})),
    "revops": (None, frozenset({Role.REVOPS})),
    "finance": (None, frozenset({Role.FINANCE})),
    "auditor": (None, frozenset({Role.AUDITOR})),
    "admin": (None, frozenset({Role.ADMIN})),
}
"""Somebody for each role, and one more manager: `di` leads `cy`, who leads `ana` and `bo`."""

_FREE: dict[Settings, list[Litestar]] = {}
"""Applications that no test uses any longer; building one takes a third of a second."""


def _app_of(service: Service) -> Litestar:
    """The application of a service: a new one, or another test's that has forgotten whom it served."""
    free = _FREE.get(service.settings)
    if not free:
        return create_app(service)
    app = free.pop()
    app.state.service = service
    app.stores.register("rate_limit", MemoryStore(), allow_override=True)
    return app


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, span: timedelta) -> None:
        self.at += span


def make_workspace(folder: Path) -> Path:
    """The company's files, before there is a database."""
    made = tiny.workspace(folder)
    (made / "data" / "people.csv").write_text(
        "payee,name,mail\nana,Ana Ruiz,ana@example.com\nbo,Bo Lind,bo@example.com\n", encoding="utf-8"
    )
    (made / "data" / "people.toml").write_text(
        'file = "people.csv"\npayee = "payee"\nname = "name"\nmail = "mail"\n', encoding="utf-8"
    )
    return made


def people_of(records: Records) -> None:
    """Write who there is and who leads whom."""
    names = {"ana": "Ana Ruiz", "bo": "Bo Lind", "cy": "Cy <b>Berg</b>", "di": "Di O'Hara", "zoe": "Zoe Fox"}
    with records.transaction() as session:
        for payee, name in names.items():
            session.add(Person(payee=payee, name=name, mail=f"{payee}@example.com"))
        session.flush()
        for payee, manager in (("ana", "cy"), ("bo", "cy"), ("cy", "di")):
            session.add(ReportingLine(payee=payee, manager=manager, starts_on=date(2025, 1, 1)))


@dataclass
class Served:
    """The application over a workspace; every client is somebody's."""

    folder: Path
    records: Records
    clock: Clock = field(default_factory=Clock)
    settings: Settings = field(default_factory=lambda: Settings(requests_a_minute=100_000))

    def __post_init__(self) -> None:
        company = Workspace.open(self.folder).company
        self.service = Service(
            self.folder, company.name, company.locale, self.records, b"s" * 64, self.settings, self.clock
        )
        self.app: Litestar = _app_of(self.service)
        self._own_app = self.app
        self.user_ids: dict[str, str] = {}

    def hand_back(self) -> None:
        """Leave the application to another test."""
        _FREE.setdefault(self.settings, []).append(self._own_app)

    def add_users(self) -> None:
        """Add everybody in WHO, with a password of their own."""
        for login, (payee, roles) in WHO.items():
            made = add_user(self.records, None, login, payee, roles, self.clock())
            self.user_ids[login] = made.user_id
            first = sign_in(self.records, login, made.password, self.clock())
            assert first is not None
            set_password(self.records, first.actor, made.password, PASSWORD, first.token, self.clock())

    def actor(self, who: str) -> Actor:
        with self.records.reading() as session:
            shown = user(session, self.user_ids[who])
        return Actor(shown.user_id, shown.payee, frozenset(shown.roles))

    def session_of(self, who: str) -> str:
        """A new session's token."""
        found = sign_in(self.records, who, PASSWORD, self.clock())
        assert found is not None
        return found.token

    def browser(self, who: str | None = None, *, raises: bool = True) -> "Browser":
        """Somebody's browser, signed in; nobody's without a name."""
        client = TestClient(self.app, base_url="http://testserver.local", raise_server_exceptions=raises)
        if who is not None:
            client.cookies.set("comp", self.session_of(who))
        return Browser(client, self)

    def program(self, who: str | None = None) -> TestClient[Litestar]:
        """A program with somebody's token."""
        client = TestClient(self.app, base_url="http://testserver.local", raise_server_exceptions=True)
        if who is not None:
            until = self.clock() + timedelta(days=30)
            token = make_token(self.records, self.actor(who), "test", until, self.clock())
            client.headers["Authorization"] = f"Bearer {token}"
        return client

    def restarted(self, **settings: Any) -> "Served":
        """The same company with other settings."""
        again = Served(self.folder, self.records, self.clock, replace(self.settings, **settings))
        again.user_ids = self.user_ids
        return again


@dataclass
class Browser(AbstractContextManager["Browser"]):
    """A client that sends forms as a page of ours would."""

    client: TestClient[Litestar]
    served: Served

    def get(self, path: str, **kwargs: Any) -> Any:  # noqa: ANN401 - httpx's own
        return self.client.get(path, follow_redirects=False, **kwargs)

    # Its answers are httpx's own too.
    def post(self, path: str, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:  # noqa: ANN401
        """Send a form with the token of this session."""
        token = self.served.service.signed("form", self.client.cookies.get("comp") or "")
        return self.client.post(path, data={FIELD: token, **(data or {})}, follow_redirects=False, **kwargs)

    def __exit__(self, *of: object) -> None:
        self.client.__exit__(*of)
