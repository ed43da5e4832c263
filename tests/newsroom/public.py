"""A public site in a real tree behind the real newsroom, for browsers: no database is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from console.newsroom.server import Newsroom
from console.newsroom.tree import FileTree
from console.publishing.rules.channel import Action, Receipt
from console.publishing.rules.shelf import ShelfItem
from tests.channels.shelves import Leave, MemoryShelf, bulletin
from tests.channels.test_contract import feeds, website
from tests.loopback import serving


@dataclass
class Public:
    """``home``: the address of the site."""

    home: str
    shelf: MemoryShelf
    tree: FileTree

    def publish(self, *items: ShelfItem) -> None:
        """Each as it stands now: new, corrected or withdrawn."""
        self.shelf.put(*items)
        words = [
            bulletin(each, Action.WITHDRAW if each.withdrawal else Action.PUBLISH) for each in items
        ]
        for channel in (website(self.shelf, self.tree), feeds(self.shelf, self.tree)):
            outcomes = channel.deliver_batch(words, Leave())
            assert all(isinstance(each, Receipt) for each in outcomes), outcomes

    def correct(self, old: ShelfItem, told: ShelfItem) -> None:
        """``old`` with its mark on it, and the correction."""
        self.publish(told)
        self.publish(replace(old, updated_at=told.published_at))


@contextmanager
def public_site(folder: Path) -> Iterator[Public]:
    tree = FileTree(folder)
    shelf = MemoryShelf()
    website(shelf, tree).refresh(Leave())
    feeds(shelf, tree).refresh(Leave())
    with serving(Newsroom(folder, recheck_ms=0)) as home:
        yield Public(home, shelf, tree)
