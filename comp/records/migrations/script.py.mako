"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comp.records import column_types
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Make the tables."""
    ${upgrades if upgrades else "pass"}
