"""/demo: one touch is a real session; the night is followed, and signed, on the page."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from sqlalchemy import select

from console import audit
from console.audit.records import AuditEvent
from console.chores.runner import Chores
from console.demo import acts, night
from console.demo.accounts import password
from console.demo.cast import CAST
from console.newsroom.framing import Framed
from console.newsroom.server import Newsroom
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.releases import service
from console.settings import Settings
from console.web import create_app
from console.web.services import Services
from console.wiring import Wired, dispatcher, wire
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.web.visitor import TOKEN, Visitor


@pytest.fixture
def house(services: Services, seeded: Path, clock: FixedClock) -> Iterator[Wired]:
    """The demonstration's people and samples, in the database that the console uses."""
    shutil.copytree(seeded, services.settings.var, dirs_exist_ok=True)
    made = wire(services.settings, clock)
    yield made
    made.database.close()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def token(visitor: Visitor) -> str:
    found = TOKEN.search(visitor.get("/demo").text)
    assert found
    return found[1]


def enter(visitor: Visitor, username: str, **fields: str) -> str:
    """Where it leads."""
    sent = {"csrf_token": token(visitor), "username": username, **fields}
    answer = visitor.client.post("/demo/enter", data=sent)
    assert answer.status_code == 303
    return answer.headers["Location"]


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "localhost"])
def test_it_answers_under_every_name_of_this_machine(house: Wired, app: Flask, host: str) -> None:
    address = "::1" if host.startswith("[") else "127.0.0.1"
    answer = app.test_client().get(
        "/demo", headers={"Host": host}, environ_overrides={"REMOTE_ADDR": address}
    )
    assert answer.status_code == 200


# What it is


def test_it_shows_a_card_for_every_role_the_newsroom_and_the_feed(
    house: Wired, visitor: Visitor
) -> None:
    page = visitor.get("/demo").text
    for member in CAST:
        assert member.name in page
    assert 'src="http://localhost:8000/"' in page
    assert "警方提示：寒潮天气出行与取暖安全" in page  # from the feed itself
    assert "重演一夜" in page


def test_one_touch_opens_a_real_session_and_the_audit_has_it(
    house: Wired, visitor: Visitor
) -> None:
    assert enter(visitor, "leader") == "/demo?at=/"
    page = visitor.get("/demo").text
    assert "周启明" in page
    assert visitor.get("/").status_code == 200
    with house.database.snapshot() as tx:
        last = tx.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    assert (last.name, last.actor) == (audit.Event.SIGNED_IN.value, "leader")


def test_being_someone_else_ends_the_session_before(house: Wired, visitor: Visitor) -> None:
    enter(visitor, "spokesperson")
    before = visitor.client.get_cookie("fayan_session")
    assert before
    enter(visitor, "leader")
    old = Visitor(visitor.client.application.test_client())
    old.client.set_cookie("fayan_session", before.value)
    assert old.get("/").status_code == 303


def test_a_touch_without_the_page_s_token_does_nothing(house: Wired, visitor: Visitor) -> None:
    answer = visitor.client.post("/demo/enter", data={"username": "leader"})
    assert answer.status_code == 400
    assert visitor.get("/").status_code == 303


def test_only_people_of_the_cast_can_be_entered(house: Wired, visitor: Visitor) -> None:
    sent = {"csrf_token": token(visitor), "username": "nobody-else"}
    assert visitor.client.post("/demo/enter", data=sent).status_code == 404


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("/releases/", "/releases/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/demo?at=/demo", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_pane_opens_only_pages_of_the_console(
    house: Wired, visitor: Visitor, asked: str, opened: str
) -> None:
    assert enter(visitor, "leader", next=asked) == f"/demo?at={opened}"
    shown = re.search(
        r'<iframe name="console"[^>]* src="([^"]*)"', visitor.get(f"/demo?at={asked}").text
    )
    assert shown
    assert shown[1] == opened


def test_only_demo_may_frame_the_newsroom_and_only_the_console_itself_may_frame_its_pages(
    house: Wired, visitor: Visitor
) -> None:
    page = visitor.get("/demo").headers["Content-Security-Policy"]
    assert "frame-src 'self' http://localhost:8000;" in page
    assert "frame-ancestors 'none'" in page
    assert "script-src 'self'" in page
    other = visitor.get("/sign-in").headers
    assert "frame-src 'self';" in other["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "SAMEORIGIN"


def test_inside_its_own_pane_it_leads_back_out(house: Wired, visitor: Visitor) -> None:
    page = visitor.get("/demo", **{"Sec-Fetch-Dest": "iframe"}).text
    assert 'target="_top"' in page
    assert "<iframe" not in page


def test_the_newsroom_lets_the_console_frame_it_only_when_told(
    house: Wired, settings: Settings
) -> None:
    import httpx

    plain = Newsroom(settings.public_tree)
    with serving(plain) as site:
        assert "frame-ancestors 'none'" in httpx.get(site).headers["Content-Security-Policy"]
    with serving(Framed(plain, "http://localhost:8080")) as site:
        policy = httpx.get(site).headers["Content-Security-Policy"]
    assert "frame-ancestors http://localhost:8080" in policy
    assert "'none'" in policy


def test_english_is_complete_on_the_page(house: Wired, visitor: Visitor) -> None:
    enter(visitor, "spokesperson")
    page = visitor.get("/demo?lang=en").text
    for words in ("Be someone else", "Newsroom", "Open by itself", "About three minutes."):
        assert words in page


def test_the_visitor_s_language_comes_along_to_whoever_they_are(
    house: Wired, visitor: Visitor
) -> None:
    sent = {"csrf_token": token(visitor), "locale": "en", "next": "/demo"}
    assert visitor.client.post("/language", data=sent).status_code == 303
    enter(visitor, "leader")
    assert "Be someone else" in visitor.get("/demo").text


# The night, on the page


class Play:
    def __init__(self, house: Wired, clock: FixedClock, visitor: Visitor) -> None:
        self.house, self.clock, self.visitor = house, clock, visitor
        self.chores = Chores(house.database, clock, [night.handler(house)], "chores")
        self.dispatcher = dispatcher(house, "dispatcher")

    def until(self, words: str) -> str:
        for _ in range(200):
            self.chores.tick()
            self.dispatcher.tick()
            if words in (page := self.visitor.get("/demo").text):
                return page
            self.clock.move(seconds=2)
        pytest.fail(f"never said: {words}")


@pytest.fixture
def play(services: Services, seeded: Path, clock: FixedClock) -> Iterator[Play]:
    shutil.copytree(seeded, services.settings.var, dirs_exist_ok=True)
    with serving(Rehearsal(Ledger(services.settings.var / "rehearsal"), clock)) as stand_in:
        port = int(stand_in.rpartition(":")[2])
        settings = msgspec.structs.replace(services.settings, rehearsal_port=port)
        house = wire(settings, clock)
        app = create_app(replace(services, settings=settings, database=house.database))
        yield Play(house, clock, Visitor(app.test_client()))
        house.database.close()


def start(visitor: Visitor) -> None:
    answer = visitor.client.post("/demo/night", data={"csrf_token": token(visitor)})
    assert answer.status_code == 303


@pytest.mark.slow
def test_who_starts_it_without_a_session_watches_as_the_spokesperson_and_is_led_to_sign(
    play: Play,
) -> None:
    visitor = play.visitor
    start(visitor)
    assert "林知远" in visitor.get("/demo").text
    page = play.until("轮到您了。")
    became = re.search(
        r'name="username" value="leader"><input type="hidden" name="next" value="([^"]+)"', page
    )
    assert became
    assert enter(visitor, "leader", next=became[1]) == f"/demo?at={became[1]}"
    page = visitor.get(f"/demo?at={became[1]}").text
    assert password(play.house.settings) in page
    review = visitor.get(became[1])
    assert "情况通报（二）" in review.text
    release_id = became[1].split("/")[2]
    digest = re.search(r'name="(?:seen|digest)" value="([0-9a-f]{64})"', review.text)
    assert digest
    signed = visitor.post(
        f"/releases/{release_id}/sign",
        {"seen": digest[1], "digest": digest[1], "password": password(play.house.settings)},
    )
    assert signed.status_code in {200, 303}
    page = play.until("演完了")
    assert "再演一遍" in page


@pytest.mark.slow
def test_starting_twice_says_that_it_is_playing(play: Play) -> None:
    start(play.visitor)
    start(play.visitor)
    assert "这一场还在演" in play.visitor.get("/demo").text


@pytest.mark.slow
def test_the_poll_is_silent_until_something_changed_and_then_brings_one_block(
    play: Play, clock: FixedClock
) -> None:
    visitor = play.visitor
    enter(visitor, "auditor")
    page = visitor.get("/demo").text
    poll = re.search(r'hx-get="([^"]+)"', page)
    assert poll
    asked = poll[1].replace("&amp;", "&")
    assert visitor.get(asked, htmx=True).status_code == 204
    night.start(play.house, "system")
    play.chores.tick()
    answer = visitor.get(asked, htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="demo-live"')
    assert "<html" not in answer.text


@pytest.mark.slow
def test_the_poll_renews_the_page_when_the_person_changed_inside_the_pane(play: Play) -> None:
    visitor = play.visitor
    asked = "/demo/live?who=leader&seen=x"
    answer = visitor.get(asked, htmx=True)
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.slow
def test_a_dispatcher_that_does_nothing_is_told(play: Play, clock: FixedClock) -> None:
    start(play.visitor)
    clock.move(minutes=1)
    assert "后台进程没有动静" in play.visitor.get("/demo").text


@pytest.mark.slow
def test_a_release_sent_back_by_the_visitor_is_offered_to_the_spokesperson(play: Play) -> None:
    start(play.visitor)
    play.until("轮到您了。")
    house = play.house
    with house.database.transaction() as tx:
        found = next(
            row for row in acts.queries.to_sign(tx, acts.person(tx, "leader"))
            if row.title == "情况通报（二）"
        )  # fmt: skip
        view = acts.look(tx, found.id)
        service.send_back(
            tx, play.clock.now(), acts.person(tx, "leader"), house.policy,
            release_id=found.id, seen=view.digest, comment="请补充。",
        )  # fmt: skip
    assert "已被退回" in play.until("改好后再送审")


def test_what_is_posted_by_hand_is_posted_on_the_stand_in(house: Wired, visitor: Visitor) -> None:
    enter(visitor, "media-reception")
    queue = visitor.get("/").text
    task = re.search(r'href="(/[^"]*handover/[0-9a-f-]{36})"', queue)
    assert task
    assert 'href="http://localhost:8090/wechat/"' in visitor.get(task[1]).text
