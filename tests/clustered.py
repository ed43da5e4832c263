"""A cluster at work: PostgreSQL, real `fayan worker` processes, Weibo's stand-in, one tree."""

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import func, select

from console.channels.weibo_api import WeiboApi
from console.credentials import service as credentials
from console.credentials.service import Vault
from console.kernel.clock import SystemClock
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.states import DeliveryState, Outcome
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET, LIVES
from console.settings import HOME, Settings, load
from console.wiring import Wired, migrate, wire
from tests.builders import Desk, staff
from tests.loopback import serving

REHEARSAL = HOME / "config" / "rehearsal.toml"
ACCOUNT = "weibo:main"


@dataclass
class Cluster:
    """``workers``: by process number."""

    settings: Settings
    wired: Wired
    desk: Desk
    posts: Ledger
    environment: dict[str, str]
    log: Path
    workers: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def hire(self) -> int:
        """One more worker; its process number."""
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "console", "worker"],
                cwd=HOME, env=self.environment, stdout=output, stderr=output,
                start_new_session=True,
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
        """The worker that has an attempt open at this moment, by its process number."""
        here = f"{socket.gethostname()[:30]}:"
        with self.wired.database.snapshot() as tx:
            open_now = select(Attempt.holder).where(Attempt.outcome == Outcome.OPEN)
            found = tx.scalars(open_now.limit(1)).first()
        return int(found.removeprefix(here).partition(":")[0]) if found else None

    def states(self) -> Counter[tuple[str, DeliveryState]]:
        with self.wired.database.snapshot() as tx:
            rows = tx.execute(
                select(Delivery.channel, Delivery.state, func.count()).group_by(
                    Delivery.channel, Delivery.state
                )
            )
            return Counter({(channel, state): count for channel, state, count in rows})

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def clustered(folder: Path, database_url: str, more: str = "") -> Iterator[Cluster]:
    """``database_url``: an empty or a migrated database. ``more``: of the configuration."""
    config = folder / "cluster.toml"
    engine = f'\n[engine]\nkind = "cluster"\n{more}'
    config.write_text(REHEARSAL.read_text(encoding="utf-8") + engine, encoding="utf-8")
    posts = Ledger(folder / "rehearsal")
    with serving(Rehearsal(posts, SystemClock())) as address:
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
            outside | told, folder / "workers.log",
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
