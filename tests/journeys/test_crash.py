"""kill -9, again and again, while twenty releases are due at once: nothing lost, nothing doubled.
A database that another program locks: the signature stands or a sentence says so."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import feedparser
import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.bureau import PASSWORD, REHEARSAL, Bureau, running
from tests.journeys.office import Office, eventually, in_subject, now
from tests.journeys.people import People

pytestmark = pytest.mark.browser
MANY, KILLS = 20, 4
# A killed dispatcher's claims are free again soon, and a batch is small enough to be hit in it.
HASTY = "\n[dispatch]\nlease_seconds = 3\nbatch = 3\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A bureau of its own: what is killed here nobody else needs."""
    folder = tmp_path_factory.mktemp("crash")
    config = folder / "hasty.toml"
    config.write_text(REHEARSAL.read_text(encoding="utf-8") + HASTY, encoding="utf-8")
    with running(folder, config=config) as bureau:
        opened = Office.of(bureau)
        yield opened
        opened.close()


def pid_of(bureau: Bureau, name: str) -> int:
    """The process that the supervisor runs under this name now."""

    def running_now() -> int:
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = status.read_text().rpartition(")")[2].split()[1]
                command = (status.parent / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if int(parent) == bureau.process.pid and command[2:4] == [b"console", name.encode()]:
                return int(status.parent.name)
        return 0

    return eventually(running_now)


def kill(bureau: Bureau, name: str) -> None:
    """With its workers: a server's parent may die before them."""
    at_once(pid_of(bureau, name))


def at_once(group: int) -> None:
    os.killpg(group, signal.SIGKILL)


def answers(address: str) -> bytes:
    """The body; empty while nobody answers."""
    try:
        return httpx.get(address, timeout=10).raise_for_status().content
    except httpx.HTTPError:
        return b""


def test_a_dispatcher_killed_while_it_publishes_loses_and_doubles_nothing(office: Office) -> None:
    with office.everything_held():
        going = [office.signed(f"第{place}号通报") for place in range(MANY)]
    numbers = [office.number(each) for each in going]
    out = "SELECT count(*) FROM deliveries WHERE channel = 'feeds' AND state = 'confirmed'"
    begun = "SELECT count(*) FROM attempts WHERE outcome = 'open'"
    for _ in range(KILLS):
        dispatcher, done = pid_of(office.bureau, "dispatcher"), office.rows(out)
        eventually(
            lambda done=done: office.rows(begun) != [(0,)] or office.rows(out) != done, every=0.005
        )
        at_once(dispatcher)
    eventually(lambda: all(office.stage(each) == "published" for each in going), seconds=60)
    site = office.bureau.newsroom
    eventually(lambda: set(numbers) <= set(in_feed(f"{site}/feed.xml")))
    for address in ("feed.xml", "atom.xml"):
        counted = Counter(in_feed(f"{site}/{address}"))
        assert {number: counted[number] for number in numbers} == dict.fromkeys(numbers, 1), address
    for place, number in enumerate(numbers):
        page = httpx.get(f"{site}/releases/{number}/")
        assert page.status_code == 200
        assert f"第{place}号通报" in page.text
    posts = "SELECT release_id, channel, count(*) FROM deliveries GROUP BY 1, 2 HAVING count(*) > 1"
    assert office.rows(posts) == []
    eventually(lambda: office.rows(begun) == [(0,)])
    for release_id in going:
        assert office.events("releases:release:published", in_subject(release_id)) == 1
    cut_off = "SELECT count(*) FROM attempts WHERE outcome = 'lost'"
    assert office.rows(cut_off) != [(0,)], "no kill hit a delivery on its way"
    assert "审计链完整" in office.audit_holds()


def in_feed(address: str) -> list[str]:
    feed = feedparser.parse(httpx.get(address).content)
    assert not feed.bozo, feed.bozo_exception
    return [each.link.rstrip("/").rpartition("/")[2] for each in feed.entries]


def test_a_newsroom_that_was_killed_comes_back_with_everything(office: Office) -> None:
    feed = f"{office.bureau.newsroom}/feed.xml"
    before = answers(feed)
    kill(office.bureau, "newsroom")
    assert answers(feed) == b""
    assert eventually(lambda: answers(feed)) == before


def test_a_console_that_was_killed_comes_back_and_knows_who_is_signed_in(
    office: Office, browser: Browser
) -> None:
    people = People(office.bureau, browser)
    page = people.page("spokesperson")
    page.goto("/releases/new")
    kill(office.bureau, "console")
    eventually(lambda: answers(f"{office.bureau.console}/healthz"))
    page.reload()
    expect(page.get_by_role("heading", name="起草通稿")).to_be_visible()
    people.go_home()


LOCKING = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
other.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
"""


@contextmanager
def locked(office: Office, seconds: int) -> Iterator[subprocess.Popen[bytes]]:
    """By a process of its own, which ends when they are over."""
    path = office.wired.settings.var / "fayan.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", LOCKING, path, str(seconds)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        yield other


def signing(page: Page, release_id: UUID) -> None:
    page.goto(f"/releases/{release_id}/review")
    page.locator("[data-sheet=sign]").click()
    page.fill("#sign [name=password]", PASSWORD)


def signatures(office: Office, release_id: UUID) -> int:
    """As many in the audit as there are."""
    count = office.events("releases:release:signed", in_subject(release_id))
    rows = office.rows("SELECT count(*) FROM signatures WHERE release_id = ?", release_id.hex)
    assert rows == [(count,)]
    return count


def test_a_signature_waits_for_a_database_locked_for_three_seconds(
    office: Office, browser: Browser
) -> None:
    release_id = office.submitted()
    people = People(office.bureau, browser)
    page = people.page("unit-head")
    signing(page, release_id)
    with locked(office, 3):
        page.locator("#sign button.btn-primary").click()
        expect(page.get_by_text("已审核通过").first).to_be_visible(timeout=25_000)
    assert signatures(office, release_id) == 1
    people.go_home()


def test_a_database_locked_for_half_a_minute_costs_nothing(
    office: Office, browser: Browser
) -> None:
    """A sentence says that nothing happened, readers go on reading, and what was due meanwhile goes
    out by itself when the lock is gone, once."""
    release_id = office.submitted()
    people = People(office.bureau, browser)
    page = people.page("unit-head")
    signing(page, release_id)
    going = office.signed("数据库锁住时到时的通报", go_at=now() + timedelta(seconds=20))
    number = office.number(going)
    with locked(office, 30) as other:
        page.locator("#sign button.btn-primary").click()
        sentence = page.get_by_text("数据库正被别的程序占用，这一步没有完成，没有产生任何变化")
        expect(sentence.first).to_be_visible(timeout=25_000)
        assert signatures(office, release_id) == 0
        assert answers(f"{office.bureau.newsroom}/feed.xml")
        assert answers(f"{office.bureau.console}/healthz")
        assert other.wait(60) == 0
    eventually(lambda: office.stage(going) == "published", seconds=60)
    eventually(lambda: in_feed(f"{office.bureau.newsroom}/feed.xml").count(number) == 1)
    assert office.events("releases:release:published", in_subject(going)) == 1
    signing(page, release_id)  # as the sentence says: once more
    page.locator("#sign button.btn-primary").click()
    expect(page.get_by_text("已审核通过").first).to_be_visible(timeout=25_000)
    assert signatures(office, release_id) == 1
    assert "审计链完整" in office.audit_holds()
    people.go_home()
