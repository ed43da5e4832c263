"""A backup holds the whole house; a restore is timed, verified, and sends nothing by itself."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import create_engine, select

from console import cli
from console.files.store import FileStore
from console.kernel.errors import Invalid, NotNow
from console.publishing.dispatcher import Dispatcher
from console.publishing.queries import holds
from console.publishing.records import Delivery
from console.publishing.rules.states import HoldScope
from console.settings import Settings
from console.upkeep import copying, manifest, whole
from console.upkeep.backup import DATABASE, backup
from console.upkeep.closed import check_unused
from console.upkeep.doctor import examine
from console.upkeep.rebuild import rebuild
from console.upkeep.restore import restore
from console.wiring import Wired, dispatcher, wire
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.postgres import fresh_database
from tests.services.test_rebuild import files


@pytest.fixture
def kept(wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, tmp_path: Path) -> Path:
    """A backup of a house with a release out and one waiting, and a file."""
    desk.signed(clock.now(), title="已经发的")
    rollout.tick()
    rollout.tick()
    desk.signed(clock.now(), title="等着发的")
    FileStore(wired.settings.file_store).put(b"picture")
    folder = tmp_path / "backups" / "monday"
    backup(wired.settings, folder, clock.now())
    return folder


def elsewhere(settings: Settings, var: Path) -> Settings:
    return structs.replace(settings, var=var, database_url=f"sqlite:///{var / 'fayan.sqlite3'}")


def rows(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = copying.counts(connection)
    engine.dispose()
    return found


def test_a_restore_is_the_house_as_it_was_in_a_few_seconds_and_held(
    wired: Wired, kept: Path, clock: FixedClock, tmp_path: Path
) -> None:
    there = elsewhere(wired.settings, tmp_path / "new" / "var")
    began = time.monotonic()
    made = restore(there, kept, clock.now(), replace=False)
    assert made.seconds <= time.monotonic() - began < 20
    assert files(there.public_tree) == files(wired.settings.public_tree)
    assert [each.read_bytes() for each in there.file_store.iterdir() if each.is_file()] == [
        b"picture"
    ]
    before, after = rows(wired.settings.database_url), rows(there.database_url)
    for name in ("holds", "audit_events"):  # the hold, and its event
        assert after.pop(name) == before.pop(name) + 1
    assert after == before
    house = wire(there, clock)
    with house.database.snapshot() as tx:
        (hold,) = holds(tx)
        waiting = tx.scalars(select(Delivery.state).order_by(Delivery.id)).all()
    assert (hold.scope, hold.placed_by) == (HoldScope.ALL, "system")
    dispatcher(house, "new").tick()
    with house.database.snapshot() as tx:
        assert tx.scalars(select(Delivery.state).order_by(Delivery.id)).all() == waiting
    assert {each.code for each in examine(house, lambda _done, _total: None)} <= {"doctor.overdue"}
    house.database.close()


def test_a_backup_that_is_not_whole_restores_nothing(
    wired: Wired, kept: Path, clock: FixedClock, tmp_path: Path
) -> None:
    there = elsewhere(wired.settings, tmp_path / "nowhere")

    def refused(error: type[Exception], code: str, settings: Settings = there) -> None:
        with pytest.raises(error, match=code):
            restore(settings, kept, clock.now(), replace=False)

    (kept / "public" / "index.html").write_bytes(b"hacked")
    refused(Invalid, "restore.damaged")
    (kept / "public" / "index.html").unlink()
    refused(Invalid, "restore.damaged")
    assert not there.var.exists()
    with pytest.raises(Invalid, match=r"backup\.exists"):
        backup(wired.settings, kept, clock.now())
    shutil.rmtree(kept)
    refused(Invalid, "restore.no_manifest")
    backup(wired.settings, kept, clock.now())
    (kept / "evil.sh").write_bytes(b"x")
    refused(Invalid, "restore.strange")
    (kept / "evil.sh").unlink()
    with pytest.raises(Invalid, match=r"restore\.other_fingerprint"):
        restore(there, kept, clock.now(), replace=False, fingerprint="0" * 64)
    (kept / "files" / "link").symlink_to("/etc/hostname")
    refused(Invalid, "restore.strange")
    (kept / "files" / "link").unlink()
    refused(NotNow, "restore.not_empty", wired.settings)
    assert (wired.settings.public_tree / "index.html").exists()


def test_what_stands_there_is_moved_aside_and_a_running_house_is_left_alone(
    wired: Wired, kept: Path, clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = elsewhere(wired.settings, tmp_path_factory.mktemp("v"))
    restore(there, kept, clock.now(), replace=False)
    there.wake_socket.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as alive:
        alive.bind(str(there.wake_socket))
        with pytest.raises(NotNow, match=r"restore\.house_runs"):
            restore(there, kept, clock.now(), replace=True)
    clock.move(minutes=1)
    made = restore(there, kept, clock.now(), replace=True)
    assert made.aside is not None
    assert {each.name for each in made.aside.iterdir()} >= {"fayan.sqlite3", "files", "public"}


def test_a_tree_that_was_rebuilt_is_moved_aside_with_the_link_to_it(
    wired: Wired, kept: Path, clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = elsewhere(wired.settings, tmp_path_factory.mktemp("v"))
    restore(there, kept, clock.now(), replace=False)
    house = wire(there, clock)
    rebuild(house, "rebuild:1", lambda _done, _total: None)
    house.database.close()
    before = files(there.public_tree)
    made = restore(there, kept, clock.now(), replace=True)
    assert made.aside is not None
    assert files(made.aside / "public") == before
    assert [each.name for each in there.var.glob("public*")] == ["public"]


def test_a_backup_and_a_rebuild_that_are_asked_to_end_leave_nothing_half_done(
    wired: Wired, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setenv("FAYAN_VAR", str(wired.settings.var))
    monkeypatch.setenv("FAYAN_SECRET_KEY", "k" * 40)
    monkeypatch.delenv("FAYAN_DATABASE_URL", raising=False)
    before = {*wired.settings.var.iterdir(), *kept.parent.iterdir()}
    handler = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(manifest, "digests", asked)
    assert cli.main(["backup", str(kept.parent / "tuesday")]) == 130
    monkeypatch.setattr(whole, "write", asked)
    assert cli.main(["rebuild"]) == 130
    assert {*wired.settings.var.iterdir(), *kept.parent.iterdir()} == before
    assert signal.getsignal(signal.SIGTERM) is handler


OPEN = """
import sys
from sqlalchemy import text
from console.database import Database
with Database(sys.argv[1]).snapshot() as tx:
    tx.execute(text("select 1"))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_console_that_only_has_the_database_open_is_not_left_with_the_old_file(
    wired: Wired, kept: Path, clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = elsewhere(wired.settings, tmp_path_factory.mktemp("v"))
    restore(there, kept, clock.now(), replace=False)
    before = sorted(each.name for each in there.var.iterdir())
    other = subprocess.Popen(
        [sys.executable, "-c", OPEN, there.database_url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"  # and idle: its pool keeps the connection
        with pytest.raises(NotNow, match=r"restore\.in_use"):
            restore(there, kept, clock.now(), replace=True)
        with pytest.raises(NotNow, match=r"move\.in_use"):
            check_unused(there.database_url, "move.in_use")
        left = {each.name for each in there.var.iterdir()} - {"fayan.sqlite3-wal"}
        assert left - {"fayan.sqlite3-shm"} == set(before)
        other.kill()
    assert restore(there, kept, clock.now(), replace=True).aside is not None


def test_the_commands_speak(
    wired: Wired,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del desk
    settings = wired.settings
    load: Callable[..., object] = lambda **_named: settings  # noqa: E731
    monkeypatch.setattr(cli, "load", load)
    assert cli.main(["backup", str(tmp_path / "b")]) == 0
    said = capsys.readouterr().out
    assert "已备份到" in said
    assert "FAYAN_SECRET_KEY" in said
    assert cli.main(["restore", str(tmp_path / "b")]) == 2
    assert "--replace" in capsys.readouterr().err
    settings = elsewhere(settings, tmp_path / "other")
    assert cli.main(["restore", str(tmp_path / "b")]) == 0
    assert "全部发布已暂缓" in capsys.readouterr().out
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0


@pytest.mark.postgres
def test_a_house_on_postgresql_is_backed_up_and_restored_alike(
    wired: Wired, kept: Path, postgres: str, clock: FixedClock, tmp_path: Path
) -> None:
    cluster = structs.replace(
        elsewhere(wired.settings, tmp_path / "pg"), database_url=fresh_database(postgres)
    )
    busy = create_engine(cluster.database_url)
    with busy.connect(), pytest.raises(NotNow, match=r"restore\.in_use"):
        restore(cluster, kept, clock.now(), replace=False)
    busy.dispose()
    restore(cluster, kept, clock.now(), replace=False)
    again = tmp_path / "again"
    backup(cluster, again, clock.now())
    counted = rows(f"sqlite:///{again / DATABASE}")
    assert counted == rows(cluster.database_url)
    with pytest.raises(NotNow, match=r"restore\.other_database"):
        restore(cluster, again, clock.now(), replace=True)
