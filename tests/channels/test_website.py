"""Pages before what links to them; a withdrawal the other way round; only touched pages."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from console.kernel.errors import NotNow
from console.publishing.rules.channel import Action, Receipt
from console.publishing.rules.shelf import Reference, ShelfItem
from tests.channels.shelves import Leave, MemorySearch, MemoryShelf, MemoryTree, bulletin
from tests.channels.test_contract import COLUMNS, feeds, website
from tests.newsroom.items import EVENING, attachment, card, item, withdrawn


def series(place: int, **fields: object) -> ShelfItem:
    return item(place, incident=card(), series_place=place, **fields)


def published(shelf: MemoryShelf, tree: MemoryTree, *items: ShelfItem) -> list[str]:
    """What publishing these changed, in order."""
    shelf.put(*items)
    before = len(tree.log)
    site, bulletins = website(shelf, tree), [bulletin(each) for each in items]
    for deliver in (site.deliver_batch, site.finish):
        outcomes = deliver(bulletins, Leave())
        assert all(isinstance(each, Receipt) for each in outcomes), outcomes
    return tree.log[before:]


def test_pages_stand_before_what_links_to_them() -> None:
    assert published(MemoryShelf(), MemoryTree(), series(1)) == [
        "verify/2026-0001/index.html",
        "releases/2026-0001/index.html",
        "incidents/2026-E0001/index.html",
        "columns/bulletins/page/1/index.html",
        "columns/bulletins/index.html",
        "index.html",
        "latest.json",
        "archive/2026/11/index.html",
        "sitemaps/2026-11.xml",
        "en/index.html",
        "signage/index.html",
        "signage.json",
        "press/index.html",
        "en/press/index.html",
        "sitemap.xml",
    ]


def test_a_later_month_moves_the_incident_in_the_site_map_of_its_first() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    published(shelf, tree, series(1))
    later = EVENING + timedelta(days=20)
    touched = published(shelf, tree, series(2, published_at=later, updated_at=later))
    assert {"sitemaps/2026-11.xml", "sitemaps/2026-12.xml"} <= set(touched)
    first, second = (tree.files[f"sitemaps/2026-{month}.xml"].decode() for month in (11, 12))
    assert "/incidents/2026-E0001/</loc><lastmod>2026-12-13T20:10:00+08:00<" in first
    assert "/incidents/" not in second
    assert "archive/2026/11/index.html" not in touched


def test_only_touched_pages_are_written() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    published(shelf, tree, item(1), item(2, column="advice"))
    touched = published(shelf, tree, item(3))
    assert "columns/advice/index.html" not in touched
    assert "releases/2026-0001/index.html" not in touched
    assert len(touched) == 11


def test_many_releases_write_what_they_share_once() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    changes = published(shelf, tree, *(series(place) for place in range(1, 9)))
    assert len(changes) == len(set(changes)) == 8 + 8 + 13


def test_the_page_before_in_a_series_learns_of_the_next() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    first, second = series(1), series(2)
    published(shelf, tree, first)
    shelf.put(replace(first, next=Reference(second.number, second.list_title)))
    changes = published(
        shelf, tree, replace(second, previous=Reference(first.number, first.list_title))
    )
    assert changes[1:4] == [
        "releases/2026-0002/index.html",
        "verify/2026-0001/index.html",
        "releases/2026-0001/index.html",
    ]
    assert "/releases/2026-0002/" in tree.text("releases/2026-0001/index.html")


def test_a_column_that_begins_a_new_list_page_mends_the_link_of_the_one_before() -> None:
    shelf, tree = MemoryShelf(per_page=2), MemoryTree()
    for place in range(1, 5):
        published(shelf, tree, item(place))
    changes = published(shelf, tree, item(5))
    assert [path for path in changes if "/page/" in path] == [
        "columns/bulletins/page/2/index.html",
        "columns/bulletins/page/3/index.html",
    ]
    assert "columns/bulletins/page/2/index.html" not in published(shelf, tree, item(6))


def test_a_withdrawn_release_leaves_the_lists_before_its_page_goes() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    plain = series(1, files=(attachment(),))
    published(shelf, tree, plain, series(2))
    gone = withdrawn(plain)
    shelf.put(gone)
    before = len(tree.log)
    website(shelf, tree).deliver_batch([bulletin(gone, Action.WITHDRAW)], Leave())
    changes = tree.log[before:]
    assert changes[-4:] == [
        "verify/2026-0001/index.html",
        "releases/2026-0001/gone.html",
        "- releases/2026-0001/index.html",
        f"- {attachment().path}",
    ]
    assert "index.html" in changes[:-4]
    home = tree.text("index.html")
    assert "/releases/2026-0001/" not in home
    assert "编号 2026-0001 的通稿已撤回" in home
    assert "误发" in tree.text("releases/2026-0001/gone.html")


def test_a_file_that_another_release_shows_stays_when_one_is_withdrawn() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    first, second = series(1, files=(attachment(),)), series(2, files=(attachment(),))
    published(shelf, tree, first, second)
    gone = withdrawn(first)
    shelf.put(gone)
    website(shelf, tree).deliver_batch([bulletin(gone, Action.WITHDRAW)], Leave())
    assert attachment().path in tree.files


def test_a_withdrawal_is_carried_out_even_when_a_list_cannot_be_written() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    published(shelf, tree, item(1))
    gone = withdrawn(item(1))
    shelf.put(gone)

    def torn(_year: int, _month: int) -> tuple[()]:
        raise OSError("torn")

    shelf.month_page = torn  # type: ignore[method-assign] # the test puts its own in place
    (outcome,) = website(shelf, tree).deliver_batch([bulletin(gone, Action.WITHDRAW)], Leave())
    assert isinstance(outcome, OSError)  # so it is done again
    assert "releases/2026-0001/index.html" not in tree.files


def test_a_withdrawal_is_carried_out_even_when_the_search_cannot_be_written() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    published(shelf, tree, item(1))
    gone = withdrawn(item(1))
    shelf.put(gone)

    class Torn(MemorySearch):
        def put(self, items: Iterable[ShelfItem]) -> None:
            raise OSError(f"disk full at {[each.number for each in items]}")

    outcomes = website(shelf, tree, search=Torn()).deliver_batch(
        [bulletin(gone, Action.WITHDRAW)], Leave()
    )
    assert isinstance(outcomes[0], Receipt)
    assert "releases/2026-0001/index.html" not in tree.files
    assert "releases/2026-0001/gone.html" in tree.files


def test_what_is_held_is_named_nowhere_while_the_others_go() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    first, second = series(1), series(2)
    first = replace(first, next=Reference(second.number, second.list_title))
    shelf.put(first, second)
    outcomes = website(shelf, tree).deliver_batch(
        [bulletin(first), bulletin(second)], Leave(held={1: NotNow("delivery.held")})
    )
    assert isinstance(outcomes[0], Receipt)
    assert isinstance(outcomes[1], NotNow)
    assert not [path for path, body in tree.files.items() if b"2026-0002" in body]


def test_a_lost_lease_stops_every_write() -> None:
    shelf, tree = MemoryShelf(item(1)), MemoryTree()
    lost = Leave(lost=NotNow("delivery.lease_lost"))
    (outcome,) = website(shelf, tree).deliver_batch([bulletin(item(1))], lost)
    assert isinstance(outcome, NotNow)
    assert tree.files == {}


def test_refreshing_writes_what_many_share_and_no_release() -> None:
    shelf, tree = MemoryShelf(item(1)), MemoryTree()
    website(shelf, tree).refresh(Leave())
    feeds(shelf, tree).refresh(Leave())
    for path in (
        "index.html",
        "404.html",
        "latest.json",
        "sitemap.xml",
        "feed.xml",
        "verify/heads.txt",
    ):
        assert path in tree.files
    for column in COLUMNS:
        assert f"columns/{column}/index.html" in tree.files
    assert "releases/2026-0001/index.html" not in tree.files


@pytest.mark.parametrize("place", [0, 1])
def test_a_feed_that_cannot_be_made_fails_only_those_in_it(place: int) -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    pair = [item(1), item(2, column="advice")]
    shelf.put(*pair)
    honest, broken = shelf.column_latest, pair[place].column

    def torn(column: str, limit: int) -> tuple[ShelfItem, ...]:
        if column == broken:
            raise OSError("torn")
        return honest(column, limit)

    shelf.column_latest = torn  # type: ignore[method-assign] # the test puts its own in place
    outcomes = feeds(shelf, tree).deliver_batch([bulletin(each) for each in pair], Leave())
    assert isinstance(outcomes[place], OSError)
    assert isinstance(outcomes[1 - place], Receipt)
    assert "feed.xml" in tree.files
