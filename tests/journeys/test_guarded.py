"""The guard at work: a name and a number blocked and mended by a click each; a block that a second
person lets through, on a phone, for reasons that every signer reads and the audit keeps."""

import os
import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.bureau import PASSWORD
from tests.journeys.office import Office, in_subject
from tests.journeys.people import People, draft, submit
from tests.web.rich import text_in, write
from tests.web.test_in_the_browser import violations

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("FAYAN_SHOTS")
NAME, NUMBER = "张伟强", "640400199003074518"
WHY = "证人本人书面同意公开姓名，同意书附后。"


def looked_at(page: Page, name: str) -> None:
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_a_full_name_and_an_id_number_are_blocked_and_mended_by_a_click_each(
    people: People, office: Office
) -> None:
    desk = people.page("spokesperson")
    made = draft(desk, kind="statement", column="bulletins", title="一起案件的情况说明", text="稿")
    write(desk, f"犯罪嫌疑人{NAME}（身份证{NUMBER}）已到案。\n后续情况将及时通报。")
    expect(desk.locator("[data-stops]")).to_have_text("有 2 处须改")
    expect(desk.locator(".under-block")).to_have_text([NAME, NUMBER])
    button = desk.get_by_role("button", name="送审", exact=True)
    expect(button).to_have_attribute("aria-disabled", "true")
    button.dispatch_event("click")
    assert office.stage(UUID(made)) == "draft"
    desk.get_by_role("button", name="改为 张某某").click()
    desk.get_by_role("button", name=re.compile("改为 640")).click()
    expect(desk.locator("[data-stops]")).to_have_text("")
    assert "犯罪嫌疑人张某某（身份证640***************）已到案" in text_in(desk)
    submit(desk)
    assert office.stage(UUID(made)) == "in_review"
    kept = office.desk.see(UUID(made)).content.text
    assert NAME not in kept
    assert NUMBER not in kept


def test_a_second_person_lets_a_block_through_and_every_signer_reads_why(
    people: People, office: Office
) -> None:
    desk = people.page("spokesperson")
    made = draft(desk, kind="statement", column="bulletins", title="证人自述的说明", text="稿")
    write(desk, f"证人{NAME}自愿公开姓名。\n后续情况将及时通报。")
    expect(desk.locator("[data-stops]")).to_have_text("有 1 处须改")
    expect(desk.locator("#save-state")).to_contain_text("已保存")
    desk.goto(f"/releases/{made}/guard")
    expect(desk.get_by_text("例外放行", exact=True)).to_have_count(0)  # never by the author
    desk.get_by_role("button", name="请人放行").click()
    expect(desk.get_by_text("已通知可以放行的人。")).to_be_visible()

    phone = people.page("legal", phone=True)
    phone.goto("/notices/")
    asked = phone.locator(".list-row").filter(has_text="证人自述的说明")
    asked.get_by_role("button", name="查看").click()
    phone.wait_for_url(f"**/releases/{made}/guard")
    phone.locator("summary").filter(has_text="例外放行").click()
    phone.fill("[name=reason]", WHY)
    looked_at(phone, "override-390")
    phone.fill("[name=password]", PASSWORD)
    phone.get_by_role("button", name="例外放行").click()
    expect(phone.get_by_text("已放行。拟稿人已收到通知。")).to_be_visible()

    desk.goto(f"/releases/{made}/edit")
    expect(desk.locator("[data-stops]")).to_have_text("")
    submit(desk)
    signer = people.page("unit-head", phone=True)
    signer.goto(f"/releases/{made}/review")
    expect(signer.get_by_text(WHY)).to_be_visible()
    looked_at(signer, "override-signer-390")
    assert office.events("releases:finding:overridden", in_subject(UUID(made))) == 1
    office.audit_holds()
