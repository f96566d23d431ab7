"""How a database stands: its revision, how much is in it, and whether its own file holds together."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text

from comp.records.audit import ChainHead, chain_head
from comp.records.door import Records
from comp.records.engines import file_of, shown
from comp.records.revisions import CURRENT
from comp.records.tables import METADATA


@dataclass(frozen=True, slots=True)
class Standing:
    """`revision` is None where there are no tables; `rows` and `head` are told of the present one alone."""

    database: str
    revision: str | None
    needed: str
    rows: dict[str, int]
    head: ChainHead | None

    @property
    def current(self) -> bool:
        """Whether this comp reads and writes it."""
        return self.revision == self.needed


def standing(records: Records) -> Standing:
    """How the database stands now.

    Raises:
        RecordsError: it is not reached.
    """
    place, revision = shown(records.url), records.revision()
    if revision != CURRENT:
        return Standing(place, revision, CURRENT, {}, None)
    with records.reading() as session:
        rows = {
            table.name: session.connection().execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }
        return Standing(place, revision, CURRENT, rows, chain_head(session))


def file_faults(records: Records) -> list[str]:
    """What SQLite says of its own file: pages that do not fit, rows that lead nowhere."""
    if file_of(records.url) is None:
        return []
    with records.reading() as session:
        connection = session.connection()
        pages = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(10)"))]
        loose = [
            f"a row of {row[0]} leads to no row of {row[2]}"
            for row in connection.execute(text("PRAGMA foreign_key_check"))
        ]
    return [each for each in pages if each != "ok"] + loose[:10]
