"""The demonstration's data: accounts, and releases that went the whole way through the services."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.demo import acts
from console.demo.accounts import seed_accounts
from console.demo.cast import DRAFTER, POSTER
from console.demo.clearing import seed_clearance
from console.demo.house import may_stand, stand_in
from console.demo.roster import seed_roster
from console.demo.samples import OPENING, SAMPLES, Sample
from console.demo.told import seed_told
from console.kernel.errors import Misconfigured
from console.notices.service import mark_all_seen
from console.people.passwords import Passwords
from console.people.queries import card_of_username, count
from console.publishing.dispatcher import Dispatcher
from console.publishing.queries import of_release
from console.publishing.rules.states import DeliveryState
from console.publishing.service import confirm_handover
from console.rehearsal.ledger import Ledger
from console.rehearsal.platforms import Written
from console.releases.records import Release
from console.wiring import Wired, dispatcher

POSTED_AFTER = timedelta(minutes=3)
HOLDER = "demonstration"
THEN = ("website", "feeds", "weibo", "wechat")
"""Where the past went: the stand-ins that would be told are not up yet."""


class _Then:
    """A clock that stands where the sample's own day stood."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def seed(wired: Wired, passwords: Callable[[], Passwords] = Passwords) -> None:
    """Again and again: what is there stays. Raises Misconfigured where no demonstration may be."""
    if not may_stand(wired.settings):
        raise Misconfigured("config.demonstration_loopback", host=wired.settings.host)
    now = wired.clock.now()
    with wired.database.snapshot() as tx:
        empty = count(tx) == 0
        known = _titles(tx)
    seed_accounts(wired, now - OPENING if empty else now, passwords)
    seed_roster(wired, now)
    seed_clearance(wired, now)
    seed_told(wired, now)
    if len(known) >= len(SAMPLES):
        return
    clock = _Then(now)
    sender = dispatcher(replace(wired, clock=clock), HOLDER, watched=False)
    desk = _Past(wired, clock, sender)
    dated = sorted(SAMPLES, key=lambda sample: sample.moment(now, wired.settings.zone))
    for sample in dated:
        moment = sample.moment(now, wired.settings.zone)
        if sample.words(moment, wired.settings.zone)[0] not in known:
            desk.play(sample, moment)
    if empty:
        _read_up(wired, now)


def _read_up(wired: Wired, now: datetime) -> None:
    """Two weeks of notices are old news to the drafter; what waits stands on the home screen."""
    with wired.database.transaction() as tx:
        drafter = card_of_username(tx, DRAFTER)
        if drafter is not None:
            mark_all_seen(tx, now, drafter.id)


def _titles(tx: Session) -> frozenset[str]:
    """Of the oldest releases: the samples were the first, if they are there at all."""
    found = tx.scalars(select(Release.title).order_by(Release.id).limit(200))
    if tx.scalar(select(func.count()).select_from(Release)) == 0:
        return frozenset()
    return frozenset(found)


class _Past:
    def __init__(self, wired: Wired, clock: _Then, sender: Dispatcher) -> None:
        self._wired, self._clock, self._sender = wired, clock, sender
        self._posts = Ledger(wired.settings.var / "rehearsal")

    def play(self, sample: Sample, moment: datetime) -> None:
        """``moment``: the last signature, or where it stopped."""
        wired, policy = self._wired, self._wired.policy
        title, text = sample.words(moment, wired.settings.zone)
        with wired.database.transaction() as tx:
            drafter = acts.person(tx, sample.by)
            release_id = acts.draft(
                tx, moment - timedelta(minutes=40), drafter, policy,
                kind=sample.kind, column=sample.column, title=title, text=text,
                channels=sample.channels or THEN,
            )  # fmt: skip
            if sample.end == "draft":
                return
            acts.submit(tx, moment - timedelta(minutes=30), drafter, policy, release_id)
        signed = 0
        while True:
            with wired.database.transaction() as tx:
                at = moment - timedelta(minutes=max(0, 20 - 10 * signed))
                if acts.sign_next(tx, at, policy, release_id) is None or sample.end == "in_review":
                    break
            signed += 1
        if sample.end != "in_review":
            self._send(sample, release_id, moment)

    def _send(self, sample: Sample, release_id: UUID, moment: datetime) -> None:
        """The page, the feeds, and each post as soon as the one before it is confirmed."""
        self._clock.at = moment
        self._sender.tick()
        if sample.channels:
            return
        self._post(release_id, "weibo")
        self._sender.tick()
        if sample.end != "handed_over":
            self._post(release_id, "wechat")

    def _post(self, release_id: UUID, channel: str) -> None:
        """On the stand-in, as its own process would have taken it that day."""
        self._clock.at += POSTED_AFTER
        wired, at = self._wired, self._clock.at
        accounts = wired.policy.accounts
        with wired.database.snapshot() as tx:
            rows = of_release(tx, release_id, acts.person(tx, POSTER), accounts)
            waiting = [
                row
                for row in rows
                if row.channel == channel and row.state is DeliveryState.HANDED_OVER
            ]
            if not waiting:
                return
            words = acts.words_for(tx, release_id, channel)
        written = Written(words.text, words.title, words.summary, f"sample:{release_id.hex}")
        post = self._posts.post(channel, written, at)
        link = f"{stand_in(wired.settings)}{post.path}"
        with wired.database.transaction() as tx:
            poster = acts.person(tx, POSTER)
            confirm_handover(tx, at, poster, waiting[0].id, link, accounts)
