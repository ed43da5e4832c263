"""Double clicks, stale tabs, forged and ended sessions, people without permission, a lost network,
a hold at the wrong moment: exactly one effect or none, and nobody's text is lost."""

import json
from uuid import UUID

import feedparser
import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from console.people import service as people_service
from console.people.rules.roles import Role
from console.publishing import service as publishing
from console.releases import service as releases
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from tests.journeys.bureau import PASSWORD
from tests.journeys.office import Office, eventually, in_subject, now
from tests.journeys.people import PATIENCE, People, sign, sign_in

pytestmark = pytest.mark.browser
SIGNED, SUBMITTED = "releases:release:signed", "releases:release:submitted"
CONFIRMED, HELD = "publishing:delivery:confirmed", "publishing:hold:placed"
EVERYTHING = "hold:all"
EVERY_FORM_TWICE = """() => { const send = HTMLFormElement.prototype.requestSubmit;
    document.addEventListener('submit', (event) => {
        const form = event.target, body = new FormData(form, event.submitter);
        fetch(event.submitter?.formAction || form.action, { method: 'POST', body });
    }, { once: true }); }"""


@pytest.fixture
def desk(crowd: People) -> Page:
    return crowd.page("spokesperson")


def press_twice(page: Page, selector: str) -> None:
    """A double click, and behind the page's back the same form once more at the same moment."""
    page.evaluate(EVERY_FORM_TWICE)
    page.locator(selector).dblclick()


def handed_over(office: Office, channel: str = "weibo") -> tuple[UUID, str]:
    """A published release whose post waits for a person; its id and the post's delivery."""
    release_id = office.signed()

    def waiting() -> str:
        found = office.rows(
            "SELECT id FROM deliveries WHERE release_id = ? AND channel = ? AND state = ?",
            release_id.hex, channel, "handed_over",
        )  # fmt: skip
        return str(UUID(str(found[0][0]))) if found else ""

    return release_id, eventually(waiting)


def link(place: str) -> str:
    return f"http://localhost:8090/weibo/1234567890/{place}"


def test_submitting_twice_submits_once(desk: Page, office: Office) -> None:
    release_id = office.draft()
    desk.goto(f"/releases/{release_id}/edit")
    press_twice(desk, "[data-submit]")
    desk.wait_for_url(f"**/releases/{release_id}")
    assert office.events(SUBMITTED, in_subject(release_id)) == 1


def test_signing_off_twice_signs_and_publishes_once(crowd: People, office: Office) -> None:
    release_id, leader = office.submitted(signed_by=2), crowd.page("leader")
    leader.goto(f"/releases/{release_id}/review")
    leader.locator("[data-sheet=sign]").click()
    leader.fill("#sign [name=password]", PASSWORD)
    press_twice(leader, "#sign button.btn-primary")
    leader.wait_for_url(f"**/releases/{release_id}")
    eventually(lambda: office.stage(release_id) == "published")
    assert office.events(SIGNED, in_subject(release_id)) == 3
    laid = "SELECT count(*), count(DISTINCT channel) FROM deliveries WHERE release_id = ?"
    ((deliveries, channels),) = office.rows(laid, release_id.hex)
    assert deliveries == channels
    feed = feedparser.parse(httpx.get(f"{office.bureau.newsroom}/feed.xml").content)
    number = office.number(release_id)
    assert [each.link for each in feed.entries if number in each.link] == [
        f"{office.bureau.newsroom}/releases/{number}/"
    ]


def test_confirming_twice_confirms_once(crowd: People, office: Office) -> None:
    _, delivery = handed_over(office)
    page = crowd.page("media-reception")
    page.goto(f"/handover/{delivery}")
    page.fill("[name=link]", link("Maaaaaaaaa"))
    press_twice(page, "form[action$=confirm] button")
    expect(page.get_by_role("heading", name="已确认发出")).to_be_visible()
    assert office.events(CONFIRMED, f"delivery:{delivery}") == 1


def test_confirmed_by_someone_else_meanwhile(crowd: People, desk: Page, office: Office) -> None:
    _, delivery = handed_over(office)
    page = crowd.page("media-reception")
    for each in (page, desk):
        each.goto(f"/handover/{delivery}")
    page.fill("[name=link]", link("Mfirstfirst"))
    page.get_by_role("button", name="确认已发").click()
    desk.fill("[name=link]", link("Msecondseco"))
    desk.get_by_role("button", name="确认已发").click()
    expect(desk.get_by_text("别人已用另一个链接确认过")).to_be_visible()
    expect(desk.get_by_role("link", name=link("Mfirstfirst"))).to_be_visible()
    assert office.events(CONFIRMED, f"delivery:{delivery}") == 1


def test_holding_twice_holds_once_and_stops_what_is_due(crowd: People, office: Office) -> None:
    """Nothing goes out although it is due; resumed, it goes."""
    before, leader = office.events(HELD, EVERYTHING), crowd.page("leader")
    leader.goto("/rollout/")
    press_twice(leader, ".hold-button")
    try:
        band = leader.locator(".hold-band-line", has_text="全部发布").first
        expect(band).to_be_visible()
        assert office.events(HELD, EVERYTHING) == before + 1
        assert len(holds_of_everything(office)) == 1
        release_id = office.signed()
        leader.wait_for_timeout(2500)  # due, with a dispatcher awake each second
        assert office.stage(release_id) == "scheduled"
        address = f"{office.bureau.newsroom}/releases/{office.number(release_id)}/"
        assert httpx.get(address).status_code == 404
        leader.goto(f"/releases/{release_id}")
        expect(leader.locator(".hold-note")).to_contain_text("恢复前不会发出")
        band.locator(".hold-band-button").click()
        leader.get_by_label("您的口令").fill(PASSWORD)
        leader.get_by_role("button", name="恢复发布").click()
        expect(leader.get_by_text("已恢复发布。")).to_be_visible()
        eventually(lambda: httpx.get(address).status_code == 200)
    finally:
        for hold in holds_of_everything(office):
            with office.wired.database.transaction() as tx:
                publishing.lift_hold(tx, now(), office.actor("leader"), hold)


def holds_of_everything(office: Office) -> list[UUID]:
    """In force. What missed its time on a slow machine has a hold of its own beside them."""
    query = "SELECT id FROM holds WHERE lifted_at IS NULL AND scope = 'all'"
    return [UUID(str(found)) for (found,) in office.rows(query)]


def test_two_people_in_one_draft(crowd: People, desk: Page, office: Office) -> None:
    """The loser keeps their text, sees both, and may save on top."""
    release_id, editor = office.draft(text="起点。"), crowd.page("editor")
    for page in (desk, editor):
        page.goto(f"/releases/{release_id}/edit")
    desk.fill("#body", "发言人的文字。")
    eventually(lambda: office.desk.see(release_id).content.text == "发言人的文字。")
    editor.fill("#body", "拟稿人的文字。")
    expect(editor.locator("#save-state")).to_contain_text("没有丢失")
    expect(editor.locator("#body")).to_have_text("拟稿人的文字。")
    editor.get_by_role("button", name="对照两份文字").click()
    expect(editor.locator(".both")).to_contain_text("发言人的文字。")
    expect(editor.locator(".both")).to_contain_text("拟稿人的文字。")
    assert office.desk.see(release_id).content.text == "发言人的文字。"
    editor.get_by_role("button", name="用我的文字覆盖为新修订").click()
    editor.wait_for_url("**/edit")
    assert office.desk.see(release_id).content.text == "拟稿人的文字。"
    first, second = office.desk.see(release_id).revisions[::-1]
    assert (first.author_id, second.author_id) == (
        office.actor("spokesperson").id, office.actor("editor").id,
    )  # fmt: skip


def test_words_that_changed_after_the_screen_opened_are_not_signed(
    crowd: People, office: Office
) -> None:
    release_id, leader = office.submitted(signed_by=2, text="甲地起火。"), crowd.page("leader")
    leader.goto(f"/releases/{release_id}/review")
    leader.locator("[data-sheet=sign]").click()
    leader.fill("#sign [name=password]", PASSWORD)
    leader.fill("#sign [name=comment]", "同意发布")
    with office.wired.database.transaction() as tx:
        releases.recall(
            tx, now(), office.actor("spokesperson"), office.wired.policy, release_id=release_id,
            version=office.desk.see(release_id).row.version, reason="地点有误",
        )  # fmt: skip
    office.desk.write(now(), release_id, body=from_input("乙地起火。"))
    digest = office.desk.submit(now(), release_id, midnight=True)
    for signer in ("unit-head", "secrecy"):
        office.desk.sign(now(), release_id, digest, signer)
    leader.locator("#sign button.btn-primary").click()
    expect(leader.get_by_text("您打开后，这份通稿被修改过")).to_be_visible()
    expect(leader.locator(".changes ins")).to_contain_text("乙")
    assert office.stage(release_id) == "in_review"
    sign(leader, str(release_id))  # having read it, in the ordinary way
    eventually(lambda: office.stage(release_id) == "published")


def test_a_forged_session_and_a_missing_token_do_nothing(browser: Browser, office: Office) -> None:
    release_id = office.draft("不可外泄的标题")
    context = browser.new_context(base_url=office.bureau.console, locale="zh-CN")
    forged = {"name": "fayan_session", "value": "x" * 43, "url": office.bureau.console}
    context.add_cookies([forged])  # type: ignore[list-item] # Playwright's own kind of dict
    page = context.new_page()
    page.goto(f"/releases/{release_id}/edit")
    assert "/sign-in" in page.url
    assert "不可外泄" not in page.content()
    sign_in(page, "spokesperson")
    answer = page.request.post(f"/releases/{release_id}/submit", form={"version": "2"})
    assert answer.status == 400
    assert "请刷新后再提交一次" in answer.text()
    strange = page.request.post(f"/releases/{release_id}/submit", form={"csrf_token": "x" * 90})
    assert strange.status == 400
    assert office.stage(release_id) == "draft"
    context.close()


def test_a_session_that_ended_while_writing_loses_no_word(browser: Browser, office: Office) -> None:
    release_id = office.draft(text="起点。")
    context = browser.new_context(base_url=office.bureau.console, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, "spokesperson")
    page.goto(f"/releases/{release_id}/edit")
    context.clear_cookies(name="fayan_session")
    page.fill("#body", "登录结束之后写的。")
    expect(page.locator("#save-state")).to_contain_text("登录已结束，文字已留在本机")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-submit]").click()  # all the same
    page.wait_for_url("**/sign-in?**")
    page.fill("[name=username]", "spokesperson")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**/releases/{release_id}/edit")
    page.get_by_role("button", name="恢复未上传的文字").click()
    expect(page.locator("#body")).to_have_text("登录结束之后写的。")
    eventually(lambda: office.desk.see(release_id).content.text == "登录结束之后写的。")
    context.close()


def test_any_other_form_is_given_back_after_signing_in_again(
    browser: Browser, office: Office
) -> None:
    context = browser.new_context(base_url=office.bureau.console, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, "spokesperson")
    page.goto("/incidents/new")
    page.fill("[name=title]", "一座很长名字的工厂起火")
    page.fill("[name=place]", "平安路1号")
    page.fill("[name=level_basis]", "无人伤亡")
    page.locator("[name=level][value=general]").check()
    context.clear_cookies(name="fayan_session")
    page.get_by_role("button", name="登记新事件").click()
    page.wait_for_url("**/sign-in?**")
    page.fill("[name=username]", "spokesperson")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/incidents/new")
    expect(page.locator("main [name=title]")).to_have_value("一座很长名字的工厂起火")
    expect(page.locator("main [name=level_basis]")).to_have_value("无人伤亡")
    expect(page.get_by_text("已放回您刚才写的内容")).to_be_visible()
    assert PASSWORD not in page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })")
    context.close()


def test_an_author_cannot_sign_what_they_wrote(crowd: People, office: Office) -> None:
    release_id, editor = office.submitted(by="editor"), office.actor("editor")
    with office.wired.database.transaction() as tx:
        people_service.assign_role(tx, now(), None, editor.id, Role.UNIT_HEAD)
    crowd.signed_out("editor")
    try:
        page = crowd.page("editor")
        page.goto(f"/releases/{release_id}/review")
        expect(page.locator(".refusal")).to_have_text("您拟写了这份通稿，需由他人签发。")
        assert page.locator("#sign").count() == 0
        token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
        digest = office.desk.see(release_id).digest
        answer = page.request.post(
            f"/releases/{release_id}/sign",
            form={"csrf_token": token, "digest": digest, "password": PASSWORD},
        )
        assert answer.status == 403
        assert "您拟写了这份通稿" in answer.text()
        assert office.events(SIGNED, in_subject(release_id)) == 0
    finally:
        with office.wired.database.transaction() as tx:
            people_service.revoke_role(tx, now(), office.actor("admin"), editor.id, Role.UNIT_HEAD)
        crowd.signed_out("editor")


@pytest.mark.parametrize("username", ["auditor", "media-reception"])
def test_a_screen_without_permission_says_so_and_shows_nothing(
    crowd: People, office: Office, username: str
) -> None:
    release_id, page = office.draft("不可外泄的标题"), crowd.page(username)
    incident = office.incident("不可外泄的事件")
    closed = ["/releases/new", f"/releases/{release_id}/edit", "/incidents/new",
              f"/incidents/{incident}/edit"]  # fmt: skip
    closed += ["/handover/"] if username == "auditor" else ["/audit/", "/people/", "/people/new"]
    for path in closed:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
        expect(page.locator(".error-page .error-sentence")).to_contain_text("您的角色没有")
        expect(page.get_by_role("link", name="回到工作台")).to_be_visible()
        assert "不可外泄" not in page.content(), path
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    for path in (f"/releases/{release_id}/submit", f"/releases/{release_id}/discard"):
        assert page.request.post(path, form={"csrf_token": token}).status == 403, path
    assert office.stage(release_id) == "draft"


def test_words_typed_without_a_network_are_kept_and_offered_back(
    browser: Browser, office: Office
) -> None:
    release_id = office.draft(text="起点。")
    context = browser.new_context(base_url=office.bureau.console, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, "spokesperson")
    page.goto(f"/releases/{release_id}/edit")
    context.set_offline(True)
    page.fill("#body", "没有网络时写的。")
    expect(page.locator("#save-state")).to_contain_text("已保存在本机")
    page.close(run_before_unload=False)  # the battery is empty
    assert office.desk.see(release_id).content.text == "起点。"
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/releases/{release_id}/edit")
    expect(page.locator("#body")).to_have_text("起点。")
    page.get_by_role("button", name="恢复未上传的文字").click()
    eventually(lambda: office.desk.see(release_id).content.text == "没有网络时写的。")
    page.reload()
    expect(page.locator("#recover")).to_be_hidden()
    context.close()


def test_withdrawn_it_is_gone_with_a_notice_and_the_feed_tells(
    crowd: People, office: Office
) -> None:
    release_id = office.signed("要撤回的通报")
    eventually(lambda: office.stage(release_id) == "published")
    number, leader = office.number(release_id), crowd.page("leader")
    leader.goto(f"/releases/{release_id}?sheet=withdraw")
    leader.fill("#withdraw [name=reason]", "消息来源有误<script>1</script>")
    leader.fill("#withdraw [name=password]", PASSWORD)
    leader.locator("#withdraw button.btn-danger").click()
    expect(leader.locator("main").get_by_text("消息来源有误").first).to_be_visible()
    site = office.bureau.newsroom
    eventually(lambda: httpx.get(f"{site}/releases/{number}/").status_code == 410)
    notice = httpx.get(f"{site}/releases/{number}/").text
    assert "这篇通稿已撤回" in notice
    assert "消息来源有误&lt;script&gt;" in notice

    def told() -> bool:
        feed = feedparser.parse(httpx.get(f"{site}/feed.xml").content)
        (entry,) = [each for each in feed.entries if each.link.endswith(f"/{number}/")]
        return "撤回" in json.dumps(entry, ensure_ascii=False, default=str)

    eventually(told)


def test_corrected_the_old_page_carries_a_banner(office: Office) -> None:
    old = office.signed("伤者两人的通报")
    eventually(lambda: office.stage(old) == "published")
    with office.wired.database.transaction() as tx:
        made = releases.start_correction(
            tx, now(), office.actor("spokesperson"), office.wired.policy, release_id=old,
            kind=Kind.CORRECTION,
        )  # fmt: skip
    office.desk.write(now(), made.id, body=from_input("伤者应为三人。"))
    digest = office.desk.submit(now(), made.id, midnight=True)
    office.desk.sign_all(now(), made.id, digest)
    eventually(lambda: office.stage(made.id) == "published")
    site, new = office.bureau.newsroom, office.number(made.id)

    def banner() -> bool:
        page = httpx.get(f"{site}/releases/{office.number(old)}/")
        return page.status_code == 200 and f"/releases/{new}/" in page.text and "更正" in page.text

    eventually(banner)
    eventually(lambda: office.stage(old) == "superseded")
    assert "伤者应为三人" in httpx.get(f"{site}/releases/{new}/").text
