"""Drop the rows that periodic work left each time it went well; it keeps one row now.

What was asked for once stays: the demonstration's night reads where it stood.
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

# The kinds that ever were periodic, as they were called by then.
PERIODIC = (
    "daily_head", "sweep_sign_ins", "catch_up_search", "plant_templates", "escalate_clocks",
    "clear_personal", "warn_of_accounts", "escalate_reliefs", "escalate_after_reviews",
    "escalate_signatures",
)  # fmt: skip


def upgrade() -> None:
    chores = sa.table(
        "chores", sa.column("kind"), sa.column("done_at"), sa.column("gave_up", sa.Boolean())
    )
    op.execute(
        chores.delete().where(
            chores.c.kind.in_(PERIODIC), chores.c.done_at.is_not(None), chores.c.gave_up.is_(False)
        )
    )


def downgrade() -> None:
    """Nothing reads them."""
