"""What one publication costs: CPU time, waits for the disk, SQL statements, pages made.

Counted inside one process that claims, writes and closes as the dispatcher does, so the counts are
the same on any machine, and CPU time hardly depends on what else it does. ``single``: one after
the other; ``many``: all due at one moment, for each of them; ``share``: many over single.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from sqlalchemy import Engine, event

from bench.bar import Bar
from bench.publish import TEXT, Bureau, open_bureau
from console.newsroom.site_templates import Templates
from console.publishing.dispatcher import Dispatcher
from console.wiring import dispatcher


@dataclass
class Ahead:
    """A clock: what was planned for later is due as soon as ``by`` says so."""

    by: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n", type=int, default=100, help="due at one moment (100)")
    parser.add_argument("--single", type=int, default=20, help="one after the other (20)")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="fayan-costs-") as folder:
        bureau, clock = open_bureau(Path(folder)), Ahead()
        sender = dispatcher(replace(bureau.wired, clock=clock), "bench")
        sender.start()
        one_by_one(bureau, sender, 3, Counter())  # to warm up
        single: Counter[str] = Counter()
        one_by_one(bureau, sender, arguments.single, single)
        many: Counter[str] = Counter()
        at_once(bureau, sender, clock, arguments.n, many)
    alone = {name: count / arguments.single for name, count in single.items()}
    each = {name: count / arguments.n for name, count in many.items()}
    return {
        "n": arguments.n,
        "single": {name: round(count, 1) for name, count in alone.items()},
        "many": {name: round(count, 1) for name, count in each.items()},
        "share": {name: round(each[name] / count, 2) for name, count in alone.items() if count},
    }


def one_by_one(bureau: Bureau, sender: Dispatcher, count: int, into: Counter[str]) -> None:
    bar = Bar("one by one", count)
    for place in range(count):
        bureau.desk.signed(datetime.now(UTC), title=f"第{place}号通报", text=TEXT)
        with counted(into):
            sender.tick()
        bar.at(place + 1)


def at_once(
    bureau: Bureau, sender: Dispatcher, clock: Ahead, count: int, into: Counter[str]
) -> None:
    bar, due = Bar("signing", count), datetime.now(UTC).replace(microsecond=0) + timedelta(hours=9)
    for place in range(count):
        bureau.desk.signed(datetime.now(UTC), title=f"同时第{place}号", text=TEXT, go_at=due)
        bar.at(place + 1)
    clock.by = due - datetime.now(UTC) + timedelta(seconds=1)
    with counted(into):
        sender.tick()


@contextmanager
def counted(into: Counter[str]) -> Iterator[None]:
    fsync, render = os.fsync, Templates.render

    def waited(descriptor: int) -> None:
        into["fsyncs"] += 1
        fsync(descriptor)

    def rendered(self: Templates, path: str, template: str, **context: object) -> object:
        into["pages"] += 1
        return render(self, path, template, **context)

    def said(*_: object) -> None:
        into["statements"] += 1

    began = time.process_time()
    with (
        mock.patch("os.fsync", waited),
        mock.patch.object(Templates, "render", rendered),
    ):
        event.listen(Engine, "before_cursor_execute", said)
        yield
        event.remove(Engine, "before_cursor_execute", said)
    into["cpu_ms"] += round((time.process_time() - began) * 1000)
