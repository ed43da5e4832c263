"""The public tree in a bucket: whole, in order, one writer, readable with its right types."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace as with_
from sqlalchemy import select

from console import wiring
from console.kernel.errors import ChannelUnavailable, Misconfigured, NotNow
from console.newsroom.bucket import BucketTree, Place
from console.newsroom.tree import FileTree
from console.publishing.records import Delivery
from console.publishing.rules.states import DeliveryState as S
from console.releases.service import withdraw
from console.settings import Settings
from console.upkeep.doctor import examine
from console.upkeep.rebuild import rebuild
from tests.buckets import Buckets, s3_server
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.loopback import free_port
from tests.nginx import bucket_nginx

NAMED = re.compile(r"/releases/(\d{4}-\d{4})/")


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    with s3_server() as started:
        yield started


@pytest.fixture
def place(buckets: Buckets) -> Place:
    return buckets.new()


class Watched(BucketTree):
    """After each write: no page, list or feed names a page that is not there."""

    def write(self, path: str, body: bytes) -> bool:
        made = super().write(path, body)
        for number in set(NAMED.findall(body.decode("utf-8", errors="replace"))):
            folder = f"releases/{number}"
            if not path.startswith((folder, f"verify/{number}", f"cap/{number}")):
                there = [self.read(f"{folder}/{name}.html") for name in ("index", "gone")]
                assert any(there), f"{path} names {number}"
        return made


def test_it_keeps_the_contract_of_a_tree(place: Place) -> None:
    tree = BucketTree(place)
    assert tree.read("index.html") is None
    assert tree.remove("index.html") is False
    assert tree.write("index.html", b"<p>1") is True
    assert tree.write("index.html", b"<p>1") is False
    assert tree.write("index.html", b"<p>2") is True
    assert tree.read("index.html") == b"<p>2"
    tree.write("columns/news/feed.xml", b"<rss/>")
    tree.write("columns/news/index.html", b"<p>")
    assert list(tree.paths()) == ["columns/news/feed.xml", "columns/news/index.html", "index.html"]
    assert list(tree.paths("columns/ne")) == ["columns/news/feed.xml", "columns/news/index.html"]
    assert tree.remove("index.html") is True
    for path in ("../x", "a//b", ".tmp/x", "page.html.gz"):
        with pytest.raises(ValueError, match="public tree"):
            tree.write(path, b"")


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("releases/2026-0001/index.html", "text/html; charset=utf-8", "public, max-age=30"),
        ("feed.xml", "application/rss+xml; charset=utf-8", "public, max-age=30"),
        ("atom.xml", "application/atom+xml; charset=utf-8", "public, max-age=30"),
        (f"files/{'a' * 64}/图.pdf", "application/pdf", "public, max-age=31536000, immutable"),
    ],
)
def test_a_reader_gets_the_right_type_and_time(
    place: Place, path: str, kind: str, cache: str
) -> None:
    BucketTree(place).write(path, b"x")
    answer = httpx.get(f"{place.endpoint}/{place.bucket}/{place.prefix}/{path}", trust_env=False)
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (kind, cache)


def test_a_writer_that_was_overtaken_while_it_wrote_is_refused(place: Place) -> None:
    other = BucketTree(place)

    class Slow(BucketTree):
        def _get(self, path: str) -> tuple[bytes | None, str | None]:
            found = super()._get(path)
            other.write(path, b"new" if found[0] is None else found[0] + b"er")
            return found

    for _ in ("nothing was there", "an older one was"):
        with pytest.raises(ChannelUnavailable) as refused:
            Slow(place).write("index.html", b"old")
        assert refused.value.code == "tree.written_by_another"
    assert other.read("index.html") == b"newer"


@pytest.fixture
def house(
    settings: Settings, desk: Desk, clock: FixedClock, place: Place
) -> Iterator[wiring.Wired]:
    config = settings.config
    told = with_(
        settings, s3_key=place.key, s3_secret=place.secret,
        config=with_(
            config,
            tree=with_(
                config.tree, kind="s3", bucket=place.bucket, prefix=place.prefix,
                endpoint=place.endpoint,
            ),
        ),
    )  # fmt: skip
    wired = replace(wiring.wire(told, clock), tree=Watched(place))
    desk.policy = wired.policy
    yield wired
    wired.database.close()


def send(wired: wiring.Wired) -> None:
    made = wiring.dispatcher(wired, "test")
    for _ in range(2):
        made.tick()


def test_releases_go_out_and_are_taken_back_in_order_and_a_rebuild_changes_nothing(
    house: wiring.Wired, desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    wiring.dispatcher(house, "test").start()
    first, _second = (desk.signed(clock.now(), title=title) for title in ("第一篇", "第二篇"))
    send(house)
    assert house.tree.read("releases/2026-0001/index.html")
    assert b"2026-0002" in (house.tree.read("atom.xml") or b"")
    assert not house.settings.public_tree.exists()
    clock.move(minutes=1)
    with house.database.transaction() as tx:
        withdraw(
            tx, clock.now(), desk.people["leader"], desk.policy, release_id=first, reason="误发",
            seen=desk.see(first).digest, proof=desk.proof("leader", clock.now()),
        )  # fmt: skip
    send(house)
    assert house.tree.read("releases/2026-0001/index.html") is None
    assert house.tree.read("releases/2026-0001/gone.html")

    before = {path: house.tree.read(path) for path in house.tree.paths()}
    made = rebuild(house, "rebuild", lambda _done, _total: None)
    assert (made.releases, made.changed) == (2, 0)
    house.tree.write("evil.html", b"x")
    house.tree.remove("releases/2026-0002/index.html")
    found = {each.code for each in examine(house, lambda _done, _total: None)}
    assert {"doctor.tree", "doctor.strange"} <= found
    assert rebuild(house, "rebuild", lambda _done, _total: None).changed == 1
    assert {path: house.tree.read(path) for path in house.tree.paths()} == before
    assert list(house.settings.var.glob("public*")) == []

    place = house.settings.config.tree
    with (
        bucket_nginx(tmp_path, place.endpoint, f"{place.bucket}/{place.prefix}") as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as public,
    ):
        page = public.get("/releases/2026-0002/")
        assert (page.status_code, "第二篇" in page.text) == (200, True)
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        gone = public.get("/releases/2026-0001/")
        assert (gone.status_code, "已撤回" in gone.text) == (410, True)
        assert public.get("/releases/2026-0009/").status_code == 404
        assert public.get("/atom.xml").headers["Content-Type"].startswith("application/atom+xml")
        assert public.post("/").status_code == 405


def test_a_first_upload_asks_for_the_lease_with_every_object(place: Place, tmp_path: Path) -> None:
    """However long 64 of them take, it is renewed in time; lost, nothing more is written."""
    made = FileTree(tmp_path, durable=False)
    for number in range(20):
        made.write(f"files/{number}.txt", b"x")
    tree = Watched(place)
    asked: list[int] = []

    def still() -> None:
        asked.append(1)
        if len(asked) > 12:
            raise NotNow("delivery.lease_lost")

    with pytest.raises(NotNow):
        tree.become(made, still)
    assert 0 < len(list(tree.paths())) <= 12
    asked.clear()
    assert tree.become(made, lambda: asked.append(-1)) >= 8
    assert len(asked) >= 20
    assert len(list(tree.paths())) == 20


def test_a_bucket_that_is_away_is_said_in_words_and_tried_again(
    house: wiring.Wired, desk: Desk, clock: FixedClock, place: Place
) -> None:
    away = replace(place, endpoint=f"http://127.0.0.1:{free_port()}", seconds=1)
    broken = replace(house, tree=BucketTree(away))
    desk.signed(clock.now())
    wiring.dispatcher(broken, "test").tick()
    with house.database.snapshot() as tx:
        row = tx.scalars(select(Delivery).where(Delivery.channel == "website")).one()
        assert (row.state, row.trouble) == (S.RETRYING, "tree.unreachable")
    clock.move(seconds=10)
    send(house)
    assert house.tree.read("releases/2026-0001/index.html")


def test_a_bucket_without_a_name_stops_the_start(settings: Settings) -> None:
    assert isinstance(wiring.public_tree(settings), FileTree)
    config = settings.config
    nameless = with_(settings, config=with_(config, tree=with_(config.tree, kind="s3")))
    with pytest.raises(Misconfigured) as refused:
        wiring.public_tree(nameless)
    assert refused.value.code == "config.no_bucket"
