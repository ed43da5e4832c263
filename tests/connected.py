"""A bureau with the rehearsal's Weibo connected, and no process of its own but the platform.

What others are to find, their processes among them, is left in ``os.environ``.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx
from werkzeug.serving import WSGIRequestHandler, make_server

from console.channels.weibo_api import WeiboApi
from console.credentials import service as credentials
from console.credentials.service import Vault, sealed_application
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET
from console.settings import Settings, load
from console.wiring import Wired, migrate, wire
from tests.builders import Desk, staff
from tests.demonstration import without_the_told
from tests.journeys.bureau import free_ports

PLENTY: Final = 1_000_000
"""Posts an hour: the platform's limit is not what is measured."""
BACK: Final = "http://localhost/back"


class Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - as it is called
        del type, message, args


@dataclass(frozen=True)
class House:
    settings: Settings
    wired: Wired
    desk: Desk
    platform: str

    def posts(self) -> list[dict[str, str]]:
        """What the platform says that it took."""
        found: list[dict[str, str]] = httpx.get(f"{self.platform}/_ledger").json()
        return found


@contextmanager
def house(folder: Path, more: str = "") -> Iterator[House]:
    """``more``: configuration over the rehearsal's."""
    config = folder / "bench.toml"
    config.write_text(f"{without_the_told()}\n{more}", encoding="utf-8")
    newsroom, rehearsal = map(str, free_ports(2))
    os.environ |= {
        "FAYAN_CONFIG": str(config),
        "FAYAN_VAR": str(folder / "var"),
        "FAYAN_SECRET_KEY": "b" * 40,
        "FAYAN_NEWSROOM_PORT": newsroom,
        "FAYAN_REHEARSAL_PORT": rehearsal,
    }
    settings = load(dict(os.environ))
    migrate(settings)
    wired = wire(settings)
    desk = Desk(wired.database, wired.policy, staff(wired.database, datetime.now(UTC)))
    ledger = Ledger(settings.var / "rehearsal")
    stand_in = Rehearsal(ledger, wired.clock, weibo_an_hour=PLENTY)
    server = make_server(
        "localhost", settings.rehearsal_port, stand_in, threaded=True, request_handler=Silent
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    platform = f"http://localhost:{settings.rehearsal_port}"
    try:
        connect(wired, desk, platform)
        yield House(settings, wired, desk, platform)
    finally:
        server.shutdown()
        wired.database.close()


def connect(wired: Wired, desk: Desk, platform: str) -> None:
    """As the owner of the account does it, without the screens."""
    asked = {"client_id": APP_KEY, "redirect_uri": BACK, "response_type": "code", "state": "s"}
    agreed = httpx.post(f"{platform}/oauth2/authorize", data=asked)
    code = parse_qs(urlsplit(agreed.headers["Location"]).query)["code"][0]
    grant = WeiboApi(platform).grant(APP_KEY, APP_SECRET, code, BACK)
    vault = Vault.of(wired.settings, wired.database, wired.clock)
    application = sealed_application(vault.keyring, "weibo:main", APP_KEY, APP_SECRET)
    token = vault.sealed_token("weibo:main", grant.token)
    now, admin = datetime.now(UTC), desk.people["admin"]
    with wired.database.transaction() as tx:
        credentials.enter(tx, now, admin, "weibo:main", application)
        credentials.connect(tx, now, admin, "weibo:main", token, uid=grant.uid, lives=grant.lives)
