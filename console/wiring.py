"""The only place where concrete things meet."""

import os
import socket
from dataclasses import dataclass
from functools import partial

from console import audit, schema
from console.channels.feeds import FeedsChannel
from console.channels.website import WebsiteChannel
from console.channels.wechat import WechatChannel
from console.channels.weibo import WeiboChannel
from console.database import Database
from console.kernel.clock import Clock, SystemClock
from console.newsroom.facts import SiteFacts
from console.newsroom.feeds import SiteFeeds
from console.newsroom.pages import SitePages
from console.newsroom.tree import FileTree
from console.publishing.dispatcher import Dispatcher
from console.publishing.rules.channel import BatchChannel, Channel
from console.publishing.rules.shelf import ShelfItem
from console.publishing.wake import ring
from console.releases.policy import ReleasePolicy, from_settings
from console.releases.service import ReleaseLedger, ReleaseWarrant
from console.releases.shelf import DatabaseManuscripts, DatabaseShelf
from console.settings import Settings


@dataclass(frozen=True)
class Wired:
    """Everything a process of ours needs, put together once."""

    settings: Settings
    database: Database
    clock: Clock
    policy: ReleasePolicy
    shelf: DatabaseShelf
    pages: SitePages
    feeds: SiteFeeds
    tree: FileTree

    def preview(self, item: ShelfItem) -> bytes:
        """The public page of a release that is not out, as it will look."""
        return self.pages.release(item)[0].body


def wire(settings: Settings, clock: Clock | None = None) -> Wired:
    """Raises Misconfigured. The database must have been migrated."""
    facts = SiteFacts.from_settings(settings)
    policy = from_settings(settings)
    database = Database(
        settings.database_url,
        before_commit=[audit.append],
        after_commit=[partial(ring, settings.wake_socket)],
    )
    return Wired(
        settings=settings,
        database=database,
        clock=clock or SystemClock(),
        policy=policy,
        shelf=DatabaseShelf(database, policy, page_entries=settings.config.site.page_entries),
        pages=SitePages(facts),
        feeds=SiteFeeds(facts),
        tree=FileTree(settings.public_tree),
    )


def migrate(settings: Settings) -> None:
    settings.var.mkdir(parents=True, exist_ok=True)
    schema.migrate(settings.database_url)


def channels(wired: Wired) -> dict[str, Channel | BatchChannel]:
    facts = wired.settings.config.site
    website = WebsiteChannel(wired.shelf, wired.pages, wired.tree)
    feeds = FeedsChannel(wired.shelf, wired.feeds, wired.tree, entries=facts.feed_entries)
    limits = wired.policy.limits
    weibo = WeiboChannel(longest=limits.weibo)
    wechat = WechatChannel(longest_title=limits.wechat_title, longest_digest=limits.wechat_digest)
    return {each.name: each for each in (website, feeds, weibo, wechat)}


def dispatcher(wired: Wired) -> Dispatcher:
    return Dispatcher(
        wired.database,
        wired.clock,
        ReleaseWarrant(),
        ReleaseLedger(wired.policy),
        DatabaseManuscripts(wired.database, wired.policy),
        channels(wired),
        wired.settings.config.dispatch,
        holder(),
    )


def holder() -> str:
    """This process, as leases name it."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"
