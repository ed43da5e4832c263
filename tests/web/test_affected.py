"""已发布内容受影响: the incident page names what the ledger overtook; corrections begin there."""

import os
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from console.incidents.rules.facts import FactKey
from console.incidents.service import facts
from console.incidents.service.facts import FactForm
from console.releases import queries
from console.releases.records import Release
from console.releases.rules.kinds import Kind
from console.releases.rules.ties import tie, ties, untie
from console.releases.rules.workflow import Stage
from console.releases.service.guard import findings
from tests.builders import Desk
from tests.fakes import START
from tests.services.test_facts import MINUTE, Room
from tests.web.running import Night
from tests.web.test_in_the_browser import WIDTHS, opened, site, violations
from tests.web.visitor import Visitor

__all__ = ["site"]  # a fixture
SHOTS = os.environ.get("FAYAN_SHOTS")


@pytest.fixture
def room(desk: Desk) -> Room:
    return Room(desk)


def known(room: Room, value: int, *, at: int = 0, as_of: int = 0) -> UUID:
    entry = room.enter(FactForm(FactKey.DEATHS, value), at=at, as_of=as_of)[0]
    room.confirm(entry, at=at + 1)
    return entry


def mistaken(room: Room, entry: UUID, *, at: int) -> None:
    with room.desk.database.transaction() as tx:
        facts.mistaken(tx, START + at * MINUTE, room.desk.people["spokesperson"], entry)


@pytest.fixture
def dead(room: Room) -> UUID:
    return known(room, 2)


@pytest.fixture
def report(night: Night, room: Room, dead: UUID) -> UUID:
    """The first report, out at 20:30: two dead at 20:00."""
    desk, now = night.desk, night.clock.move(minutes=30)
    made = desk.draft(now, incident_id=room.id, kind=Kind.INITIAL, title="情况通报")
    body = f"<p>截至11月23日20时，事故造成{tie(dead, '2人死亡')}。</p>\n<p>后续情况将及时通报。</p>"
    desk.write(now, made, body=body)
    desk.sign_all(now, made, desk.submit(now, made, midnight=True))
    night.run()
    with desk.database.snapshot() as tx:
        assert tx.get_one(Release, made).stage is Stage.PUBLISHED
    return made


@pytest.fixture
def spokesperson(report: UUID, signed_in: Callable[[str], Visitor]) -> Visitor:
    del report  # signed in when it is out
    return signed_in("spokesperson")


def test_nothing_is_said_while_ledger_and_public_agree(
    spokesperson: Visitor, room: Room, report: UUID
) -> None:
    del report
    assert "已发布内容受影响" not in spokesperson.get(f"/incidents/{room.id}").text
    known(room, 3, at=31, as_of=31)  # confirmed, and news
    assert "已发布内容受影响" in spokesperson.get(f"/incidents/{room.id}").text


def test_a_rise_is_news_for_the_next_update(
    spokesperson: Visitor, room: Room, report: UUID
) -> None:
    known(room, 3, at=31, as_of=31)
    shown = spokesperson.get(f"/incidents/{room.id}").text
    assert "有新情况" in shown
    assert "起草续报" in shown
    assert "发布之后上升" in shown
    assert f"/releases/{report}/correct/ledger" not in shown


def test_what_was_wrong_is_listed_with_old_and_new_and_why(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID, desk: Desk
) -> None:
    mistaken(room, dead, at=40)
    known(room, 3, at=41, as_of=0)
    shown = spokesperson.get(f"/incidents/{room.id}").text
    assert desk.see(report).row.number in shown  # type: ignore[operator] # it is there, or this fails
    assert '<del lang="zh-CN">2人死亡</del>' in shown
    assert '<ins lang="zh-CN">3人死亡</ins>' in shown
    assert "登记已注明有误" in shown
    assert f"/releases/{report}/correct/ledger" in shown


def begin(visitor: Visitor, report: UUID) -> UUID:
    answer = visitor.post(f"/releases/{report}/correct/ledger")
    assert answer.status_code == 303
    return UUID(answer.location.split("/")[-2])


def test_the_correction_begins_with_both_figures_and_passes_the_guard(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID, desk: Desk, night: Night
) -> None:
    mistaken(room, dead, at=40)
    right = known(room, 3, at=41, as_of=0)
    made = begin(spokesperson, report)
    with desk.database.snapshot() as tx:
        row, words = queries.draft(tx, made)
        said = findings(tx, night.clock.now(), desk.policy, made)
    number = desk.see(report).row.number
    assert (row.kind, words.title) == (Kind.CORRECTION, f"关于{number}号发布的更正")
    assert untie(words.body).startswith(
        f"<p>更正：{number}号《情况通报》（11月23日20时30分发布）中，"
        "「2人死亡」应为「3人死亡」（截至11月23日20时）。</p>\n<p>截至11月23日20时，事故造成3人死亡。"
    )
    assert {each.entry_id for each in ties(words.body)} == {right}
    assert [each.code for each in said if each.code.startswith("facts")] == []


def test_pressed_twice_or_in_two_tabs_it_is_one_draft(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID, signed_in: Callable[[str], Visitor]
) -> None:
    mistaken(room, dead, at=40)
    known(room, 1, at=41)
    made = begin(spokesperson, report)
    assert begin(spokesperson, report) == made
    assert begin(signed_in("editor"), report) == made
    shown = spokesperson.get(f"/incidents/{room.id}").text
    assert "继续起草更正" in shown
    assert f"/releases/{made}/edit" in shown


def test_once_the_correction_is_out_nothing_is_listed_any_more(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID, desk: Desk, night: Night
) -> None:
    mistaken(room, dead, at=40)
    known(room, 3, at=41, as_of=0)
    made = begin(spokesperson, report)
    now = night.clock.move(minutes=20)
    desk.sign_all(now, made, desk.submit(now, made, midnight=True))
    night.run()
    with desk.database.snapshot() as tx:
        assert tx.get_one(Release, report).stage is Stage.SUPERSEDED
        assert queries.affected(tx, room.id, desk.policy.zone) == ()


def test_without_anything_wrong_it_is_a_correction_like_any(
    spokesperson: Visitor, report: UUID, desk: Desk
) -> None:
    made = begin(spokesperson, report)
    with desk.database.snapshot() as tx:
        assert queries.draft(tx, made)[1].text.startswith("截至11月23日20时，事故造成2人死亡")


def test_only_what_is_published_is_corrected_by_who_may_draft(
    spokesperson: Visitor, report: UUID, room: Room, desk: Desk, night: Night,
    signed_in: Callable[[str], Visitor], dead: UUID,
) -> None:  # fmt: skip
    other = desk.draft(night.clock.now())
    answer = spokesperson.post(f"/releases/{other}/correct/ledger")
    assert answer.location == f"/releases/{other}"
    mistaken(room, dead, at=40)
    leader = signed_in("leader")
    assert leader.post(f"/releases/{report}/correct/ledger").status_code == 403
    shown = leader.get(f"/incidents/{room.id}").text
    assert "没有可公开的数值，正在核实" in shown
    assert "起草更正" not in shown


def test_in_english_the_chinese_is_called_chinese(
    spokesperson: Visitor, room: Room, report: UUID
) -> None:
    del report
    known(room, 1, at=31, as_of=31)
    shown = spokesperson.get(f"/incidents/{room.id}?lang=en").text
    assert "Fewer dead than published" in shown
    assert "Draft a correction" in shown


def test_its_own_page_says_what_it_rests_on_and_that_it_is_wrong(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID
) -> None:
    shown = spokesperson.get(f"/releases/{report}").text
    assert "依据的情况" in shown
    assert '<q lang="zh-CN">2人死亡</q>' in shown
    assert "与台账不符，须更正" not in shown
    mistaken(room, dead, at=40)
    shown = spokesperson.get(f"/releases/{report}").text
    assert "与台账不符，须更正" in shown
    assert f"/incidents/{room.id}#affected" in shown


def test_signers_see_what_the_words_rest_on(
    room: Room, dead: UUID, desk: Desk, night: Night, signed_in: Callable[[str], Visitor]
) -> None:
    made = desk.draft(night.clock.now(), incident_id=room.id, kind=Kind.INITIAL)
    desk.write(night.clock.now(), made, body=f"<p>{tie(dead, '2人死亡')}。</p>")
    desk.submit(night.clock.now(), made, midnight=True)
    shown = signed_in("unit-head").get(f"/releases/{made}/review").text
    assert '<q lang="zh-CN">2人死亡</q>' in shown
    assert "现场指挥部" in shown  # who said so, from the ledger: it is not sealed
    assert "现场指挥部" not in str(desk.see(made).package)


def test_home_names_it_among_what_went_wrong_until_it_is_corrected(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID
) -> None:
    assert "与台账不符" not in spokesperson.get("/").text
    mistaken(room, dead, at=40)
    shown = spokesperson.get("/").text
    assert "与台账不符，还没有更正" in shown
    assert f"/incidents/{room.id}#affected" in shown
    begin(spokesperson, report)
    assert "与台账不符，更正已在办理" in spokesperson.get("/").text


def test_a_shift_hands_over_what_must_be_corrected(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID
) -> None:
    assert "要更正的已发布内容" not in spokesperson.get("/duty/handovers/new").text
    mistaken(room, dead, at=40)
    shown = spokesperson.get("/duty/handovers/new").text
    assert "要更正的已发布内容" in shown
    assert f"/releases/{report}" in shown
    begin(spokesperson, report)
    assert "更正已在起草" in spokesperson.get("/duty/handovers/new").text


def notices(visitor: Visitor) -> int:
    return visitor.get("/notices/").text.count("与台账不符，须更正")


def test_who_answers_for_it_is_told_once_when_the_ledger_says_it_is_wrong(
    spokesperson: Visitor, room: Room, dead: UUID, report: UUID, signed_in: Callable[[str], Visitor]
) -> None:
    del report
    assert notices(spokesperson) == 0
    for _ in range(2):
        spokesperson.post(f"/incidents/{room.id}/facts/{dead}/mistaken")
    assert notices(spokesperson) == 1
    assert notices(signed_in("media-reception")) == 0


def test_news_asks_nobody_for_a_correction(
    spokesperson: Visitor, room: Room, report: UUID, signed_in: Callable[[str], Visitor]
) -> None:
    del report
    newer = room.enter(FactForm(FactKey.DEATHS, 3), at=31, as_of=30)[0]
    head = signed_in("unit-head")
    head.post(f"/incidents/{room.id}/facts/{newer}/confirm", {"releasable": "1"})
    assert notices(spokesperson) == 0
    fewer = room.enter(FactForm(FactKey.DEATHS, 1), at=31, as_of=31)[0]
    head.post(f"/incidents/{room.id}/facts/{fewer}/confirm", {"releasable": "1"})
    assert notices(spokesperson) == 1


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_list_is_for_everybody_and_leads_to_the_draft(
    browser: Browser, site: str, room: Room, dead: UUID, report: UUID, width: int
) -> None:
    mistaken(room, dead, at=40)
    known(room, 3, at=41, as_of=0)
    context, page = opened(browser, site, username="spokesperson", width=width)
    for name, path in (
        ("home", "/"), ("release", f"/releases/{report}"), ("affected", f"/incidents/{room.id}"),
    ):  # fmt: skip
        page.goto(path)
        assert violations(page) == [], name
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png")
    page.get_by_role("button", name="起草更正").click()
    page.wait_for_url("**/edit")
    expect(page.locator("#title")).to_have_value("关于2026-0001号发布的更正")
    context.close()
