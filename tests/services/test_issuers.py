"""发布主体: named, kept, and what the guard and the warrant make of it."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from console.checks.findings import Finding
from console.database import Database
from console.incidents import service as incidents
from console.incidents.queries.issuers import issuers
from console.incidents.rules.issuers import Issuer, Speaking
from console.incidents.service.issuing import name_issuer
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from console.publishing.records import Delivery
from console.releases import queries, service
from console.releases.rules.body import from_input, links_of
from console.releases.rules.kinds import Kind
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.services.test_incidents import FORM

ZONE = ZoneInfo("Asia/Shanghai")
LINK = "https://www.gov.example/fabu/1.html?a=1&b=2"
GOVERNMENT = Speaking(Issuer.GOVERNMENT, "示例市人民政府新闻办公室", LINK)
DEAD = "11月23日20时10分许，原州区一厂房爆炸，造成3人死亡。\n救援正在进行。"


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    with desk.database.transaction() as tx:
        return incidents.open_incident(
            tx, clock.now() - timedelta(minutes=3), desk.people["spokesperson"], ZONE, FORM
        )


def named(
    desk: Desk, clock: FixedClock, incident: UUID, who: Speaking = GOVERNMENT, reason: str = "",
    by: str = "spokesperson",
) -> None:  # fmt: skip
    with desk.database.transaction() as tx:
        name_issuer(tx, clock.now(), desk.people[by], incident, who, reason)


def found(desk: Desk, clock: FixedClock, release_id: UUID) -> list[Finding]:
    with desk.database.snapshot() as tx:
        said = service.findings(tx, clock.now(), desk.policy, release_id)
    return [each for each in said if each.code == "facts.not_our_figure"]


def test_figures_are_ours_until_somebody_else_speaks_and_then_only_quoted(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    draft = desk.draft(clock.now(), text=DEAD, kind=Kind.STATEMENT, incident_id=incident)
    assert not found(desk, clock, draft)
    named(desk, clock, incident)
    (stopped,) = found(desk, clock, draft)
    assert stopped.excerpt == "3人死亡"
    desk.write(
        clock.now(),
        draft,
        body=from_input(f"{DEAD}\n以上据示例市人民政府新闻办公室发布，原文：{LINK}"),
    )
    assert not found(desk, clock, draft)


def test_a_link_behind_words_counts_as_cited(desk: Desk, clock: FixedClock, incident: UUID) -> None:
    named(desk, clock, incident)
    body = (
        f'{from_input(DEAD)}\n<p>以上<a href="{LINK.replace("&", "&amp;")}">'
        "据示例市人民政府新闻办公室发布</a>。</p>"
    )
    assert links_of(body) == (LINK,)
    draft = desk.draft(clock.now(), text=DEAD, kind=Kind.STATEMENT, incident_id=incident)
    desk.write(clock.now(), draft, body=body)
    assert not found(desk, clock, draft)


def test_what_was_signed_before_does_not_go_out_with_our_own_figures(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    signed = desk.signed(
        clock.now(), text=DEAD, kind=Kind.STATEMENT, incident_id=incident,
        go_at=clock.now() + timedelta(hours=1),
    )  # fmt: skip
    clock.at += timedelta(seconds=60)
    named(desk, clock, incident)
    with desk.database.snapshot() as tx:
        row = tx.query(Delivery).filter_by(release_id=signed).first()
        assert row is not None
        warrant = service.ReleaseWarrant(desk.policy)
        assert warrant.refusal(tx, row, clock.now()) == "warrant.guard"


def test_one_act_drafts_a_relay_that_gives_no_figure_and_passes_the_guard(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    with desk.database.transaction() as tx, pytest.raises(NotNow):
        service.start_relay(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            incident_id=incident, column="bulletins",
        )  # fmt: skip
    named(desk, clock, incident)
    with desk.database.transaction() as tx:
        made = service.start_relay(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            incident_id=incident, column="bulletins",
        )  # fmt: skip
    with desk.database.snapshot() as tx:
        _, content = queries.draft(tx, made.id)
        said = service.findings(tx, clock.now(), desk.policy, made.id)
    assert LINK in content.text
    assert links_of(content.body) == (LINK,)
    assert not [each for each in said if each.severity == "block"]


def test_no_link_no_relay(desk: Desk, clock: FixedClock, incident: UUID) -> None:
    named(desk, clock, incident, Speaking(Issuer.SUPERIOR, "自治区公安厅"))
    with desk.database.transaction() as tx, pytest.raises(Invalid, match=r"issuer\.no_link"):
        service.start_relay(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            incident_id=incident, column="bulletins",
        )  # fmt: skip


def test_every_decision_is_kept_and_pressing_twice_is_one(
    desk: Desk, clock: FixedClock, incident: UUID, database: Database
) -> None:
    named(desk, clock, incident)
    named(desk, clock, incident)
    clock.at += timedelta(seconds=60)
    named(desk, clock, incident, Speaking(), "宣传部通知改由本局发布")
    with database.snapshot() as tx:
        kept = issuers(tx, incident)
    assert [each.speaking.issuer for each in kept] == [Issuer.BUREAU, Issuer.GOVERNMENT]
    assert kept[0].reason == "宣传部通知改由本局发布"


@pytest.mark.parametrize(
    ("who", "field"),
    [
        (Speaking(Issuer.GOVERNMENT, "  "), "name"),
        (Speaking(Issuer.GOVERNMENT, "长" * 121), "name"),
        (Speaking(Issuer.GOVERNMENT, "新闻办", "javascript:alert(1)"), "link"),
        (Speaking(Issuer.GOVERNMENT, "新闻办", "https://" + "a" * 500), "link"),
    ],
)
def test_what_cannot_be_named_says_its_field(
    desk: Desk, clock: FixedClock, incident: UUID, who: Speaking, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        named(desk, clock, incident, who)
    assert refused.value.field == field


def test_not_everybody_and_not_of_nothing(desk: Desk, clock: FixedClock, incident: UUID) -> None:
    with pytest.raises(NotYou):
        named(desk, clock, incident, by="auditor")
    with pytest.raises(NotThere):
        named(desk, clock, new_id())
