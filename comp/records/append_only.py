"""Triggers that refuse to edit or take away what was once written, in either database.

A migration runs them once, so what stands here for a table of an earlier revision must stay as it is.
"""

from __future__ import annotations

from typing import Final

APPEND_ONLY: Final = {
    "approval": "number",
    "audit": "number",
    "batch": "results_digest",
    "posting": "number",
}
"""The tables that are only added to, and their keys."""


def trigger_statements(dialect: str) -> list[str]:
    """The statements that make the triggers."""
    if dialect == "sqlite":
        return [statement for table, key in APPEND_ONLY.items() for statement in _sqlite(table, key)]
    return [_FUNCTION, *(statement for table in APPEND_ONLY for statement in _postgresql(table))]


def _sqlite(table: str, key: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608 - both stand above
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        # INSERT OR REPLACE takes a row away and asks no trigger of deletion, unless a connection wants it to.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    ]


_FUNCTION: Final = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_REFUSE: Final = "EXECUTE FUNCTION refuse_change()"


def _postgresql(table: str) -> list[str]:
    whenever = {"change": ("UPDATE OR DELETE", "ROW"), "truncate": ("TRUNCATE", "STATEMENT")}
    return [
        f"CREATE TRIGGER {table}_no_{name} BEFORE {when} ON {table} FOR EACH {each} {_REFUSE}"
        for name, (when, each) in whenever.items()
    ]
