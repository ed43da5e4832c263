"""解除预警: declared, signed, shown; and what becomes of it when it is corrected or withdrawn."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.errors import Invalid
from console.publishing.dispatcher import Dispatcher
from console.releases import queries, service
from console.releases.rules.kinds import Kind
from console.upkeep.rebuild import rebuild
from console.wiring import Wired
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.services.test_warnings import (
    ADVICE,
    correct,
    desk_words,
    message,
    said,
    sign,
    warn,
)

SAFE = "截至21时，明火已扑灭，周边空气检测正常。"


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    return happened(desk, clock, "某厂房爆炸")


def happened(desk: Desk, clock: FixedClock, what: str) -> UUID:
    form = IncidentForm(what, "示例区工业路", Level.SERIOUS, "初判", clock.now())
    with desk.database.transaction() as tx:
        return incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )


def lift(desk: Desk, clock: FixedClock, *numbers: str, **draft: Any) -> UUID:
    known: dict[str, Any] = {"kind": Kind.UPDATE, "title": "情况通报（二）", "text": SAFE}
    release_id = desk.draft(clock.now(), **known | draft)
    desk.write(clock.now(), release_id, lifts=numbers)
    sign(desk, clock, release_id)
    return release_id


def out(rollout: Dispatcher, clock: FixedClock) -> None:
    """Twice: what was lifted is told in deliveries of their own."""
    rollout.tick()
    clock.move(seconds=5)
    rollout.tick()
    clock.move(minutes=10)


def page(wired: Wired, path: str) -> str:
    """Without markup and line ends."""
    read = (wired.tree.read(path) or b"").decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", read.split("<main", 1)[-1]))


def withdraw(desk: Desk, clock: FixedClock, release_id: UUID) -> None:
    with desk.database.transaction() as tx:
        service.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=release_id,
            seen=desk.see(release_id).digest, reason="时间有误。",
            proof=desk.proof("leader", clock.now()),
        )  # fmt: skip


def test_a_lifted_warning_ends_everywhere_and_its_advice_with_it(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    out(rollout, clock)
    alert = wired.tree.read("cap/2026-0001.xml")
    lifting = lift(desk, clock, "2026-0001", incident_id=incident)
    assert desk.see(lifting).package["lifts"] == ["2026-0001"]
    out(rollout, clock)

    cancel = message(wired, "2026-0002")
    assert said(cancel, "msgType") == "Cancel"
    assert ":2026-0001," in said(cancel, "references")
    assert wired.tree.read("cap/2026-0001.xml") == alert
    assert "cap/2026-0002.xml" in (wired.tree.read("cap.atom") or b"").decode()
    for shown in ("index.html", "incidents/2026-E0001/index.html"):
        assert "预警已" in page(wired, shown)
        assert ADVICE not in page(wired, shown)
    home = (wired.tree.read("index.html") or b"").decode()
    assert re.search(r'预警已解除.{0,140}href="/releases/2026-0002/"', home)
    old = page(wired, "releases/2026-0001/index.html")
    assert "公众预警（已解除）" in old
    assert "（预警解除）" in old
    assert "本通稿解除的是" in page(wired, "releases/2026-0002/index.html")
    assert re.search(
        r"/incidents/2026-E0001/</loc><lastmod>2026-11-23T20:10:0\d\+08:00<",
        (wired.tree.read("sitemaps/2026-11.xml") or b"").decode(),
    )
    assert "预警已于" in (wired.tree.read("feed.xml") or b"").decode()


def test_a_correction_of_a_lifted_warning_does_not_bring_it_back(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    first = warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    out(rollout, clock)
    waiting = correct(desk, clock, first)  # begun while the warning holds
    begun = desk.submit(clock.now(), waiting, midnight=True)
    lifting = lift(desk, clock, "2026-0001", incident_id=incident)
    out(rollout, clock)
    late = correct(desk, clock, first)
    assert (desk_words(desk, late).advice, desk_words(desk, late).warning) == ("", None)
    desk.sign_all(clock.now(), waiting, begun)  # it was in review all the while
    out(rollout, clock)
    number = desk.see(waiting).package["number"]
    assert wired.tree.read(f"releases/{number}/index.html")
    assert wired.tree.read(f"cap/{number}.xml") is None
    assert "预警已于" in page(wired, "incidents/2026-E0001/index.html")
    withdraw(desk, clock, lifting)
    out(rollout, clock)
    rebuild(wired, "again", lambda *_done: None)
    assert wired.tree.read(f"cap/{number}.xml") is None
    assert number not in (wired.tree.read("cap.atom") or b"").decode()


def test_a_warning_after_the_lifting_is_a_new_alert(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    out(rollout, clock)
    lifting = lift(desk, clock, "2026-0001", incident_id=incident)
    out(rollout, clock)
    again = warn(
        desk, clock, kind=Kind.UPDATE, incident_id=incident, title="情况通报（三）",
        text="截至22时，余火复燃，正在扑救。",
    )  # fmt: skip
    out(rollout, clock)
    assert said(message(wired, "2026-0003"), "msgType") == "Alert"
    assert ADVICE in page(wired, "incidents/2026-E0001/index.html")
    assert "预警已解除：" not in page(wired, "index.html")
    before = wired.tree.read("cap/2026-0003.xml")
    withdraw(desk, clock, lifting)
    out(rollout, clock)
    assert wired.tree.read("cap/2026-0003.xml") == before
    ended = lift(desk, clock, "2026-0003", incident_id=incident, title="情况通报（四）")
    assert desk.see(ended).package["lifts"] == ["2026-0003"]
    assert again


def test_a_lifting_withdrawn_or_corrected_away_lets_the_warning_hold_again(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    out(rollout, clock)
    lifting = lift(desk, clock, "2026-0001", incident_id=incident)
    out(rollout, clock)
    cancel = wired.tree.read("cap/2026-0002.xml")
    kept = correct(desk, clock, lifting)
    assert desk_words(desk, kept).lifts == ("2026-0001",)
    sign(desk, clock, kept)
    out(rollout, clock)
    assert "公众预警（已解除）" in page(wired, "releases/2026-0001/index.html")
    gone = correct(desk, clock, kept)
    desk.write(clock.now(), gone, lifts=())
    sign(desk, clock, gone)
    out(rollout, clock)
    assert "公众预警：公众须知" in page(wired, "releases/2026-0001/index.html")
    assert ADVICE in page(wired, "incidents/2026-E0001/index.html")
    withdraw(desk, clock, gone)  # what it corrected speaks again
    out(rollout, clock)
    assert "公众预警（已解除）" in page(wired, "releases/2026-0001/index.html")
    withdraw(desk, clock, kept)
    withdraw(desk, clock, lifting)
    out(rollout, clock)
    assert "公众预警：公众须知" in page(wired, "releases/2026-0001/index.html")
    assert wired.tree.read("cap/2026-0002.xml") == cancel  # a cancellation is not taken back


def test_of_two_notices_the_one_that_is_named_is_lifted(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    warn(desk, clock, kind=Kind.NOTICE, title="暴雨预警")
    out(rollout, clock)
    second = warn(desk, clock, kind=Kind.NOTICE, title="大雾预警")
    out(rollout, clock)
    sign(desk, clock, correct(desk, clock, second))
    out(rollout, clock)
    draft = desk.draft(clock.now(), kind=Kind.NOTICE, title="关于解除预警的通告", text=SAFE)
    with desk.database.snapshot() as tx:
        offered = queries.liftable(tx, clock.now(), draft, Kind.NOTICE, ())
    assert [each.number for each in offered] == ["2026-0001", "2026-0003"]
    desk.write(clock.now(), draft, lifts=("2026-0003",))
    sign(desk, clock, draft)
    assert desk.see(draft).package["lifts"] == ["2026-0002", "2026-0003"]
    out(rollout, clock)
    assert len(said(message(wired, "2026-0004"), "references").split()) == 2
    assert "公众预警：公众须知" in page(wired, "releases/2026-0001/index.html")
    assert "公众预警（已解除）" in page(wired, "releases/2026-0003/index.html")


def test_only_what_holds_for_this_release_is_lifted(
    desk: Desk, clock: FixedClock, rollout: Dispatcher, incident: UUID
) -> None:
    warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    out(rollout, clock)
    elsewhere = happened(desk, clock, "某路段车祸")
    for fields, numbers in (
        ({"kind": Kind.NOTICE, "incident_id": elsewhere}, ("2026-0001",)),
        ({"kind": Kind.NOTICE}, ("2026-0001",)),
        ({"kind": Kind.UPDATE, "incident_id": incident, "title": "情况通报（二）"}, ("<b>", "9")),
    ):
        draft = desk.draft(clock.now(), text=SAFE, **fields)
        desk.write(clock.now(), draft, lifts=numbers)
        with pytest.raises(Invalid, match=r"lifts\.not_in_force"):
            desk.submit(clock.now(), draft, midnight=True)
    with desk.database.snapshot() as tx:
        late = clock.now() + timedelta(days=3)
        assert not queries.liftable(tx, late, draft, Kind.UPDATE, ())


def test_a_release_cannot_warn_and_lift_nor_a_statement_lift(
    desk: Desk, clock: FixedClock, rollout: Dispatcher
) -> None:
    warn(desk, clock, kind=Kind.NOTICE)
    out(rollout, clock)
    both = desk.draft(clock.now(), kind=Kind.NOTICE, text=SAFE)
    warning = desk_words(desk, warn(desk, clock, kind=Kind.NOTICE, title="另一预警")).warning
    desk.write(clock.now(), both, lifts=("2026-0001",), warning=warning, advice=ADVICE)
    statement = desk.draft(clock.now(), kind=Kind.STATEMENT, text=SAFE)
    desk.write(clock.now(), statement, lifts=("2026-0001",))
    for release_id, code in ((both, "lifts.with_warning"), (statement, "lifts.not_this_kind")):
        with pytest.raises(Invalid, match=re.escape(code)):
            desk.submit(clock.now(), release_id, midnight=True)
