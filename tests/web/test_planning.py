"""发布计划 of a draft: stages shaped by hand, kept by the editor, signed with the words."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from console.publishing.rules.plan import IfLate, Precondition
from console.releases import queries
from console.releases.rules.content import Content
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
FIELD = re.compile(
    r'<input[^>]*? name="((?:after|or_after|late|precondition|channels)-\d|version|stages)"'
    r' value="([^"]*)"'
)
CHOSEN = re.compile(
    r'<select[^>]*? name="([^"]+)">(?:(?!</select>).)*?value="([^"]+)" selected', re.DOTALL
)


def form(page: str) -> dict[str, object]:
    """As a browser would send it."""
    found: dict[str, list[str]] = {}
    for name, value in FIELD.findall(page.replace(' id="', ' data-id="')):
        found.setdefault(name, []).append(value)
    return {**found, **dict(CHOSEN.findall(page))}


def draft(night: Night) -> UUID:
    return night.desk.draft(night.clock.now())


def words(night: Night, release: UUID) -> Content:
    with night.desk.database.snapshot() as tx:
        return queries.draft(tx, release)[1]


def plan(night: Night, release: UUID) -> list[tuple[tuple[str, ...], int, str, int, str]]:
    return [
        (
            each.channels, int(each.after.total_seconds() // 60), each.precondition.value,
            int(each.late.total_seconds() // 60), each.if_late.value,
        )
        for each in words(night, release).plan.stages
    ]  # fmt: skip


def test_a_stage_is_put_later_reordered_and_kept_through_the_editor(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    release, visitor = draft(night), signed_in("spokesperson")
    url = f"/releases/{release}/plan"
    sent = form(visitor.get(url).text)
    assert sent["channels-0"] == ["website", "feeds"]
    sent |= {"after-1": "30", "late-1": "240", "if_late-1": "hold", "precondition-2": "none"}
    assert visitor.post(url, sent).status_code == 303
    assert plan(night, release)[1:] == [
        (("weibo",), 30, "previous", 240, "hold"), (("wechat",), 0, "none", 60, "ask"),
    ]  # fmt: skip
    page = visitor.get(url).text
    assert 'data-plan-bar="1"' in page
    sent = form(page) | {"move": "2:up"}
    assert visitor.post(url, sent).status_code == 303
    assert [each[0] for each in plan(night, release)] == [
        ("website", "feeds"),
        ("wechat",),
        ("weibo",),
    ]
    # The editor saves other words, and the plan as it was shaped stays.
    edit = visitor.get(f"/releases/{release}/edit").text
    version = re.search(r'name="version" value="(\d+)"', edit)
    assert version
    typed = {
        "version": version[1], "kind": "statement", "column": "bulletins", "title": "改过的题",
        "body": "11月23日20时许，我市发生一起情况。", "issuer": "示例市公安局",
        "source": "示例市公安局",
        "when": "now", "channels": ["website", "feeds", "weibo", "wechat"],
    }  # fmt: skip
    assert visitor.post(f"/releases/{release}/edit", typed).status_code in {200, 303}
    assert words(night, release).title == "改过的题"
    assert plan(night, release)[2] == (("weibo",), 30, "previous", 240, "hold")
    # What was shaped is what is signed, and what goes.
    night.desk.sign_all(clock.now(), release, night.desk.submit(clock.now(), release))
    start = clock.now()
    row = night.press.row("weibo")
    assert row.not_before == start + timedelta(minutes=30)
    assert (row.if_late, row.late_after) == (IfLate.HOLD, start + timedelta(minutes=270))
    closed = visitor.get(url).text
    assert "计划随文签字" in closed
    assert visitor.post(url, form(closed)).status_code in {303, 409}
    assert night.press.row("weibo").not_before == start + timedelta(minutes=30)


def test_a_preset_is_one_press_and_keeps_the_drafts_channels(
    night: Night, signed_in: SignedIn
) -> None:
    release, visitor = draft(night), signed_in("editor")
    url = f"/releases/{release}/plan"
    page = visitor.get(url).text
    assert "紧急：各渠道同时发" in page
    assert visitor.post(url, form(page) | {"preset": "at-once"}).status_code == 303
    assert [each[0] for each in plan(night, release)] == [("website", "feeds"), ("weibo", "wechat")]
    stages = words(night, release).plan.stages
    assert all(each.precondition is Precondition.NONE for each in stages)
    visitor.post(url, form(visitor.get(url).text) | {"preset": "usual"})
    assert len(plan(night, release)) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"after-1": "-5"}, "请填 0 到"),
        ({"after-1": "<script>"}, "请填 0 到"),
        ({"late-2": "99999"}, "请填 0 到"),
        ({"if_late-1": "never"}, "没有看懂这一项"),
        ({"channels-1": ["telegram"]}, "渠道与这份草稿不同"),
        ({"stages": "2"}, "渠道与这份草稿不同"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    night: Night, signed_in: SignedIn, change: dict[str, object], said: str
) -> None:
    release, visitor = draft(night), signed_in("spokesperson")
    url = f"/releases/{release}/plan"
    before = plan(night, release)
    answer = visitor.post(url, form(visitor.get(url).text) | {"or_after-1": "17"} | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="17"' in answer.text
    assert '<script>"' not in answer.text
    assert plan(night, release) == before


def test_a_stale_form_and_other_people(night: Night, signed_in: SignedIn) -> None:
    release, visitor = draft(night), signed_in("spokesperson")
    url = f"/releases/{release}/plan"
    sent = form(visitor.get(url).text)
    night.desk.write(night.clock.now(), release, by="editor", title="别人改了")
    assert visitor.post(url, sent | {"after-1": "10"}).status_code == 409
    assert signed_in("leader").post(url, sent).status_code == 403
    assert "由拟稿人安排" in signed_in("leader").get(url).text
    assert visitor.get(f"/releases/{uuid4()}/plan").status_code == 404
