"""Keeping hold of what was claimed while a call is under way."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from console.chores import leases
from console.publishing.desk import Claim, Desk, held, lease_lost
from console.publishing.holds import Standing, in_force, standing, stopping
from console.publishing.records import Delivery, Hold
from console.publishing.rules.states import DeliveryState as S

log = structlog.get_logger()


class DeliveryProgress:
    """Implements ``Progress`` for one claim."""

    def __init__(self, desk: Desk, claim: Claim) -> None:
        self._desk = desk
        self._claim = claim

    def load(self) -> Mapping[str, str]:
        with self._desk.database.snapshot() as tx:
            return dict(self._mine(tx).progress)

    def save(self, done: Mapping[str, str]) -> None:
        with self._desk.database.transaction() as tx:
            row = self._mine(tx, lock=True)
            row.progress = dict(done)
            row.lease_until = self._desk.clock.now() + self._desk.lease

    def ready(self) -> None:
        with self._desk.database.snapshot() as tx:
            self._mine(tx)
            refuse_held(tx, self._claim)

    def _mine(self, tx: Session, *, lock: bool = False) -> Delivery:
        row = tx.get(Delivery, self._claim.id, with_for_update=lock, populate_existing=True)
        if row is None or not _still(row, self._claim, self._desk):
            raise lease_lost()
        return row


class LookingProgress(DeliveryProgress):
    """Of who asks after a crash whether a post is out: nothing is sent, and no HOLD forbids that
    it be known."""

    def ready(self) -> None:
        with self._desk.database.snapshot() as tx:
            self._mine(tx)


class Turn:
    """Implements ``Turn`` for a batch under the tree's lease, and renews both while it lasts.

    The lease is also counted on this machine's own monotonic clock: a process that was stopped
    and goes on late finds its turn over before it writes.
    """

    def __init__(self, desk: Desk, tree: leases.Tenure, claims: Sequence[Claim] = ()) -> None:
        self._desk = desk
        self._tree = tree
        self._claims = claims
        self._over = threading.Event()
        self._lost = False
        self._keeper: threading.Thread | None = None
        self._renewed()

    def of(self, claims: Sequence[Claim]) -> "BatchTurn":
        return BatchTurn(self, claims)

    def still(self) -> None:
        if self._lost or time.monotonic() > self._deadline:
            raise lease_lost()

    def ready(self, *claims: Claim) -> None:
        """One look, for as many as go at this moment."""
        self.still()
        with self._desk.database.look() as at:
            holds = standing(at)
        if any(is_held(holds, claim) for claim in claims):
            raise held()

    def __enter__(self) -> Self:
        self._keeper = threading.Thread(target=self._keep, name="lease keeper", daemon=True)
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._keeper is not None:
            self._keeper.join()

    def _keep(self) -> None:
        while not self._over.wait(self._desk.lease.total_seconds() / 3):
            with suppress(Exception):  # the deadline stops us if it goes on failing
                if not self._renew():
                    self._lost = True
                    return

    def _renew(self) -> bool:
        now = self._desk.clock.now()
        with self._desk.database.transaction() as tx:
            if not leases.renew(tx, now, self._tree, self._desk.lease):
                return False
            for claim in self._claims:
                tx.execute(
                    update(Delivery)
                    .where(
                        Delivery.id == claim.id,
                        Delivery.fence == claim.fence,
                        Delivery.state == S.SENDING,
                    )
                    .values(lease_until=now + self._desk.lease)
                )
        self._renewed()
        return True

    def _renewed(self) -> None:
        self._deadline = time.monotonic() + self._desk.lease.total_seconds()


class BatchTurn:
    """One channel's part of a turn."""

    def __init__(self, turn: Turn, claims: Sequence[Claim]) -> None:
        self._turn = turn
        self._claims = claims

    def ready(self, *places: int) -> None:
        self._turn.ready(*(self._claims[place] for place in places))

    def still(self) -> None:
        self._turn.still()


def refuse_held(tx: Session, claim: Claim) -> None:
    if is_held(in_force(tx), claim):
        raise held()


def is_held(holds: Sequence[Hold | Standing], claim: Claim) -> bool:
    return not claim.passes_hold and stopping(holds, claim.release_id, claim.incident_id)


def _still(row: Delivery, claim: Claim, desk: Desk) -> bool:
    return (
        row.fence == claim.fence
        and row.state is S.SENDING
        and row.holder == desk.holder
        and row.lease_until is not None
        and row.lease_until > desk.clock.now()
    )
