"""Keep what a platform tells of its jobs: short tokens, callbacks, calls of a day, ends of jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_tokens",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("token", sa.String(length=4000), nullable=False),
        sa.Column("token_key_id", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetching_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account_tokens")),
    )
    op.create_table(
        "account_callbacks",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("secrets", sa.String(length=2000), nullable=False),
        sa.Column("secrets_key_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account_callbacks")),
    )
    op.create_table(
        "platform_calls",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("call", sa.String(length=20), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "day", "call", name=op.f("pk_platform_calls")),
    )
    op.create_table(
        "platform_events",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("article_id", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_platform_events")),
    )
    op.create_index(op.f("ix_platform_events_job"), "platform_events", ["job"])


def downgrade() -> None:
    for table in ("platform_events", "platform_calls", "account_callbacks", "account_tokens"):
        op.drop_table(table)
