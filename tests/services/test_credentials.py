"""Platform accounts: what is sealed stays so, whose it is counts, and its end is told in time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.credentials import platforms, queries, service
from console.credentials.service import PURPOSE, Application, Vault
from console.database import Database
from console.kernel.errors import Invalid, NotNow, NotYou
from console.notices.queries import for_person
from console.people.sealing import Keyring, Sealed
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import FixedClock

ACCOUNT = "weibo:main"


@pytest.fixture
def vault(database: Database, clock: FixedClock) -> Vault:
    return Vault(database, clock, Keyring(["a secret of the test"], PURPOSE))


def entered(
    desk: Desk,
    vault: Vault,
    clock: FixedClock,
    key: str = "1",
    secret: str = "s",  # noqa: S107
) -> None:
    given = service.sealed_application(vault.keyring, ACCOUNT, key, secret)
    with desk.database.transaction() as tx:
        service.enter(tx, clock.now(), desk.people["admin"], ACCOUNT, given)


def connected(desk: Desk, vault: Vault, clock: FixedClock, days: int = 30) -> None:
    sealed = vault.sealed_token(ACCOUNT, "token")
    with desk.database.transaction() as tx:
        service.connect(
            tx, clock.now(), desk.people["admin"], ACCOUNT, sealed, uid="7",
            lives=timedelta(days=days),
        )  # fmt: skip


def test_a_token_is_opened_while_it_lives_and_never_by_another_key(
    desk: Desk, vault: Vault, clock: FixedClock
) -> None:
    assert vault.token(ACCOUNT) is None
    entered(desk, vault, clock)
    assert vault.secret(ACCOUNT) == "s"
    connected(desk, vault, clock)
    assert vault.token(ACCOUNT) == ("token", "7")
    other = replace(vault, keyring=Keyring(["another"], PURPOSE))
    assert other.token(ACCOUNT) is None
    with pytest.raises(NotNow):
        other.secret(ACCOUNT)
    assert replace(vault, keyring=Keyring(["a secret of the test"])).token(ACCOUNT) is None
    clock.move(hours=30 * 24)
    assert vault.token(ACCOUNT) is None


def test_another_application_ends_what_the_one_before_was_authorised_to(
    desk: Desk, vault: Vault, clock: FixedClock
) -> None:
    entered(desk, vault, clock)
    connected(desk, vault, clock)
    entered(desk, vault, clock, secret="")  # the key as it was: nothing else changes
    assert vault.token(ACCOUNT) is not None
    with pytest.raises(Invalid):
        entered(desk, vault, clock, key="2", secret="")
    entered(desk, vault, clock, key="2", secret="t")
    assert vault.token(ACCOUNT) is None


def test_only_who_manages_accounts_may(desk: Desk, vault: Vault, clock: FixedClock) -> None:
    for name in ("leader", "spokesperson", "auditor"):
        with desk.database.transaction() as tx, pytest.raises(NotYou):
            service.enter(
                tx, clock.now(), desk.people[name], ACCOUNT, Application("1", Sealed("k", "x"))
            )
        with desk.database.transaction() as tx, pytest.raises(NotYou):
            service.disconnect(tx, clock.now(), desk.people[name], ACCOUNT)
    with desk.database.snapshot() as tx:
        assert queries.connections(tx) == {}
    assert vault.token(ACCOUNT) is None


def test_its_end_is_told_a_week_before_a_day_before_and_then_each_once(
    desk: Desk, vault: Vault, clock: FixedClock
) -> None:
    entered(desk, vault, clock)
    connected(desk, vault, clock)
    told = []
    for hours in (0, 22 * 24, 1, 24, 5 * 24, 1, 24, 24, 1):
        clock.move(hours=hours)
        with desk.database.transaction() as tx:
            service.warn(tx, clock.now(), {ACCOUNT: "平安示例"})
        with desk.database.snapshot() as tx:
            rows = for_person(tx, desk.people["admin"].id)
        told.append([row.kind for row in rows if row.subject == f"platform:{ACCOUNT}"])
    assert [len(each) for each in told] == [0, 0, 0, 1, 1, 1, 2, 3, 3]
    assert told[-1][0] == "account.ended"
    assert rows[0].parameters["account"] == "平安示例"


def test_only_an_account_of_ours_is_connected(settings: Settings) -> None:
    where = platforms.of(settings, "weibo")
    assert where
    assert where.is_ours("1234567890")
    assert not where.is_ours("9999999999")
    assert not where.is_ours("1234567890/../9999999999")
