"""A platform tells by itself how a job ended: who waits for that goes on at once, and no other."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from console.audit.records import AuditEvent
from console.publishing.answers import SUBMITTED, answered
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState as S
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

JOB = "2247503051"


@pytest.fixture
def waiting(press: Press, desk: Desk, clock: FixedClock) -> UUID:
    """An article that was submitted."""
    desk.signed(clock.now())
    press.dispatcher().tick()
    return press.row("wechat").id


def put(press: Press, row: UUID, state: S, job: str = JOB, trouble: str = "") -> None:
    with press.database.transaction() as tx:
        found = tx.get_one(Delivery, row)
        found.state, found.progress, found.trouble = state, {"job": job}, trouble


def hear(press: Press, account: str = "main", job: str = JOB, channel: str = "wechat") -> int:
    with press.database.transaction() as tx:
        return answered(tx, press.clock.now(), channel, account, job)


def told(press: Press) -> int:
    with press.database.snapshot() as tx:
        name = "publishing:delivery:answered"
        return tx.scalar(select(func.count()).where(AuditEvent.name == name)) or 0


@pytest.mark.parametrize(
    ("state", "trouble"), [(S.RETRYING, ""), (S.UNKNOWN, ""), (S.HANDED_OVER, SUBMITTED)]
)
def test_who_waits_for_the_job_goes_on_at_once_and_once(
    press: Press, waiting: UUID, state: S, trouble: str
) -> None:
    put(press, waiting, state, trouble=trouble)
    assert (hear(press), hear(press)) == (1, 0)
    assert (press.row("wechat").state, press.row("wechat").next_try_at) == (S.DUE, None)
    assert told(press) == 1


@pytest.mark.parametrize(
    ("state", "job", "trouble"),
    [
        (S.RETRYING, "another", ""),
        (S.HANDED_OVER, JOB, "wechat.limit_drafted"),  # a person posts it: the answer is another's
        (S.CONFIRMED, JOB, ""),
        (S.SENDING, JOB, ""),
        (S.CANCELLED, JOB, ""),
    ],
)
def test_whatever_does_not_wait_for_it_stays_as_it_is(
    press: Press, waiting: UUID, state: S, job: str, trouble: str
) -> None:
    put(press, waiting, state, job, trouble)
    assert hear(press) == 0
    assert press.row("wechat").state is state
    assert told(press) == 0


def test_another_account_or_channel_is_not_meant(press: Press, waiting: UUID) -> None:
    put(press, waiting, S.RETRYING)
    assert hear(press, account="second") == hear(press, channel="weibo") == 0
    assert press.row("wechat").state is S.RETRYING
