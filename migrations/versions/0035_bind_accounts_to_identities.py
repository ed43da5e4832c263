"""Keep which account of the bureau's identity provider is bound to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_identities",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_provider_identities_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_provider_identities")),
        sa.UniqueConstraint(
            "issuer", "subject", name=op.f("uq_provider_identities_issuer_subject")
        ),
    )


def downgrade() -> None:
    op.drop_table("provider_identities")
