"""公众须知 and 预警 in the editor: kept as typed, refused in words, lost by no other screen."""

import re
from collections.abc import Callable
from datetime import timedelta

from console.incidents import service as incidents
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm
from console.publishing.rules.warning import Category, Urgency
from console.releases.rules.kinds import Kind
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_warnings import warn
from tests.web.editor import post, typed, words
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]

GIVEN = {
    "advice": "请工业大道以东居民向西疏散。\n<script>alert(1)</script>", "warning": "1",
    "warning_category": "Fire", "warning_urgency": "Immediate", "warning_severity": "Severe",
    "warning_certainty": "Observed", "warning_area": "工业大道以东",
}  # fmt: skip


def test_a_warning_is_kept_as_it_was_typed(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE)
    drafter = signed_in("spokesperson")
    until = (clock.now() + timedelta(hours=5)).replace(second=0, microsecond=0)
    expires = f"{until.astimezone(desk.policy.zone):%Y-%m-%dT%H:%M}"
    form = typed(desk, release_id, **GIVEN, warning_expires=expires)
    assert post(drafter, f"/releases/{release_id}/edit", form).status_code == 303
    kept = words(desk, release_id)
    assert kept.warning
    assert (kept.warning.category, kept.warning.urgency) == (Category.FIRE, Urgency.IMMEDIATE)
    assert kept.warning.expires_at == until
    page = drafter.get(f"/releases/{release_id}/edit").text
    assert "&lt;script&gt;alert(1)" in page
    assert f'value="{expires}"' in page
    assert '<option value="Fire" selected' in page

    # A form that does not ask leaves it as it was; one that asks and is not ticked takes it away.
    assert post(drafter, f"/releases/{release_id}/edit", typed(desk, release_id)).status_code == 303
    assert words(desk, release_id).warning == kept.warning
    unticked = typed(desk, release_id, advice="请绕行。")
    assert post(drafter, f"/releases/{release_id}/edit", unticked).status_code == 303
    assert words(desk, release_id).warning is None
    assert words(desk, release_id).advice == "请绕行。"


def test_a_warning_without_its_end_says_so_and_keeps_the_rest(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE)
    form = typed(desk, release_id, **GIVEN, warning_expires="")
    answered = post(signed_in("spokesperson"), f"/releases/{release_id}/edit", form)
    assert answered.status_code == 422
    assert "请写明预警有效到什么时候。" in answered.text
    assert 'value="工业大道以东"' in answered.text
    assert words(desk, release_id).advice.startswith("请工业大道以东")


def test_a_forged_choice_is_refused(signed_in: SignedIn, desk: Desk, clock: FixedClock) -> None:
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE)
    form = typed(
        desk, release_id, **(GIVEN | {"warning_category": "Dragons"}),
        warning_expires="2099-01-01T08:00",
    )  # fmt: skip
    answered = post(signed_in("spokesperson"), f"/releases/{release_id}/edit", form)
    assert answered.status_code == 422
    assert "请从列出的选项里选择。" in answered.text


def test_a_kind_that_is_no_warning_is_not_offered_one(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    drafter = signed_in("spokesperson")
    shown = {
        kind: 'name="warning"'
        in drafter.get(f"/releases/{desk.draft(clock.now(), kind=kind)}/edit").text
        for kind in (Kind.NOTICE, Kind.STATEMENT)
    }
    assert shown == {Kind.NOTICE: True, Kind.STATEMENT: False}


def test_a_conflict_carries_the_warning_along(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE)
    mine = typed(desk, release_id, **GIVEN, warning_expires="2099-01-01T08:00")
    desk.write(clock.now(), release_id, title="别人改的标题", by="editor")
    answered = post(signed_in("spokesperson"), f"/releases/{release_id}/edit", mine)
    assert answered.status_code == 409
    assert 'name="warning_area" value="工业大道以东"' in answered.text
    assert 'name="warning" value="1"' in answered.text
    assert "请工业大道以东居民向西疏散。" in answered.text


def test_the_form_offers_to_lift_what_holds_and_keeps_the_tick(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    warn(desk, clock, kind=Kind.NOTICE, title="<b>暴雨</b>预警")
    Press(desk.database, desk.policy, clock).dispatcher().tick()
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE, title="解除预警的通告")
    drafter, edit = signed_in("spokesperson"), f"/releases/{release_id}/edit"
    page = drafter.get(edit).text
    assert "解除《&lt;b&gt;暴雨&lt;/b&gt;预警》（2026-0001）" in page
    form = typed(desk, release_id, advice="", lifts="2026-0001")
    assert post(drafter, edit, form).status_code == 303
    assert words(desk, release_id).lifts == ("2026-0001",)
    assert re.search(r'name="lifts" value="2026-0001" checked', drafter.get(edit).text)
    assert "本通稿解除的是" in drafter.get(f"/releases/{release_id}/preview/page").text
    warns = typed(desk, release_id, **GIVEN, lifts="2026-0001", warning_expires="2099-01-01T08:00")
    answered = post(drafter, f"/releases/{release_id}/submit", warns)
    assert answered.status_code == 422
    assert "一篇里不能既解除预警、又发布预警。" in answered.text
    assert 'value="2026-0001" checked' in answered.text
    desk.write(clock.now(), release_id, title="别人改的标题", by="editor")
    assert 'name="lifts" value="2026-0001"' in post(drafter, edit, form).text


def test_an_incident_says_that_its_warning_holds_until_it_is_lifted(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    form = IncidentForm("某厂房爆炸", "示例区工业路", Level.SERIOUS, "初判", clock.now())
    with desk.database.transaction() as tx:
        incident = incidents.open_incident(
            tx, clock.now(), desk.people["spokesperson"], desk.policy.zone, form
        )
    warn(desk, clock, kind=Kind.INITIAL, incident_id=incident)
    press = Press(desk.database, desk.policy, clock)
    press.dispatcher().tick()
    drafter = signed_in("spokesperson")
    assert 'id="warning-holds"' in drafter.get(f"/incidents/{incident}").text
    clock.move(minutes=10)
    lifting = desk.draft(
        clock.now(), kind=Kind.UPDATE, incident_id=incident, title="情况通报（二）"
    )
    desk.write(clock.now(), lifting, lifts=("2026-0001",))
    digest = desk.submit(clock.now(), lifting, midnight=True)
    desk.sign_all(clock.now(), lifting, digest)
    press.dispatcher().tick()
    assert 'id="warning-holds"' not in drafter.get(f"/incidents/{incident}").text
