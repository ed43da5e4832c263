"""The ground gives way under the dispatcher: a full disk, a locked database, a database server that
starts anew. Nothing is lost, nothing goes twice, and it goes on by itself."""

import errno
import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import DBAPIError, OperationalError

from console.database import Database
from console.newsroom.layout import SCRATCH
from console.publishing.records import Delivery
from console.publishing.rules.channel import (
    Absent,
    Bulletin,
    ClientRef,
    Found,
    Progress,
    Receipt,
    Replay,
    Sighting,
)
from console.publishing.rules.states import DeliveryState as S
from console.releases.policy import from_settings
from console.settings import Settings
from tests.builders import Desk
from tests.dispatching import Press, RecordingPosts
from tests.fakes import FixedClock
from tests.postgres import restart
from tests.services.rollout import Bureau
from tests.staffed import Staffed

pytestmark = pytest.mark.slow
BUSY = 100  # milliseconds that a transaction waits for the lock here; in service it is 5,000


@pytest.fixture
def bureau(office: Staffed, tmp_path: Path) -> Iterator[Bureau]:
    made = Bureau(office, tmp_path)
    yield made
    made.close()


@pytest.fixture
def small_disk(bureau: Bureau) -> Iterator[Path]:
    """The public tree on a disk of its own, full but for a little; where nobody may mount one, the
    tree's own write says that there is no space left, which is then tested in its place."""
    root, filler = bureau.root, bureau.root / ".filler"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", root], check=False, capture_output=True
    ).returncode
    if mounted:

        def full(step: str) -> None:
            if step == "rename" and filler.exists():
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        bureau.listener = full
        filler.touch()
        yield filler
        return
    try:
        bureau.crew["one"].start()
        free = os.statvfs(root).f_bavail * os.statvfs(root).f_bsize
        filler.write_bytes(bytes(free - 8192))
        yield filler
    finally:
        subprocess.run(["umount", "-l", root], check=True)


def test_on_a_full_disk_nothing_is_listed_and_it_goes_on_when_there_is_room(
    bureau: Bureau, small_disk: Path
) -> None:
    bureau.sign(delay=0, if_late="publish", at_once=False, of_incident=False)
    assert bureau.tick("one")
    (website,) = (row for row in bureau.rows() if row.channel == "website")
    assert website.state is S.RETRYING
    assert website.trouble == "delivery.unexpected"
    bureau.nothing_missing()
    assert not list((bureau.root / SCRATCH).iterdir())  # nothing half-written is left
    assert not bureau.platforms[0].ledger
    small_disk.unlink()
    bureau.settle()
    bureau.nothing_twice()
    bureau.nothing_missing()
    assert (bureau.root / "releases/2026-0001/index.html").exists()


@contextmanager
def locked(bureau: Bureau) -> Iterator[None]:
    """By another program, for longer than anybody here waits."""
    path = str(bureau.wired.database.url.database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def impatient(engine: Engine) -> None:
    engine.dispose()

    @event.listens_for(engine, "connect")
    def shorter(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {BUSY}")


def test_a_database_locked_for_long_is_waited_out(bureau: Bureau) -> None:
    impatient(bureau.wired.database.engine)
    bureau.sign(delay=0, if_late="ask", at_once=False, of_incident=False)
    for _ in range(3):
        with locked(bureau), pytest.raises(OperationalError, match="locked"):
            bureau.tick("one")
    assert {row.state for row in bureau.rows()} == {S.WAITING}
    bureau.settle()
    assert {row.state for row in bureau.rows()} == {S.SENT}
    bureau.nothing_twice()


def test_locked_between_a_post_and_its_close_it_is_looked_for_and_not_sent_again(
    bureau: Bureau,
) -> None:
    impatient(bureau.wired.database.engine)
    bureau.sign(delay=0, if_late="ask", at_once=True, of_incident=False)
    held = locked(bureau)

    def lock(step: str) -> None:
        if step == "left":
            bureau.listener = None
            held.__enter__()

    bureau.listener = lock
    bureau.tick("one")
    held.__exit__(None, None, None)
    sent = [platform for platform in bureau.platforms if platform.ledger]
    assert len(sent) == 1
    bureau.settle()
    bureau.nothing_twice()
    assert all(len(platform.ledger) == 1 for platform in bureau.platforms)


class Honest(RecordingPosts):
    """It knows what it took."""

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, progress
        return Found(Receipt(self.posted[ref.value])) if ref.value in self.posted else Absent()


@pytest.mark.postgres
def test_a_postgresql_that_starts_anew_under_load_costs_nothing(
    cluster: Database, settings: Settings, office: Staffed, clock: FixedClock
) -> None:
    desk = Desk(cluster, from_settings(settings), office.lay(cluster))
    press = Press(cluster, desk.policy, clock)
    press.weibo = Honest(kind=Replay.LOOKUP)
    releases = [desk.signed(clock.now()) for _ in range(8)]
    calls, over = threading.Semaphore(0), threading.Event()
    press.weibo.after = lambda _b, _p: calls.release()

    def work(name: str) -> None:
        dispatcher = press.dispatcher(name)
        while not over.is_set():
            with suppress(DBAPIError):  # the engine logs it and looks again
                dispatcher.tick()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for each in threads:
        each.start()
    for _ in range(2):
        assert calls.acquire(timeout=30)
        restart(cluster.url.render_as_string(hide_password=False))
    over.wait(2)
    over.set()
    for each in threads:
        each.join()
    for _ in range(4):  # whatever was left open is looked for
        clock.move(minutes=5)
        press.dispatcher("three").tick()
    assert press.states()["weibo"] is S.SENT
    assert len(press.weibo.calls) == len(set(press.weibo.calls)) == len(releases)
    with cluster.snapshot() as tx:
        assert set(tx.scalars(select(Delivery.state))) == {S.SENT}
