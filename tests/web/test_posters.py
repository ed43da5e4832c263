"""海报: drawn with the words, signed with them, and gone where they go."""

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image

from console.files.store import FileStore
from console.kernel.errors import Invalid, NotNow
from console.releases import queries, service
from console.releases.items import item_of
from console.releases.records import Release
from console.releases.rules.package import content_of, opened
from console.releases.rules.posters import LEAST, MOST, SEVERAL, Drawing, Layout
from console.web import posters
from console.web.services import Services
from tests.builders import TEXT, Desk
from tests.fakes import FixedClock
from tests.web.editor import post, typed, words
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
SOURCE = re.compile(r'<figure class="poster"><img src="([^"]+)"')
RARE = "\U0002b820"  # 𫠠
OWN = "\ue863"  # 造字: private use


@pytest.fixture
def draft(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now(), title="网传平安桥垮塌系谣言")


def submitted(desk: Desk, visitor: Visitor, draft: UUID, **changed: object) -> str:
    """The package."""
    answer = post(visitor, f"/releases/{draft}/submit", typed(desk, draft, **changed))
    assert answer.status_code == 303, answer.text
    with desk.database.snapshot() as tx:
        release = tx.get(Release, draft)
        assert release
        return release.package


def test_it_is_drawn_at_submission_and_signed_shown_and_published_with_the_words(
    desk: Desk, services: Services, signed_in: SignedIn, clock: FixedClock, draft: UUID
) -> None:
    package = submitted(desk, signed_in("spokesperson"), draft, poster="rebuttal")
    [sealed] = opened(package)["posters"]
    body = FileStore(services.settings.file_store).read(sealed["sha256"])
    assert Image.open(BytesIO(body)).size == (1080, 1440)
    assert content_of(package).poster == "rebuttal"
    assert content_of(package).variants["weibo"].cover_sha256 == sealed["sha256"]
    front = signed_in("unit-head").get(f"/releases/{draft}/wechat-cover")
    assert Image.open(BytesIO(front.data)).size == (900, 383)
    kept = hashlib.sha256(front.data).hexdigest()
    assert content_of(package).variants["wechat"].cover_sha256 == kept
    assert content_of(package).variants["weibo"].text  # the picture never takes its place
    signer = signed_in("unit-head")
    [source] = SOURCE.findall(signer.get(f"/releases/{draft}/preview?as=poster").text)
    assert signer.get(source).data == body
    desk.sign_all(clock.now(), draft, hashlib.sha256(package.encode()).hexdigest())
    with desk.database.snapshot() as tx:
        release = tx.get(Release, draft)
        assert release
        [file] = item_of(tx, release).files
    assert file.path == f"files/{sealed['sha256']}/海报-1.png"
    assert file.alt == "《网传平安桥垮塌系谣言》的图片版，文字与正文相同"


def test_a_draft_shows_what_it_would_be_with_its_readers_name_and_keeps_nothing(
    desk: Desk, services: Services, signed_in: SignedIn, draft: UUID
) -> None:
    visitor = signed_in("spokesperson")
    post(visitor, f"/releases/{draft}/edit", typed(desk, draft, poster="notice"))
    assert words(desk, draft).poster == "notice"
    [source] = SOURCE.findall(visitor.get(f"/releases/{draft}/preview?as=poster").text)
    assert source.startswith("data:image/png;base64,")
    assert visitor.get(f"/releases/{draft}/poster-1.png").status_code == 404
    assert not services.settings.file_store.exists()
    post(visitor, f"/releases/{draft}/edit", typed(desk, draft, poster=""))
    assert "这篇不做海报" in visitor.get(f"/releases/{draft}/preview?as=poster").text


def test_of_several_pages_weibo_takes_the_first_and_everybody_is_told(
    desk: Desk, signed_in: SignedIn, clock: FixedClock
) -> None:
    draft = desk.draft(clock.now(), text="\n".join(["平安路北段绕行。" * 12] * 12))
    visitor = signed_in("spokesperson")
    post(visitor, f"/releases/{draft}/edit", typed(desk, draft, poster="notice"))
    told = re.compile("海报有 [2-9] 张。微博接口一条只带一张图")
    page = visitor.get(f"/releases/{draft}/preview?as=weibo").text
    assert told.search(page)
    assert '<img class="preview-picture" src="data:image/png;base64,' in page
    submitted(desk, visitor, draft)
    assert told.search(visitor.get(f"/releases/{draft}").text)
    signer = signed_in("unit-head")
    assert told.search(signer.get(f"/releases/{draft}/preview?as=poster").text)
    assert told.search(signer.get(f"/releases/{draft}/review?as=website").text)  # a finding


def test_an_unknown_layout_is_refused_and_what_was_chosen_stays(
    desk: Desk, signed_in: SignedIn, draft: UUID
) -> None:
    visitor = signed_in("spokesperson")
    post(visitor, f"/releases/{draft}/edit", typed(desk, draft, poster="notice"))
    answer = post(visitor, f"/releases/{draft}/edit", typed(desk, draft, poster="../x"))
    assert (answer.status_code, "没有这种海报" in answer.text) == (422, True)
    assert words(desk, draft).poster == "notice"


def test_a_character_that_the_font_lacks_stops_the_submission_by_its_name(
    desk: Desk, signed_in: SignedIn, draft: UUID
) -> None:
    visitor = signed_in("spokesperson")
    asked = typed(desk, draft, poster="notice", title=f"寻找{RARE}某和{OWN}某的启事")
    answer = post(visitor, f"/releases/{draft}/submit", asked)
    assert answer.status_code == 422
    told = f"海报的字体里没有这几个字：{OWN}（U+E863）、{RARE}（U+2B820）。"
    assert told in answer.text


def test_pictures_of_other_words_or_another_number_are_never_sealed(
    desk: Desk, services: Services, signed_in: SignedIn, clock: FixedClock, draft: UUID
) -> None:
    desk.write(clock.now(), draft, poster="notice")
    with desk.database.snapshot() as tx:
        wanted = service.to_draw(tx, clock.now(), desk.policy, draft)
        row, _ = queries.draft(tx, draft)
    assert wanted
    drawn = posters.Drawn(wanted, (posters.Poster("a" * 64, "海报-1.png", 1),))
    desk.submit(clock.now(), desk.draft(clock.now(), title="先送审的另一篇"))  # takes the number
    with pytest.raises(NotNow, match=r"poster\.overtaken"), desk.database.transaction() as tx:
        service.submit(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=draft,
            version=row.version, drawn=drawn,
        )  # fmt: skip
    with pytest.raises(NotNow, match=r"poster\.overtaken"):
        desk.submit(clock.now(), draft)
    package = submitted(desk, signed_in("spokesperson"), draft)
    assert opened(package)["posters"]


def drawing(**changed: object) -> Drawing:
    lines = tuple(TEXT.split("\n"))
    given = {
        "layout": Layout.NOTICE, "number": "2026-0001", "title": "关于平安路火灾的情况通报",
        "paragraphs": lines, "issuer": "示例市公安局", "dateline": "2026年11月23日", "drill": False,
    }  # fmt: skip
    return Drawing(**{**given, **changed})  # type: ignore[arg-type] # fields by name, of any kind


def test_long_words_take_several_pictures_and_the_same_words_the_same_bytes(
    app: Flask, services: Services
) -> None:
    with app.app_context():
        long = posters.pictures(drawing(paragraphs=("平安路北段。" * 20,) * 20))
        assert 1 < len(long) <= SEVERAL
        [(width, high)] = {Image.open(BytesIO(each)).size for each in long}
        assert (width, LEAST <= high <= MOST) == (1080, True)
        middle = Image.open(BytesIO(long[-1])).convert("L").crop((0, high // 3, width, high // 2))
        assert middle.getextrema()[1] > 200  # no almost empty last one
        nasty = drawing(title='#read("/etc/passwd") $x$ @a <b>', layout=Layout.REBUTTAL, drill=True)
        assert posters.pictures(nasty) == posters.pictures(nasty)
        with pytest.raises(Invalid, match=r"poster\.too_long"):
            posters.pictures(drawing(paragraphs=("平安路北段。" * 30,) * 100))


def test_a_word_that_nothing_breaks_stays_on_the_picture(app: Flask, services: Services) -> None:
    address = f"https://mp.example.com/s?__biz=MzA4&chksm={'0f' * 60}"
    long = drawing(
        title=f"平安ABC{'D' * 60}",
        paragraphs=(f"详见{address}。", "—" * 90, "9" * 200),
        issuer="I" * 90,
    )
    with app.app_context():
        [page] = posters.pictures(long)
        front = posters.cover(long)
    picture, cover = (Image.open(BytesIO(each)).convert("RGB") for each in (page, front))
    for edge in (picture.crop((0, 0, 80, picture.height)),
                 picture.crop((1000, 0, 1080, picture.height)),
                 cover.crop((0, 0, 258, 383)), cover.crop((642, 0, 900, 383))):  # fmt: skip
        assert len(edge.getcolors() or ()) == 1  # its ground alone
