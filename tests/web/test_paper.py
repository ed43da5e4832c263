"""A release on paper: every kind of block, nothing read as code, marked until it is public."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from console.kernel.errors import Invalid
from console.releases.preview import preview
from console.releases.rules.body import canonical
from console.web import qr
from console.web.paper import blocks, content
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import Visitor

BODY = canonical(
    "<h2>一、情况</h2><p>死亡<strong>2人</strong>，#read(&quot;/etc/passwd&quot;) $x$ @a</p>"
    "<ol><li>先<em>撤离</em><ul><li>老人</li></ul></li><li>后清点</li></ol>"
    "<blockquote>原话</blockquote>"
    '<table><tr><th colspan="2">路段</th></tr><tr><td>平安路</td><td>封闭<br>绕行</td></tr></table>'
    '<p><a href="https://x.example/">官网</a></p>'
)


def said(runs: list[dict[str, object]]) -> str:
    return "".join(str(run["text"]) for run in runs)


def test_every_block_is_there_in_its_order() -> None:
    made = blocks(BODY)
    kinds = ["h2", "p", "li", "li", "li", "blockquote", "table", "p"]
    assert [each["kind"] for each in made] == kinds
    items = [(each["mark"], each["depth"], said(each["runs"])) for each in made[2:5]]
    assert items == [("1.", 1, "先撤离"), ("•", 2, "老人"), ("2.", 1, "后清点")]
    assert [run["strong"] for run in made[1]["runs"]] == [False, True, False]
    [head], line = made[6]["rows"]
    assert (head["head"], head["colspan"], said(head["runs"])) == (True, 2, "路段")
    assert [said(cell["runs"]) for cell in line] == ["平安路", "封闭\n绕行"]


def test_no_word_is_left_out_behind_a_block_within_another() -> None:
    """A list or a paragraph that stands inside one more block, and paragraphs of a cell."""
    made = blocks(canonical(
        "<ul><li>一<ul><li>二</li></ul>三</li></ul><blockquote><p>四</p>五</blockquote>"
        "<table><tr><td><p>六</p><p>七</p></td></tr></table>"
    ))  # fmt: skip
    assert [said(each["runs"]) for each in made[:5]] == ["一", "二", "三", "四", "五"]
    assert said(made[5]["rows"][0][0]["runs"]) == "六\n七"


def test_words_stay_on_the_paper_and_what_no_font_has_is_named(
    services: Services, clock: FixedClock
) -> None:
    """Long words, and a table of thirty columns; in a picture, to be looked at."""
    row = "".join(f"<td>{each}000人</td>" for each in range(10, 40))
    body = canonical(f"<p>{'A' * 200}</p><table><tr>{row}</tr></table><p>{'—' * 90}</p>")
    told = {
        "bureau": "示例市公安局", "title": "B" * 90, "blocks": blocks(body), "advice": ["C" * 200],
        "issuer": "I" * 90, "dateline": "2026年11月23日", "number": "2026-0001", "domain": "x.cn",
        "code": qr.svg("https://x.example/").decode(), "drill": False, "watermark": "",
    }  # fmt: skip

    def drawn(**changed: object) -> Image.Image:
        [page] = services.typesetter.pictures(
            "release.typ", {**told, **changed}, clock.now(), least=1, most=9999
        )
        return Image.open(BytesIO(page)).convert("L")

    page = drawn()
    for left, right in ((0, 150), (page.width - 150, page.width)):
        assert page.crop((left, 0, right, page.height)).getextrema() == (255, 255)
    with pytest.raises(Invalid, match=r"poster\.no_glyph"):
        drawn(title="\ue863")
    assert services.typesetter.pdf("release.typ", {**told, "title": "\ue863"}, clock.now())


def test_it_is_set_marked_until_it_is_public_and_the_same_state_gives_the_same_bytes(
    desk: Desk, services: Services, signed_in: Callable[[str], Visitor], clock: FixedClock
) -> None:
    draft = desk.draft(clock.now())
    desk.write(clock.now(), draft, body=BODY, advice="请绕行\n勿围观")
    reader = signed_in("auditor")
    got = reader.get(f"/releases/{draft}/print.pdf")
    assert (got.status_code, got.mimetype, got.data[:4]) == (200, "application/pdf", b"%PDF")
    assert reader.get(f"/releases/{draft}/print.pdf").data == got.data
    with desk.database.snapshot() as tx:
        item = preview(tx, clock.now(), desk.policy, draft).item
    told = content(services, item, drill=True, watermark="")
    assert (told["advice"], told["drill"]) == (["请绕行", "勿围观"], True)
    assert services.typesetter.pdf("release.typ", told, clock.now()) != got.data
