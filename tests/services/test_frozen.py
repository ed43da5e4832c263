"""Dispatchers that are stopped (SIGSTOP) past their lease at every named step, and go on when
others have taken over: real processes, the real site and the rehearsal's Weibo."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, select, update

from console import audit
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.states import DeliveryState as S
from tests.connected import House, house
from tests.nursery import Nursery, nursery
from tests.steps import STEPS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]  # it starts real processes
LEASE = 3  # seconds; of one, a busy machine loses more than it keeps
OPEN = (S.DUE, S.SENDING, S.RETRYING)

BEFORE_ITS_POST: Final = {
    "committed": "claim weibo > committed",
    "words": "claim weibo > words",
    "call": "claim weibo > call",
    "leaving": "claim weibo > leaving",
}
INSIDE: Final = {"left": "claim weibo > left"}
CLAIMING: Final = {"claim": "claim weibo", "commit": "claim weibo > commit"}
CLOSING: Final = {"closing": "closing weibo"}
ASKING: Final = ("look", "looked")
WRITING: Final = {
    step: f"claim website > {step} feed.xml" for step in ("write", "rename", "renamed")
}


@dataclass(frozen=True)
class Crew:
    built: House
    born: Nursery
    log: Path
    pids: set[int] = field(default_factory=set)  # of who froze, and may live on

    def sign(self, title: str) -> UUID:
        now = datetime.now(UTC)
        return self.built.desk.signed(now, title=title, text=f"{title}。民警已到场处置。")

    def frozen(self, way: str) -> int:
        """The process that stopped there."""
        pid = self.born.stop(way)
        self.pids.add(pid)
        eventually(lambda: is_stopped(pid))
        return pid

    def row(self, release: UUID, channel: str = "weibo") -> Delivery:
        with self.built.wired.database.snapshot() as tx:
            return tx.scalars(
                select(Delivery).where(Delivery.release_id == release, Delivery.channel == channel)
            ).one()

    def taken_over(self, *releases: UUID) -> bool:
        rows = [self.row(each) for each in releases]
        return all(each.state is S.SENDING and each.holder is None for each in rows)

    def is_out(self, release: UUID, channel: str = "weibo") -> bool:
        return self.row(release, channel).state is S.SENT

    def posted(self, release: UUID) -> int:
        ref = self.row(release).client_ref
        return sum(each["client_ref"] == ref for each in self.built.posts())

    def settled(self, release: UUID) -> None:
        """The minutes that the platform may take pass now."""
        self._settle(self.row(release))

    def _settle(self, row: Delivery, *only: ColumnElement[bool]) -> None:
        now = datetime.now(UTC)
        with self.built.wired.database.transaction() as tx:
            tx.execute(update(Delivery).where(Delivery.id == row.id, *only).values(lease_until=now))
            tx.execute(
                update(Attempt)
                .where(Attempt.delivery_id == row.id)
                .values(opened_at=now - timedelta(minutes=4))
            )

    def all_out(self, *releases: UUID) -> bool:
        """And nothing is left, as minutes pass: on a busy machine a lease of a second is lost now
        and then, and who was killed may have had something else in hand."""
        with self.built.wired.database.snapshot() as tx:
            left = tx.scalars(select(Delivery).where(Delivery.state.in_(OPEN))).all()
        for row in left:
            if row.state is S.SENDING and row.holder is None:
                self._settle(row, Delivery.holder.is_(None))  # whoever began to ask since keeps it
        return not left and all(self.once(each) for each in releases)

    def once(self, release: UUID) -> bool:
        """Out, or left to a person: who asks after it loses its lease, too, on a busy machine."""
        return self.row(release).state in {S.SENT, S.UNKNOWN} and self.posted(release) <= 1

    def outcomes(self, release: UUID, channel: str = "weibo") -> list[str]:
        with self.built.wired.database.snapshot() as tx:
            found = tx.scalars(
                select(Attempt.outcome)
                .where(Attempt.delivery_id == self.row(release, channel).id)
                .order_by(Attempt.fence)
            )
            return [each.value for each in found]

    def closed_too_late(self, release: UUID, channel: str = "weibo") -> bool:
        """It tried, and was refused."""
        row = str(self.row(release, channel).id)
        said = self.log.read_text(encoding="utf-8").splitlines()
        return any("closed too late" in line and row in line for line in said)

    def end(self, *pids: int) -> None:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            self.pids.discard(pid)
        with self.built.wired.database.snapshot() as tx:
            assert audit.verify(tx).broken is None


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    folder = tmp_path_factory.mktemp("frozen")
    kept = dict(os.environ)
    quick = f"[dispatch]\nlease_seconds = {LEASE}\nbackoff_first = 1\n"
    with ExitStack() as stack:
        built = stack.enter_context(house(folder, quick))
        yield Crew(built, stack.enter_context(nursery(folder)), folder / "dispatchers.log")
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def crew(shared: Crew) -> Iterator[Crew]:
    """Nobody lives on into the next test."""
    shared.born.kill()
    yield shared
    shared.born.kill()
    shared.end(*shared.pids)


def eventually(true: Callable[[], bool], seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def lease_runs_out() -> None:
    time.sleep(LEASE + 0.3)


def wake(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    time.sleep(1.5)  # what they might still do, they do now


def test_no_step_is_forgotten() -> None:
    frozen = {*BEFORE_ITS_POST, *INSIDE, *CLAIMING, *CLOSING, *ASKING, *WRITING}
    assert frozen == set(STEPS)


def test_frozen_around_its_post_and_woken_it_does_not_send(crew: Crew) -> None:
    """``leaving``: it writes down that it asks before it does, under its lease. ``left`` wakes
    when somebody else has found its post: its close is refused."""
    releases, pids = {}, {}
    for step, way in {**BEFORE_ITS_POST, **INSIDE}.items():
        releases[step] = crew.sign(f"停在{step}的通报")
        pids[step] = crew.frozen(way)
    lease_runs_out()
    crew.born.bear()
    eventually(partial(crew.taken_over, *releases.values()))
    late = pids.pop("left")
    wake(*pids.values())
    for step, release in releases.items():
        assert crew.posted(release) == (step in INSIDE), step
        assert crew.row(release).state is S.SENDING, step
    eventually(partial(crew.all_out, *releases.values()))
    wake(late)
    eventually(lambda: crew.closed_too_late(releases["left"]))
    for step, release in releases.items():
        assert crew.posted(release) == (step in INSIDE or crew.is_out(release)), step
        assert crew.outcomes(release).count("sent") <= 1, step
    assert crew.outcomes(releases["left"])[0] == "lost"
    crew.end(*pids.values(), late)


def test_frozen_in_a_transaction_it_holds_up_the_others_and_nothing_goes_twice(crew: Crew) -> None:
    """Nobody else can write on SQLite meanwhile, so nobody has taken over: who wakes with a claim
    finds its lease over, and who wakes at its close closes."""
    for step, way in {**CLAIMING, **CLOSING}.items():
        release = crew.sign(f"停在{step}的通报")
        pid = crew.frozen(way)
        crew.born.bear()
        lease_runs_out()
        wake(pid)
        if step in CLAIMING:
            eventually(partial(crew.taken_over, release))
            assert crew.posted(release) == 0, step
        eventually(partial(crew.all_out, release))
        assert crew.posted(release) == (step in CLOSING or crew.is_out(release)), step
        assert crew.outcomes(release).count("sent") <= 1, step
        crew.end(pid)
        crew.born.kill()


def test_frozen_while_it_asks_after_a_post_its_answer_comes_too_late(crew: Crew) -> None:
    """One post left before its process died, one did not; who asked wakes when both are out."""
    there = crew.sign("没问成的通报")
    crew.end(crew.frozen("claim weibo > left"))
    not_there = crew.sign("没发出的通报")
    crew.end(crew.frozen("claim weibo > call"))
    lease_runs_out()
    crew.settled(there)
    asking = crew.frozen("look")
    crew.settled(not_there)
    answered = crew.frozen("looked")
    lease_runs_out()
    crew.born.bear()
    eventually(partial(crew.all_out, there, not_there))
    wake(asking, answered)
    for release in (there, not_there):
        assert crew.posted(release) == (release == there or crew.is_out(release))
        assert crew.outcomes(release).count("sent") <= 1
    crew.end(asking, answered)


def test_writers_frozen_in_a_feed_put_old_ones_back_and_the_tree_heals(crew: Crew) -> None:
    feed = crew.built.settings.public_tree / "feed.xml"
    releases, pids = [], []
    for step, way in WRITING.items():
        releases.append(crew.sign(f"停在{step}的通报"))
        pids.append(crew.frozen(way))
        lease_runs_out()
    crew.born.bear()
    for release in releases:
        eventually(partial(crew.is_out, release, "feeds"))
    after = crew.sign("冻住之后的通报")
    eventually(lambda: crew.is_out(after, "feeds"))
    assert "冻住之后的通报" in feed.read_text(encoding="utf-8")
    wake(*pids)
    for release in releases:
        eventually(partial(crew.closed_too_late, release, "feeds"))
    eventually(lambda: "冻住之后的通报" in feed.read_text(encoding="utf-8"))
    time.sleep(1)
    assert "冻住之后的通报" in feed.read_text(encoding="utf-8")
    for release in releases:
        assert crew.outcomes(release, "feeds").count("sent") == 1
    eventually(partial(crew.all_out, *releases, after))
    crew.end(*pids)
