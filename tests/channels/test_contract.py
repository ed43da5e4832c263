"""What every channel owes: the same bulletin twice is harmless, a refusal names its reason, and
nothing leaves without leave."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from console.channels.feeds import Feeds
from console.channels.website import Website
from console.channels.wechat import WeChat
from console.channels.weibo import Weibo
from console.kernel.errors import NotNow
from console.newsroom.feeds import SiteFeeds
from console.newsroom.pages import SitePages
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    BatchChannel,
    Bulletin,
    Channel,
    ClientRef,
    Receipt,
    Replay,
)
from console.publishing.rules.shelf import Page, ShelfItem
from tests.channels.outside import Outside, beside_us
from tests.channels.shelves import ZONE, Leave, MemorySearch, MemoryShelf, MemoryTree, bulletin
from tests.newsroom.items import SITE, item, withdrawn

COLUMNS = [column.slug for column in SITE.columns]


def website(shelf: MemoryShelf, tree: MemoryTree, pages: Any = None, search: Any = None) -> Website:
    return Website(
        shelf, pages or SitePages(SITE), tree, search or MemorySearch(),
        attachment=lambda sha: sha.encode(), columns=COLUMNS, front_entries=20, zone=ZONE,
    )  # fmt: skip


def feeds(shelf: MemoryShelf, tree: MemoryTree) -> Feeds:
    return Feeds(shelf, SiteFeeds(SITE), tree, columns=COLUMNS, entries=50)


@pytest.fixture(scope="module", autouse=True)
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with beside_us(tmp_path_factory.mktemp("outside")) as made:
        yield made


@dataclass
class Case:
    """``told``: machines elsewhere; what they took is counted there."""

    make: Callable[[MemoryShelf, MemoryTree], Channel | BatchChannel] | None = None
    told: Callable[[Outside], Channel] | None = None

    def channel(
        self, shelf: MemoryShelf, tree: MemoryTree, outside: Outside
    ) -> Channel | BatchChannel:
        if self.told is not None:
            return self.told(outside)
        assert self.make is not None
        return self.make(shelf, tree)

    def deliver(
        self, shelf: MemoryShelf, tree: MemoryTree, words: Bulletin, leave: Leave, outside: Outside
    ) -> Receipt | Exception:
        channel = self.channel(shelf, tree, outside)
        if isinstance(channel, BatchChannel):
            return channel.deliver_batch([words], leave)[0]
        try:
            return channel.deliver(words, ClientRef("r-1"), leave)
        except Exception as error:  # noqa: BLE001 - compared by the test
            return error


CASES: Mapping[str, Case] = {
    "website": Case(website),
    "feeds": Case(feeds),
    "weibo": Case(lambda _s, _t: Weibo()),
    "wechat": Case(lambda _s, _t: WeChat()),
    "websub": Case(told=Outside.websub),
    "webhook": Case(told=Outside.webhook),
    "press": Case(told=Outside.press),
}
every = pytest.mark.parametrize("name", list(CASES))


@every
def test_a_channel_is_called_what_its_plan_calls_it(name: str, outside: Outside) -> None:
    assert CASES[name].channel(MemoryShelf(), MemoryTree(), outside).name == name


@every
def test_the_same_bulletin_twice_gives_one_receipt_and_changes_nothing(
    name: str, outside: Outside
) -> None:
    release = item()
    shelf, tree = MemoryShelf(release), MemoryTree()
    words = bulletin(release, channel=name)
    first = CASES[name].deliver(shelf, tree, words, Leave(), outside)
    files, changes, taken = dict(tree.files), len(tree.log), outside.taken()
    second = CASES[name].deliver(shelf, tree, words, Leave(), outside)
    assert outside.taken() == taken
    assert isinstance(first, Receipt)
    assert first == second
    assert (tree.files, len(tree.log)) == (files, changes)


@every
@pytest.mark.parametrize("action", [Action.UPDATE, Action.WITHDRAW])
def test_a_change_is_carried_out_too(name: str, action: Action, outside: Outside) -> None:
    release = withdrawn(item()) if action is Action.WITHDRAW else item()
    shelf, tree = MemoryShelf(release), MemoryTree()
    words = bulletin(release, action, channel=name)
    receipt = CASES[name].deliver(shelf, tree, words, Leave(), outside)
    assert isinstance(receipt, Receipt)


@every
def test_nothing_leaves_while_it_is_held(name: str, outside: Outside) -> None:
    release, taken = item(), outside.taken()
    shelf, tree = MemoryShelf(), MemoryTree()
    shelf.put(release)
    stop = Leave(held={0: NotNow("delivery.held")})
    refused = CASES[name].deliver(shelf, tree, bulletin(release, channel=name), stop, outside)
    assert outside.taken() == taken
    assert isinstance(refused, NotNow)
    assert not [path for path in tree.files if "releases/" in path or path.endswith("feed.xml")]


@every
def test_every_channel_asks_for_leave(name: str, outside: Outside) -> None:
    leave = Leave()
    release = item()
    words = bulletin(release, channel=name)
    CASES[name].deliver(MemoryShelf(release), MemoryTree(), words, leave, outside)
    assert leave.asked >= 1


@pytest.mark.parametrize("channel", [Weibo(), WeChat()], ids=lambda each: each.name)
def test_a_queue_hands_over_and_may_do_so_again(channel: Channel) -> None:
    words = bulletin(item(), channel=channel.name)
    assert channel.deliver(words, ClientRef("r"), Leave()).handed_over
    assert channel.replay(Account(channel.name)) is Replay.SAFE
    assert isinstance(channel.find(words, ClientRef("r"), Leave()), Absent)


class Poisoned:
    """Pages that cannot render one release."""

    def __init__(self, number: str) -> None:
        self._pages, self._number = SitePages(SITE), number

    def release(self, release: ShelfItem) -> tuple[Page, ...]:
        if release.number == self._number:
            raise ValueError("cannot be rendered")
        return self._pages.release(release)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pages, name)


def test_one_poisoned_release_fails_alone_and_no_page_names_it() -> None:
    releases: Sequence[ShelfItem] = [item(place) for place in (1, 2, 3)]
    shelf, tree = MemoryShelf(*releases), MemoryTree()
    channel = website(shelf, tree, Poisoned("2026-0002"))
    outcomes = channel.deliver_batch([bulletin(each) for each in releases], Leave())
    assert [isinstance(each, Receipt) for each in outcomes] == [True, False, True]
    assert "releases/2026-0001/index.html" in tree.files
    assert "releases/2026-0002/index.html" not in tree.files
    assert not [path for path, body in tree.files.items() if b"2026-0002" in body]
