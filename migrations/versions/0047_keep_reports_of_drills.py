"""Keep how a drill ended: its report, as it was when it ended."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drill_reports",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_drill_reports_incident_id_incidents")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["people.id"], name=op.f("fk_drill_reports_ended_by_people")
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_drill_reports")),
    )


def downgrade() -> None:
    op.drop_table("drill_reports")
