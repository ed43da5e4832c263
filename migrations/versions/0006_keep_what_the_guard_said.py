"""Keep what the guard said of submitted words, and who let which finding through."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guard_overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(40), nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("proof", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fell_because", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_guard_overrides_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_guard_overrides_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guard_overrides")),
    )
    op.create_index(op.f("ix_guard_overrides_release_id"), "guard_overrides", ["release_id"])
    op.create_table(
        "guard_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_guard_reports_release_id_releases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guard_reports")),
        sa.UniqueConstraint(
            "release_id", "revision", name=op.f("uq_guard_reports_release_id_revision")
        ),
    )


def downgrade() -> None:
    op.drop_table("guard_reports")
    op.drop_table("guard_overrides")
