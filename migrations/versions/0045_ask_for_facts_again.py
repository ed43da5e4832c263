"""A stage may wait until somebody has said once more that the facts hold."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deliveries",
        sa.Column("needs_facts", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("deliveries", sa.Column("facts_confirmed_at", sa.DateTime(timezone=True)))
    op.add_column("deliveries", sa.Column("facts_confirmed_by", sa.Uuid()))


def downgrade() -> None:
    for name in ("facts_confirmed_by", "facts_confirmed_at", "needs_facts"):
        op.drop_column("deliveries", name)
