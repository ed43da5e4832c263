"""How late a scheduled release is: one at a time, idle and beside load, and very many at once.

A newsroom and a dispatcher run as they do in service. ``single_*``: releases due a few seconds
apart; from the signed moment until page and feed answer with each. ``loaded_*``: the same while
readers take pages and somebody saves drafts without a pause. Then ``n`` are due at one instant:
``burst_s`` until every page answers and the newest of them lead the feed, ``per_s`` of them.
``lost``: pages that never answered; ``doubled``: releases that the site map names twice.
"""

import argparse
import http.client
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from bench.bar import Bar
from bench.publish import (
    Bureau,
    ask,
    await_newsroom,
    await_readable,
    connect,
    open_bureau,
    percentile,
    processes,
)

APART: Final = 1.5  # seconds between two that are due
AHEAD: Final = 4.0  # seconds between the last signature and the first that is due
TRIAL: Final = 10  # signed first, to know how long signing takes
PATIENCE: Final = 300.0  # seconds for the burst
READERS: Final = 2


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n", type=int, default=1000, help="due at one instant (1000)")
    parser.add_argument("--single", type=int, default=40, help="due one by one, each way (40)")
    parser.add_argument("--only", choices=("single", "burst"), help="leave the other out")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="fayan-schedule-") as folder:
        bureau = open_bureau(Path(folder))
        with processes(bureau.settings, "newsroom", "dispatcher"):
            await_newsroom(bureau.settings)
            one_by_one(bureau, 3, "warming up")
            single = {} if arguments.only == "burst" else one_at_a_time(bureau, arguments.single)
            burst = {} if arguments.only == "single" else at_once(bureau, arguments.n)
    return {"n": arguments.n, **single, **burst}


def one_at_a_time(bureau: Bureau, count: int) -> dict[str, float]:
    idle = one_by_one(bureau, count, "idle")
    with load(bureau):
        loaded = one_by_one(bureau, count, "beside load")
    return {
        "single_p50_ms": round(statistics.median(idle), 1),
        "single_p99_ms": round(percentile(idle, 99), 1),
        "loaded_p50_ms": round(statistics.median(loaded), 1),
        "loaded_p99_ms": round(percentile(loaded, 99), 1),
    }


def schedule(bureau: Bureau, moments: list[datetime], name: str) -> list[UUID]:
    """Signed now, due at these moments."""
    bar, made = Bar(f"signing ({name})", len(moments)), []
    for place, moment in enumerate(moments):
        now = datetime.now(UTC)
        made.append(bureau.desk.signed(now, title=f"{name}第{place}号通报", go_at=moment))
        bar.at(place + 1)
    return made


def number(bureau: Bureau, release: UUID) -> str:
    return bureau.desk.see(release).row.number or ""


def one_by_one(bureau: Bureau, count: int, name: str) -> list[float]:
    """Milliseconds between the moment and the reader, for each."""
    began = time.monotonic()
    schedule(bureau, [later(3600)] * 2, name)
    each_takes = (time.monotonic() - began) / 2
    start = later(AHEAD + 1.5 * each_takes * count)
    moments = [start + timedelta(seconds=APART * place) for place in range(count)]
    numbers = [number(bureau, each) for each in schedule(bureau, moments, name)]
    if datetime.now(UTC) > start:
        message = "Signing took longer than planned, so nothing was due in the future. Try again."
        raise SystemExit(message)
    lateness, bar = [], Bar(name, count)
    for place, moment in enumerate(moments):
        time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        await_readable(bureau, numbers[place], None)
        lateness.append((datetime.now(UTC) - moment).total_seconds() * 1000)
        bar.at(place + 1)
    return lateness


def later(seconds: float) -> datetime:
    """A whole second, as plans have."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=int(seconds) + 1)


@contextmanager
def load(bureau: Bureau) -> Iterator[None]:
    over = threading.Event()

    def read() -> None:
        with closing(connect(bureau.settings)) as connection:
            while not over.is_set():
                for path in ("/", "/feed.xml", "/latest.json"):
                    ask(connection, path)

    def write() -> None:
        release = bureau.desk.draft(datetime.now(UTC), title="没有写完的通报")
        while not over.is_set():
            bureau.desk.write(datetime.now(UTC), release, title=f"没有写完的通报{time.monotonic()}")
            time.sleep(0.05)

    threads = [threading.Thread(target=each) for each in (*[read] * READERS, write)]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join()


def at_once(bureau: Bureau, count: int) -> dict[str, float]:
    name = "同时"
    began = time.monotonic()
    schedule(bureau, [later(7200)] * TRIAL, name)
    due = later(AHEAD + (time.monotonic() - began) / TRIAL * count * 1.5)
    numbers = [number(bureau, each) for each in schedule(bureau, [due] * count, name)]
    ahead = max(1, int((due - datetime.now(UTC)).total_seconds()))
    waiting = Bar("until they are due", ahead)
    while (left := (due - datetime.now(UTC)).total_seconds()) > 0:
        waiting.at(ahead - int(left))
        time.sleep(min(left, 1.0))
    wanted, bar = sorted(numbers, reverse=True), Bar("readable", count)
    deadline, burst = time.monotonic() + PATIENCE, 0.0
    with closing(connect(bureau.settings)) as connection:
        while wanted and time.monotonic() < deadline:
            while wanted and answers(connection, wanted[-1]):  # who looks must not be the load
                wanted.pop()
            bar.at(count - len(wanted))
            time.sleep(0.02)
        while not leads(connection, numbers) and time.monotonic() < deadline:
            time.sleep(0.02)
        burst = (datetime.now(UTC) - due).total_seconds()
    listed = in_maps(bureau)  # the site maps follow the pages
    while any(listed[each] == 0 for each in numbers) and time.monotonic() < deadline:
        time.sleep(0.2)
        listed = in_maps(bureau)
    return {
        "burst_s": round(burst, 2),
        "per_s": round(count / burst, 1),
        "lost": len(wanted) + sum(listed[each] == 0 for each in numbers),
        "doubled": sum(listed[each] > 1 for each in numbers),
    }


def in_maps(bureau: Bureau) -> Counter[str]:
    """How often each release stands in the site maps."""
    folder = bureau.settings.public_tree / "sitemaps"
    maps = "".join(each.read_text() for each in folder.glob("*.xml"))
    return Counter(re.findall(r"/releases/([\d-]+)/", maps))


def answers(connection: http.client.HTTPConnection, number: str) -> bool:
    return ask(connection, f"/releases/{number}/") is not None


def leads(connection: http.client.HTTPConnection, numbers: list[str]) -> bool:
    """The newest entries of the feed are of these."""
    newest = in_feed(connection)[: len(numbers)]
    return bool(newest) and set(newest) <= set(numbers)


def in_feed(connection: http.client.HTTPConnection) -> list[str]:
    return re.findall(r"/releases/([\d-]+)/</link>", (ask(connection, "/feed.xml") or b"").decode())
