"""Keep second factors: authenticators, passkeys, recovery codes, and proofs under way."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "totp_factors",
        *_of_person("totp_factors"),
        sa.Column("secret", sa.String(200), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        _moment("made_at"),
        _moment("confirmed_at", nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _moment("used_at", nullable=True),
    )
    op.create_table(
        "passkeys",
        *_of_person("passkeys"),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.String(3000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        _moment("made_at"),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_table(
        "recovery_codes",
        *_of_person("recovery_codes"),
        sa.Column("code_hash", sa.String(200), nullable=False),
        _moment("made_at"),
        _moment("used_at", nullable=True),
    )
    op.create_table(
        "passkey_challenges",
        *_of_person("passkey_challenges"),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("challenge", sa.String(100), nullable=False),
        _moment("made_at"),
        _moment("used_at", nullable=True),
    )
    op.create_table(
        "pending_sign_ins",
        *_of_person("pending_sign_ins"),
        sa.Column("token_hash", sa.String(64), nullable=False),
        _moment("made_at"),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pending_sign_ins_token_hash")),
    )
    for table in ("totp_factors", "passkeys", "recovery_codes", "pending_sign_ins"):
        op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])
    op.create_index(op.f("ix_passkey_challenges_holder"), "passkey_challenges", ["holder"])
    for table in ("passkey_challenges", "pending_sign_ins"):
        op.create_index(op.f(f"ix_{table}_made_at"), table, ["made_at"])


def downgrade() -> None:
    for table in (
        "pending_sign_ins", "passkey_challenges", "recovery_codes", "passkeys", "totp_factors",
    ):  # fmt: skip
        op.drop_table(table)


def _of_person(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
