"""Words that time has overtaken: not signed any more, and not sent when they were signed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.errors import NotNow
from console.publishing.records import Delivery
from console.releases.records import Release
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.releases.service import ReleaseWarrant, timing
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_warnings import ADVICE, WARNING

WORDS = ("advice", "warning", "next_update_at")


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    form = IncidentForm("某厂房爆炸", "示例区工业路", Level.GENERAL, "无人伤亡", clock.now())
    with desk.database.transaction() as tx:
        return incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )


def submitted(desk: Desk, clock: FixedClock, *, signed: bool = True, **draft: Any) -> UUID:
    words = {name: draft.pop(name) for name in WORDS if name in draft}
    release_id = desk.draft(clock.now(), **draft)
    if words:
        desk.write(clock.now(), release_id, **words)
    digest = desk.submit(clock.now(), release_id, midnight=True)
    if signed:
        desk.sign_all(clock.now(), release_id, digest)
    return release_id


def sign(desk: Desk, clock: FixedClock, release_id: UUID) -> None:
    with desk.database.snapshot() as tx:
        row = tx.get(Release, release_id)
        assert row is not None
    desk.sign_all(clock.now(), release_id, row.digest or "")


def why(desk: Desk, release_id: UUID) -> set[str]:
    """What kept its deliveries from going."""
    query = select(Delivery.trouble).where(Delivery.release_id == release_id)
    with desk.database.snapshot() as tx:
        return set(tx.scalars(query))


def test_a_warning_that_ran_out_while_it_waited_is_neither_signed_nor_sent(
    desk: Desk, clock: FixedClock, press: Press
) -> None:
    waiting = submitted(desk, clock, signed=False, kind=Kind.NOTICE, advice=ADVICE, warning=WARNING)
    goes = submitted(desk, clock, kind=Kind.NOTICE, advice=ADVICE, warning=WARNING)
    clock.at = WARNING.expires_at
    with pytest.raises(NotNow) as refused:
        sign(desk, clock, waiting)
    assert refused.value.code == "warrant.warning_over"
    press.dispatcher().tick()
    assert desk.see(goes).row.stage is not Stage.PUBLISHED
    with desk.database.snapshot() as tx:
        rows = tx.scalars(select(Delivery).where(Delivery.release_id == goes)).all()
        asked = [ReleaseWarrant(desk.policy).refusal(tx, row, clock.now()) for row in rows]
    assert set(asked) == {"warrant.warning_over"}


def test_a_promise_that_is_past_is_neither_signed_nor_sent(desk: Desk, clock: FixedClock) -> None:
    promised = clock.now() + timedelta(hours=2)
    waiting = submitted(desk, clock, signed=False, next_update_at=promised)
    clock.at = promised
    with pytest.raises(NotNow) as refused:
        sign(desk, clock, waiting)
    assert refused.value.code == "warrant.promise_past"


def test_a_first_word_is_not_told_after_a_later_one(
    desk: Desk, clock: FixedClock, incident: UUID, press: Press
) -> None:
    soon = clock.now() + timedelta(minutes=30)
    first = submitted(
        desk, clock, kind=Kind.INITIAL, incident_id=incident, text="正在扑救。", go_at=soon
    )
    waiting = submitted(
        desk,
        clock,
        signed=False,
        kind=Kind.UPDATE,
        incident_id=incident,
        text="仍在扑救。",
        title="情况通报（二）",
    )
    later = submitted(
        desk,
        clock,
        kind=Kind.UPDATE,
        incident_id=incident,
        text="火已扑灭。",
        title="情况通报（三）",
    )
    press.dispatcher().tick()
    assert desk.see(later).row.stage is Stage.PUBLISHED
    with pytest.raises(NotNow) as refused:
        sign(desk, clock, waiting)
    assert refused.value.code == "warrant.overtaken"
    clock.at = soon
    press.dispatcher().tick()
    assert desk.see(first).row.stage is not Stage.PUBLISHED
    assert "warrant.overtaken" in why(desk, first)


def test_what_is_public_goes_on_to_the_other_channels(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    first = submitted(desk, clock, kind=Kind.INITIAL, incident_id=incident, text="正在扑救。")
    with desk.database.transaction() as tx:
        row = tx.get(Release, first)
        assert row is not None
        row.published_at = clock.now()
    submitted(
        desk,
        clock,
        kind=Kind.UPDATE,
        incident_id=incident,
        text="火已扑灭。",
        title="情况通报（二）",
    )
    with desk.database.snapshot() as tx:
        kept = tx.get(Release, first)
        assert kept is not None
        assert timing.refusal(tx, kept, clock.now() + timedelta(hours=5)) is None
