"""Give a session a new token at each proof of person."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_in_sessions", sa.Column("token_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "session_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sign_in_sessions.id"],
            name=op.f("fk_session_tokens_session_id_sign_in_sessions"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session_tokens")),
    )
    op.create_index(op.f("ix_session_tokens_session_id"), "session_tokens", ["session_id"])


def downgrade() -> None:
    op.drop_table("session_tokens")
    op.drop_column("sign_in_sessions", "token_until")
