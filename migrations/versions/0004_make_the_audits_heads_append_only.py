"""Make the audit's daily heads append-only too, by trigger, on both databases."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MESSAGE = "audit_heads is append-only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"""
            CREATE FUNCTION refuse_head_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$
            """
        )
        op.execute(
            """
            CREATE TRIGGER audit_heads_rows BEFORE UPDATE OR DELETE ON audit_heads
            FOR EACH ROW EXECUTE FUNCTION refuse_head_change()
            """
        )
        op.execute(
            """
            CREATE TRIGGER audit_heads_truncate BEFORE TRUNCATE ON audit_heads
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_head_change()
            """
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"""
            CREATE TRIGGER audit_heads_{verb.lower()} BEFORE {verb} ON audit_heads
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
            """
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_heads_truncate ON audit_heads")
        op.execute("DROP TRIGGER audit_heads_rows ON audit_heads")
        op.execute("DROP FUNCTION refuse_head_change()")
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"DROP TRIGGER audit_heads_{verb.lower()}")
