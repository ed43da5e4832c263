"""Keep warning and response level, opinion signs, the window of counts, and the final release.

No batch: a trigger names the table of incidents, and SQLite adds such columns in place.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WORDS = ("warning_level", "response_level", "opinion_type")
DEGREES = WORDS[:2]


def upgrade() -> None:
    for name in WORDS:
        op.add_column(
            "incidents", sa.Column(name, sa.String(24), nullable=False, server_default="none")
        )
    op.add_column(
        "incidents",
        sa.Column("short_count", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "incidents", sa.Column("final_number", sa.String(40), nullable=False, server_default="")
    )
    for name in DEGREES:
        op.add_column(
            "assessments", sa.Column(name, sa.String(24), nullable=False, server_default="none")
        )
    op.add_column("assessments", sa.Column("signs", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "assessments", sa.Column("late_reason", sa.Text(), nullable=False, server_default="")
    )


def downgrade() -> None:
    for name in ("late_reason", "signs", *reversed(DEGREES)):
        op.drop_column("assessments", name)
    for name in ("final_number", "short_count", *reversed(WORDS)):
        op.drop_column("incidents", name)
