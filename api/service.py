"""What all routes share: the workspace, its database, the clock and the secret that forms are signed with."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from litestar.connection import ASGIConnection

from comp.errors import CompError
from comp.facts import Workspace
from comp.records import Records
from comp.whole_files import write_new
from comp.workflow import open_books

Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]
"""A request, as guards and middleware are given it."""
SECRET_FILE: Final = Path(".comp") / "service.secret"
UPLOAD_LIMIT: Final = 64 * 2**20
"""The most bytes of an uploaded file, with the form around it."""
BODY_LIMIT: Final = 2**20
"""The most bytes of any other request."""


def utc_now() -> datetime:
    """The clock of the service."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service is reached. `is_https`: browsers reach it by https, by itself or through a proxy."""

    is_https: bool = False
    hosts: tuple[str, ...] = ()
    requests_a_minute: int = 600
    sign_ins_a_minute: int = 20


@dataclass(frozen=True, slots=True)
class Service:
    """A served workspace."""

    folder: Path
    company: str
    locale: str
    records: Records
    secret: bytes
    settings: Settings = field(default_factory=Settings)
    now: Callable[[], datetime] = utc_now

    @classmethod
    def open(cls, folder: Path, settings: Settings) -> Service:
        """Open a workspace and its database to serve them.

        Raises:
            CompError: it is no workspace, or its database is missing or of another revision.
        """
        workspace = Workspace.open(folder)
        company = workspace.company
        return cls(folder, company.name, company.locale, open_books(workspace), _secret(folder), settings)

    def workspace(self) -> Workspace:
        """The workspace as its files are now.

        Raises:
            CompError: one of its files is at fault.
        """
        return Workspace.open(self.folder)

    def today(self, workspace: Workspace) -> date:
        """The day it is where the company is."""
        return self.now().astimezone(workspace.company.time_zone).date()

    def signed(self, what: str, text: str) -> str:
        """A hash of a text that nobody else can make; `what` says what it is for."""
        return hmac.digest(self.secret, f"{what}\0{text}".encode(), hashlib.sha256).hex()


def _secret(folder: Path) -> bytes:
    """The secret of this workspace's service, made when it is served first; nobody else may read it."""
    path = folder / SECRET_FILE
    if not path.exists():
        write_new(secrets.token_hex(32).encode(), path)
    found = path.read_bytes().strip()
    if len(found) < 64:
        raise CompError(f"{path}: holds no secret; remove it, and a new one is made")
    return found
