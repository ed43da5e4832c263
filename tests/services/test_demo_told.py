"""What the demonstration's plan tells others, the whole way from a signature to what the hub, the
partner and the mailboxes on this machine took."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from console.demo.told import LIST, seed_told
from console.press.queries import contacts
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState as S
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.mailbox import begin
from console.settings import HOME, load
from console.wiring import Wired, dispatcher, wire
from tests.builders import Desk
from tests.conftest import watched
from tests.fakes import FixedClock
from tests.loopback import free_port, serving
from tests.staffed import Staffed

TOLD = ("websub", "webhook", "press")


@dataclass
class House:
    wired: Wired
    desk: Desk
    ledger: Ledger

    def states(self) -> dict[str, S]:
        with self.wired.database.snapshot() as tx:
            return {row.channel: row.state for row in tx.scalars(select(Delivery))}

    def taken(self, platform: str) -> list[str]:
        return [each.account for each in self.ledger.everything() if each.platform == platform]


@pytest.fixture
def house(tmp_path: Path, office: Staffed, clock: FixedClock) -> Iterator[House]:
    """The demonstration as `make run` configures it, beside its stand-ins."""
    ledger, smtp, var = Ledger(tmp_path / "rehearsal"), free_port(), tmp_path / "var"
    stand_ins = Rehearsal(ledger, clock)
    mailbox = begin(smtp, ledger, clock, stand_ins.faults)
    assert mailbox is not None
    var.mkdir()
    shutil.copy(office.path, var / "fayan.sqlite3")
    with serving(stand_ins) as address:
        told = load(
            {
                "FAYAN_CONFIG": str(HOME / "config" / "rehearsal.toml"),
                "FAYAN_VAR": os.devnull,
                "FAYAN_SECRET_KEY": "k" * 40,
                "FAYAN_SMTP_PORT": str(smtp),
                "FAYAN_REHEARSAL_PORT": address.rpartition(":")[2],
            }
        )
        here = f"sqlite:///{var / 'fayan.sqlite3'}"
        made = wire(watched(replace(told, var=var, database_url=here), look=False), clock)
        try:
            yield House(made, Desk(made.database, made.policy, dict(office.people)), ledger)
        finally:
            made.database.close()
            mailbox.shutdown()
            mailbox.server_close()


def test_a_release_reaches_hub_partner_and_list_once_and_the_seed_keeps_what_was_changed(
    house: House, clock: FixedClock
) -> None:
    for _ in range(2):
        seed_told(house.wired, clock.now())
    with house.wired.database.snapshot() as tx:
        assert {each.address for each in contacts(tx)} == {each.address for each in LIST}
    house.desk.signed(clock.now())
    sender = dispatcher(house.wired, "one")
    for _ in range(4):
        sender.tick()
        clock.move(seconds=2)
    assert {house.states()[each] for each in TOLD} == {S.SENT}
    assert sorted(house.taken("mail")) == sorted(each.address for each in LIST)
    assert house.taken("partner") == ["/partner/disclosure"]
    assert len(house.taken("hub")) == 6
