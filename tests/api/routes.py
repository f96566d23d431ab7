"""Every route of the application with what it declares, as `docs/routes.md` shows it.

`python -m tests.api.routes` writes the table there anew.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.access import Access, access_of
from comp.records import open_records, upgrade
from comp.workflow.access import Role
from tests.api.served import Served, make_workspace

PAGE = Path(__file__).parents[2] / "docs" / "routes.md"
_HEAD = "| method | path | roles | rows |\n|---|---|---|---|\n"
_PARAMETER = re.compile(r"\{(\w+):\w+\}")


@dataclass(frozen=True, order=True)
class Route:
    """A route: its path with names of what varies in braces, and its access."""

    path: str
    method: str
    access: Access

    @property
    def row(self) -> str:
        """Its line in the table."""
        return f"| {self.method} | `{self.path}` | {self._who} | {self.access.rows} |"

    @property
    def _who(self) -> str:
        if self.access.is_public:
            return "everybody"
        return ", ".join(role.value for role in Role if role in self.access.roles) or "whoever is signed in"

    def address(self, **values: str) -> str:
        """An address of the route; what is not named gets what nothing is called by."""
        return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], "0" * 20), self.path)


def routes_of(app: Litestar) -> list[Route]:
    """The routes of an application, in the order of their paths; not those that Litestar adds for OPTIONS."""
    return sorted(set(_routes(app)), key=lambda route: (route.path, route.method))


def _routes(app: Litestar) -> Iterator[Route]:
    for route in app.routes:
        handlers: Any = getattr(route, "route_handlers", ())
        for handler in handlers:
            if isinstance(handler, HTTPRouteHandler):
                for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                    yield Route(_PARAMETER.sub(r"{\1}", route.path), str(method), access_of(handler))


def table_of(app: Litestar) -> str:
    """The table of routes."""
    return _HEAD + "\n".join(route.row for route in routes_of(app)) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "w")
        (workspace / ".comp").mkdir(exist_ok=True)
        upgrade(f"sqlite:///{workspace}/.comp/comp.db")
        with open_records(f"sqlite:///{workspace}/.comp/comp.db") as records:
            table = table_of(Served(workspace, records).app)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.partition(_HEAD)[0] + table, encoding="utf-8")


if __name__ == "__main__":
    main()
