"""SIGKILL of the dispatcher, again and again, while releases go out: nothing lost, nothing twice.

A new dispatcher follows each dead one, as the supervisor would start it. Half of the kills come at
a random moment, half a random moment after a delivery was begun; then one at every named step of
the protocol, several times each (``named``; ``spared``: steps at which it never died, must be
empty); ``--only`` does one of the two. Weibo's posts are counted in the stand-in's own
ledger (``/_ledger``), pages and lists in the public tree. ``unknown``: 待核, which a person looks
after; each must have an attempt that a kill left open (``unexplained`` must be 0). ``recovered``:
deliveries that a kill interrupted and that are out all the same.
"""

import argparse
import random
import re
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func
from sqlalchemy import select as sql

from bench.bar import Bar
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState as S
from console.publishing.rules.states import Outcome
from tests.connected import House, house
from tests.nursery import Nursery, nursery
from tests.steps import STEPS

QUICK: Final = "[dispatch]\nlease_seconds = 1\nbackoff_first = 1\nbackoff_longest = 5\n"
"""A dead one's claims are free again after a second, or the bench would mostly wait."""
NOT_OVER: Final = {S.WAITING, S.DUE, S.SENDING, S.RETRYING}
LAST_STEPS: Final = ("look", "looked")  # met only after a platform's settle time
PATIENCE: Final = 900.0  # seconds for everything to come to its end


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=("random", "steps"), help="one of the two kinds of kills")
    parser.add_argument("--kills", type=int, default=500, help="at random moments (500)")
    parser.add_argument("--each", type=int, default=5, help="kills at each named step (5)")
    parser.add_argument("--seed", type=int, default=20261123)


def run(arguments: argparse.Namespace) -> dict[str, object]:
    draw = random.Random(arguments.seed)
    kills = 0 if arguments.only == "steps" else arguments.kills
    each = 0 if arguments.only == "random" else arguments.each
    with tempfile.TemporaryDirectory(prefix="fayan-crash-") as name:
        folder = Path(name)
        with house(folder, QUICK) as built, nursery(folder) as born:
            at_random(built, born, kills, draw)
            named = at_steps(built, born, each)
            to_the_end(built, born, named, each)
            found = count(built)
    spared = [step for step in STEPS if each and not named[step]]
    kills += sum(named.values())
    return {"n": found.pop("n"), "kills": kills, **found, "named": dict(named), "spared": spared}


def at_random(built: House, born: Nursery, kills: int, draw: random.Random) -> None:
    bar = Bar("random kills", kills)
    database = built.wired.database.url.database or ""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as seen:
        for kill in range(kills):
            if kill % 3 == 0:
                sign(built, f"第{kill}次")
            born.bear()
            if kill % 2:
                await_attempt(seen)
                time.sleep(draw.uniform(0, 0.25))
            else:
                time.sleep(draw.uniform(0, 2.0))
            born.kill()
            bar.at(kill + 1)


def at_steps(built: House, born: Nursery, each: int) -> Counter[str]:
    """How often it died at each. ``after`` grows: the page's, the feeds', Weibo's turn."""
    named: Counter[str] = Counter()
    steps = [step for step in STEPS if step not in LAST_STEPS]
    bar = Bar("kills at steps", len(steps) * each)
    for place, step in enumerate(steps):
        for after in range(each):
            sign(built, f"{step}之{after}")
            born.bear(step, after)
            if born.died(20):
                named[step] += 1
            else:
                born.kill()
            bar.at(place * each + after + 1, step)
    return named


def to_the_end(built: House, born: Nursery, named: Counter[str], each: int) -> None:
    """Everything comes to rest; whoever looks after a dead one dies at that, too, at first."""
    last = [step for step in LAST_STEPS for _ in range(each)]
    deadline = time.monotonic() + PATIENCE
    whole = left = open_ones(built)
    bar = Bar("coming to rest", whole)
    while left and time.monotonic() < deadline:
        step = last[0] if last else ""
        born.bear(step)
        while (left := open_ones(built)) and time.monotonic() < deadline:
            bar.at(whole - left)
            if born.died(0.5):
                named[step] += 1
                last.pop(0)
                break
        else:
            born.kill()
    bar.at(whole)


def sign(built: House, what: str) -> None:
    title = f"情况通报{what}"
    built.desk.signed(
        datetime.now(UTC), title=title, text=f"{title}。民警已到场处置，请勿信谣传谣。"
    )


def await_attempt(seen: sqlite3.Connection) -> None:
    """Until a delivery is under way (not longer than a dead one's lease keeps it waiting)."""
    deadline = time.monotonic() + 4
    fresh = "SELECT max(rowid) FROM attempts"
    before = seen.execute(fresh).fetchone()
    while seen.execute(fresh).fetchone() == before and time.monotonic() < deadline:
        time.sleep(0.004)


def open_ones(built: House) -> int:
    with built.wired.database.snapshot() as tx:
        return tx.scalar(sql(func.count()).where(Delivery.state.in_(NOT_OVER))) or 0


def count(built: House) -> dict[str, int]:
    """From the platform's ledger and the public files; the rows only say what was promised."""
    posted = Counter(each["client_ref"] for each in built.posts())
    tree = built.settings.public_tree
    maps = "".join(each.read_text() for each in (tree / "sitemaps").glob("*.xml"))
    listed = Counter(re.findall(r"/releases/([\d-]+)/", maps))
    with built.wired.database.snapshot() as tx:
        rows = tx.scalars(sql(Delivery).where(Delivery.action == Action.PUBLISH)).all()
        broken = set(
            tx.scalars(
                sql(Attempt.delivery_id).where(
                    Attempt.outcome.in_((Outcome.LOST, Outcome.UNCERTAIN))
                )
            )
        )
    numbers = {row.release_id: built.desk.see(row.release_id).row.number or "" for row in rows}
    found = Counter(dict.fromkeys(("lost", "doubled", "unknown", "unexplained", "recovered"), 0))
    for row in rows:
        number = numbers[row.release_id]
        match row.channel:
            case "weibo":
                times = posted[row.client_ref]
                there = times > 0 or row.state is S.HANDED_OVER  # the platform took no more
            case "website":
                times = listed[number]
                there = times > 0 and (tree / "releases" / number / "index.html").is_file()
            case _:
                times = there = row.state in {S.SENT, S.HANDED_OVER}
        found["doubled"] += max(0, times - 1)
        found["unknown"] += row.state is S.UNKNOWN
        found["unexplained"] += row.state is S.UNKNOWN and row.id not in broken
        found["lost"] += row.state is not S.UNKNOWN and not there
        found["lost"] += row.state in NOT_OVER
        found["recovered"] += row.id in broken and row.state in {S.SENT, S.HANDED_OVER}
    return {"n": len(rows), **found, "posts": sum(posted.values())}
