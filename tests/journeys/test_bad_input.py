"""What bad input gets, in a real browser: a sentence that says what to do, and nothing lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import feedparser
import httpx
import pytest
from playwright.sync_api import Page, expect

from console.people import service as people_service
from tests import pictures
from tests.journeys.bureau import PASSWORD
from tests.journeys.office import Office, eventually, now
from tests.journeys.people import PATIENCE, SHANGHAI, People, fill_in, sign, submit
from tests.web.rich import PASTE, paste, text_in

pytestmark = pytest.mark.browser
TEXT = "11月23日20时10分许，示例区一厂房发生爆炸。\n民警已到场处置。"
MARK = "<script>window.stolen=1</script>"
PNG = pictures.PNG
FROM_WORD = (
    '<p class="MsoNormal" style="mso-pagination:none">一、<b>不要</b>转账；<o:p></o:p></p>'
    "<p class=MsoNormal>二、请拨打110。<span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
)


@pytest.fixture
def desk(crowd: People) -> Page:
    return crowd.page("spokesperson")


@pytest.fixture
def in_english(crowd: People, office: Office) -> Iterator[Page]:
    """The editor's browser; that person reads English."""
    editor = office.actor("editor").id
    with office.wired.database.transaction() as tx:
        people_service.set_language(tx, editor, "en")
    yield crowd.page("editor")
    with office.wired.database.transaction() as tx:
        people_service.set_language(tx, editor, "zh_CN")


def write(page: Page, office: Office, title: str = "情况通报", text: str = TEXT) -> UUID:
    """An empty draft in the editor, the words typed there."""
    release_id = office.draft("", text="")
    page.goto(f"/releases/{release_id}/edit")
    page.fill("[name=title]", title)
    page.fill("#body", text)
    return release_id


def refused(page: Page, sentence: str) -> None:
    """送审 pressed, and still in the form, which says ``sentence``."""
    page.locator("[data-submit]").click()
    expect(page.locator("main .alert-danger")).to_contain_text(sentence, timeout=PATIENCE)
    expect(page.locator("[data-submit]")).to_be_visible(timeout=PATIENCE)  # megabytes take time


def set_value(page: Page, field: str, script: str) -> None:
    """What is too long to type: ``script`` makes the value inside the browser."""
    page.evaluate(
        f"""() => {{ const field = document.getElementById('{field}');
            field.value = {script};
            field.dispatchEvent(new Event('input', {{ bubbles: true }})); }}"""
    )


def test_empty_and_endless_titles_keep_the_text(desk: Page, office: Office) -> None:
    release_id = write(desk, office, title="")
    refused(desk, "请写标题。")
    desk.fill("[name=title]", "字" * 300)
    refused(desk, "标题有 300 个字，最多 100 个。请缩短。")
    expect(desk.locator("[name=title]")).to_have_value("字" * 300)
    expect(desk.locator("#body")).to_have_text(TEXT.replace("\n", ""))
    assert office.stage(release_id) == "draft"
    desk.fill("[name=title]", "字" * 100)
    submit(desk)
    assert office.stage(release_id) == "in_review"


def test_in_english_it_is_said_in_english(in_english: Page, office: Office) -> None:
    page = in_english
    release_id = write(page, office, title="")
    refused(page, "Write a title.")
    page.fill("[name=title]", "字" * 300)
    refused(page, "The title has 300 characters; 100 is the most.")
    page.fill("[name=title]", "情况通报")
    page.fill("[name=at]", "2020-01-01T10:00")
    refused(page, "2020-01-01 10:00")
    assert page.goto("/audit/").status == 403  # type: ignore[union-attr] # it is there, or this fails
    assert not any("\u4e00" <= each <= "\u9fff" for each in page.inner_text(".error-page"))
    assert office.stage(release_id) == "draft"


def test_a_paste_of_ten_megabytes_stays_on_the_page(desk: Page, office: Office) -> None:
    write(desk, office)
    desk.locator("#body").press("Control+a")
    desk.evaluate(f"({PASTE})(['', '字'.repeat(3500000)])")
    expect(desk.locator("#paste-told")).to_contain_text("3,500,000 字，正文最多 100,000 字")
    assert text_in(desk) == TEXT
    submit(desk)


def test_what_no_request_can_carry_is_stopped_in_the_browser_and_on_the_server(
    desk: Page, office: Office
) -> None:
    release_id = write(desk, office)
    eventually(lambda: office.desk.see(release_id).content.text == TEXT)
    said: list[str] = []
    desk.once("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    desk.evaluate("document.body.dataset.largest = '70000'")  # as if the server took no more
    desk.evaluate("document.getElementById('weibo').value = 'x'.repeat(9000)")
    desk.locator("[data-submit]").click()
    assert said == ["内容超过一次可提交的大小，请删减后再提交。"]
    assert desk.evaluate("document.getElementById('weibo').value.length") == 9000
    answer = httpx.post(
        f"{office.bureau.console}/releases/{release_id}/submit",
        content=b"body=" + b"x" * (25 * 1024 * 1024),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        cookies={each["name"]: each["value"] for each in desk.context.cookies()},
    )
    assert answer.status_code == 413
    assert "一次最多提交 24 MB" in answer.text
    assert "error-page" in answer.text
    assert office.stage(release_id) == "draft"
    desk.evaluate("document.getElementById('editor').removeAttribute('data-dirty')")


def test_a_paste_from_word_becomes_plain_paragraphs(desk: Page, office: Office) -> None:
    release_id = write(desk, office, text="")
    paste(desk, FROM_WORD)
    submit(desk)
    assert office.desk.see(release_id).content.text == "一、不要转账；\n二、请拨打110。"
    shown = desk.locator("article.release-text")
    expect(shown.locator("p").first).to_have_text("一、不要转账；")
    assert "Mso" not in shown.inner_html()


def test_control_characters_are_dropped(desk: Page, office: Office) -> None:
    release_id = write(desk, office)
    set_value(desk, "title", r"'情况\u0007通\u202e报\u0000'")
    desk.locator("#body").press("Control+a")
    desk.evaluate(rf"({PASTE})(['', '一\u0001段\ud800\r\n\u200b二段\ufeff'])")
    submit(desk)
    assert office.title(release_id) == "情况通报"
    first, second = office.desk.see(release_id).content.text.split("\n")
    assert (first.rstrip("\ufffd"), second) == ("一段", "二段")


def test_a_time_in_the_past_is_refused_and_shown_again(desk: Page, office: Office) -> None:
    release_id = write(desk, office)
    desk.fill("[name=at]", "2026-01-01T10:00")
    refused(desk, "2026-01-01 10:00 已经过去。请选择之后的时间。")
    expect(desk.locator("[name=at]")).to_have_value("2026-01-01T10:00")
    expect(desk.locator("#body")).to_have_text(TEXT.replace("\n", ""))
    assert office.stage(release_id) == "draft"


def test_just_after_midnight_is_asked_about_once(desk: Page, office: Office) -> None:
    release_id = write(desk, office)
    day = datetime.now(SHANGHAI).date() + timedelta(days=2)
    desk.fill("[name=at]", f"{day}T00:30")
    refused(desk, f"{day} 00:30 是{day - timedelta(days=1)}夜里过零点之后。")
    assert office.stage(release_id) == "draft"
    desk.check("[name=after_midnight]")
    submit(desk)
    (stage, *_) = office.desk.see(release_id).content.plan.stages
    assert stage.at is not None
    assert f"{stage.at.astimezone(SHANGHAI):%H:%M}" == "00:30"


def test_a_column_that_is_gone_can_be_chosen_anew(desk: Page, office: Office) -> None:
    release_id = write(desk, office)
    desk.evaluate(
        """() => { const column = document.querySelector('[name=column]');
            column.add(new Option('gone', 'gone', true, true)); }"""
    )
    refused(desk, "栏目“gone”已经没有了。请另选一个栏目。")
    expect(desk.locator("[name=column] option:checked")).to_have_text("请重新选择")
    expect(desk.locator("#body")).to_have_text(TEXT.replace("\n", ""))
    assert office.stage(release_id) == "draft"
    desk.select_option("[name=column]", "press")
    submit(desk)


def test_a_plan_without_a_public_page_is_refused(desk: Page, office: Office) -> None:
    release_id = write(desk, office)
    desk.evaluate(
        "document.querySelectorAll('[name=channels][type=hidden]').forEach(e => e.remove())"
    )
    refused(desk, "发布计划里没有网站。每篇通稿都要有公开页面，请加上网站。")
    assert office.stage(release_id) == "draft"
    submit(desk)  # the form that came back has the website again
    assert "website" in office.desk.see(release_id).content.plan.channels


def test_absurd_values_are_no_server_error(desk: Page, office: Office) -> None:
    release_id = office.draft()
    token = desk.locator("meta[name=csrf-token]").get_attribute("content") or ""
    for version in ("²", "9" * 5000, "-1", "x"):
        for address in ("edit", "autosave", "submit", "discard"):
            answer = desk.request.post(
                f"/releases/{release_id}/{address}",
                multipart={"csrf_token": token, "version": version, "title": "别的"},
            )
            assert answer.status < 500, (version, address)
    for path in ("/releases/?page=²", "/releases/?page=" + "9" * 5000, "/audit/?before=²",
                 "/releases/?incident=x&stage=x&kind=x", "/releases/?words=%00"):  # fmt: skip
        assert desk.request.get(path).status < 500, path
    assert office.title(release_id) == "情况通报"


def test_markup_is_text_wherever_it_is_shown(crowd: People, desk: Page, office: Office) -> None:
    """In title, body, comment, incident, attachment, person: on console, newsroom and feeds."""
    incident_id = office.incident(f"{MARK}事件")
    release_id = office.draft("", text="", incident_id=incident_id)
    desk.goto(f"/releases/{release_id}/edit")
    with desk.expect_response("**/attachments"):
        desk.set_input_files(
            "[name=file]", {"name": f"{MARK}.png", "mimeType": "image/png", "buffer": PNG}
        )
    desk.fill(".attachment-alt input", f"{MARK}说明")
    fill_in(desk, title=f"{MARK}标题", text=f"{MARK}正文\n]]> & </textarea><img src=x onerror=1>")
    number = submit(desk)
    digest = office.desk.see(release_id).digest
    sign(crowd.page("unit-head"), str(release_id), comment=f"{MARK}附言")
    for signer in ("secrecy", "leader"):
        office.desk.sign(now(), release_id, digest, signer)
    eventually(lambda: office.stage(release_id) == "published")
    page = desk.context.new_page()
    trouble: list[str] = []
    page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
    site = office.bureau.newsroom
    for address in (
        f"/releases/{release_id}", f"/releases/{release_id}/review", "/releases/", "/", "/rollout/",
        f"/releases/{release_id}/review?as=weibo", f"/incidents/{incident_id}", "/incidents/",
        f"/releases/{release_id}/preview/page", "/handover/",
        f"{site}/", f"{site}/releases/{number}/", f"{site}/columns/bulletins/",
    ):  # fmt: skip
        answer = page.goto(address)
        assert answer is not None, address
        assert answer.ok, address
        assert page.evaluate("window.stolen") is None, address
        assert page.locator("script:text('stolen')").count() == 0, address
        assert MARK in page.locator("body").inner_text(), address
    assert trouble == []
    expect(page.locator("body")).to_contain_text(f"{MARK}标题")
    page.goto(f"/releases/{release_id}")
    expect(page.locator(".chain-comment")).to_have_text(f"{MARK}附言")
    page.close()
    feed = feedparser.parse(desk.request.get(f"{site}/feed.xml").body())
    assert not feed.bozo
    (entry,) = [each for each in feed.entries if each.link.endswith(f"/{number}/")]
    assert MARK in entry.title.replace("&lt;", "<").replace("&gt;", ">")
    assert "<script" not in entry.content[0].value


def test_a_person_called_like_a_script_is_only_called_so(crowd: People) -> None:
    admin = crowd.page("admin")
    admin.goto("/people/new")
    for field, value in {"name": MARK, "post": MARK, "unit": MARK, "username": "mark-up"}.items():
        admin.fill(f"#{field}", value)
    admin.fill("#password", PASSWORD)
    admin.get_by_role("button", name="添加").click()
    expect(admin.locator("h1")).to_have_text(MARK)
    admin.goto("/people/")
    expect(admin.get_by_text(MARK).first).to_be_visible()
    assert admin.evaluate("window.stolen") is None
