"""Tell who else has a draft open: one row a person and draft, good for seconds."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_presences",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_draft_presences_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_draft_presences_person_id_people")
        ),
        sa.PrimaryKeyConstraint("release_id", "person_id", name=op.f("pk_draft_presences")),
    )


def downgrade() -> None:
    op.drop_table("draft_presences")
