"""Keep who takes part in a drill: only they are told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drill_members",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_drill_members_person_id_people")
        ),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name=op.f("pk_drill_members")),
    )
    op.execute(
        "INSERT INTO drill_members (incident_id, person_id, since) "
        "SELECT id, opened_by, opened_at FROM incidents WHERE drill = (1 = 1) "
        "AND opened_by IN (SELECT id FROM people)"
    )


def downgrade() -> None:
    op.drop_table("drill_members")
