"""Machines elsewhere that are told of a release: the stand-ins of a hub, a partner and a mail
server on real ports, and our channels that speak to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from console.channels.press import PressMail
from console.channels.webhook import Partner, Webhook
from console.channels.websub import WebSub
from console.outgoing.smtp import Server
from console.publishing.rules.channel import Account
from console.publishing.rules.keys import Token
from console.publishing.rules.mailing import Recipient
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.mailbox import begin
from console.rehearsal.wire.partners import PARTNER_SECRET
from tests.fakes import FixedClock
from tests.loopback import free_port, serving

SITE = "https://xinwen.shili.example"
SOON, PATIENT = 1.0, 10.0  # seconds


class Secrets:
    def token(self, account: Account) -> Token | None:
        assert account.channel == "webhook"
        return Token(PARTNER_SECRET, "")


class Journalists:
    """Implements ``MediaList``."""

    def recipients(self) -> list[Recipient]:
        return [Recipient(each, f"{each}@daily.example", f"{SITE}/leave/{each}") for each in "ab"]

    def password(self) -> str:
        return ""


@dataclass
class Outside:
    address: str
    smtp_port: int
    ledger: Ledger
    clock: FixedClock
    patience: float = PATIENT

    def websub(self) -> WebSub:
        return WebSub(f"{self.address}/hub", SITE, httpx.Timeout(self.patience))

    def webhook(self) -> Webhook:
        partners = [Partner(each, f"单位{each}", f"{self.address}/partner/{each}") for each in "ab"]
        return Webhook(partners, Secrets(), self.clock, SITE, httpx.Timeout(self.patience))

    def press(self) -> PressMail:
        server = Server("localhost", self.smtp_port, "none", timeout=self.patience)
        return PressMail(server, Journalists(), self.clock, "xinwen@moumou.example", "示例市公安局")

    def fault(self, path: str, kind: str, **about: object) -> None:
        self.patience = SOON if kind in {"before", "after"} else PATIENT
        asked = {"path": path, "kind": kind, **about}
        assert httpx.post(f"{self.address}/_faults", json=asked).status_code == 200

    def taken(self) -> set[tuple[str, str, str, str]]:
        """What whom was told; partners and mailboxes once, a hub however often."""
        found = [
            (each.platform, each.account, each.client_ref, each.text)
            for each in self.ledger.everything()
        ]
        once = [each for each in found if each[0] != "hub"]
        assert len(once) == len(set(once)), "told twice"
        return set(found)


@contextmanager
def beside_us(folder: Path) -> Iterator[Outside]:
    ledger, clock = Ledger(folder), FixedClock(datetime(2026, 11, 23, 12, 10, tzinfo=UTC))
    stand_ins, port = Rehearsal(ledger, clock), free_port()
    mailbox = begin(port, ledger, clock, stand_ins.faults)
    assert mailbox is not None
    try:
        with serving(stand_ins) as address:
            yield Outside(address.replace("127.0.0.1", "localhost"), port, ledger, clock)
    finally:
        mailbox.shutdown()
        mailbox.server_close()
