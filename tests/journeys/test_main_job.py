"""The main job, on real input: drafted, signed, rolled out, read; every paragraph unchanged."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from console.settings import HOME
from tests.journeys.bureau import Bureau, running
from tests.journeys.people import SIGNERS, People, draft, in_seconds, sign, submit
from tests.postgres import fresh_database

INPUTS = HOME.parent / "shared" / "inputs"
FIELDS = {"标题": "title", "摘要": "digest"}  # on the stand-in's form; the rest is the text
COLUMNS = {"警情通报": "bulletins", "新闻发布": "press", "警方提示": "advice"}


@dataclass(frozen=True)
class Text:
    """What is to go out. ``paragraphs`` are what must arrive."""

    name: str
    kind: str
    column: str
    title: str
    paragraphs: tuple[str, ...]


OWN = (
    Text(
        "own-factory",
        "initial",
        "bulletins",
        "情况通报",
        (
            "11月23日20时10分许，示例区一厂房发生爆炸。接报后，公安、消防、卫健等部门立即到场处置。",
            "截至21时，现场明火已扑灭，2人受伤，已送医救治，无生命危险。",
            "请途经车辆绕行平安路，听从现场民警指挥。后续情况将及时通报。",
        ),
    ),
    Text(
        "own-advice",
        "notice",
        "advice",
        "谨防假冒客服退款诈骗",
        (
            "一、退款不需要共享屏幕；",
            "二、“安全账户”并不存在；",
            "三、遇到可疑来电，请拨打110核实。",
        ),
    ),
)


def texts() -> list[Text]:
    """The report and the bulletins where they are, else our own samples."""
    found = []
    report = INPUTS / "annual-report-2017.txt"
    if report.is_file():
        lines = [line.strip() for line in report.read_text(encoding="utf-8").splitlines()]
        kept = tuple(line for line in lines if line)
        found.append(Text("annual-report-2017", "notice", "notices", kept[0], kept[1:]))
    bulletins = INPUTS / "bulletins.json"
    if bulletins.is_file():
        found += [
            Text(
                each["id"],
                each["kind"],
                COLUMNS.get(each["column"], "bulletins"),
                each["title"],
                tuple(line.strip() for line in each["paragraphs"]),
            )
            for each in json.loads(bulletins.read_text(encoding="utf-8"))["bulletins"]
        ]
    return found or list(OWN)


TEXTS = texts()
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]  # who comes first signs for all


@pytest.fixture(scope="module")
def numbers(crowd: People) -> dict[str, str]:
    """Of every text, signed and on its way."""
    return {text.name: signed(crowd, text) for text in TEXTS}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_a_release_goes_the_whole_way_on_sqlite(
    crowd: People, numbers: dict[str, str], text: Text
) -> None:
    arrived(crowd, text, numbers[text.name])


@pytest.mark.postgres
def test_a_release_goes_the_whole_way_on_postgresql(
    tmp_path: Path, browser: Browser, postgres: str
) -> None:
    with running(tmp_path, fresh_database(postgres)) as bureau:
        people = People(bureau, browser)
        arrived(people, TEXTS[-1], signed(people, TEXTS[-1]))
        people.go_home()


def signed(people: People, text: Text) -> str:
    """Drafted, planned for a little later, signed by all; its number."""
    desk = people.page("spokesperson")
    due = in_seconds(30)
    release_id = draft(
        desk,
        kind=text.kind,
        column=text.column,
        title=text.title,
        text="\n".join(text.paragraphs),
        at=due,
    )
    number = submit(desk)
    for signer in SIGNERS:
        sign(people.page(signer, phone=True), release_id)
    public = desk.request.get(f"{people.bureau.newsroom}/releases/{number}/")
    if in_seconds(2) < due:
        assert public.status == 404
    return number


def arrived(people: People, text: Text, number: str) -> None:
    bureau = people.bureau
    reader = people.page("spokesperson").context.new_page()
    page = await_page(reader, bureau, number)
    arrived_on_page(page, text)
    arrived_in_feed(reader, bureau, number, text)
    reader.close()
    hand_over(people, number)


def await_page(reader: Page, bureau: Bureau, number: str) -> str:
    """The public page, once its time has come."""
    return await_answer(reader, bureau, f"/releases/{number}/", number)


def await_answer(reader: Page, bureau: Bureau, path: str, words: str) -> str:
    """The body at ``path`` once it has ``words``."""
    for _ in range(600):
        answer = reader.request.get(f"{bureau.newsroom}{path}")
        if answer.ok and words in (body := answer.text()):
            return body
        reader.wait_for_timeout(100)
    message = f"{words} never appeared at {path}:\n{bureau.said()[-3000:]}"
    raise AssertionError(message)


def arrived_on_page(page: str, text: Text) -> None:
    shown = html.fromstring(page)
    assert shown.xpath("//h1")[0].text_content().strip() == text.title
    body = shown.xpath("//div[@class='words']//p")
    assert paragraphs(body) == text.paragraphs


def arrived_in_feed(reader: Page, bureau: Bureau, number: str, text: Text) -> None:
    feed = feedparser.parse(await_answer(reader, bureau, "/feed.xml", f"/{number}/"))
    assert not feed.bozo
    (entry,) = [each for each in feed.entries if each.link.endswith(f"/{number}/")]
    assert entry.id.endswith(f"release/{number}")
    content = html.fragments_fromstring(entry.content[0].value)
    kept = [each for each in content if not isinstance(each, str) and each.tag == "p"]
    found = paragraphs(kept)
    start = found.index(text.paragraphs[0])
    assert found[start : start + len(text.paragraphs)] == text.paragraphs


def paragraphs(elements: list[html.HtmlElement]) -> tuple[str, ...]:
    return tuple(line for line in (each.text_content().strip() for each in elements) if line)


def hand_over(people: People, number: str) -> None:
    """微博, then 微信: copy what to post, post it on the stand-in, paste the link back."""
    operator = people.page("media-reception")
    for channel, word in (("weibo", "微博"), ("wechat", "微信")):
        open_item(operator, number, word)
        link = post(operator, people.bureau, channel)
        operator.fill("[name=link]", link)
        operator.get_by_role("button", name="确认已发").click()
        expect(operator.get_by_role("heading", name="已确认发出")).to_be_visible()
        expect(operator.get_by_role("link", name=link)).to_be_visible()


def open_item(operator: Page, number: str, word: str) -> None:
    """From the queue to the item that waits for a person."""
    for _ in range(150):
        operator.goto("/handover/")
        waiting = operator.locator(".task").filter(has_text=number).filter(has_text=word)
        if waiting.count():
            waiting.first.get_by_role("link", name="去代发").click()
            operator.wait_for_url(re.compile(r"/handover/[0-9a-f-]{36}"))
            return
        operator.wait_for_timeout(200)
    message = f"{word} {number} was never handed over"
    raise AssertionError(message)


def post(operator: Page, bureau: Bureau, channel: str) -> str:
    """What a person does on the platform: paste each piece where it belongs, press 发布."""
    pieces = {}
    words = operator.locator(".piece").filter(has=operator.locator(".piece-text"))
    for piece in words.all():
        label = piece.locator(".piece-label").inner_text().strip()
        piece.get_by_role("button").first.click()
        pieces[label] = operator.evaluate("navigator.clipboard.readText()")
        assert pieces[label] == piece.locator(".piece-text").inner_text().strip()
    platform = operator.context.new_page()
    platform.goto(f"{bureau.rehearsal}/{channel}/")
    for label, value in pieces.items():
        field = next((name for word, name in FIELDS.items() if word in label), "text")
        platform.fill(f"[name={field}]", value)
    platform.locator("form button").first.click()
    platform.wait_for_url(re.compile(rf"/{channel}/\w+/\S+"))
    link = platform.url
    platform.close()
    return link
