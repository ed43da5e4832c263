"""Templates on the screens: read by all, written by administrators, cleared step by step."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from console.release_templates import queries
from console.release_templates.house import TEMPLATES
from console.release_templates.service import plant
from console.releases.templating import VOCABULARY
from tests.builders import SIGNERS, Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
HOLDING = next(each for each in TEMPLATES if each.seed == "holding")
FORM = {
    "name": "先期声明", "kind": "holding", "title": "", "text": HOLDING.wording.text,
    "categories": "accident_disaster",
}  # fmt: skip


def written(visitor: Visitor, **changes: str) -> UUID:
    answer = visitor.post("/templates/new", {**FORM, **changes})
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[-1])


def asked(admin: Visitor, template: UUID, day: str = "2026-12-31", place: str = "1") -> UUID:
    answer = admin.post(f"/templates/{template}/clearances", {"place": place, "expires_at": day})
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[-1])


def signed(visitor: Visitor, clearance: UUID, password: str = PASSWORD) -> int:
    page = visitor.get(f"/templates/clearances/{clearance}?sheet=sign").text
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    digest = found[1] if found else ""
    return visitor.post(
        f"/templates/clearances/{clearance}/sign", {"digest": digest, "password": password}
    ).status_code


def test_everybody_reads_and_only_administrators_write(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    with desk.database.transaction() as tx:
        plant(tx, clock.now(), VOCABULARY)
    reader = signed_in("editor")
    page = reader.get("/templates/").text
    assert "首报（事故灾难）" in page
    assert "新建模板" not in page
    assert reader.get("/templates/new").status_code == 403
    assert reader.post("/templates/new", FORM).status_code == 403
    admin = signed_in("admin")
    assert "新建模板" in admin.get("/templates/").text
    template = written(admin)
    page = admin.get(f"/templates/{template}").text
    assert "某区某路发生一起事故。" in page
    assert "送预审" in page
    assert "送预审" not in reader.get(f"/templates/{template}").text
    assert "Holding statement" in admin.get(f"/templates/{template}?lang=en").text


def test_the_preview_reads_along_and_names_wrong_lines(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    good = admin.post("/templates/preview", {"text": "{{时间:time}}，[[处置中]]。"}, htmx=True)
    assert "11月23日20时许，处置中。" in good.text
    assert "<html" not in good.text
    bad = admin.post("/templates/preview", {"text": "好\n{{时间"}, htmx=True).text
    assert "第 2 行：填空标记 {{ }} 没有成对。" in bad
    script = admin.post("/templates/preview", {"text": "<script>alert(1)</script>"}, htmx=True).text
    assert "<script>alert" not in script


def test_what_is_wrong_is_shown_again_with_what_was_typed(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    answer = admin.post("/templates/new", {**FORM, "text": "{{错}}<b>", "name": "某模板"})
    assert answer.status_code == 422
    assert "第 1 行：没有“”这种填空。" in answer.text
    assert "{{错}}&lt;b&gt;" in answer.text
    assert "某模板" in answer.text
    assert admin.post("/templates/new", {**FORM, "name": ""}).status_code == 422
    assert admin.post("/templates/new", {**FORM, "kind": "poem"}).status_code == 422
    assert admin.post("/templates/new", {**FORM, "categories": "weather"}).status_code == 422


def test_two_windows_do_not_overwrite_each_other(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    template = written(admin)
    first = admin.post(f"/templates/{template}/edit", {**FORM, "place": "1", "title": "甲"})
    assert first.status_code == 303
    second = admin.post(f"/templates/{template}/edit", {**FORM, "place": "1", "title": "乙"})
    assert second.status_code == 409
    assert "他人已保存第 2 版" in second.text
    assert "乙" in second.text


def test_the_chain_clears_it_step_by_step_with_fresh_proof(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    admin = signed_in("admin")
    clearance = asked(admin, written(admin))
    assert "现在轮到" in signed_in("secrecy").get(f"/templates/clearances/{clearance}").text
    head = signed_in("unit-head")
    assert "等您预审签字" in head.get("/templates/").text
    assert f"/templates/clearances/{clearance}" in head.get("/").text
    assert signed(head, clearance, "wrong") == 403
    for name in SIGNERS:
        assert signed(signed_in(name), clearance) == 303
    with desk.database.snapshot() as tx:
        assert queries.cleared(tx, clock.now(), "accident_disaster") is not None
    assert f"/templates/clearances/{clearance}" not in head.get("/").text
    assert "预审有效" in signed_in("editor").get("/templates/").text
    again = signed_in("leader").get(f"/templates/clearances/{clearance}").text
    assert "撤销预审" in again
    assert 'id="sign"' not in again


def test_it_is_sent_back_or_withdrawn_with_a_reason_in_one_press(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    clearance = asked(admin, written(admin))
    legal = signed_in("legal")
    end = f"/templates/clearances/{clearance}/end"
    assert legal.post(end, {"reason": " "}).status_code == 422
    assert signed_in("editor").post(end, {"reason": "不妥"}).status_code == 403
    assert legal.post(end, {"reason": "措辞<b>不妥</b>"}).status_code == 303
    page = admin.get(f"/templates/clearances/{clearance}").text
    assert "措辞&lt;b&gt;不妥&lt;/b&gt;" in page
    assert signed(signed_in("unit-head"), clearance) in {303, 409}


@pytest.mark.parametrize("day", ["", "2026-11-20", "2030-01-01", "<script>"])
def test_an_expiry_that_cannot_be_is_refused(signed_in: SignedIn, day: str) -> None:
    admin = signed_in("admin")
    template = written(admin)
    answer = admin.post(f"/templates/{template}/clearances", {"place": "1", "expires_at": day})
    assert answer.status_code == 422


def test_a_retired_one_is_offered_no_more(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    template = written(admin)
    assert admin.post(f"/templates/{template}/retire", {}).status_code == 303
    page = admin.get("/templates/").text
    assert "已停用" in page
    assert "送预审" not in admin.get(f"/templates/{template}").text
    assert admin.post(f"/templates/{template}/edit", {**FORM, "place": "1"}).status_code in {
        303, 409
    }  # fmt: skip


def test_unknown_addresses_are_not_there(signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    nobody = UUID(int=0)
    for path in (f"/templates/{nobody}", f"/templates/{nobody}/edit",
                 f"/templates/clearances/{nobody}"):  # fmt: skip
        assert admin.get(path).status_code == 404
    assert admin.post(f"/templates/{nobody}/retire", {}).status_code == 404
