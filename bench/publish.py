"""From the last signature to a reader: page and feed, over HTTP, with real processes.

A newsroom and a dispatcher run as they do in service; the last signature is committed here, and
the clock stops when both the page and the feed answer with the release. Every second release is a
public warning of an incident, and then the incident's page, its feed and the CAP message must
answer too (``incident_p50_ms``, ``incident_p99_ms``; the other figures are of both kinds).

A house stands for each size of the archive (rows and places written in bulk), and they take turns,
release by release: a disk that is slower for a minute is slower for all of them. ``at``: the median
at each size; ``growth``: the largest over the smallest.
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select

from bench.bar import Bar
from console.incidents import service as incidents
from console.incidents.records import Incident
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.ids import new_id, release_number
from console.newsroom import addresses
from console.publishing.rules.warning import (
    Category,
    Certainty,
    PublicWarning,
    Severity,
    Urgency,
)
from console.releases.records import Release, Revision, ShelfPlace
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.settings import HOME, Settings, load
from console.wiring import Wired, migrate, wire
from tests.builders import Desk, staff

PATIENCE = 60  # seconds until a release counts as lost
OF_ONE = 10  # releases of one incident
ADVICE = "请工业大道以东居民向西疏散。"
TEXT = "11月23日20时10分许，我市示例区发生一起情况，民警已到场处置。" * 8


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n", type=int, default=50, help="releases measured at each size (50)")
    parser.add_argument("--sizes", default="100,10000,100000", help="archive sizes, rising")


@dataclass
class Bureau:
    settings: Settings
    wired: Wired
    desk: Desk


class Measured(NamedTuple):
    """``readable_ms``: from the commit of the last signature. ``commit_ms``: that commit's own."""

    of_incident: bool
    readable_ms: float
    commit_ms: float


def run(arguments: argparse.Namespace) -> dict[str, object]:
    sizes = [int(size) for size in arguments.sizes.split(",")]
    measured: dict[int, list[Measured]] = {size: [] for size in sizes}
    with ExitStack() as stack:
        bureaus = [stack.enter_context(house(size)) for size in sizes]
        warm_up = min(5, arguments.n)
        bar = Bar("publish", warm_up + arguments.n)
        turns = zip(*(measuring(each, warm_up + arguments.n) for each in bureaus), strict=True)
        for turn, found in enumerate(turns):
            for size, each in zip(sizes, found, strict=True):
                if turn >= warm_up:
                    measured[size].append(each)
            bar.at(turn + 1)
    times = {size: [each.readable_ms for each in found] for size, found in measured.items()}
    everything = [each for found in measured.values() for each in found]
    incidents = [each.readable_ms for each in everything if each.of_incident]
    first = times[sizes[0]]
    medians = {str(size): round(statistics.median(found), 1) for size, found in times.items()}
    return {
        "n": len(first),
        "p50_ms": round(statistics.median(first), 1),
        "p99_ms": round(percentile(first, 99), 1),
        "commit_p50_ms": round(statistics.median(each.commit_ms for each in everything), 2),
        "at": medians,
        "growth": round(medians[str(sizes[-1])] / medians[str(sizes[0])], 2),
        "incident_p50_ms": round(statistics.median(incidents), 1),
        "incident_p99_ms": round(percentile(incidents, 99), 1),
    }


@contextmanager
def house(size: int) -> Iterator[Bureau]:
    """Running, with an archive of this size."""
    with tempfile.TemporaryDirectory(prefix=f"fayan-publish-{size}-") as folder:
        bureau = open_bureau(Path(folder))
        with processes(bureau.settings, "newsroom", "dispatcher"):
            await_newsroom(bureau.settings)
            fill(bureau, size)
            yield bureau


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share / 100 * (len(ordered) - 1)))]


def open_bureau(folder: Path) -> Bureau:
    environment = {
        "FAYAN_VAR": str(folder),
        "FAYAN_SECRET_KEY": "b" * 40,
        "FAYAN_NEWSROOM_PORT": str(free_port()),
    }
    os.environ.update(environment)
    settings = load(environment)
    migrate(settings)
    wired = wire(settings)
    # Who signs here has no second factor; how one proves who one is is not what is measured.
    policy = replace(wired.policy, proofs=wired.policy.proofs | {"password"})
    people = staff(wired.database, datetime.now(UTC))
    return Bureau(settings, wired, Desk(wired.database, policy, people))


@contextmanager
def processes(settings: Settings, *names: str) -> Iterator[None]:
    environment = {
        **os.environ,
        "FAYAN_VAR": str(settings.var),
        "FAYAN_SECRET_KEY": settings.secret_key,
        "FAYAN_NEWSROOM_PORT": str(settings.newsroom_port),
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "console", name],
            cwd=HOME,
            env=environment,
            start_new_session=True,
        )
        for name in names
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=15)


def await_newsroom(settings: Settings) -> None:
    """Until it answers, and the dispatcher has written the first pages."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if get(settings, "/feed.xml") is not None:
                return
        except OSError:
            pass
        time.sleep(0.05)
    message = (
        "The newsroom did not answer. Look at what `fayan newsroom` and `fayan dispatcher` say."
    )
    raise SystemExit(message)


def fill(bureau: Bureau, size: int) -> None:
    """Public releases up to ``size``, as rows: a copy of one that went the whole way."""
    database, desk = bureau.wired.database, bureau.desk
    now = datetime.now(UTC)
    with database.snapshot() as tx:
        have = len(tx.scalars(select(ShelfPlace.place).where(ShelfPlace.shelf == "all")).all())
        model = tx.scalars(select(Release).where(Release.stage == Stage.PUBLISHED)).first()
    if model is None:
        desk.signed(now, title="谨防假冒客服退款诈骗", text=TEXT)
        await_published(bureau)
        return fill(bureau, size)
    copied = {column.key: getattr(model, column.key) for column in Release.__table__.columns}
    author = model.created_by
    for start in range(have, size, 1000):
        rows, places, revisions = [], [], []
        for place in range(start + 1, min(start + 1000, size) + 1):
            at = now - timedelta(days=400) + timedelta(minutes=place)
            release_id = new_id()
            number = release_number(at.year, 500000 + place)
            rows.append(
                {**copied, "id": release_id, "number": number, "published_at": at, "changed_at": at,
                 "package": model.package.replace(model.number or "", number)}
            )  # fmt: skip
            revisions.append(
                {"id": new_id(), "release_id": release_id, "place": 1, "author_id": author,
                 "content": {}, "started_at": at, "saved_at": at, "submitted": True, "digest": ""}
            )  # fmt: skip
            places += [
                {"shelf": shelf, "place": 100000 + place, "release_id": release_id}
                for shelf in ("all", f"column:{model.column}", f"month:{at:%Y-%m}")
            ]
        with database.transaction() as tx:
            tx.execute(insert(Release), rows)
            tx.execute(insert(Revision), revisions)
            tx.execute(insert(ShelfPlace), places)
    return None


def measuring(bureau: Bureau, n: int) -> Iterator[Measured]:
    """One release each time it is asked."""
    incident_id: UUID | None = None
    for place in range(n):
        desk, now = bureau.desk, datetime.now(UTC)
        of_incident = place % 2 == 1
        if of_incident and place % (2 * OF_ONE) == 1:
            incident_id = open_incident(desk, now)
        release_id = desk.draft(
            now, title="谨防假冒客服退款诈骗", text=TEXT,
            kind=Kind.NOTICE if of_incident else Kind.STATEMENT,
            incident_id=incident_id if of_incident else None,
        )  # fmt: skip
        if of_incident:
            desk.write(now, release_id, advice=ADVICE, warning=warning(now))
        digest = desk.submit(now, release_id)
        desk.sign(now, release_id, digest, "unit-head")
        desk.sign(now, release_id, digest, "secrecy")
        number = desk.see(release_id).row.number or ""
        began = time.perf_counter()
        desk.sign(datetime.now(UTC), release_id, digest, "leader")
        committed = time.perf_counter()
        await_readable(bureau, number, incident_id if of_incident else None)
        readable = time.perf_counter()
        time.sleep(0.02)
        yield Measured(of_incident, (readable - committed) * 1000, (committed - began) * 1000)


def open_incident(desk: Desk, now: datetime) -> UUID:
    form = IncidentForm("某厂房爆炸", "示例区工业路", Level.SERIOUS, "初判", now)
    with desk.database.transaction() as tx:
        return incidents.open_incident(tx, now, desk.people["spokesperson"], desk.policy.zone, form)


def warning(now: datetime) -> PublicWarning:
    return PublicWarning(
        Category.FIRE, Urgency.IMMEDIATE, Severity.SEVERE, Certainty.OBSERVED,
        "工业大道以东", (now + timedelta(hours=6)).replace(microsecond=0),
    )  # fmt: skip


def await_readable(bureau: Bureau, number: str, incident_id: UUID | None) -> None:
    """One connection kept, a look every two milliseconds: the reader must not be the load."""
    deadline = time.monotonic() + PATIENCE
    wanted = number.encode()
    paths = [f"/releases/{number}/", "/feed.xml"]
    if incident_id is not None:
        with bureau.wired.database.snapshot() as tx:
            page = addresses.href(addresses.incident(tx.get_one(Incident, incident_id).number))
        paths += [page, f"{page}feed.xml", f"/{addresses.warning(number)}"]
    with closing(connect(bureau.settings)) as connection:
        for path in paths:
            while wanted not in (ask(connection, path) or b""):
                if time.monotonic() > deadline:
                    message = f"{number} did not become readable at {path} within {PATIENCE} s."
                    raise SystemExit(message)
                time.sleep(0.002)


def await_published(bureau: Bureau) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with bureau.wired.database.snapshot() as tx:
            if tx.scalars(select(Release.id).where(Release.stage == Stage.PUBLISHED)).first():
                return
        time.sleep(0.02)
    message = "The first release was never published. Look at what `fayan dispatcher` says."
    raise SystemExit(message)


def get(settings: Settings, path: str) -> bytes | None:
    with closing(connect(settings)) as connection:
        return ask(connection, path)


def connect(settings: Settings) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", settings.newsroom_port, timeout=5)


def ask(connection: http.client.HTTPConnection, path: str) -> bytes | None:
    """The body, or None when the answer is not 200."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    return body if answer.status == http.client.OK else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
