"""Owe a review 事后补审 for what one person signed on scene; what was signed never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MESSAGE = "after_reviews keep what was signed"
SIGNED = (
    "id", "release_id", "incident_id", "digest", "signer_id", "signer_name", "signer_post",
    "signed_at", "ticked", "due_at",
)  # fmt: skip
DONE = ("done_at", "done_by", "done_name", "done_post", "verdict", "remark", "proof")


def upgrade() -> None:
    op.create_table(
        "after_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signer_id", sa.Uuid(), nullable=False),
        sa.Column("signer_name", sa.String(40), nullable=False),
        sa.Column("signer_post", sa.String(60), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_name", sa.String(40), nullable=False),
        sa.Column("done_post", sa.String(60), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_after_reviews_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_after_reviews_incident_id_incidents")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["people.id"], name=op.f(f"fk_after_reviews_{column}_people")
            )
            for column in ("signer_id", "done_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_reviews")),
        sa.UniqueConstraint(
            "release_id", "digest", name=op.f("uq_after_reviews_release_id_digest")
        ),
    )
    op.create_index(op.f("ix_after_reviews_signer_id"), "after_reviews", ["signer_id"])
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _changed(differs: str, cast: str) -> str:
    """What an UPDATE may not do, in SQL: what was signed stays, a review is done once."""

    def one(name: str) -> str:
        as_text = cast if name == "ticked" else ""
        return f"NEW.{name}{as_text} {differs} OLD.{name}{as_text}"

    signed = " OR ".join(one(name) for name in SIGNED)
    done = " OR ".join(one(name) for name in DONE)
    return (
        f"{signed} OR (OLD.done_at IS NOT NULL AND ({done}))"
        f" OR (OLD.overdue_at IS NOT NULL AND {one('overdue_at')})"
    )


def _postgres() -> None:
    op.execute(
        f"""
        CREATE FUNCTION refuse_after_review_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          IF {_changed("IS DISTINCT FROM", "::text")} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER after_reviews_rows BEFORE UPDATE OR DELETE ON after_reviews"
        " FOR EACH ROW EXECUTE FUNCTION refuse_after_review_change()"
    )
    op.execute(
        "CREATE TRIGGER after_reviews_whole BEFORE TRUNCATE ON after_reviews"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_after_review_change()"
    )


def _sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER after_reviews_update BEFORE UPDATE ON after_reviews"
        f" WHEN {_changed('IS NOT', '')} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    op.execute(
        f"CREATE TRIGGER after_reviews_delete BEFORE DELETE ON after_reviews"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def downgrade() -> None:
    op.drop_table("after_reviews")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_after_review_change()")
