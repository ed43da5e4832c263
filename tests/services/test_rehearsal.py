"""The stand-ins, over real HTTP on loopback, with a ledger of their own on disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from console.kernel.errors import Misconfigured
from console.rehearsal.ledger import Ledger
from console.rehearsal.platforms import Written, bid_of
from console.rehearsal.serve import serve
from console.rehearsal.server import Rehearsal
from console.settings import Settings
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.pictures import PNG


@pytest.fixture
def site(tmp_path: Path, clock: FixedClock) -> Iterator[httpx.Client]:
    rehearsal = Rehearsal(Ledger(tmp_path / "rehearsal"), clock)
    with serving(rehearsal) as address, httpx.Client(base_url=address) as client:
        yield client


def accounts(settings: Settings) -> dict[str, str]:
    return {each.channel: each.link_pattern for each in settings.config.accounts}


@pytest.mark.parametrize(
    ("mid", "bid"),
    [
        ("3491273850170657", "yCirT0Iox"),
        ("4607741009594608", "K3fnuEfZK"),
        ("4387933362623405", "HATy0b0sZ"),
    ],
)
def test_a_bid_is_made_from_a_mid_as_weibo_does(mid: str, bid: str) -> None:
    assert bid_of(mid) == bid


def test_a_post_gets_a_page_whose_link_the_console_accepts(
    site: httpx.Client, settings: Settings
) -> None:
    posted = site.post("/weibo/", data={"text": "警方提示：谨防冒充客服。"})
    assert posted.status_code == 303
    page = site.get(posted.headers["Location"])
    assert "警方提示：谨防冒充客服。" in page.text
    assert "演练替身" in page.text
    link = re.sub(r"127\.0\.0\.1", "localhost", str(page.url))
    assert re.fullmatch(accounts(settings)["weibo"], link)


def test_an_article_shows_title_digest_and_every_paragraph(
    site: httpx.Client, settings: Settings
) -> None:
    posted = site.post(
        "/wechat/", data={"title": "情况通报", "digest": "摘要在此", "text": "第一段\r\n第二段"}
    )
    page = site.get(posted.headers["Location"])
    for words in ("情况通报", "摘要在此", "<p>第一段</p>", "<p>第二段</p>"):
        assert words in page.text
    link = re.sub(r"127\.0\.0\.1", "localhost", str(page.url))
    assert re.fullmatch(accounts(settings)["wechat"], link)


@pytest.mark.parametrize(
    ("platform", "form", "code"),
    [
        ("weibo", {"text": "字" * 141}, "20012"),
        ("weibo", {"text": "  "}, "20008"),
        ("wechat", {"title": "字" * 33, "text": "正文"}, "45003"),
        ("wechat", {"title": "题", "digest": "字" * 129, "text": "正文"}, "45004"),
        ("wechat", {"title": "题", "text": ""}, "44003"),
    ],
)
def test_what_the_platform_refuses_is_refused_with_its_code_and_nothing_is_lost(
    site: httpx.Client, platform: str, form: dict[str, str], code: str
) -> None:
    answer = site.post(f"/{platform}/", data=form)
    assert answer.status_code == 422
    assert code in answer.text
    assert form.get("text", "").strip() in answer.text
    assert site.get("/_ledger").json() == []


def test_the_same_words_twice_running_are_refused(site: httpx.Client) -> None:
    assert site.post("/weibo/", data={"text": "同一条"}).status_code == 303
    asked = {"Accept": "application/json"}
    answer = site.post("/weibo/", data={"text": "同一条"}, headers=asked)
    assert answer.json()["error_code"] == 20019
    assert site.post("/weibo/", data={"text": "另一条"}).status_code == 303
    assert site.post("/weibo/", data={"text": "同一条"}).status_code == 303


def test_exactly_140_counted_characters_fit(site: httpx.Client) -> None:
    assert site.post("/weibo/", data={"text": "字" * 139 + "ab"}).status_code == 303


def test_the_ledger_lists_everything_accepted_with_its_reference(
    site: httpx.Client, clock: FixedClock
) -> None:
    site.post("/weibo/", data={"text": "一", "client_ref": "abc"})
    clock.move(seconds=1)
    site.post("/wechat/", data={"title": "题", "text": "文", "client_ref": "def"})
    rows = site.get("/_ledger").json()
    assert [(row["platform"], row["client_ref"], row["kind"], row["at"]) for row in rows] == [
        ("weibo", "abc", "status", "2026-11-23T12:00:00Z"),
        ("wechat", "def", "article", "2026-11-23T12:00:01Z"),
    ]
    assert rows[0]["account"] == "1234567890"


def test_the_ledger_outlives_the_process(tmp_path: Path, clock: FixedClock) -> None:
    with serving(Rehearsal(Ledger(tmp_path), clock)) as address:
        httpx.post(f"{address}/weibo/", data={"text": "留下"})
    with serving(Rehearsal(Ledger(tmp_path), clock)) as address:
        assert len(httpx.get(f"{address}/_ledger").json()) == 1


def test_a_deleted_post_is_gone_and_stays_in_the_ledger(site: httpx.Client) -> None:
    path = site.post("/weibo/", data={"text": "要删"}).headers["Location"]
    assert site.post(f"{path}/delete").status_code == 303
    assert site.get(path).status_code == 410
    assert len(site.get("/_ledger").json()) == 1


def test_the_reference_asked_for_rides_along_in_the_form(site: httpx.Client) -> None:
    assert 'name="client_ref" value="r1"' in site.get("/weibo/?client_ref=r1").text


@pytest.mark.parametrize("path", ["/", "/weibo/", "/wechat/", "/nothing-here"])
def test_every_page_says_that_it_is_a_stand_in(site: httpx.Client, path: str) -> None:
    assert "演练替身" in site.get(path).text


def test_pasted_markup_is_shown_as_text(site: httpx.Client) -> None:
    path = site.post("/weibo/", data={"text": "<script>alert(1)</script>"}).headers["Location"]
    assert "<script>" not in site.get(path).text


def test_the_wall_shows_pictures_covers_and_articles_and_nothing_of_them_runs(
    tmp_path: Path, clock: FixedClock
) -> None:
    ledger = Ledger(tmp_path)
    name, at = ledger.keep_picture(PNG), clock.now()
    post = ledger.post("weibo", Written("平安路封闭。"), at)
    ledger.keep(f"weibo-picture:{post.mid}", {"name": name})
    article = ledger.post("wechat", Written("封闭。", "通告"), at)
    ledger.keep("wechat-media:img_1", {"picture": name})
    html = f'<p onclick="x()">封闭。</p><script>x()</script><img src="http://h/mmbiz/{name}/0">'
    kept = {"thumb_media_id": "img_1", "content": html}
    ledger.keep(f"wechat-article:A_{article.mid}", kept)
    with serving(Rehearsal(ledger, clock)) as address, httpx.Client(base_url=address) as client:
        wall = client.get("/wall/").text
        assert wall.count(f"/mmbiz/{name}/0") == 2
        assert client.get(f"/mmbiz/{name}/0").content == PNG
        assert client.get(f"/mmbiz/{'0' * 32}/0").status_code == 404
        page = client.get(article.path).text
        assert f"http://h/mmbiz/{name}/0" in page
        assert not {"onclick", "<script"} & set(re.findall(r"onclick|<script", page))
        assert f"/mmbiz/{name}/0" in client.get(post.path).text
        client.post(f"{post.path}/delete")
        assert "平安路封闭" not in client.get("/wall/").text


def test_another_name_for_this_machine_or_another_site_is_refused(site: httpx.Client) -> None:
    assert site.get("/weibo/", headers={"Host": "evil.example"}).status_code == 403
    cross = site.post("/weibo/", data={"text": "x"}, headers={"Origin": "http://evil.example"})
    assert cross.status_code == 403
    assert site.get("/_ledger").json() == []


def test_it_is_alive_and_answers_head_and_unknown_pages(site: httpx.Client) -> None:
    assert site.get("/healthz").text == "ok\n"
    assert site.head("/weibo/").content == b""
    assert site.get("/weibo").headers["Location"] == "/weibo/"
    assert site.get("/weibo/1234567890/000000000").status_code == 404


def test_the_stand_ins_refuse_any_address_but_loopback(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        serve(tmp_path, "0.0.0.0", 1, 2)  # noqa: S104 - that is what must be refused
