"""核实中: a line cleared beforehand stands on a published release, and its hold is bound to it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "holds", sa.Column("bound", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("clearance_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(length=20), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_name", sa.String(length=40), nullable=False),
        sa.Column("confirmed_post", sa.String(length=60), nullable=False),
        sa.Column("confirmed_proof", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_verifications_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["clearance_id"],
            ["template_clearances.id"],
            name=op.f("fk_verifications_clearance_id_template_clearances"),
        ),
        sa.ForeignKeyConstraint(
            ["placed_by"], ["people.id"], name=op.f("fk_verifications_placed_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["people.id"], name=op.f("fk_verifications_confirmed_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_release_id"), "verifications", ["release_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_verifications_release_id"), table_name="verifications")
    op.drop_table("verifications")
    op.drop_column("holds", "bound")
