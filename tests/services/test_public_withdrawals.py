"""What is taken back leaves neither its words nor a dead link, and the feeds say so."""

from uuid import UUID

import pytest
from msgspec import structs

from console.files.store import FileStore
from console.publishing.dispatcher import Dispatcher
from console.publishing.rules.channel import Action
from console.releases import service
from console.releases.rules.content import AttachmentRef
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.settings import Settings
from console.wiring import Wired, dispatcher, wire
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

OLD, NEW = "releases/2026-0001/", "releases/2026-0002/"


def page(wired: Wired, path: str) -> str:
    return (wired.tree.read(path) or b"").decode()


def start_correction(desk: Desk, clock: FixedClock, old: UUID) -> tuple[UUID, str]:
    """A correction whose own title does not repeat the old one, submitted."""
    with desk.database.transaction() as tx:
        change = service.start_correction(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=old,
            kind=Kind.CORRECTION,
        ).id  # fmt: skip
    desk.write(clock.now(), change, title="更正一则")
    return change, desk.submit(clock.now(), change, midnight=True)


@pytest.fixture
def pair(rollout: Dispatcher, desk: Desk, clock: FixedClock) -> tuple[UUID, UUID]:
    """A release and the correction that replaced it, both out."""
    old = desk.signed(clock.now(), title="关于某甲的通报")
    rollout.tick()
    clock.move(minutes=5)
    change, digest = start_correction(desk, clock, old)
    desk.sign_all(clock.now(), change, digest)
    rollout.tick()
    clock.move(minutes=5)
    return old, change


def test_the_old_release_stands_again_when_its_correction_is_withdrawn(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, pair: tuple[UUID, UUID]
) -> None:
    old, change = pair
    assert "2026-0002" in page(wired, f"{OLD}index.html")
    desk.withdraw(clock.now(), change)
    rollout.tick()
    assert desk.see(old).row.stage is Stage.PUBLISHED
    for path in (f"{OLD}index.html", "index.html", "columns/bulletins/index.html"):
        assert "2026-0001" in page(wired, path)
        assert "2026-0002" not in page(wired, path), path
        assert "已更正" not in page(wired, path), path


def test_a_correction_that_was_itself_replaced_brings_nothing_back(
    rollout: Dispatcher, desk: Desk, clock: FixedClock, pair: tuple[UUID, UUID]
) -> None:
    old, change = pair
    second, digest = start_correction(desk, clock, change)
    desk.sign_all(clock.now(), second, digest)
    rollout.tick()
    desk.withdraw(clock.now(), change)
    assert desk.see(old).row.stage is Stage.SUPERSEDED


def test_no_title_that_was_taken_back_stays_on_a_public_page(
    wired: Wired, settings: Settings, rollout: Dispatcher, desk: Desk, clock: FixedClock,
    pair: tuple[UUID, UUID],
) -> None:  # fmt: skip
    old, _ = pair
    assert "某甲" in page(wired, f"{NEW}index.html")
    desk.withdraw(clock.now(), old)
    rollout.tick()
    kinds = {".html", ".xml", ".json"}
    assert not [
        str(path)
        for path in settings.public_tree.rglob("*")
        if path.suffix in kinds and "某甲" in path.read_text()
    ]
    assert "2026-0001" in page(wired, f"{NEW}index.html")
    assert "更正一则" in page(wired, f"{OLD}gone.html")  # it leads to what replaced it
    assert page(wired, f"{OLD}index.html") == ""


def test_a_notice_of_withdrawal_leads_to_the_correction_only_while_that_stands(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    old = desk.signed(clock.now(), title="关于某甲的通报")
    rollout.tick()
    change, digest = start_correction(desk, clock, old)
    desk.withdraw(clock.now(), old)
    rollout.tick()
    assert NEW not in page(wired, f"{OLD}gone.html")
    desk.sign_all(clock.now(), change, digest)
    rollout.tick()
    assert NEW in page(wired, f"{OLD}gone.html")
    desk.withdraw(clock.now(), change)
    rollout.tick()
    assert NEW not in page(wired, f"{OLD}gone.html")


def test_nobody_has_to_note_a_correction_that_was_withdrawn(
    press: Press, desk: Desk, clock: FixedClock
) -> None:
    old = desk.signed(clock.now())
    press.dispatcher().tick()
    press.weibo.handed_over = True
    change, digest = start_correction(desk, clock, old)
    desk.sign_all(clock.now(), change, digest)
    press.dispatcher().tick()
    assert press.states()["weibo update"] == "handed_over"
    desk.withdraw(clock.now(), change)
    row = press.row("weibo", Action.UPDATE)
    assert (row.release_id, row.state, row.trouble) == (
        old, "cancelled", "delivery.correction_withdrawn",
    )  # fmt: skip


def test_feeds_tell_of_a_withdrawal_however_old_the_release(
    settings: Settings, desk: Desk, clock: FixedClock
) -> None:
    site = structs.replace(settings.config.site, feed_entries=3)
    config = structs.replace(settings.config, site=site)
    wired = wire(structs.replace(settings, config=config), clock)
    rollout = dispatcher(wired, "short")
    old = desk.signed(clock.now(), title="最早的一篇")
    rollout.tick()
    for place in range(4):
        clock.move(minutes=1)
        desk.signed(clock.now(), title=f"后来的第{place}篇")
        rollout.tick()
    assert "2026-0001" not in page(wired, "feed.xml")
    clock.move(minutes=1)
    desk.withdraw(clock.now(), old)
    rollout.tick()
    for folder in ("", "columns/bulletins/"):
        assert "【撤回】" in page(wired, f"{folder}feed.xml")
        assert "deleted-entry" in page(wired, f"{folder}atom.xml")
    wired.database.close()


def test_a_file_that_any_other_standing_release_shows_stays(
    wired: Wired, settings: Settings, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    sha256 = FileStore(settings.file_store).put(b"\x89PNG\r\n\x1a\nxx")
    ref = AttachmentRef(sha256, "a.png", "image/png", 10, "平面图")
    path = f"files/{sha256}/a.png"
    both = []
    for title in ("甲", "乙"):
        both.append(desk.draft(clock.now(), title=title))
        desk.write(clock.now(), both[-1], attachments=(ref,))
        desk.sign_all(clock.now(), both[-1], desk.submit(clock.now(), both[-1]))
    rollout.tick()
    desk.withdraw(clock.now(), both[0])
    rollout.tick()
    assert page_there(wired, path)
    desk.withdraw(clock.now(), both[1])
    rollout.tick()
    assert not page_there(wired, path)


def page_there(wired: Wired, path: str) -> bool:
    return wired.tree.read(path) is not None
