"""Clear what a personal fact is called, too: its label may name the person."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MESSAGE = "fact_entries keep what was said"
NEVER = ("id", "incident_id", "key", "as_of", "entered_by", "entered_at", "digest")
SAID = ("number", "words", "source", "salt", "reason")
ONCE = ("confirmed_by", "confirmed_at", "releasable", "mistaken_by", "mistaken_at", "personal")
CLEARED_BEFORE = "UPDATE fact_entries SET label = '' WHERE cleared_at IS NOT NULL"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER fact_entries_rows ON fact_entries")
    else:
        op.execute("DROP TRIGGER fact_entries_update")
    op.execute(CLEARED_BEFORE)
    _guard(label_goes=True)


def downgrade() -> None:
    """What was cleared stays cleared."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER fact_entries_rows ON fact_entries")
    else:
        op.execute("DROP TRIGGER fact_entries_update")
    _guard(label_goes=False)


def _guard(*, label_goes: bool) -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            f"""
            CREATE TRIGGER fact_entries_update BEFORE UPDATE ON fact_entries
            WHEN {_refused("IS NOT", label_goes=label_goes)}
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
            """
        )
        return
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION refuse_fact_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          IF {_refused("IS DISTINCT FROM", label_goes=label_goes)}
          THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER fact_entries_rows BEFORE UPDATE OR DELETE ON fact_entries
        FOR EACH ROW EXECUTE FUNCTION refuse_fact_change()
        """
    )


def _refused(differs: str, *, label_goes: bool) -> str:
    """When an UPDATE of a fact is refused, in SQL: as 0012 has it, but for the label."""

    def changed(*names: str) -> str:
        return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names) + ")"

    never, said = (NEVER, (*SAID, "label")) if label_goes else ((*NEVER, "label"), SAID)
    gone = "AND NEW.label = ''" if label_goes else ""
    told, marked = changed("confirmed_by", "confirmed_at"), changed("mistaken_by", "mistaken_at")
    cleared = f"""(
        OLD.cleared_at IS NULL AND NEW.cleared_at IS NOT NULL AND OLD.personal
        AND NEW.number IS NULL AND NEW.words IS NULL AND NEW.source = '' AND NEW.salt IS NULL
        AND NEW.reason = '' {gone} AND NOT {changed(*ONCE)}
        AND EXISTS (SELECT 1 FROM incidents
                    WHERE incidents.id = OLD.incident_id AND incidents.closed_at IS NOT NULL))"""  # noqa: S608 - names of this file
    confirmed = """(
        OLD.confirmed_by IS NULL AND OLD.confirmed_at IS NULL AND NEW.confirmed_by IS NOT NULL
        AND NEW.confirmed_at IS NOT NULL AND NEW.confirmed_by <> OLD.entered_by
        AND OLD.cleared_at IS NULL AND OLD.mistaken_by IS NULL)"""
    mistaken = """(
        OLD.mistaken_by IS NULL AND OLD.mistaken_at IS NULL AND NEW.mistaken_by IS NOT NULL
        AND NEW.mistaken_at IS NOT NULL)"""
    return f"""{changed(*never)}
        OR (({changed(*said)} OR {changed("cleared_at")}) AND NOT {cleared})
        OR ({told} AND NOT {confirmed})
        OR ({changed("releasable")} AND NOT ({told} AND {confirmed}))
        OR ({marked} AND NOT {mistaken})
        OR ({changed("personal")} AND NOT NEW.personal)"""
