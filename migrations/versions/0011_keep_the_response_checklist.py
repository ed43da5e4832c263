"""Keep the response checklist, who receives the media, and who speaks in person."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RECEPTION = {"media_unit": 120, "media_telephone": 60, "spokesperson": 120}


def upgrade() -> None:
    with op.batch_alter_table("incidents") as table:
        for name, most in RECEPTION.items():
            table.add_column(sa.Column(name, sa.String(most), nullable=False, server_default=""))
    op.create_table(
        "response_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("hint", sa.String(200), nullable=False),
        sa.Column("legal_basis", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("skipped", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_response_tasks_incident_id_incidents")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["people.id"], name=op.f(f"fk_response_tasks_{column}_people")
            )
            for column in ("owner_id", "done_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_tasks")),
        sa.UniqueConstraint("incident_id", "name", name=op.f("uq_response_tasks_incident_id_name")),
    )
    op.create_index(op.f("ix_response_tasks_incident_id"), "response_tasks", ["incident_id"])


def downgrade() -> None:
    op.drop_table("response_tasks")
    with op.batch_alter_table("incidents") as table:
        for name in reversed(RECEPTION):
            table.drop_column(name)
