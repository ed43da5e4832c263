"""Keep the category of an incident, and every assessment of its level."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incidents") as table:
        table.add_column(
            sa.Column("category", sa.String(24), nullable=False, server_default="unknown")
        )
        table.add_column(sa.Column("first_public_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column("first_public_number", sa.String(40), nullable=False, server_default="")
        )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(24), nullable=False),
        sa.Column("proposed", sa.String(24), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=True),
        sa.Column("serious_injuries", sa.Integer(), nullable=True),
        sa.Column("loss", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_assessments_incident_id_incidents")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_assessments_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_incident_id"), "assessments", ["incident_id"])


def downgrade() -> None:
    op.drop_table("assessments")
    with op.batch_alter_table("incidents") as table:
        table.drop_column("first_public_number")
        table.drop_column("first_public_at")
        table.drop_column("category")
