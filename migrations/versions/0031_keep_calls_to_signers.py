"""Keep calls to signers 电话核签: what was called about never changes; one answer each."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MESSAGE = "telephone_calls keep what was said"
NEVER = (
    "id", "release_id", "digest", "step", "role", "signer_id", "signer_name", "signer_post",
    "telephone", "caller_id", "caller_name", "caller_post", "started_at", "ends_at",
)  # fmt: skip
ATTESTED = (
    "witness_id", "witness_name", "witness_post", "caller_proof", "witness_proof", "signed_at",
    "confirm_by", "ended_at", "wrong",
)  # fmt: skip
ONCE = ("confirmed_at", "denied_at", "overdue_at", "signature_id", "ended_at")
PEOPLE = ("signer_id", "caller_id", "witness_id")


def upgrade() -> None:
    op.create_table(
        "telephone_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("signer_id", sa.Uuid(), nullable=False),
        sa.Column("signer_name", sa.String(40), nullable=False),
        sa.Column("signer_post", sa.String(60), nullable=False),
        sa.Column("telephone", sa.String(30), nullable=False),
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("caller_name", sa.String(40), nullable=False),
        sa.Column("caller_post", sa.String(60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.Column("witness_name", sa.String(40), nullable=False),
        sa.Column("witness_post", sa.String(60), nullable=False),
        sa.Column("caller_proof", sa.String(24), nullable=False),
        sa.Column("witness_proof", sa.String(24), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_proof", sa.String(24), nullable=False),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_telephone_calls_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signatures.id"],
            name=op.f("fk_telephone_calls_signature_id_signatures"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["people.id"], name=op.f(f"fk_telephone_calls_{column}_people")
            )
            for column in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telephone_calls")),
    )  # fmt: skip
    op.create_index(op.f("ix_telephone_calls_release_id"), "telephone_calls", ["release_id"])
    op.create_index(op.f("ix_telephone_calls_signer_id"), "telephone_calls", ["signer_id"])
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _changed(differs: str) -> str:
    """What an UPDATE may not do, in SQL."""

    def any_of(names: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)

    once = " OR ".join(
        f"(OLD.{name} IS NOT NULL AND NEW.{name} {differs} OLD.{name})" for name in ONCE
    )
    return f"{any_of(NEVER)} OR (OLD.signed_at IS NOT NULL AND ({any_of(ATTESTED)})) OR {once}"


def _postgres() -> None:
    op.execute(
        f"""
        CREATE FUNCTION refuse_call_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          IF {_changed("IS DISTINCT FROM")} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER telephone_calls_rows BEFORE UPDATE OR DELETE ON telephone_calls"
        " FOR EACH ROW EXECUTE FUNCTION refuse_call_change()"
    )
    op.execute(
        "CREATE TRIGGER telephone_calls_whole BEFORE TRUNCATE ON telephone_calls"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_call_change()"
    )


def _sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER telephone_calls_update BEFORE UPDATE ON telephone_calls"
        f" WHEN {_changed('IS NOT')} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    op.execute(
        f"CREATE TRIGGER telephone_calls_delete BEFORE DELETE ON telephone_calls"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def downgrade() -> None:
    op.drop_table("telephone_calls")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_call_change()")
