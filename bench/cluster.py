"""A cluster on real PostgreSQL: how fast and how late with 1, 2 and 4 workers, and what kills lose.

``per_s``: releases that were due at one instant and came to stand in the feeds, per second, until
the last. ``posts_per_s``: the same for Weibo, through the stand-in's HTTP. ``late_p50_ms``,
``late_p99_ms``: of releases due one after the other, from the time they were due to the time their
feeds stood. ``ratio``: ``per_s`` over that of the embedded dispatcher in the same run. Then two
workers, of which the one at work is killed again and again; ``lost`` and ``doubled`` are counted
from what the stand-in accepted and from the feeds and pages that stand. PostgreSQL runs with
``fsync`` on; the stand-in's hourly limit is lifted, for it is the platform's and not ours.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import feedparser
from sqlalchemy import func, select, text

from bench.publish import percentile
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.states import OUT, Outcome
from console.publishing.rules.states import DeliveryState as S
from console.releases.records import Release
from console.upkeep.commands import bar
from tests.clustered import Cluster, clustered, held, lift
from tests.postgres import fresh_database, postgres_server

T = TypeVar("T")
PATIENCE = 300.0  # seconds until a release counts as lost; a look at a platform waits three minutes
MORE = "\n[dispatch]\nlease_seconds = {lease}\nbatch = {batch}\n\n[outside]\nlook = false\n"
AHEAD = timedelta(seconds=3)
TO_KILL = 8  # releases for each kill: there is always one under way


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n", type=int, default=150, help="due at one instant (150)")
    parser.add_argument("--singles", type=int, default=30, help="due one after another (30)")
    parser.add_argument("--workers", default="1,2,4", help="how many workers, one run each")
    parser.add_argument("--kills", type=int, default=10, help="of the worker at work (10)")


@dataclass(frozen=True)
class Measured:
    per_s: float
    posts_per_s: float
    late: list[float]  # milliseconds

    def figures(self, beside: float) -> dict[str, float]:
        return {
            "ratio": round(self.per_s / beside, 2),
            "per_s": round(self.per_s, 1),
            "posts_per_s": round(self.posts_per_s, 1),
            "late_p50_ms": round(percentile(self.late, 50)),
            "late_p99_ms": round(percentile(self.late, 99)),
        }


def run(arguments: argparse.Namespace) -> dict[str, object]:
    counts = [int(each) for each in arguments.workers.split(",")]
    with postgres_server(("shared_buffers=128MB",)) as server:

        def at(count: int, engine: str = "cluster") -> Measured:
            with house(server, MORE.format(lease=60, batch=500), count, engine) as made:
                found = measured(made, arguments.n, arguments.singles)
            print(f"{engine}, {count}: {found.per_s:.1f} per s", file=sys.stderr)
            return found

        beside = at(1, "embedded")
        found = {str(count): at(count) for count in counts}
        with house(server, MORE.format(lease=3, batch=5), 2) as made:
            killed = kills(made, arguments.kills)
    most = found[str(counts[-1])]
    return {
        "ratio": {count: round(each.per_s / beside.per_s, 2) for count, each in found.items()},
        "n": arguments.n,
        "workers": counts[-1],
        **killed,
        "per_s": round(most.per_s, 1),
        "at": {count: each.figures(beside.per_s) for count, each in found.items()},
        "embedded": beside.figures(beside.per_s),
    }


@contextmanager
def house(server: str, more: str, count: int, engine: str = "cluster") -> Iterator[Cluster]:
    """With ``count`` who send, at work."""
    with (
        tempfile.TemporaryDirectory(prefix="fayan-cluster-") as folder,
        clustered(Path(folder), fresh_database(server), more, engine) as made,
    ):
        for _ in range(count):
            made.hire()
        until((made.settings.public_tree / "feed.xml").exists)
        until(lambda: engine != "cluster" or workers(made) == count)
        yield made


def measured(made: Cluster, n: int, singles: int) -> Measured:
    began = due_at_once(made, n)
    until(lambda: all_out(made))
    per_s = n / (last_out(made, "feeds") - began).total_seconds()
    posts_per_s = n / (last_out(made, "weibo") - began).total_seconds()
    going = []
    for place in range(singles):
        bar(place + 1, singles)
        now = made.wired.clock.now()
        due = now.replace(microsecond=0) + AHEAD
        going.append(made.desk.signed(now, title=f"单独到时{place}", go_at=due))
        pause = (now + timedelta(seconds=1) - made.wired.clock.now()).total_seconds()
        time.sleep(max(0.0, pause))
    until(lambda: all_out(made))
    with made.wired.database.snapshot() as tx:
        rows = tx.execute(
            select(Delivery.not_before, Delivery.out_at).where(
                Delivery.release_id.in_(going), Delivery.channel == "feeds"
            )
        ).all()
    late = [(out - due).total_seconds() * 1000 for due, out in rows if out]
    return Measured(per_s, posts_per_s, late)


def due_at_once(made: Cluster, n: int) -> datetime:
    """The moment at which all became due: they waited under a hold, which was lifted."""
    now = made.wired.clock.now
    hold = held(made)
    for place in range(n):
        bar(place + 1, n)
        made.desk.signed(now(), title=f"同时到时的第{place}号通报")
    lift(made, hold)
    return now()


def kills(made: Cluster, wanted: int) -> dict[str, object]:
    """Whoever is at work, at a random point of it; another is hired each time."""
    n = wanted * TO_KILL
    due_at_once(made, n)
    done = 0
    while done < wanted and not all_out(made):
        bar(done + 1, wanted)
        victim = until(lambda: made.busy() or (all_out(made) and -1))
        if victim < 0:
            break
        time.sleep(random.uniform(0, 0.1))
        made.kill(victim)
        made.hire()
        done += 1
    until(lambda: settled(made))
    return {"kills": done, "killed_n": n, **counted(made)}


def counted(made: Cluster) -> dict[str, int]:
    """From outside: what the platform took, which pages stand, what feeds say. ``unknown``: those
    of which a person has to look; each belongs to a kill."""
    with made.wired.database.snapshot() as tx:
        numbers = tx.scalars(select(Release.number).where(Release.number.is_not(None))).all()
        unknown = tx.scalars(
            select(Release.number)
            .join(Delivery, Delivery.release_id == Release.id)
            .where(Delivery.state == S.UNKNOWN)
        ).all()
        cut = tx.scalar(select(func.count()).where(Attempt.outcome == Outcome.LOST)) or 0
    posts = [each.text for each in made.posts.everything()]
    times = {number: sum(f"/{number}/" in each for each in posts) for number in numbers}
    entries = feedparser.parse((made.settings.public_tree / "feed.xml").read_bytes()).entries
    pages = made.settings.public_tree / "releases"
    lost = {each for each in numbers if not (pages / str(each) / "index.html").exists()}
    lost |= {each for each, count in times.items() if not count and each not in unknown}
    doubled = {each for each, count in times.items() if count > 1}
    twice = [each for each, count in Counter(entry.id for entry in entries).items() if count > 1]
    return {
        "lost": len(lost), "doubled": len(doubled) + len(twice), "unknown": len(unknown),
        "cut_off": cut,
    }  # fmt: skip


def settled(made: Cluster) -> bool:
    """Nothing is under way any more, and nothing waits but for a person."""
    with made.wired.database.snapshot() as tx:
        left = select(func.count()).where(
            Delivery.channel != "wechat", Delivery.state.not_in({*OUT, S.UNKNOWN})
        )
        return not tx.scalar(left)


def all_out(made: Cluster) -> bool:
    with made.wired.database.snapshot() as tx:
        waiting = Delivery.state.not_in(OUT)
        return not tx.scalar(select(func.count()).where(Delivery.channel != "wechat", waiting))


def last_out(made: Cluster, channel: str) -> datetime:
    with made.wired.database.snapshot() as tx:
        found = tx.scalar(select(func.max(Delivery.out_at)).where(Delivery.channel == channel))
    assert found is not None
    return found


def workers(made: Cluster) -> int:
    with made.wired.database.snapshot() as tx:
        return tx.scalar(text("SELECT count(*) FROM procrastinate_workers")) or 0


def until(true: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE
    while not (given := true()):
        if time.monotonic() > deadline:
            message = "Something never came to an end. Look at what the workers say."
            raise SystemExit(message)
        time.sleep(0.01)
    return given
