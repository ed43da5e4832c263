"""集约化平台: a person enters the release on the county portal and pastes the link; from then on
that is the public page: canonical, in the feeds, in the words elsewhere, and looked at."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from console import wiring
from console.configuration.tables import AccountEntry
from console.incidents.rules.levels import Level
from console.incidents.service import IncidentForm, open_incident
from console.kernel.errors import Invalid, Misconfigured
from console.language import sentences
from console.newsroom.seen import Answer, judge_portal
from console.newsroom.server import Newsroom
from console.publishing.links import replaced, used_in
from console.publishing.outside import Outside
from console.publishing.records import Delivery, Sighting
from console.publishing.rules.channel import Action, Bulletin, Variant
from console.publishing.rules.shelf import Withdrawal
from console.publishing.rules.sighting import Sight
from console.publishing.rules.states import DeliveryState as S
from console.publishing.service import confirm_handover, relink
from console.releases.policy import from_settings
from console.releases.rules.content import Limits
from console.releases.rules.kinds import Kind
from console.releases.rules.variants import pointing
from console.releases.service import withdraw
from console.releases.shelf import DatabaseManuscripts
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.newsroom.items import item

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

OURS = r"^http://localhost:\d+/art/2026/\d+\.html$"


@dataclass
class World:
    """The bureau's newsroom and the county's portal behind one address."""

    newsroom: Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]
    pages: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith("/art/"):
            return self.newsroom(environ, start_response)
        there = path in self.pages
        start_response("200 OK" if there else "404 Not Found", [("Content-Type", "text/html")])
        return [self.pages.get(path, "没有").encode("gb18030")]


@dataclass
class House:
    wired: wiring.Wired
    desk: Desk
    world: World
    clock: FixedClock
    watcher: Outside
    address: str

    def send(self) -> None:
        made = wiring.dispatcher(self.wired, "test")
        for _ in range(3):
            made.tick()
        self.watcher.tick()

    def row(self, channel: str, action: Action = Action.PUBLISH) -> Delivery:
        with self.wired.database.snapshot() as tx:
            found = select(Delivery).where(Delivery.channel == channel, Delivery.action == action)
            return tx.scalars(found.order_by(Delivery.id.desc())).one()

    def seen(self, row: Delivery) -> Sight:
        with self.wired.database.snapshot() as tx:
            return tx.get_one(Sighting, row.id).state

    def paste(self, link: str, action: Action = Action.PUBLISH) -> None:
        row = self.row("portal", action)
        with self.wired.database.transaction() as tx:
            confirm_handover(
                tx, self.clock.now(), self.desk.people["media-reception"], row.id, link,
                self.wired.policy.accounts, watched=True,
            )  # fmt: skip

    def relink(self, link: str) -> None:
        row = self.row("portal")
        with self.wired.database.transaction() as tx:
            relink(
                tx, self.clock.now(), self.desk.people["media-reception"], row.id, link, "贴错了",
                self.wired.policy.accounts, watched=True,
            )  # fmt: skip

    def words(self, channel: str) -> Bulletin:
        manuscripts = DatabaseManuscripts(self.wired.database, self.wired.policy)
        return manuscripts.bulletins([self.row(channel).id])[0]

    def page(self) -> str:
        return (self.wired.tree.read("releases/2026-0001/index.html") or b"").decode()

    def entry(self) -> Any:
        [found] = feedparser.parse(self.wired.tree.read("atom.xml")).entries
        return found

    def enter(self, path: str) -> str:
        """As a person does, with the pack; the link."""
        words = self.words("portal").release
        title, text = words.title, words.text.replace("\n", "<br>\r\n")
        self.world.pages[path] = f"<div class=head>县政府</div><h1>{title}</h1><p> {text}</p>"
        return f"{self.address}{path}"


@pytest.fixture
def house(settings: Settings, desk: Desk, clock: FixedClock, publication: str) -> Iterator[House]:
    world = World(Newsroom(settings.public_tree, recheck_ms=0))
    with serving(world) as loopback:
        address = loopback.replace("127.0.0.1", "localhost")
        told = replace(with_portal(settings, publication), public_url=address)
        wired = wiring.wire(told, clock)
        watcher = wiring.outside(wired, "test")
        assert watcher is not None
        yield House(wired, Desk(wired.database, wired.policy, desk.people), world, clock, watcher,
                    address)  # fmt: skip
        wired.database.close()


def with_portal(settings: Settings, publication: str) -> Settings:
    config = settings.config
    first = replace(config.plan[0], channels=("website", "feeds", "portal"))
    portal = AccountEntry("portal", "main", "示例县人民政府门户网站", OURS)
    return replace(
        settings,
        config=replace(
            config, accounts=(*config.accounts, portal), plan=(first, *config.plan[1:]),
            outside=replace(config.outside, look=True),
            site=replace(config.site, publication=publication),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("publication", ["portal"])
def test_the_pasted_link_is_the_public_page_from_then_on(house: House) -> None:
    house.desk.signed(house.clock.now())
    house.send()
    assert house.row("portal").state is S.HANDED_OVER
    assert house.row("weibo").state is S.WAITING
    own = f"{house.address}/releases/2026-0001/"
    before = house.entry()
    assert before.link == own
    house.clock.move(minutes=6)  # its minutes are over; but nothing leads to what nobody can open
    house.send()
    assert (house.row("weibo").state, house.row("weibo").trouble) == (S.RETRYING, "portal.no_link")

    for wrong in ("https://elsewhere.example/art/2026/1.html", own, f"{house.address}/art/x", ""):
        with pytest.raises(Invalid):
            house.paste(wrong)
    link = house.enter("/art/2026/0001.html")
    house.paste(link)
    house.paste(link)  # pressed twice
    house.clock.move(minutes=1)
    house.send()
    assert f'<link rel="canonical" href="{link}">' in house.page()
    after = house.entry()
    assert (after.id, after.link) == (before.id, link)
    assert house.seen(house.row("portal")) is Sight.SEEN
    told = house.words("weibo")
    assert link in told.variant.text
    assert own not in told.variant.text
    assert house.words("wechat").public_url == link
    assert house.row("weibo").state is S.HANDED_OVER
    assert house.words("website").public_url == own

    house.clock.move(minutes=1)
    right = house.enter("/art/2026/0002.html")  # what was pasted was another page
    house.relink(right)
    house.relink(right)
    house.clock.move(minutes=1)
    house.send()
    assert f'<link rel="canonical" href="{right}">' in house.page()
    assert (house.entry().id, house.entry().link) == (before.id, right)
    assert house.seen(house.row("portal")) is Sight.SEEN
    assert right in house.words("weibo").variant.text
    assert house.words("wechat").public_url == right
    with house.wired.database.snapshot() as tx:
        [first] = replaced(tx, house.row("portal").id)
        led = used_in(tx, house.row("portal").id, first.since, first.at)
    assert first.url == link
    assert set(led) == {house.row("weibo").id, house.row("wechat").id}


@pytest.mark.parametrize("publication", ["own"])
def test_beside_our_own_page_the_rest_waits_only_its_minutes_and_a_withdrawal_is_looked_at(
    house: House,
) -> None:
    release = house.desk.signed(house.clock.now())
    house.send()
    assert house.row("weibo").state is S.WAITING
    house.clock.move(minutes=6)
    house.send()
    assert house.row("weibo").state is S.HANDED_OVER
    assert f"{house.address}/releases/2026-0001/" in house.words("weibo").variant.text
    house.paste(f"{house.address}/art/2026/9.html")  # nothing there
    house.send()
    assert house.seen(house.row("portal")) is Sight.LOOKING
    house.enter("/art/2026/9.html")
    house.clock.move(minutes=2)
    house.send()
    assert house.seen(house.row("portal")) is Sight.SEEN

    with house.wired.database.transaction() as tx:
        leader, now = house.desk.people["leader"], house.clock.now()
        withdraw(
            tx, now, leader, house.wired.policy, release_id=release,
            seen=house.row("portal").digest, reason="有误",
            proof=house.desk.proof("leader", now),
        )  # fmt: skip
    house.send()
    house.paste("", Action.WITHDRAW)
    house.clock.move(minutes=2)
    house.send()
    gone = house.row("portal", Action.WITHDRAW)
    assert house.seen(gone) is Sight.NOT_VISIBLE
    with house.wired.database.snapshot() as tx:
        assert tx.get_one(Sighting, gone.id).saw == "outside.still_shown_portal"
    standing = house.world.pages.popitem()[1]
    house.clock.move(minutes=10)
    house.send()
    assert house.seen(gone) is Sight.SEEN
    # The page that was said to be gone was not ours: ours still stands.
    house.world.pages = {"/art/2026/10.html": standing}
    house.relink(f"{house.address}/art/2026/10.html")
    house.clock.move(minutes=2)
    house.send()
    assert house.seen(gone) is Sight.NOT_VISIBLE


@pytest.mark.parametrize("publication", ["portal"])
def test_a_drill_waits_for_no_link_since_nobody_pastes_one(house: House) -> None:
    form = IncidentForm("演练", "示例区", Level.SERIOUS, "演练", house.clock.now(), drill=True)
    with house.wired.database.transaction() as tx:
        incident_id = open_incident(
            tx, house.clock.now(), house.desk.people["spokesperson"], house.wired.policy.zone, form
        )
    house.desk.signed(house.clock.now(), kind=Kind.INITIAL, incident_id=incident_id)
    house.send()
    house.clock.move(minutes=6)
    house.send()
    assert {house.row(each).state for each in ("portal", "weibo", "wechat")} == {S.SENT}


TITLE, TEXT = item().title, item().text
WHOLE = f"<title>县</title><h1>{TITLE}</h1><div><p>{TEXT}</p></div>".encode()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, WHOLE), ""),
        (Answer(200, WHOLE.decode().encode("gb18030")), ""),
        (Answer(200, re.sub("<p>", "<p><span>&nbsp;", WHOLE.decode()).encode()), ""),
        (Answer(200, f"<h1>{TITLE}</h1>".encode()), "outside.no_words_portal"),
        (Answer(200, "<h1>别的新闻</h1>".encode()), "outside.other_page_portal"),
        (Answer(404, WHOLE), "outside.status_portal"),
        (Answer(trouble="outside.slow"), "outside.slow_portal"),
        (Answer(trouble="outside.no_connection", reason="x"), "outside.no_connection_portal"),
        (Answer(trouble="outside.other_site"), "outside.other_site_portal"),
    ],
)
def test_a_page_of_the_portals_own_making_is_read_for_our_words(answer: Answer, code: str) -> None:
    look = judge_portal(answer, item())
    assert look.code == code
    assert not code or code in sentences()


def test_of_a_withdrawn_release_the_portal_shows_no_word() -> None:
    gone = item(withdrawal=Withdrawal(item().updated_at, "有误"))
    assert judge_portal(Answer(200, WHOLE), gone).code == "outside.still_shown_portal"
    for answer in (Answer(404, b""), Answer(200, "<h1>已撤下</h1>".encode())):
        assert judge_portal(answer, gone).seen


def test_a_link_too_long_for_weibo_leaves_ours_in_the_post(house_limits: Limits) -> None:
    own, link = "https://x.example/releases/1/", f"https://portal.example/{'a' * 200}.html"
    post = Variant(text="警" * 120 + own)
    assert pointing(post, own, link, house_limits) == post
    assert pointing(post, own, "https://p.example/1", house_limits).text.endswith(".example/1")
    article = Variant(title="情况", text=f"全文 {own}")
    assert pointing(article, own, link, house_limits).text == f"全文 {link}"
    assert pointing(post, own, "", house_limits) == post


@pytest.fixture
def house_limits(desk: Desk) -> Limits:
    return desk.policy.limits


def test_where_the_portal_alone_is_public_the_plan_begins_there(settings: Settings) -> None:
    assert from_settings(with_portal(settings, "portal")).portal_only
    config = settings.config
    wrong = replace(config, site=replace(config.site, publication="portal"))
    with pytest.raises(Misconfigured):
        from_settings(replace(settings, config=wrong))
