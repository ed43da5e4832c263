"""A draft begins from its template and the ledger, and keeps what the template locks."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from console.checks.findings import Severity
from console.incidents import service as incidents
from console.incidents.rules.categories import Category
from console.incidents.rules.facts import FactKey
from console.incidents.service import facts as ledger
from console.incidents.service.facts import FactForm
from console.kernel.errors import Invalid
from console.release_templates.house import TEMPLATES, House
from console.release_templates.rules.clearing import HOLDING
from console.release_templates.rules.grammar import not_clearable, problems
from console.release_templates.service import plant
from console.releases import queries, service
from console.releases.records import Release
from console.releases.rules.body import canonical, from_input, text_of
from console.releases.rules.content import Content
from console.releases.rules.kinds import Kind
from console.releases.rules.ties import ties
from console.releases.rules.workflow import Stage
from console.releases.templating import VOCABULARY, read
from tests.builders import TEXT, Desk
from tests.fakes import FixedClock
from tests.services.test_incidents import FORM, changed

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    with desk.database.transaction() as tx:
        plant(tx, clock.now(), VOCABULARY)
        return incidents.open_incident(
            tx, clock.now() - timedelta(minutes=3), desk.people["spokesperson"], ZONE, FORM
        )


def known(
    desk: Desk, clock: FixedClock, incident: UUID, *facts: FactForm, releasable: bool = True
) -> None:
    """Entered by one, confirmed by another."""
    clock.at += timedelta(minutes=1)
    with desk.database.transaction() as tx:
        entered = ledger.enter(
            tx, clock.now(), desk.people["editor"], incident, facts,
            as_of=clock.now(), source="现场指挥部",
        )  # fmt: skip
        for each in entered:
            ledger.confirm(tx, clock.now(), desk.people["unit-head"], each, releasable=releasable)


def begun(desk: Desk, clock: FixedClock, incident: UUID, *, final: bool = False) -> UUID:
    with desk.database.transaction() as tx:
        return service.start_next(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            incident_id=incident, column="bulletins", final=final,
        ).id  # fmt: skip


def words(desk: Desk, release_id: UUID) -> Content:
    with desk.database.snapshot() as tx:
        return queries.draft(tx, release_id)[1]


def unsaid(desk: Desk, clock: FixedClock, release_id: UUID) -> list[str]:
    """What the guard warns of or stops."""
    with desk.database.snapshot() as tx:
        said = service.findings(tx, clock.now(), desk.policy, release_id)
    return [each.code for each in said if each.severity is not Severity.NOTE]


@pytest.mark.parametrize("house", TEMPLATES, ids=lambda house: house.seed)
def test_the_houses_own_templates_can_be_read(house: House) -> None:
    assert not problems(house.wording.text, VOCABULARY.facts)
    assert house.wording.kind in VOCABULARY.kinds
    assert set(house.wording.categories) <= VOCABULARY.categories


def test_exactly_the_holding_statement_can_be_cleared_beforehand() -> None:
    fit = {each.seed for each in TEMPLATES if not not_clearable(read(each.wording.text))}
    assert {"holding", "verifying"} <= fit
    assert {each.seed for each in TEMPLATES if each.wording.kind == HOLDING} == {"holding"}


def test_a_first_report_says_what_is_confirmed_and_nothing_else(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    known(desk, clock, incident, FactForm(FactKey.DEATHS, 2), FactForm(FactKey.MISSING, None))
    known(desk, clock, incident, FactForm(FactKey.CAUSE, "燃气泄漏"), releasable=False)
    known(desk, clock, incident, FactForm(FactKey.PUBLIC_ADVICE, "请绕行北京路。"))
    draft = begun(desk, clock, incident)
    content = words(desk, draft)
    assert (content.kind, content.title) == (Kind.INITIAL, "情况通报")
    assert "死亡2人" in content.text
    assert "失联" not in content.text  # unknown: left out
    assert "燃气" not in content.text
    assert "请公众注意：请绕行北京路。" in content.text
    assert "。。" not in content.text
    assert {each.text for each in ties(content.body)} == {"死亡2人", "请绕行北京路"}
    assert canonical(content.body) == content.body


def test_the_total_of_the_injured_is_told_beside_its_parts(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    known(desk, clock, incident, FactForm(FactKey.DEATHS, 3), FactForm(FactKey.INJURIES, 5))
    first = begun(desk, clock, incident)
    assert "死亡3人，受伤5人。" in words(desk, first).text
    assert unsaid(desk, clock, first) == []
    desk.sign_all(clock.now(), first, desk.submit(clock.now(), first))
    parts = (FactForm(FactKey.SERIOUS_INJURIES, 2), FactForm(FactKey.MINOR_INJURIES, 3))
    known(desk, clock, incident, *parts)
    second = begun(desk, clock, incident)
    assert "死亡3人，受伤5人，重伤2人，轻伤3人。" in words(desk, second).text
    assert set(unsaid(desk, clock, second)) <= {"series.order"}


def test_what_is_begun_passes_the_guard_and_can_be_submitted(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    known(desk, clock, incident, FactForm(FactKey.DEATHS, 2), FactForm(FactKey.SERIOUS_INJURIES, 0))
    draft = begun(desk, clock, incident)
    assert unsaid(desk, clock, draft) == []
    assert desk.submit(clock.now(), draft)


@pytest.mark.parametrize("category", [each for each in Category if each is not Category.OPINION])
def test_every_category_begins_with_words_that_need_no_mending(
    desk: Desk, clock: FixedClock, category: Category
) -> None:
    with desk.database.transaction() as tx:
        plant(tx, clock.now(), VOCABULARY)
        opened = incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], ZONE, changed(category=category)
        )
    known(desk, clock, opened, FactForm(FactKey.DEATHS, 2), FactForm(FactKey.COURSE, "火势已控制"))
    first = begun(desk, clock, opened)
    assert unsaid(desk, clock, first) == []
    desk.sign_all(clock.now(), first, desk.submit(clock.now(), first))
    known(desk, clock, opened, FactForm(FactKey.DEATHS, 3))
    second = unsaid(desk, clock, begun(desk, clock, opened))
    assert set(second) <= {"series.order"}  # the first is signed, and not out yet


def test_the_next_one_is_numbered_and_says_the_newest_figures(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    known(desk, clock, incident, FactForm(FactKey.DEATHS, 2))
    first = begun(desk, clock, incident)
    desk.sign_all(clock.now(), first, desk.submit(clock.now(), first))
    known(desk, clock, incident, FactForm(FactKey.DEATHS, 3))
    second = words(desk, begun(desk, clock, incident))
    assert (second.kind, second.title) == (Kind.UPDATE, "情况通报（二）")
    assert "死亡3人" in second.text
    third = words(desk, begun(desk, clock, incident, final=True))
    assert third.kind is Kind.FINAL
    assert "{{善后和追责}}" in third.text


def test_an_unfilled_slot_stops_submission_and_names_itself(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    with desk.database.transaction() as tx:
        made = service.start_any(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            kind=Kind.REBUTTAL, column="bulletins", incident_id=None,
        )  # fmt: skip
    assert words(desk, made.id).title == "警方辟谣"
    with pytest.raises(Invalid) as refused:
        desk.submit(clock.now(), made.id)
    assert refused.value.code == "finding.template.unfilled"
    assert refused.value.parameters["label"] == "网传的内容"


def test_a_locked_passage_stays_until_the_template_is_put_away(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    draft = begun(desk, clock, incident)
    body = words(desk, draft).body
    assert "后续情况将及时通报" in body
    desk.write(clock.now(), draft, body=body.replace("后续情况将及时通报", "情况将适时发布"))
    assert "处置。" in body  # the other locked passage stands: it is still the template's text
    with pytest.raises(Invalid, match=r"content\.locked_changed"):
        desk.submit(clock.now(), draft)
    with desk.database.snapshot() as tx:
        told = service.problems(tx, clock.now(), desk.policy, release_id=draft)
    assert [each.code for each in told] == ["content.locked_changed"]
    with desk.database.transaction() as tx:
        service.put_away(tx, clock.now(), desk.people["spokesperson"], release_id=draft)
        service.put_away(tx, clock.now(), desk.people["spokesperson"], release_id=draft)
    assert desk.submit(clock.now(), draft)


def test_a_text_of_ones_own_in_place_of_the_template_is_bound_by_nothing(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    draft = begun(desk, clock, incident)
    desk.write(clock.now(), draft, body=from_input(TEXT))
    assert desk.submit(clock.now(), draft)


def test_a_report_of_no_incident_begins_with_nothing(
    desk: Desk, clock: FixedClock, incident: UUID
) -> None:
    with desk.database.transaction() as tx:
        made = service.start_any(
            tx, clock.now(), desk.people["spokesperson"], desk.policy,
            kind=Kind.INITIAL, column="bulletins", incident_id=None,
        )  # fmt: skip
    assert words(desk, made.id).body == ""


def test_a_correction_begins_with_its_template_above_the_words_it_corrects(
    desk: Desk, clock: FixedClock, incident: UUID, press: object
) -> None:
    del press
    old = begun(desk, clock, incident)
    desk.sign_all(clock.now(), old, desk.submit(clock.now(), old))
    with desk.database.transaction() as tx:
        row = tx.get(Release, old)
        assert row is not None
        row.stage, row.published_at = Stage.PUBLISHED, clock.now()
        made = service.start_correction(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=old,
            kind=Kind.CORRECTION,
        )  # fmt: skip
    text = words(desk, made.id).text
    assert text.startswith("本局此前发布的有关内容有误，现予更正。")
    assert text.endswith(text_of(words_of_signed(desk, old)))


def words_of_signed(desk: Desk, release_id: UUID) -> str:
    return desk.see(release_id).content.body


def test_without_a_template_a_draft_begins_empty(desk: Desk, clock: FixedClock) -> None:
    with desk.database.transaction() as tx:
        opened = incidents.open_incident(tx, clock.now(), desk.people["spokesperson"], ZONE, FORM)
    assert words(desk, begun(desk, clock, opened)).body == ""
