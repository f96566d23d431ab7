"""A company with a run to approve behind the application.

March pays ana 100.00, bo 200.00, cy 300.00 and zoe 400.00 USD; April the same but for bo, who gets 500.00.
Cy leads ana and bo, and Di leads Cy.
"""

import re
from dataclasses import dataclass, field

from comp.records import StatementRecord
from tests.api.served import Served
from tests.workflow.review.world import World

MARCH = {"ana": 100_00, "bo": 200_00, "cy": 300_00, "zoe": 400_00}
APRIL = MARCH | {"bo": 500_00}
_VALUE = re.compile(r'<input type="(checkbox|hidden)" name="statement" value="([^"]+)"([^>]*)>')


@dataclass
class Reviewed:
    served: Served
    world: World = field(init=False)
    april: str = ""

    def __post_init__(self) -> None:
        self.world = World(self.served.records)
        self.world.run("2026-03", MARCH)
        self.april = self.world.run("2026-04", APRIL)

    def row(self, payee: str, results: str = "") -> StatementRecord:
        return self.world.row(payee, results or self.april)

    def value(self, payee: str, results: str = "") -> str:
        """A statement as a form sends it."""
        row = self.row(payee, results)
        return f"{row.id}.{row.content_digest}"

    def decided(self) -> list[tuple[str, str]]:
        return [(row.payee, row.verb) for row in self.world.approvals()]


@dataclass(frozen=True)
class Choices:
    """What the forms of a list hold: checkboxes, set or not, and the hidden fields of the second form."""

    on: frozenset[str]
    off: frozenset[str]
    plain: tuple[str, ...]


def choices(text: str) -> Choices:
    found = _VALUE.findall(text)
    boxes = {value: "checked" in rest for kind, value, rest in found if kind == "checkbox"}
    return Choices(
        frozenset(value for value, on in boxes.items() if on),
        frozenset(value for value, on in boxes.items() if not on),
        tuple(value for kind, value, _ in found if kind == "hidden"),
    )
