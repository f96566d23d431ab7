"""Statements have ids of their own, jobs a table, and a password says since when it is to be changed."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

from comp.records import column_types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and the table, and give every statement that is there its id."""
    op.add_column("sign_in", sa.Column("must_change_since", column_types.Moment(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _made_anew()
    else:
        _altered()
    _jobs()


def _statements() -> list[dict[str, object]]:
    """The statements that are there, with their ids."""
    rows = op.get_bind().execute(
        sa.text("SELECT results_digest, payee, content_digest, file_digest FROM statement")
    )
    return [{**row, "id": _id(row["results_digest"], row["payee"])} for row in rows.mappings()]


def _id(results_digest: str, payee: str) -> str:
    """As `comp.records.statement_id` had it when this was written."""
    return hashlib.sha256(f"{results_digest}\n{payee}".encode()).hexdigest()[:20]


def _altered() -> None:
    """PostgreSQL alters a table where it stands."""
    rows = _statements()
    op.add_column("statement", sa.Column("id", column_types.Words(), nullable=True))
    if rows:
        into = "UPDATE statement SET id = :id WHERE results_digest = :results_digest AND payee = :payee"
        op.get_bind().execute(sa.text(into), rows)
    op.alter_column("statement", "id", nullable=False)
    op.create_unique_constraint("statement_id_key", "statement", ["id"])


def _made_anew() -> None:
    """SQLite adds no column that is unique and never null: the table is made anew around its rows.

    What leads to them leads nowhere meanwhile, so it is looked at when the transaction ends.
    """
    rows = _statements()
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.drop_table("statement")
    made = op.create_table(
        "statement",
        sa.Column("results_digest", column_types.Digest(), nullable=False),
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("id", column_types.Words(), nullable=False),
        sa.Column("content_digest", column_types.Digest(), nullable=False),
        sa.Column("file_digest", column_types.Digest(), nullable=True),
        sa.ForeignKeyConstraint(["results_digest"], ["run.results_digest"]),
        sa.PrimaryKeyConstraint("results_digest", "payee"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_statement_content_digest"), "statement", ["content_digest"], unique=False)
    op.bulk_insert(made, rows)


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", column_types.Words(), nullable=False),
        sa.Column("kind", column_types.Words(), nullable=False),
        sa.Column("subject", column_types.Words(), nullable=False),
        sa.Column("asked_by", column_types.Words(), nullable=False),
        sa.Column("asked_at", column_types.Moment(), nullable=False),
        sa.Column("started_at", column_types.Moment(), nullable=True),
        sa.Column("finished_at", column_types.Moment(), nullable=True),
        sa.Column("state", column_types.Words(), nullable=False),
        sa.Column("step", column_types.Words(), nullable=False),
        sa.Column("done", column_types.Whole(), nullable=False),
        sa.Column("total", column_types.Whole(), nullable=False),
        sa.Column("results_digest", column_types.Digest(), nullable=True),
        sa.Column("message", column_types.Words(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'lost')", name="job_state"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_job_state"), "job", ["state"], unique=False)
