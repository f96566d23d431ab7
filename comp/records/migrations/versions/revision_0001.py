"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comp.records import column_types
from comp.records.append_only import trigger_statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, the head of the audit chain, and what refuses changes."""
    op.create_table(
        "audit",
        sa.Column("number", column_types.Whole(), autoincrement=False, nullable=False),
        sa.Column("written_at", column_types.Moment(), nullable=False),
        sa.Column("actor", column_types.Words(), nullable=False),
        sa.Column("action", column_types.Words(), nullable=False),
        sa.Column("subject", column_types.Words(), nullable=False),
        sa.Column("details", column_types.Words(), nullable=False),
        sa.Column("hash_before", column_types.Digest(), nullable=False),
        sa.Column("hash", column_types.Digest(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_action"), "audit", ["action"], unique=False)
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", column_types.Whole(), autoincrement=False, nullable=False),
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("hash", column_types.Digest(), nullable=False),
        sa.CheckConstraint("id = 1", name="audit_head_of_one"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency_key",
        sa.Column("user_id", column_types.Words(), nullable=False),
        sa.Column("key", column_types.Words(), nullable=False),
        sa.Column("request_digest", column_types.Digest(), nullable=False),
        sa.Column("status", column_types.Whole(), nullable=False),
        sa.Column("answer", column_types.Words(), nullable=False),
        sa.Column("created_at", column_types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key"),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("name", column_types.Words(), nullable=False),
        sa.Column("mail", column_types.Words(), nullable=False),
        sa.Column("locale", column_types.Words(), nullable=False),
        sa.Column("erased_at", column_types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("payee"),
        sqlite_strict=True,
    )
    op.create_table(
        "plan_version",
        sa.Column("text_digest", column_types.Digest(), nullable=False),
        sa.Column("result_digest", column_types.Digest(), nullable=False),
        sa.Column("name", column_types.Words(), nullable=False),
        sa.Column("title", column_types.Words(), nullable=False),
        sa.Column("starts_on", column_types.Day(), nullable=False),
        sa.Column("ends_on", column_types.Day(), nullable=True),
        sa.Column("text", column_types.Words(), nullable=False),
        sa.Column("recorded_at", column_types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("text_digest"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_plan_version_name"), "plan_version", ["name"], unique=False)
    op.create_index(op.f("ix_plan_version_result_digest"), "plan_version", ["result_digest"], unique=False)
    op.create_table(
        "run",
        sa.Column("results_digest", column_types.Digest(), nullable=False),
        sa.Column("company", column_types.Words(), nullable=False),
        sa.Column("period", column_types.Words(), nullable=False),
        sa.Column("recorded_on", column_types.Day(), nullable=False),
        sa.Column("facts_digest", column_types.Digest(), nullable=False),
        sa.Column("engine", column_types.Words(), nullable=False),
        sa.Column("root", column_types.Digest(), nullable=True),
        sa.Column("folder", column_types.Words(), nullable=False),
        sa.Column("corrects", column_types.Digest(), nullable=True),
        sa.Column("manifest", column_types.Words(), nullable=False),
        sa.Column("created_by", column_types.Words(), nullable=False),
        sa.Column("created_at", column_types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("results_digest"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_run_period"), "run", ["period"], unique=False)
    op.create_table(
        "batch",
        sa.Column("results_digest", column_types.Digest(), nullable=False),
        sa.Column("period", column_types.Words(), nullable=False),
        sa.Column("posted_by", column_types.Words(), nullable=False),
        sa.Column("posted_at", column_types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["results_digest"],
            ["run.results_digest"],
        ),
        sa.PrimaryKeyConstraint("results_digest"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_batch_period"), "batch", ["period"], unique=False)
    op.create_table(
        "identity",
        sa.Column("system", column_types.Words(), nullable=False),
        sa.Column("external_id", column_types.Words(), nullable=False),
        sa.Column("starts_on", column_types.Day(), nullable=False),
        sa.Column("ends_on", column_types.Day(), nullable=True),
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="identity_span"),
        sa.ForeignKeyConstraint(
            ["payee"],
            ["person.payee"],
        ),
        sa.PrimaryKeyConstraint("system", "external_id", "starts_on"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_identity_payee"), "identity", ["payee"], unique=False)
    op.create_table(
        "plan_assignment",
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("plan", column_types.Words(), nullable=False),
        sa.Column("starts_on", column_types.Day(), nullable=False),
        sa.Column("ends_on", column_types.Day(), nullable=True),
        sa.Column("target_incentive_minor", column_types.Minor(), nullable=True),
        sa.Column("currency", column_types.Words(), nullable=True),
        sa.CheckConstraint(
            "(target_incentive_minor IS NULL) = (currency IS NULL)", name="plan_assignment_amount"
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="plan_assignment_span"),
        sa.ForeignKeyConstraint(
            ["payee"],
            ["person.payee"],
        ),
        sa.PrimaryKeyConstraint("payee", "plan", "starts_on"),
        sqlite_strict=True,
    )
    op.create_table(
        "quota",
        sa.Column("id", column_types.Words(), nullable=False),
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("name", column_types.Words(), nullable=False),
        sa.Column("starts_on", column_types.Day(), nullable=False),
        sa.Column("ends_on", column_types.Day(), nullable=True),
        sa.Column("amount_minor", column_types.Minor(), nullable=True),
        sa.Column("currency", column_types.Words(), nullable=True),
        sa.Column("units", column_types.Ratio(), nullable=True),
        sa.Column("reason", column_types.Words(), nullable=False),
        sa.CheckConstraint("(amount_minor IS NULL) <> (units IS NULL)", name="quota_of_one_kind"),
        sa.CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="quota_amount"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="quota_span"),
        sa.ForeignKeyConstraint(
            ["payee"],
            ["person.payee"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_quota_payee"), "quota", ["payee"], unique=False)
    op.create_table(
        "reporting_line",
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("starts_on", column_types.Day(), nullable=False),
        sa.Column("ends_on", column_types.Day(), nullable=True),
        sa.Column("manager", column_types.Words(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="reporting_line_span"),
        sa.CheckConstraint("payee <> manager", name="reporting_line_of_two"),
        sa.ForeignKeyConstraint(
            ["manager"],
            ["person.payee"],
        ),
        sa.ForeignKeyConstraint(
            ["payee"],
            ["person.payee"],
        ),
        sa.PrimaryKeyConstraint("payee", "starts_on"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_reporting_line_manager"), "reporting_line", ["manager"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("user_id", column_types.Words(), nullable=False),
        sa.Column("login", column_types.Words(), nullable=True),
        sa.Column("password_hash", column_types.Words(), nullable=True),
        sa.Column("payee", column_types.Words(), nullable=True),
        sa.Column("created_at", column_types.Moment(), nullable=False),
        sa.Column("disabled_at", column_types.Moment(), nullable=True),
        sa.Column("failed_count", column_types.Whole(), nullable=False),
        sa.Column("locked_until", column_types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["payee"],
            ["person.payee"],
        ),
        sa.PrimaryKeyConstraint("user_id"),
        sa.UniqueConstraint("login"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sign_in_payee"), "sign_in", ["payee"], unique=False)
    op.create_table(
        "statement",
        sa.Column("results_digest", column_types.Digest(), nullable=False),
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("content_digest", column_types.Digest(), nullable=False),
        sa.Column("file_digest", column_types.Digest(), nullable=True),
        sa.ForeignKeyConstraint(
            ["results_digest"],
            ["run.results_digest"],
        ),
        sa.PrimaryKeyConstraint("results_digest", "payee"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_statement_content_digest"), "statement", ["content_digest"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("token_hash", column_types.Digest(), nullable=False),
        sa.Column("user_id", column_types.Words(), nullable=False),
        sa.Column("name", column_types.Words(), nullable=False),
        sa.Column("created_at", column_types.Moment(), nullable=False),
        sa.Column("expires_at", column_types.Moment(), nullable=True),
        sa.Column("revoked_at", column_types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["sign_in.user_id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("results_digest", column_types.Digest(), nullable=False),
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("content_digest", column_types.Digest(), nullable=False),
        sa.Column("verb", column_types.Words(), nullable=False),
        sa.Column("decided_by", column_types.Words(), nullable=False),
        sa.Column("decided_at", column_types.Moment(), nullable=False),
        sa.Column("reason", column_types.Words(), nullable=False),
        sa.CheckConstraint("verb IN ('approve', 'return', 'withdraw')", name="approval_verb"),
        sa.ForeignKeyConstraint(
            ["results_digest", "payee"],
            ["statement.results_digest", "statement.payee"],
            name="approval_of_statement",
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_approval_results_digest"), "approval", ["results_digest"], unique=False)
    op.create_table(
        "posting",
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("results_digest", column_types.Digest(), nullable=False),
        sa.Column("kind", column_types.Words(), nullable=False),
        sa.Column("line", column_types.Words(), nullable=False),
        sa.Column("plan", column_types.Words(), nullable=False),
        sa.Column("clause", column_types.Words(), nullable=False),
        sa.Column("pay", column_types.Words(), nullable=False),
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("period", column_types.Words(), nullable=False),
        sa.Column("currency", column_types.Words(), nullable=False),
        sa.Column("earned_minor", column_types.Minor(), nullable=False),
        sa.Column("payable_minor", column_types.Minor(), nullable=False),
        sa.CheckConstraint("length(currency) = 3", name="posting_currency"),
        sa.ForeignKeyConstraint(
            ["results_digest"],
            ["batch.results_digest"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_posting_line"), "posting", ["line"], unique=False)
    op.create_index(op.f("ix_posting_payee"), "posting", ["payee"], unique=False)
    op.create_index(op.f("ix_posting_plan"), "posting", ["plan"], unique=False)
    op.create_index(op.f("ix_posting_results_digest"), "posting", ["results_digest"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("user_id", column_types.Words(), nullable=False),
        sa.Column("role", column_types.Words(), nullable=False),
        sa.Column("granted_by", column_types.Words(), nullable=False),
        sa.Column("granted_at", column_types.Moment(), nullable=False),
        sa.Column("revoked_by", column_types.Words(), nullable=True),
        sa.Column("revoked_at", column_types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["sign_in.user_id"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_role_grant_user_id"), "role_grant", ["user_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_hash", column_types.Digest(), nullable=False),
        sa.Column("user_id", column_types.Words(), nullable=False),
        sa.Column("created_at", column_types.Moment(), nullable=False),
        sa.Column("seen_at", column_types.Moment(), nullable=False),
        sa.Column("expires_at", column_types.Moment(), nullable=False),
        sa.Column("ended_at", column_types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["sign_in.user_id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"], unique=False)
    op.create_table(
        "statement_amount",
        sa.Column("results_digest", column_types.Digest(), nullable=False),
        sa.Column("payee", column_types.Words(), nullable=False),
        sa.Column("currency", column_types.Words(), nullable=False),
        sa.Column("earned_minor", column_types.Minor(), nullable=False),
        sa.Column("payable_minor", column_types.Minor(), nullable=False),
        sa.Column("held_minor", column_types.Minor(), nullable=False),
        sa.ForeignKeyConstraint(
            ["results_digest", "payee"],
            ["statement.results_digest", "statement.payee"],
            name="statement_amount_of_statement",
        ),
        sa.PrimaryKeyConstraint("results_digest", "payee", "currency"),
        sqlite_strict=True,
    )
    _first_head()
    for statement in trigger_statements(op.get_bind().dialect.name):
        op.execute(statement)


def _first_head() -> None:
    """The end of a chain that has no entry yet."""
    head = sa.table(
        "audit_head",
        sa.column("id", column_types.Whole()),
        sa.column("number", column_types.Whole()),
        sa.column("hash", column_types.Digest()),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64}])
