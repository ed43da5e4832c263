"""What SQLite forgives and PostgreSQL does not: locks, order, control characters."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from console import audit
from console.audit import queries as trail
from console.audit.queries import Filter
from console.database import Database, connecting
from console.kernel.errors import Invalid, NotNow
from console.people import queries, service, sign_in
from console.people.passwords import Passwords
from console.people.rules.actor import Actor
from console.people.rules.attempts import Limits
from console.people.rules.changes import Change
from console.people.rules.roles import P, Role
from console.people.service import Particulars
from console.people.sign_in import Lifetime, Origin
from tests.builders import hire
from tests.fakes import FixedClock
from tests.services.test_people import CHEAP
from tests.services.test_two_administrators import House

pytestmark = pytest.mark.postgres
LIMITS = Limits(per_source=20, per_name=10, window=timedelta(minutes=15))
LIFETIME = Lifetime(idle=timedelta(minutes=30), whole=timedelta(hours=12))


def test_two_administrators_cannot_remove_each_other_at_once(
    cluster: Database, clock: FixedClock
) -> None:
    with cluster.transaction() as tx:
        one = hire(tx, clock.now(), "admin", Role.ADMINISTRATOR)
        other = hire(tx, clock.now(), "admin-2", Role.ADMINISTRATOR)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def remove(actor, victim) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        ready.wait()
        try:
            with cluster.transaction() as tx:
                service.revoke_role(
                    tx, clock.now(), actor, victim.id, Role.ADMINISTRATOR, asked_by=victim.id
                )
            outcomes.append("removed")
        except NotNow:
            outcomes.append("refused")

    threads = [threading.Thread(target=remove, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "removed"]
    with cluster.snapshot() as tx:
        assert len(queries.administrators(tx)) == 1
        assert audit.verify(tx).broken is None


def test_of_two_who_ask_about_one_account_at_once_the_second_finds_the_request(
    cluster: Database, clock: FixedClock
) -> None:
    house = House(cluster, clock)
    signer, ready = house.hire("leader", Role.BUREAU_LEADER), threading.Barrier(2)

    def ask(by: Actor) -> str:
        ready.wait()
        try:
            house.change(by, signer.id, Change.FACTORS)
        except NotNow as error:
            return error.code
        return "asked"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(ask, (house.one, house.two)))
    assert outcomes == ["account.asked_already", "asked"]


def test_signing_in_works_and_strange_names_are_only_wrong(
    cluster: Database, clock: FixedClock
) -> None:
    with cluster.transaction() as tx:
        admin = hire(tx, clock.now(), "admin", Role.ADMINISTRATOR)
        person = service.add_person(
            tx, clock.now(), admin, username="bai.lu",
            particulars=Particulars("白\x00露", "民警\x07", "处"),
            password_hash=CHEAP.hash("right"),
        )  # fmt: skip
        service.assign_role(tx, clock.now(), None, person, Role.BUREAU_LEADER)

    def enter(username: str, password: str) -> sign_in.Opened:
        return sign_in.sign_in(
            cluster, clock, Passwords(CHEAP), LIMITS, LIFETIME, username=username,
            password=password, origin=Origin("10.0.0.7", "device", "browser"),
        )  # fmt: skip

    for username in ("bai\x00lu", "\ud800", "'; --", "白露"):
        with pytest.raises(Invalid):
            enter(username, "right")
    opened = enter("bai.lu", "right")
    with cluster.snapshot() as tx:
        assert sign_in.resume(tx, clock.now(), opened.token, LIFETIME.idle) is not None
        assert queries.holders(tx, P.RELEASE_SIGN) == (person,)
        assert queries.person(tx, person).card.name == "白露"
        assert len(trail.events(tx, Filter(name="people:session:"))) == 5


def test_a_machine_that_froze_in_a_transaction_is_given_up_and_a_silent_line_too(
    cluster: Database,
) -> None:
    with cluster.transaction() as tx:
        assert tx.scalar(text("SHOW idle_in_transaction_session_timeout")) == "30s"
    with cluster.snapshot() as tx:
        assert tx.scalar(text("SHOW idle_in_transaction_session_timeout")) == "30s"
    url = make_url("postgresql+psycopg://a@b/c?keepalives_idle=3&options=-c%20search_path%3Dd")
    told = connecting(url)
    assert "keepalives_idle" not in told
    assert told["tcp_user_timeout"] == 30_000
    assert str(told["options"]).endswith("-c search_path=d")
