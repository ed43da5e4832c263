"""Log who rang which signer about a step that waited, when, and whether they answered."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signature_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(40), nullable=False),
        sa.Column("called_by", sa.Uuid(), nullable=False),
        sa.Column("caller_name", sa.String(40), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_signature_calls_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_signature_calls_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["called_by"], ["people.id"], name=op.f("fk_signature_calls_called_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_calls")),
    )
    op.create_index(op.f("ix_signature_calls_release_id"), "signature_calls", ["release_id"])


def downgrade() -> None:
    op.drop_table("signature_calls")
