"""媒体名单: with consent, by fingerprint in the audit, and left by anyone who holds their link."""

from collections.abc import Callable

import pytest
from flask import Flask

from console.database import Database
from console.press.ports import Journalists
from console.web.services import Services
from tests.web.visitor import Visitor

FORM = {
    "outlet": "示例日报",
    "name": "张三",
    "address": "Zhang@daily.example",
    "consent": "本人来信",
}


@pytest.fixture
def desk(signed_in: Callable[[str], Visitor]) -> Visitor:
    return signed_in("media-reception")


def links(services: Services) -> list[str]:
    found = Journalists(services.settings, services.vault).recipients()
    return [each.leave.removeprefix(services.settings.console_url) for each in found]


def everything(database: Database) -> str:
    with database.snapshot() as tx:
        connection = tx.connection()
        return str([
            connection.exec_driver_sql(rows).all()
            for rows in ("SELECT * FROM media_contacts", "SELECT * FROM audit_events")
        ])  # fmt: skip


def test_a_journalist_is_listed_and_leaves_by_one_click_without_a_session(
    app: Flask, desk: Visitor, services: Services, database: Database
) -> None:
    assert desk.post("/media/", FORM).status_code == 303
    assert "Zhang@daily.example" in desk.get("/media/").text
    (link,) = links(services)
    stranger = app.test_client()
    looked = stranger.get(link)
    assert looked.status_code == 200
    assert "按下后立即退订" in looked.text
    assert "Zhang" not in looked.text
    assert links(services) == [link]  # looking changed nothing
    for _ in range(2):
        clicked = stranger.post(link, data={"List-Unsubscribe": "One-Click"})
        assert clicked.status_code == 200
    assert links(services) == []
    assert "本人已退订" in desk.get("/media/").text
    told = everything(database)
    assert "Zhang" not in told
    assert "张三" not in told


def test_who_left_comes_back_only_with_a_new_consent(desk: Visitor, services: Services) -> None:
    desk.post("/media/", FORM)
    again = desk.post("/media/", {**FORM, "address": "zhang@DAILY.example"})
    assert again.status_code == 409
    assert "已在名单上" in again.text
    token = links(services)[0]
    desk.post(token)
    refused = desk.post("/media/", {**FORM, "consent": " "})
    assert refused.status_code == 422
    assert 'value="示例日报"' in refused.text
    assert desk.post("/media/", FORM).status_code == 303
    assert len(links(services)) == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("address", "zhang@daily", "邮箱地址写法不对"),
        ("address", "a@b.example\r\nBcc: x@y.example", "请缩短"),
        ("outlet", "报" * 81, "最多 80"), ("name", "", "请填写姓名"),
    ],
)  # fmt: skip
def test_what_will_not_do_comes_back_with_a_sentence(
    desk: Visitor, field: str, value: str, says: str
) -> None:
    answered = desk.post("/media/", {**FORM, field: value})
    assert answered.status_code == 422
    assert says in answered.text
    assert "本人来信" in answered.text


def test_a_link_that_nobody_made_leads_nowhere(
    app: Flask, desk: Visitor, services: Services
) -> None:
    desk.post("/media/", FORM)
    (link,) = links(services)
    stranger = app.test_client()
    for wrong in (
        link[:-1] + ("0" if link[-1] != "0" else "1"),
        link[:-2],
        "/callbacks/unsubscribe/x",
    ):
        assert stranger.get(wrong).status_code == 404
        assert stranger.post(wrong).status_code == 404
    assert links(services) == [link]


def test_only_who_posts_by_hand_sees_the_list(signed_in: Callable[[str], Visitor]) -> None:
    for name in ("leader", "auditor", "editor"):
        assert signed_in(name).get("/media/").status_code == 403
        assert signed_in(name).post("/media/", FORM).status_code == 403


def test_the_desk_takes_somebody_off(desk: Visitor, services: Services) -> None:
    desk.post("/media/", FORM)
    page = desk.get("/media/").text
    path = page.partition('action="/media/')[2].partition('"')[0]
    assert desk.post(f"/media/{path}").status_code == 303
    assert links(services) == []
    assert "由本局移出" in desk.get("/media/").text
