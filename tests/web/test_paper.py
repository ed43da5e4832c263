"""A release on paper: every kind of block, nothing read as code, marked until it is public."""

from collections.abc import Callable

from console.releases.preview import preview
from console.releases.rules.body import canonical
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
