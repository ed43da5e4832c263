"""A dispatcher over the real release room, with channels that remember what they were told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from console.database import Database
from console.kernel.clock import Clock
from console.publishing.dispatcher import Dispatcher
from console.publishing.records import Attempt, Delivery
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    BatchChannel,
    Bulletin,
    Channel,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
    Turn,
)
from console.publishing.rules.states import DeliveryState
from console.releases.policy import ReleasePolicy
from console.releases.service import ReleaseLedger, ReleaseWarrant
from console.releases.shelf import DatabaseManuscripts


class Killed(BaseException):
    """The process dies here: nothing after this line runs."""


@dataclass(frozen=True)
class Pace:
    lease_seconds: int = 60
    batch: int = 500
    backoff_first: int = 5
    backoff_longest: int = 600
    rest_after: int = 5
    rest_first: int = 30
    rest_longest: int = 900
    facts_hours: int = 4


@dataclass
class RecordingPages:
    """``trouble`` looks at each bulletin and may raise; ``whole`` at the batch."""

    name: str = "website"
    told: list[tuple[str, Action]] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    trouble: Callable[[Bulletin], None] = lambda _: None
    whole: Callable[[Sequence[Bulletin]], None] = lambda _: None
    refreshed: int = 0

    def deliver_batch(
        self, bulletins: Sequence[Bulletin], turn: Turn
    ) -> Sequence[Receipt | Exception]:
        self.whole(bulletins)
        self.batches.append(len(bulletins))
        outcomes: list[Receipt | Exception] = []
        for place, bulletin in enumerate(bulletins):
            try:
                turn.ready(place)
                self.trouble(bulletin)
                self.told.append((bulletin.release.number, bulletin.action))
                outcomes.append(Receipt(url=bulletin.public_url))
            except Exception as error:  # noqa: BLE001 - as the contract says
                outcomes.append(error)
        return outcomes

    def refresh(self, turn: Turn) -> None:
        turn.still()
        self.refreshed += 1


@dataclass
class RecordingPosts:
    """A platform: what it took stands in ``posted`` by reference, and can be looked up there."""

    name: str = "weibo"
    kind: Replay = Replay.SAFE
    posted: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    handed_over: bool = False
    before: Callable[[Bulletin, Progress], None] = lambda _b, _p: None
    after: Callable[[Bulletin, Progress], None] = lambda _b, _p: None
    sighting: Callable[[], Sighting] = Absent

    def replay(self, account: Account) -> Replay:
        del account
        return self.kind

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        self.before(bulletin, progress)
        progress.ready()
        self.calls.append(ref.value)
        url = f"https://{self.name}.example/{ref.value[:9]}"
        self.posted[ref.value] = url
        self.after(bulletin, progress)
        return Receipt(None if self.handed_over else url, self.handed_over)

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, ref
        seen = self.sighting()
        progress.ready()  # as is asked before each further page of the platform
        return seen


@dataclass
class Press:
    """Everything a test of the engine needs at hand."""

    database: Database
    policy: ReleasePolicy
    clock: Clock
    website: RecordingPages = field(default_factory=RecordingPages)
    feeds: RecordingPages = field(default_factory=lambda: RecordingPages("feeds"))
    weibo: RecordingPosts = field(default_factory=RecordingPosts)
    wechat: RecordingPosts = field(default_factory=lambda: RecordingPosts("wechat"))
    pace: Pace = field(default_factory=Pace)

    def channels(self) -> Mapping[str, Channel | BatchChannel]:
        return {each.name: each for each in (self.feeds, self.website, self.weibo, self.wechat)}

    def dispatcher(self, holder: str = "one", **others: Any) -> Dispatcher:
        ports: dict[str, Any] = {
            "warrant": ReleaseWarrant(self.policy),
            "ledger": ReleaseLedger(self.policy),
            "manuscripts": DatabaseManuscripts(self.database, self.policy),
        } | others
        return Dispatcher(
            self.database, self.clock, channels=self.channels(), pace=self.pace, holder=holder,
            **ports,
        )  # fmt: skip

    def states(self) -> dict[str, DeliveryState]:
        """By channel (and action, when it is no publication), of the newest delivery."""
        with self.database.snapshot() as tx:
            return {
                row.channel
                if row.action is Action.PUBLISH
                else f"{row.channel} {row.action.value}": row.state
                for row in tx.scalars(select(Delivery).order_by(Delivery.id))
            }

    def row(self, channel: str, action: Action = Action.PUBLISH) -> Delivery:
        with self.database.snapshot() as tx:
            return tx.scalars(
                select(Delivery)
                .where(Delivery.channel == channel, Delivery.action == action)
                .order_by(Delivery.id.desc())
                .limit(1)
            ).one()

    def attempts(self, channel: str) -> list[str]:
        with self.database.snapshot() as tx:
            return [
                each.outcome.value
                for each in tx.scalars(
                    select(Attempt)
                    .join(Delivery, Delivery.id == Attempt.delivery_id)
                    .where(Delivery.channel == channel)
                    .order_by(Attempt.id)
                )
            ]
