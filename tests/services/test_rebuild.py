"""The whole tree again: byte for byte what publishing wrote, swapped under every reader's eyes."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import structs

from console.chores import leases
from console.database import Database
from console.kernel.errors import NotNow
from console.newsroom import swap
from console.newsroom.layout import VARIANTS
from console.newsroom.tree import FileTree
from console.publishing.batch import TREE
from console.publishing.dispatcher import Dispatcher
from console.releases.rules.kinds import Kind
from console.settings import Settings
from console.upkeep import rebuild as rebuilding
from console.upkeep import whole
from console.upkeep.rebuild import rebuild
from console.wiring import Wired, wire
from tests.builders import Desk
from tests.cleared import opened_incident
from tests.fakes import FixedClock
from tests.services.test_public_withdrawals import start_correction


def files(root: Path) -> dict[str, bytes]:
    found = {}
    for path in FileTree(root).paths():
        found[path] = (root / path).read_bytes()
        for suffix in VARIANTS.values():
            if (beside := root / f"{path}{suffix}").exists():
                found[path + suffix] = beside.read_bytes()
    return found


def quietly(done: int, total: int) -> None:
    assert 0 <= done <= total


@pytest.fixture
def wired(settings: Settings, database: Database, clock: FixedClock) -> Iterator[Wired]:
    """A house whose lists are short, so that a few releases make several pages."""
    del database  # migrated
    site = structs.replace(settings.config.site, page_entries=3)
    config = structs.replace(settings.config, site=site)
    made = wire(structs.replace(settings, config=config), clock)
    yield made
    made.database.close()


@pytest.fixture
def busy(wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock) -> tuple[UUID, ...]:
    """An incident with a series, a correction, a withdrawal, releases alone over two pages of a
    list and two months."""
    incident = opened_incident(desk, clock)
    made = []
    for place in range(4):
        text = f"11月23日20时，原州区发生情况，第{place}次。民警在场。"
        made.append(desk.signed(clock.now(), incident_id=incident, text=text, title=f"说明{place}"))
        clock.move(minutes=9)
        rollout.tick()
    for place in range(4):
        desk.signed(clock.now(), title=f"提示{place}", kind=Kind.NOTICE)
    rollout.tick()
    clock.move(hours=1)
    change, digest = start_correction(desk, clock, made[1])
    desk.sign_all(clock.now(), change, digest)
    rollout.tick()
    clock.move(hours=200)
    made.append(desk.signed(clock.now(), title="下月的"))
    rollout.tick()
    desk.withdraw(clock.now(), made[2])
    rollout.tick()
    rollout.tick()
    rollout.start()  # shared pages as of now
    return tuple(made)


def test_it_is_byte_for_byte_what_publishing_wrote_and_nobody_finds_nothing(
    wired: Wired, busy: tuple[UUID, ...]
) -> None:
    del busy
    root, missed, stop = wired.settings.public_tree, [], threading.Event()
    before = files(root)
    dates = {path: (root / path).stat().st_mtime_ns for path in before}
    assert not root.is_symlink()

    def read() -> None:
        while not stop.is_set():
            if not (root / "index.html").exists():
                missed.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(2):  # a folder is swapped for a link, then a link for a link
        made = rebuild(wired, "keeper", quietly)
        after = files(root)
        assert {key for key in before | after if before.get(key) != after.get(key)} == set()
        assert (made.changed, made.releases) == (0, 10)
        assert root.is_symlink()
    stop.set()
    reader.join()
    assert not missed
    assert {path: (root / path).stat().st_mtime_ns for path in dates} == dates
    left = [each.name for each in root.parent.iterdir() if "public" in each.name]
    assert len(left) == 2  # the link, and the tree it leads to


def test_what_was_spoilt_what_goes_out_meanwhile_and_a_writer_at_work(
    wired: Wired,
    rollout: Dispatcher,
    desk: Desk,
    clock: FixedClock,
    busy: tuple[UUID, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = wired.settings.public_tree
    before = files(root)
    (root / "index.html").write_bytes(b"<h1>hacked</h1>")
    (root / "releases/2026-0001/index.html").unlink()
    (root / "evil.html").write_bytes(b"x")
    assert rebuild(wired, "keeper", quietly).changed == 2
    assert files(root) == before

    write = whole.write

    def slowly(*given: object, **named: object) -> int:
        count = write(*given, **named)  # type: ignore[arg-type] # fields by name, of any kind
        desk.signed(clock.now(), title="重建时发出的")
        desk.sign_all(clock.now(), *start_correction(desk, clock, busy[0]))  # of the month before
        rollout.tick()
        return count

    clock.move(hours=1)  # the withdrawal is not of what goes out meanwhile
    monkeypatch.setattr(rebuilding.whole, "write", slowly)
    rebuild(wired, "keeper", quietly)
    monkeypatch.setattr(rebuilding.whole, "write", write)
    now = files(root)
    assert "重建时发出的" in now["index.html"].decode()
    assert "重建时发出的" in now["feed.xml"].decode()
    assert rebuild(wired, "keeper", quietly).changed == 0

    with wired.database.transaction() as tx:
        assert leases.acquire(tx, clock.now(), TREE, "dispatcher", timedelta(seconds=60))
    monkeypatch.setattr(rebuilding, "PATIENCE", 0.0)
    standing = [each.name for each in wired.settings.var.iterdir() if "public" in each.name]
    with pytest.raises(NotNow, match="tree_busy"):
        rebuild(wired, "keeper", quietly)
    assert files(root) == now
    left = [each.name for each in wired.settings.var.iterdir() if "public" in each.name]
    assert sorted(left) == sorted(standing)


def test_who_froze_before_the_swap_leaves_nothing_out_of_the_tree(
    wired: Wired,
    rollout: Dispatcher,
    desk: Desk,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root, swapped, put = wired.settings.public_tree, [], swap.put_in_place
    rollout.tick()

    def frozen(old: Path, fresh: Path) -> None:
        """Past the lease, after having asked for it; a dispatcher takes over and publishes."""
        clock.move(seconds=200)
        desk.signed(clock.now(), title="冻住时发出的")
        for _ in range(3):
            rollout.tick()
        assert "冻住时发出的" in (root / "index.html").read_text(encoding="utf-8")
        put(old, fresh)
        swapped.append("冻住时发出的" in (root / "index.html").read_text(encoding="utf-8"))

    monkeypatch.setattr(swap, "put_in_place", frozen)
    rebuild(wired, "keeper", quietly)
    assert swapped == [False]
    for path in ("index.html", "feed.xml", "releases/2026-0001/index.html"):
        assert "冻住时发出的" in (root / path).read_text(encoding="utf-8")
    now = files(root)
    monkeypatch.setattr(swap, "put_in_place", put)
    assert rebuild(wired, "keeper", quietly).changed == 0
    assert files(root) == now


def test_a_house_without_a_site_gets_one(wired: Wired) -> None:
    rebuild(wired, "keeper", quietly)
    assert (wired.settings.public_tree / "index.html").exists()
