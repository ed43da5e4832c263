"""The whole public site again, from the database: written anew, or held against what stands."""

from collections.abc import Callable, Iterable

from console.channels.feeds import Feeds
from console.channels.website import Website
from console.publishing.rules.channel import Turn, Variant
from console.publishing.rules.shelf import PublicTree, ShelfItem
from console.releases.archive import DatabaseArchive
from console.wiring import Wired

Progress = Callable[[int, int], None]
"""How many releases are done, of how many."""


NO_WORDS = Variant()


class Alone:
    """A turn that nobody takes away: nobody else writes there."""

    def ready(self, *places: int) -> None:
        del places

    def still(self) -> None: ...


class NoSearch:
    """Search is a file of its own, and none of the tree's."""

    def put(self, items: Iterable[ShelfItem]) -> None:
        del items


def site(wired: Wired, tree: PublicTree) -> tuple[Website, Feeds]:
    """Website and feeds as in the house, over another tree."""
    facts, columns = wired.settings.config.site, tuple(wired.settings.columns)
    website = Website(
        wired.shelf, wired.pages, tree, NoSearch(), attachment=wired.attachment, columns=columns,
        front_entries=facts.page_entries, zone=wired.policy.zone,
    )  # fmt: skip
    return website, Feeds(
        wired.shelf, wired.feeds, tree, columns=columns, entries=facts.feed_entries
    )


def write(wired: Wired, tree: PublicTree, progress: Progress, turn: Turn | None = None) -> int:
    """Everything; how many releases."""
    archive, turn = DatabaseArchive(wired.database), turn or Alone()
    website, feeds = site(wired, tree)
    total, done = len(archive.numbers()), 0
    progress(0, total)
    for count in website.everything(archive, turn):
        done += count
        progress(done, total)
    feeds.everything(archive, turn)
    return done
