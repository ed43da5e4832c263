"""Keep the new telephone of an account whose number two administrators change."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "account_requests",
        sa.Column("telephone", sa.String(30), nullable=False, server_default=""),
    )


def downgrade() -> None:
    op.drop_column("account_requests", "telephone")
