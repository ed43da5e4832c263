"""A dispatcher's process that is stopped (SIGSTOP) past its lease, and goes on when another has
taken over: real processes, the real site and the rehearsal's Weibo."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from console.publishing.records import Attempt, Delivery
from console.publishing.rules.states import DeliveryState as S
from tests.connected import House, house
from tests.nursery import Nursery, nursery

pytestmark = pytest.mark.slow  # it starts real processes
LEASE = 1  # second
OPEN = (S.WAITING, S.DUE, S.SENDING, S.RETRYING)


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Nursery, Nursery]]:
    folder = tmp_path_factory.mktemp("frozen")
    kept = dict(os.environ)
    quick = f"[dispatch]\nlease_seconds = {LEASE}\nbackoff_first = 1\n"
    with ExitStack() as stack:
        built = stack.enter_context(house(folder, quick))
        (folder / "two").mkdir()
        one = stack.enter_context(nursery(folder))
        two = stack.enter_context(nursery(folder / "two"))
        yield built, one, two
    os.environ.clear()
    os.environ.update(kept)


def eventually(true: Callable[[], bool], seconds: float = 80) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def frozen(one: Nursery, step: str, after: int) -> int:
    """The process that stopped there, its lease over."""
    pid = one.bear(step, after, "stop")
    eventually(lambda: is_stopped(pid))
    time.sleep(LEASE + 0.3)
    return pid


def wake(pid: int) -> None:
    os.kill(pid, signal.SIGCONT)
    time.sleep(1.5)  # what it might still do, it does now


def sign(built: House, title: str) -> UUID:
    now = datetime.now(UTC)
    return built.desk.signed(now, title=title, text=f"{title}。民警已到场处置。")


def row(built: House, release: UUID, channel: str) -> Delivery:
    with built.wired.database.snapshot() as tx:
        return tx.scalars(
            select(Delivery).where(Delivery.release_id == release, Delivery.channel == channel)
        ).one()


def rest(built: House, one: Nursery, two: Nursery) -> None:
    """Nothing is left for the next one."""

    def all_over() -> bool:
        with built.wired.database.snapshot() as tx:
            return not tx.scalars(select(Delivery).where(Delivery.state.in_(OPEN))).all()

    eventually(all_over)
    one.kill()
    two.kill()


def outcomes(built: House, delivery: Delivery) -> list[str]:
    with built.wired.database.snapshot() as tx:
        found = tx.scalars(
            select(Attempt.outcome)
            .where(Attempt.delivery_id == delivery.id)
            .order_by(Attempt.fence)
        )
        return [each.value for each in found]


def posted(built: House, release: UUID) -> int:
    ref = row(built, release, "weibo").client_ref
    return sum(each["client_ref"] == ref for each in built.posts())


def settled(built: House, release: UUID) -> None:
    """The minutes that the platform may take pass now."""
    weibo, now = row(built, release, "weibo"), datetime.now(UTC)
    with built.wired.database.transaction() as tx:
        tx.execute(update(Delivery).where(Delivery.id == weibo.id).values(lease_until=now))
        tx.execute(
            update(Attempt)
            .where(Attempt.delivery_id == weibo.id)
            .values(opened_at=now - timedelta(minutes=4))
        )


@pytest.mark.parametrize(("step", "after"), [("claim", 2), ("words", 1), ("call", 1)])
def test_frozen_before_its_post_and_woken_it_does_not_send(
    crew: tuple[House, Nursery, Nursery], step: str, after: int
) -> None:
    built, one, two = crew
    release = sign(built, f"停在{step}的通报")
    pid = frozen(one, step, after)
    two.bear()
    if step != "claim":  # there it holds the database's one writer's lock
        eventually(lambda: row(built, release, "weibo").holder is None)
    wake(pid)
    eventually(lambda: row(built, release, "weibo").holder is None)
    assert posted(built, release) == 0
    assert row(built, release, "weibo").state is S.SENDING
    settled(built, release)
    eventually(lambda: row(built, release, "weibo").state is S.SENT)
    assert posted(built, release) == 1
    rest(built, one, two)


@pytest.mark.parametrize("step", ["leaving", "left"])
def test_frozen_inside_the_call_its_close_is_refused(
    crew: tuple[House, Nursery, Nursery], step: str
) -> None:
    """``leaving``: nobody could keep it from sending what it was sending; it is found there."""
    built, one, two = crew
    release = sign(built, f"停在{step}的通报")
    pid = frozen(one, step, 0)
    two.bear()
    eventually(lambda: row(built, release, "weibo").holder is None)
    if step == "leaving":
        wake(pid)
    settled(built, release)
    eventually(lambda: row(built, release, "weibo").state is S.SENT)
    wake(pid)
    assert posted(built, release) == 1
    assert outcomes(built, row(built, release, "weibo")) == ["lost", "sent"]
    rest(built, one, two)


def test_a_writer_frozen_in_a_rename_puts_an_old_feed_back_and_the_tree_heals(
    crew: tuple[House, Nursery, Nursery],
) -> None:
    built, one, two = crew
    feed = built.settings.public_tree / "feed.xml"
    second = sign(built, "冻住时的通报")
    pid = frozen(one, "rename feed.xml", 0)
    two.bear()
    eventually(lambda: row(built, second, "feeds").state is S.SENT)
    third = sign(built, "冻住之后的通报")
    eventually(lambda: row(built, third, "feeds").state is S.SENT)
    assert "冻住之后的通报" in feed.read_text()
    wake(pid)
    eventually(lambda: "冻住之后的通报" in feed.read_text())
    time.sleep(1)
    assert "冻住之后的通报" in feed.read_text()
    assert outcomes(built, row(built, second, "feeds"))[-1] == "sent"
    one.kill()
    two.kill()
