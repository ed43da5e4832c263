"""Keep when a delivery's times were reckoned, and which start somebody chose: a clock that was
ahead then and is set right makes nothing wait, and nothing go before its chosen time. Of what is
planned already, a start after its laying counts as chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("timed_at", sa.DateTime(timezone=True)))
    op.add_column("deliveries", sa.Column("chosen_start", sa.DateTime(timezone=True)))
    op.execute("UPDATE deliveries SET timed_at = created_at")
    op.execute("UPDATE deliveries SET chosen_start = not_before WHERE not_before > created_at")


def downgrade() -> None:
    op.drop_column("deliveries", "chosen_start")
    op.drop_column("deliveries", "timed_at")
