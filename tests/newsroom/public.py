"""A public site in a real tree behind the real newsroom, for browsers: no database is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from console.newsroom.server import Newsroom
from console.publishing.rules.channel import Action
from console.publishing.rules.shelf import ShelfItem
from tests.loopback import serving
from tests.newsroom.built import Built


@dataclass
class Public:
    """``home``: the address of the site."""

    home: str
    built: Built

    def publish(self, *items: ShelfItem) -> None:
        self.built.send(*items)

    def withdraw(self, item: ShelfItem) -> None:
        self.built.send(item, action=Action.WITHDRAW)

    def correct(self, old: ShelfItem, told: ShelfItem) -> None:
        """``old`` with its mark on it, and the correction."""
        self.publish(told)
        self.built.send(replace(old, updated_at=told.published_at), action=Action.UPDATE)


@contextmanager
def serve(built: Built) -> Iterator[Public]:
    with serving(Newsroom(built.root, recheck_ms=0)) as home:
        yield Public(home, built)


@contextmanager
def public_site(folder: Path) -> Iterator[Public]:
    """Nothing has been published yet."""
    built = Built(folder)
    built.refresh()
    with serve(built) as opened:
        yield opened
