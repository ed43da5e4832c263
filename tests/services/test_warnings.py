"""Public warnings from the draft to the tree: signed with the words, followed, corrected, ended."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.kernel.errors import Invalid
from console.publishing.dispatcher import Dispatcher
from console.publishing.rules.warning import (
    Category,
    Certainty,
    PublicWarning,
    Severity,
    Urgency,
)
from console.releases import queries, service
from console.releases.rules.content import Content
from console.releases.rules.kinds import Kind
from console.wiring import Wired
from tests.builders import Desk
from tests.fakes import START, FixedClock

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "newsroom" / "cap-1.2.xsd"))
ADVICE = "请工业大道以东居民向西疏散。"
WARNING = PublicWarning(
    Category.FIRE, Urgency.IMMEDIATE, Severity.SEVERE, Certainty.OBSERVED,
    "工业大道以东", (START + timedelta(days=2)).replace(microsecond=0),
)  # fmt: skip


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    form = IncidentForm("某厂房爆炸", "示例区工业路", Level.SERIOUS, "初判", clock.now())
    with desk.database.transaction() as tx:
        return incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )


def warn(desk: Desk, clock: FixedClock, *, warning: Any = WARNING, **draft: Any) -> UUID:
    release_id = desk.draft(clock.now(), **draft)
    desk.write(clock.now(), release_id, advice=ADVICE, warning=warning)
    sign(desk, clock, release_id)
    return release_id


def sign(desk: Desk, clock: FixedClock, release_id: UUID) -> None:
    digest = desk.submit(clock.now(), release_id, midnight=True)
    desk.sign_all(clock.now(), release_id, digest)


def message(wired: Wired, number: str) -> Any:
    parsed = etree.fromstring(wired.tree.read(f"cap/{number}.xml"))
    SCHEMA.assertValid(parsed)
    return parsed


def said(parsed: Any, name: str) -> str:
    return str(parsed.findtext(f".//{CAP}{name}") or "")


def test_the_warning_is_part_of_what_is_signed(desk: Desk, clock: FixedClock) -> None:
    release_id = warn(desk, clock, kind=Kind.NOTICE)
    sealed = desk.see(release_id).package
    assert sealed["advice"] == ADVICE
    assert sealed["warning"]["category"] == "Fire"
    assert sealed["warning"]["area"] == "工业大道以东"


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [
        (Kind.STATEMENT, {"advice": ADVICE, "warning": WARNING}, "warning.not_this_kind"),
        (Kind.NOTICE, {"warning": WARNING}, "warning.no_advice"),
        (Kind.NOTICE, {"advice": "字" * 1001}, "warning.advice_too_long"),
    ],
)
def test_a_warning_that_is_not_whole_is_not_submitted(
    desk: Desk, clock: FixedClock, kind: Kind, words: dict[str, Any], code: str
) -> None:
    release_id = desk.draft(clock.now(), kind=kind)
    desk.write(clock.now(), release_id, **words)
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), release_id, midnight=True)
    assert refused.value.code == code


def test_a_warning_that_is_over_before_it_goes_out_is_not_submitted(
    desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE, go_at=clock.now() + timedelta(days=3))
    desk.write(clock.now(), release_id, advice=ADVICE, warning=WARNING)
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), release_id, midnight=True)
    assert refused.value.code == "warning.already_over"


def test_the_guard_reads_the_advice_too(desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE)
    desk.write(clock.now(), release_id, advice="请联系 13800138000。")
    with desk.database.snapshot() as tx:
        found = service.findings(tx, clock.now(), desk.policy, release_id)
    assert ("pii.mobile", "advice") in {(each.code, each.part) for each in found}


def test_a_warning_lives_through_update_correction_and_withdrawal(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    first = warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    rollout.tick()
    alert = wired.tree.read("cap/2026-0001.xml")
    assert said(message(wired, "2026-0001"), "msgType") == "Alert"

    clock.move(hours=1)
    second = warn(
        desk, clock, kind=Kind.UPDATE, incident_id=incident, title="情况通报（二）",
        text="截至20时，已疏散320人，明火已扑灭。",
    )  # fmt: skip
    rollout.tick()
    update = message(wired, "2026-0002")
    assert said(update, "msgType") == "Update"
    assert ":2026-0001," in said(update, "references")

    clock.move(hours=1)
    with desk.database.transaction() as tx:
        started = service.start_correction(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            release_id=second, kind=Kind.CORRECTION,
        )  # fmt: skip
    sign(desk, clock, started.id)
    rollout.tick()
    correction = message(wired, "2026-0003")
    assert said(correction, "msgType") == "Update"
    assert [each.split(":")[1][:9] for each in said(correction, "references").split()] == [
        "2026-0001", "2026-0002",
    ]  # fmt: skip
    assert said(correction, "instruction") == ADVICE

    clock.move(hours=1)
    with desk.database.transaction() as tx:
        service.withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=first,
            seen=desk.see(first).digest, reason="时间有误。",
            proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    rollout.tick()
    assert said(message(wired, "2026-0001"), "msgType") == "Cancel"
    assert wired.tree.read("cap/2026-0001.xml") != alert
    assert message(wired, "2026-0002").findtext(f"{CAP}references") == said(update, "references")
    index = (wired.tree.read("cap.atom") or b"").decode()
    assert index.index("cap/2026-0001.xml") < index.index("cap/2026-0003.xml")


def test_an_ordinary_release_leaves_no_message(
    wired: Wired, rollout: Dispatcher, desk: Desk, clock: FixedClock
) -> None:
    desk.signed(clock.now(), kind=Kind.NOTICE)
    rollout.tick()
    assert list(wired.tree.paths("cap/")) == []


def test_correcting_a_warning_that_another_followed_brings_nothing_of_it_back(
    desk: Desk, clock: FixedClock, rollout: Dispatcher, incident: UUID
) -> None:
    first = warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    rollout.tick()
    clock.move(minutes=10)
    holds = correct(desk, clock, first)
    assert desk_words(desk, holds).advice == ADVICE  # it is still what holds
    warn(
        desk, clock, kind=Kind.UPDATE, title="情况通报（二）", incident_id=incident,
        text="截至20时，已疏散320人，明火已扑灭。",
    )  # fmt: skip
    rollout.tick()
    clock.move(minutes=10)
    late = correct(desk, clock, first)
    words = desk_words(desk, late)
    assert (words.advice, words.warning) == ("", None)
    with pytest.raises(Invalid, match=r"content\.old_advice"):
        desk.submit(clock.now(), holds, midnight=True)


def correct(desk: Desk, clock: FixedClock, release_id: UUID) -> UUID:
    with desk.database.transaction() as tx:
        return service.start_correction(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            kind=Kind.CORRECTION,
        ).id  # fmt: skip


def desk_words(desk: Desk, release_id: UUID) -> Content:
    with desk.database.snapshot() as tx:
        return queries.draft(tx, release_id)[1]
