"""Keep templates, their versions, and what was cleared beforehand 预审. What was written or signed
is never changed, by trigger."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MESSAGE = "what was written or signed is kept"
KEPT = {
    "template_versions": (
        "template_id", "place", "kind", "categories", "title", "text", "author_id", "saved_at",
    ),
    "template_clearances": (
        "version_id", "package", "digest", "chain", "expires_at", "asked_by", "asked_at",
    ),
    "clearance_signatures": (
        "clearance_id", "digest", "step", "role", "person_id", "person_name", "post", "signed_at",
        "proof", "comment",
    ),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "release_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("seed", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_templates")),
    )
    op.create_index(op.f("ix_release_templates_seed"), "release_templates", ["seed"])
    op.create_table(
        "template_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _to("template_versions", "template_id", "release_templates"),
        _to("template_versions", "author_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_versions")),
        sa.UniqueConstraint(
            "template_id", "place", name=op.f("uq_template_versions_template_id_place")
        ),
    )
    op.create_table(
        "template_clearances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("chain", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_because", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _to("template_clearances", "version_id", "template_versions"),
        _to("template_clearances", "asked_by", "people"),
        _to("template_clearances", "ended_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_clearances")),
    )
    op.create_index(
        op.f("ix_template_clearances_version_id"), "template_clearances", ["version_id"]
    )
    op.create_table(
        "clearance_signatures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clearance_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(40), nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof", sa.String(20), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        _to("clearance_signatures", "clearance_id", "template_clearances"),
        _to("clearance_signatures", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_signatures")),
        sa.UniqueConstraint(
            "clearance_id", "step", name=op.f("uq_clearance_signatures_clearance_id_step")
        ),
    )
    op.create_table(
        "template_uses",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_away_by", sa.Uuid(), nullable=True),
        _to("template_uses", "release_id", "releases"),
        _to("template_uses", "version_id", "template_versions"),
        _to("template_uses", "put_away_by", "people"),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_template_uses")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in KEPT.items():
            _guard_postgresql(table, columns)
        return
    for table, columns in KEPT.items():
        _guard_sqlite(table, columns)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _guard_postgresql(table: str, columns: tuple[str, ...]) -> None:
    changed = " OR ".join(f"NEW.{name}::text IS DISTINCT FROM OLD.{name}::text" for name in columns)
    op.execute(
        f"""
        CREATE FUNCTION refuse_{table}_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          IF {changed} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_{table}_change()
        """
    )


def _guard_sqlite(table: str, columns: tuple[str, ...]) -> None:
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)
    op.execute(
        f"""
        CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} WHEN {changed}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """
    )
    op.execute(
        f"""
        CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """
    )


def downgrade() -> None:
    op.drop_table("template_uses")
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in reversed(KEPT):
        if postgresql:
            op.execute(f"DROP TRIGGER {table}_rows ON {table}")
            op.execute(f"DROP FUNCTION refuse_{table}_change()")
        op.drop_table(table)
    op.drop_table("release_templates")
