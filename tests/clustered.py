"""A cluster at work: PostgreSQL, real `fayan worker` processes, Weibo's stand-in, one tree."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
from sqlalchemy import func, select

from console.channels.weibo_api import WeiboApi
from console.credentials import service as credentials
from console.credentials.service import Vault
from console.kernel.clock import SystemClock
from console.publishing import service
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.states import HoldScope, Outcome
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET, LIVES
from console.settings import HOME, Settings, load
from console.wiring import Wired, migrate, wire
from tests.builders import Desk, staff
from tests.connected import PLENTY
from tests.demonstration import without_the_told
from tests.loopback import serving

ACCOUNT = "weibo:main"
T = TypeVar("T")


@dataclass
class Cluster:
    """``workers``: by process number. ``engine``: of the configuration."""

    settings: Settings
    wired: Wired
    desk: Desk
    posts: Ledger
    environment: dict[str, str]
    log: Path
    engine: str = "cluster"
    workers: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def hire(self, engine: str = "") -> int:
        """One more who sends; its process number. ``engine``: by mistake not the house's."""
        engine = engine or self.engine
        command = "worker" if engine == "cluster" else "dispatcher"
        told = self.environment["FAYAN_CONFIG"]
        config = Path(told).with_name(f"{engine}.toml")
        text = Path(told).read_text(encoding="utf-8")
        config.write_text(text.replace(kind_of(self.engine), kind_of(engine)), encoding="utf-8")
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "console", command],
                cwd=HOME, env={**self.environment, "FAYAN_CONFIG": str(config)}, stdout=output,
                stderr=output, start_new_session=True,
            )  # fmt: skip
        self.workers[process.pid] = process
        return process.pid

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.workers.pop(pid).wait()

    def dismiss(self) -> None:
        for process in self.workers.values():
            process.terminate()
        for process in self.workers.values():
            process.wait(30)
        self.workers.clear()

    def busy(self) -> int | None:
        """A worker that has an attempt open at this moment, by its process number."""
        return next(iter(self._working()), None)

    def caught(self) -> int | None:
        """One frozen in the middle of its attempt. Who had ended it before the frost goes on."""
        for pid in self._working():
            os.kill(pid, signal.SIGSTOP)
            time.sleep(0.1)  # what it had said to the database is done
            if pid in self._working():
                return pid
            os.kill(pid, signal.SIGCONT)
        return None

    def _working(self) -> list[int]:
        here = f"{socket.gethostname()[:30]}:"
        with self.wired.database.snapshot() as tx:
            found = tx.scalars(select(Attempt.holder).where(Attempt.outcome == Outcome.OPEN)).all()
        numbers = [int(each.removeprefix(here).partition(":")[0]) for each in found]
        return [each for each in numbers if each in self.workers]

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def kind_of(engine: str) -> str:
    return f'[engine]\nkind = "{engine}"'


@contextmanager
def clustered(
    folder: Path, database_url: str, more: str = "", engine: str = "cluster"
) -> Iterator[Cluster]:
    """``database_url``: an empty or a migrated database. ``more``: of the configuration."""
    config = folder / "house.toml"
    kind = f"\n{kind_of(engine)}\n{more}"
    config.write_text(without_the_told() + kind, encoding="utf-8")
    posts = Ledger(folder / "rehearsal")
    with serving(Rehearsal(posts, SystemClock(), weibo_an_hour=PLENTY)) as address:
        told = {
            "FAYAN_CONFIG": str(config),
            "FAYAN_VAR": str(folder / "var"),
            "FAYAN_SECRET_KEY": "k" * 40,
            "FAYAN_DATABASE_URL": database_url,
            "FAYAN_REHEARSAL_PORT": address.rpartition(":")[2],
        }
        settings = load(told)
        migrate(settings)
        wired = wire(settings)
        people = staff(wired.database, wired.clock.now())
        outside = {k: v for k, v in os.environ.items() if not k.startswith("FAYAN_")}
        made = Cluster(
            settings, wired, Desk(wired.database, wired.policy, people), posts,
            outside | told, folder / "workers.log", engine,
        )  # fmt: skip
        connect(made)
        try:
            yield made
        finally:
            made.dismiss()
            wired.database.close()


def connect(cluster: Cluster) -> None:
    """As the administrator does in the console, with a token that the stand-in gave."""
    desk, now = cluster.desk, cluster.wired.clock.now()
    vault = Vault.of(cluster.settings, cluster.wired.database, cluster.wired.clock)
    sealed = credentials.sealed_application(vault.keyring, ACCOUNT, APP_KEY, APP_SECRET)
    token = granted(cluster)
    with desk.database.transaction() as tx:
        credentials.enter(tx, now, desk.people["admin"], ACCOUNT, sealed)
        credentials.connect(
            tx, now, desk.people["admin"], ACCOUNT, vault.sealed_token(ACCOUNT, token[0]),
            uid=token[1], lives=LIVES - timedelta(minutes=1),
        )  # fmt: skip


def granted(cluster: Cluster) -> tuple[str, str]:
    address = f"http://localhost:{cluster.settings.rehearsal_port}"
    back = "http://localhost:8080/platforms/weibo/back"
    asked = {"client_id": APP_KEY, "redirect_uri": back, "response_type": "code", "state": "s"}
    agreed = httpx.post(f"{address}/oauth2/authorize", data=asked, trust_env=False)
    code = parse_qs(urlsplit(agreed.headers["Location"]).query)["code"][0]
    grant = WeiboApi(address).grant(APP_KEY, APP_SECRET, code, back)
    return grant.token, grant.uid


def eventually(true: Callable[[], T | None], seconds: float = 80, every: float = 0.05) -> T:
    """What ``true`` gave in the end."""
    end = time.monotonic() + seconds
    while not (given := true()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(every)
    return given


def held(house: Cluster) -> UUID:
    with house.desk.database.transaction() as tx:
        leader = house.desk.people["leader"]
        return service.place_hold(tx, house.wired.clock.now(), leader, HoldScope.ALL)


def lift(house: Cluster, hold: UUID) -> None:
    with house.desk.database.transaction() as tx:
        service.lift_hold(tx, house.wired.clock.now(), house.desk.people["leader"], hold)


def opened_after(house: Cluster, releases: list[UUID], at: datetime) -> int:
    """Attempts of these releases, by whomever."""
    with house.wired.database.snapshot() as tx:
        return (
            tx.scalar(
                select(func.count())
                .select_from(Attempt)
                .join(Delivery, Delivery.id == Attempt.delivery_id)
                .where(Delivery.release_id.in_(releases), Attempt.opened_at > at)
            )
            or 0
        )


def held_at_work(house: Cluster, titles: list[str]) -> UUID:
    """All due at once, and held as soon as the first is begun: a second later nothing is begun any
    more by anybody. The hold, which is still on."""
    now = house.wired.clock.now
    began = now()
    going = due_at_once(house, titles)
    eventually(lambda: opened_after(house, going, began), every=0.005)
    hold = held(house)
    second = now() + timedelta(seconds=1)
    time.sleep(2)
    assert not opened_after(house, going, second)
    return hold


def due_at_once(house: Cluster, titles: list[str]) -> list[UUID]:
    """However long signing takes: they wait under a hold, which is lifted."""
    hold = held(house)
    going = [house.desk.signed(house.wired.clock.now(), title=title) for title in titles]
    lift(house, hold)
    return going
