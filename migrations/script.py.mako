"""${message}

Rules for a migration:
- One idea each; numbered (0002_add_…), with HEAD naming the newest, so that two heads collide in git.
- It runs while the old code still serves: add first, remove in a later release.
- No import from ``console``: this file must mean the same in ten years.
- up, down, and with data in the tables: tests/guards/test_migrations.py runs all three on both
  databases. Audit rows are append-only, by trigger: never touch them.
"""

${imports if imports else ""}
import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
