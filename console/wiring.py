"""The only place where concrete things meet."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.engine import make_url

from console import audit, schema
from console.carriers import policy as carriers
from console.carriers.worker import Carrying
from console.channels.feeds import Feeds
from console.channels.portal import Portal
from console.channels.press import PressMail
from console.channels.webhook import Partner, Webhook
from console.channels.website import Website
from console.channels.websub import WebSub
from console.channels.wechat import WeChat
from console.channels.weibo import Weibo
from console.chores.runner import Chores, Handler
from console.credentials import jobs, platforms
from console.credentials import service as credentials
from console.credentials.service import Vault
from console.database import Database, Hook
from console.drills.board import DrillBoard
from console.drills.routing import routed
from console.duty import policy as duty
from console.duty.escalation import escalate_reliefs, remind
from console.incidents import policy as incidents
from console.incidents.escalation import escalate, remind_of_tasks
from console.incidents.service import clearing
from console.kernel.clock import Clock, SystemClock
from console.lines import Given, wechat_line, weibo_line
from console.newsroom.cdn import Cdn
from console.newsroom.facts import SiteFacts
from console.newsroom.feeds import SiteFeeds
from console.newsroom.pages import SitePages
from console.newsroom.preview import PreviewPage
from console.newsroom.reader import Reader
from console.newsroom.search.catch_up import catch_up
from console.newsroom.search.index import SearchIndex
from console.newsroom.tree import FileTree
from console.outgoing.smtp import Server
from console.people import sign_in
from console.press.ports import HookSecrets, Journalists
from console.publishing.day_heads import publish_heads
from console.publishing.dispatcher import Dispatcher
from console.publishing.outside import Outside
from console.publishing.rules.channel import BatchChannel, Channel
from console.publishing.rules.shelf import Bucket
from console.publishing.wake import ring
from console.release_templates.service import plant
from console.releases.concerning import concerning
from console.releases.escalation import escalate_signatures
from console.releases.policy import ReleasePolicy, from_settings
from console.releases.service import (
    ReleaseLedger,
    ReleaseWarrant,
    escalate_after_reviews,
    escalate_calls,
)
from console.releases.shelf import DatabaseManuscripts, DatabaseShelf
from console.releases.templating import VOCABULARY
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
    tree: FileTree | Bucket
    search: SearchIndex
    preview: PreviewPage

    def attachment(self, sha256: str) -> bytes:
        return (self.settings.file_store / sha256).read_bytes()


def check(settings: Settings) -> None:
    """Raises Misconfigured for what keeps the house from starting; touches no database."""
    _check_engine(settings)
    SiteFacts.from_settings(settings)
    from_settings(settings)
    incidents.from_settings(settings)
    duty.from_settings(settings)
    carriers.from_settings(settings, SystemClock())


def ready(settings: Settings) -> None:
    """As ``check``, and the database is there and of this program's version."""
    check(settings)
    schema.check(settings.database_url)


def _check_engine(settings: Settings) -> None:
    if clustered(settings) and make_url(settings.database_url).get_backend_name() != "postgresql":
        raise settings.misplaced("config.cluster_needs_postgres", "engine.kind")


def clustered(settings: Settings) -> bool:
    """Sent by `fayan worker` on any number of machines, not by the one dispatcher."""
    return settings.config.engine.kind == "cluster"


def concerns(settings: Settings) -> tuple[str, ...]:
    """Codes of what the operator should know at the start, though the house may open."""
    config = settings.config
    weak = config.signing.proof == "password" and not config.demonstration.enabled
    return ("config.password_signs",) if weak else ()


def wire(settings: Settings, clock: Clock | None = None, *, sends: bool = False) -> Wired:
    """Raises Misconfigured. The database must have been migrated.

    ``sends``: for who sends by itself, and need not be told what it changed.
    """
    _check_engine(settings)
    facts = SiteFacts.from_settings(settings)
    policy = from_settings(settings)
    clock = clock or SystemClock()
    told: list[Hook] = []
    if clustered(settings) and not sends:
        from console.publishing.engines.queue import Bell  # a fifth of a second, for clusters only

        told.append(Bell(clock))
    database = Database(
        settings.database_url,
        before_commit=[audit.append, *told],
        after_commit=[] if clustered(settings) else [partial(ring, settings.wake_socket)],
    )
    return Wired(
        settings=settings,
        database=database,
        clock=clock,
        policy=policy,
        shelf=DatabaseShelf(database, policy, page_entries=settings.config.site.page_entries),
        pages=SitePages(facts),
        feeds=SiteFeeds(facts),
        tree=public_tree(settings),
        search=SearchIndex(settings.search_index, shared=clustered(settings)),
        preview=PreviewPage(facts),
    )


def public_tree(settings: Settings) -> FileTree | Bucket:
    """Raises Misconfigured."""
    told = settings.config.tree
    if told.kind == "directory":
        return FileTree(settings.public_tree)
    if not told.bucket:
        raise settings.misplaced("config.no_bucket", "tree.bucket")
    from console.newsroom.bucket import BucketTree, Place  # large, and a folder has no use for it

    place = Place(
        told.bucket, told.prefix, told.endpoint, told.region, settings.s3_key, settings.s3_secret,
        told.virtual_hosted, told.timeout_seconds,
    )  # fmt: skip
    return BucketTree(place, conditional=told.conditional)


def migrate(settings: Settings) -> None:
    settings.var.mkdir(mode=0o711, parents=True, exist_ok=True)
    schema.migrate(settings.database_url)
    if clustered(settings):
        from console.publishing.engines import queue_schema

        queue_schema.lay(settings.database_url)


def channels(wired: Wired) -> dict[str, Channel | BatchChannel]:
    """Whatever is configured, a drill ends at the board of drills."""
    board = DrillBoard(wired.database, wired.clock, wired.settings.console_url.rstrip("/"))
    return {each.name: routed(each, board) for each in _real(wired)}


def _real(wired: Wired) -> tuple[Channel | BatchChannel, ...]:
    site, limits = wired.settings.config.site, wired.policy.limits
    columns = tuple(wired.settings.columns)
    given = Given(wired.settings, wired.database, wired.clock, wired.policy.zone, wired.attachment)
    return (
        Website(
            wired.shelf,
            wired.pages,
            wired.tree,
            wired.search,
            attachment=wired.attachment,
            columns=columns,
            front_entries=site.page_entries,
            zone=wired.policy.zone,
        ),
        Feeds(wired.shelf, wired.feeds, wired.tree, columns=columns, entries=site.feed_entries),
        Weibo(limit=limits.weibo, line=weibo_line(given)),
        Portal(),
        *_told(wired),
        WeChat(title=limits.wechat_title, digest=limits.wechat_digest, line=wechat_line(given)),
    )


def _told(wired: Wired) -> Iterator[Channel]:
    """Machines elsewhere that are told; in the demonstration only those of this one."""
    config, clock = wired.settings.config, wired.clock
    vault = Vault.of(wired.settings, wired.database, clock)
    here = f"http://localhost:{wired.settings.rehearsal_port}"
    drill = config.demonstration.enabled
    if config.site.hub:
        yield WebSub(f"{here}/hub" if drill else config.site.hub, wired.settings.public_url)
    if config.hooks:
        partners = [
            Partner(each.name, each.title, f"{here}/partner/{each.name}" if drill else each.address)
            for each in config.hooks
        ]
        yield Webhook(partners, HookSecrets(vault), clock, wired.settings.public_url)
    if (mail := config.press_mail).host:
        server = Server(mail.host, mail.port, mail.tls, mail.user)
        if drill:
            server = Server("localhost", wired.settings.smtp_port, "none", mail.user)
        yield PressMail(
            server, Journalists(wired.settings, vault), clock, mail.sender, config.bureau.name
        )


def dispatcher(
    wired: Wired, holder: str, crew: Executor | None = None, *, watched: bool = True
) -> Dispatcher:
    """``crew``: serves the accounts side by side. ``watched`` False: nobody could look at what it
    writes, and nothing waits for that."""
    return Dispatcher(
        wired.database,
        wired.clock,
        ReleaseWarrant(wired.policy),
        ReleaseLedger(wired.policy),
        DatabaseManuscripts(wired.database, wired.policy),
        channels(wired),
        wired.settings.config.dispatch,
        holder,
        crew=crew,
        watched=watched and wired.settings.config.outside.look and not wired.policy.portal_only,
    )


def outside(wired: Wired, holder: str) -> Outside | None:
    """None: nobody looks."""
    terms, facts = wired.settings.config.outside, SiteFacts.from_settings(wired.settings)
    if not terms.look:
        return None
    reader = Reader(wired.tree, facts.public_url, terms.timeout_seconds, terms.proxy)
    return Outside(
        wired.database,
        wired.clock,
        DatabaseManuscripts(wired.database, wired.policy),
        reader,
        cdn(wired, facts),
        terms,
        f"{holder}:outside",
    )


def cdn(wired: Wired, facts: SiteFacts) -> Cdn | None:
    """None: nothing stands before the site."""
    told, secret = wired.settings.config.cdn, wired.settings.cdn_secret
    if not told.purge_url:
        return None
    carried = {told.header: told.prefix + secret} if secret else {}
    return Cdn(
        facts,
        wired.shelf,
        told.purge_url,
        method=told.method,
        list_field=told.list_field,
        headers={**told.headers, **carried},
        at_once=told.at_once,
        seconds=told.timeout_seconds,
    )


def chores(wired: Wired, holder: str, more: Sequence[Handler] = ()) -> Chores:
    """The house's own periodic work, and what a room above adds."""
    handlers = (
        Handler("daily_head", lambda _payload: note_heads(wired, holder), every=timedelta(hours=1)),
        Handler("sweep_sign_ins", lambda _payload: sweep_sign_ins(wired), every=timedelta(hours=6)),
        Handler(
            "catch_up_search",
            lambda _payload: catch_up_search(wired),
            every=timedelta(minutes=10),
        ),
        Handler(
            "plant_templates", lambda _payload: plant_templates(wired), every=timedelta(days=1)
        ),
        Handler(
            "escalate_clocks",
            lambda _payload: escalate_clocks(wired),
            every=timedelta(seconds=30),
        ),
        Handler("clear_personal", lambda _payload: clear_personal(wired), every=timedelta(hours=1)),
        Handler("warn_of_accounts", lambda _p: warn_of_accounts(wired), every=timedelta(hours=1)),
        Handler(
            "escalate_reliefs",
            lambda _payload: escalate_handovers(wired),
            every=timedelta(minutes=1),
        ),
        Handler(
            "escalate_after_reviews",
            lambda _payload: remind_of_reviews(wired),
            every=timedelta(minutes=1),
        ),
        Handler(
            "escalate_signatures",
            lambda _payload: escalate_steps(wired),
            every=timedelta(seconds=30),
        ),
        *more,
    )
    return Chores(wired.database, wired.clock, handlers, holder)


def carrying(wired: Wired) -> Carrying:
    """What takes notices to people outside."""
    vault = Vault.of(wired.settings, wired.database, wired.clock)
    terms = carriers.from_settings(wired.settings, wired.clock)
    return Carrying(wired.database, wired.clock, terms, concerning, vault.secret)


def note_heads(wired: Wired, holder: str) -> None:
    """Into the database, then where the public can keep them."""
    now = wired.clock.now()
    with wired.database.transaction() as tx:
        audit.note_heads(tx, now)
    pages = wired.pages.day_heads(wired.shelf.day_heads())
    publish_heads(wired.database, now, f"{holder}:heads", wired.tree, pages)


def clear_personal(wired: Wired) -> None:
    """One transaction for each incident, so that a stop in between loses nothing."""
    now, after = wired.clock.now(), incidents.from_settings(wired.settings).clear_after
    with wired.database.snapshot() as tx:
        found = clearing.due(tx, now, after)
    for incident_id in found:
        with wired.database.transaction() as tx:
            clearing.clear(tx, now, incident_id, after)


def warn_of_accounts(wired: Wired) -> None:
    titles = {each.account: each.title for each in platforms.all_of(wired.settings)}
    with wired.database.transaction() as tx:
        credentials.warn(tx, wired.clock.now(), titles)
        jobs.forget_old(tx, wired.clock.now())


def escalate_clocks(wired: Wired) -> None:
    with wired.database.transaction() as tx:
        escalate(tx, wired.clock.now(), duty.from_settings(wired.settings).silence)
        remind_of_tasks(tx, wired.clock.now())


def plant_templates(wired: Wired) -> None:
    """The house's own, where they are not there yet."""
    with wired.database.transaction() as tx:
        plant(tx, wired.clock.now(), VOCABULARY)


def escalate_steps(wired: Wired) -> None:
    unopened = timedelta(minutes=wired.settings.config.signing.unopened_minutes)
    with wired.database.transaction() as tx:
        escalate_signatures(tx, wired.clock.now(), unopened)


def escalate_handovers(wired: Wired) -> None:
    with wired.database.transaction() as tx:
        policy, now = duty.from_settings(wired.settings), wired.clock.now()
        escalate_reliefs(tx, now, policy)
        remind(tx, now, policy)


def remind_of_reviews(wired: Wired) -> None:
    with wired.database.transaction() as tx:
        escalate_after_reviews(tx, wired.clock.now())
        escalate_calls(tx, wired.clock.now())


def catch_up_search(wired: Wired) -> None:
    catch_up(wired.shelf, wired.search)


def sweep_sign_ins(wired: Wired) -> None:
    """Failed attempts and sessions that no rule looks at any more."""
    window = timedelta(minutes=wired.settings.config.console.attempt_window_minutes)
    with wired.database.transaction() as tx:
        sign_in.sweep(tx, wired.clock.now(), window)
