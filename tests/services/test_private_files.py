"""What the house keeps is its own: no other user of the machine reads it."""

import os
import stat
from pathlib import Path

import pytest

from console import wiring
from console.settings import Settings


@pytest.fixture
def careless() -> object:
    """As a service starts where nobody thought of it: everything readable by everybody."""
    before = os.umask(0o000)
    yield None
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("careless")
def test_a_new_database_and_what_stands_beside_it_is_its_owners(settings: Settings) -> None:
    wiring.migrate(settings)
    house = wiring.wire(settings)
    with house.database.transaction() as tx:
        tx.connection().exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        beside = sorted(settings.var.glob("fayan.sqlite3*"))
        assert [each.name for each in beside][:3] == [
            "fayan.sqlite3", "fayan.sqlite3-shm", "fayan.sqlite3-wal",
        ]  # fmt: skip
        assert {mode(each) for each in beside} == {0o600}
    house.database.close()
    assert mode(settings.var) == 0o711  # nginx passes through to var/public
