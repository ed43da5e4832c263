"""The cluster's bell: jobs of Procrastinate that say which lane to look at, and no more.

A lane is what one lease guards: the public tree (``pages``), or one account (``weibo:main``). A job
names a lane and is forgotten once somebody has looked; what is to go out stands in ``deliveries``
alone. So a job lost, doubled or late loses, doubles and delays nothing: the sweep asks again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy import event, text
from sqlalchemy.orm import Session, UOWTransaction

from console.kernel.clock import Clock
from console.publishing.lanes import lane_of
from console.publishing.records import Delivery, Hold
from console.publishing.rules.states import DeliveryState as S

log = structlog.get_logger()

QUEUE: Final = "fayan"
LOOK: Final = "look"
SURVEY: Final = "survey"
"""A job without a lane: something ended or was lifted, and another stage may be due."""
TOUCHED: Final = "deliveries touched"
MISSING: Final = 30.0  # seconds without a heartbeat after which a worker counts as dead
LATE: Final = 120.0  # seconds that a job may wait before the doctor speaks of it

Call = tuple[str, datetime | None]
"""A lane, and the time to look at it; None: now."""


class Bell:
    """Defers in the caller's own transaction: job and plan are committed together, or neither is.

    A ``before_commit`` hook of ``Database``, and the last one: two that ask for the same lane wait
    for each other, and by then the audit has put them in a row.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._app = App(connector=SyncPsycopgConnector())
        event.listen(Session, "after_flush", _note)

    def __call__(self, tx: Session) -> None:
        touched = tx.info.pop(TOUCHED, None)
        if touched:
            now = self._clock.now()
            self.ask(tx, {each for row in touched for each in _calls(row, now)})

    def ask(self, tx: Session, calls: Iterable[Call]) -> None:
        """What is asked for already is not asked for again."""
        wanted = sorted(calls, key=lambda call: (call[0], call[1] is not None, str(call[1])))
        for lane, at in wanted:
            try:
                with tx.begin_nested():  # a refused INSERT must not take the plan with it
                    self._defer(tx, lane, at)
            except AlreadyEnqueued:
                pass
            except ConnectorException as error:  # the sweep will find it
                log.error("job not asked for", lane=lane, why=str(error.__cause__ or error))  # noqa: TRY400

    def _defer(self, tx: Session, lane: str, at: datetime | None) -> None:
        task = self._app.configure_task(
            SURVEY if lane == SURVEY else LOOK,
            queue=QUEUE,
            queueing_lock=f"{lane}@{at.isoformat()}" if at else lane,
            schedule_at=at,
            connection=tx.connection().connection.driver_connection,
        )
        task.defer(**({} if lane == SURVEY else {"lane": lane}))


def _note(session: Session, _flush: UOWTransaction) -> None:
    """Listens to every flush: which deliveries and holds this transaction made or changed."""
    touched = [row for row in (*session.new, *session.dirty) if isinstance(row, Delivery | Hold)]
    if touched:
        session.info.setdefault(TOUCHED, set()).update(touched)


def _calls(row: Delivery | Hold, now: datetime) -> Iterable[Call]:
    if isinstance(row, Hold):
        return [(SURVEY, None)]
    at: datetime | None
    match row.state:
        case S.WAITING:
            at = row.or_after if row.needs_previous and row.or_after else row.not_before
        case S.RETRYING:
            at = row.next_try_at
        case S.DUE:
            at = None
        case S.SENDING:
            return []
        case _:
            return [(SURVEY, None)]
    return [(lane_of(row.channel, row.account), at if at and at > now else None)]


@dataclass(frozen=True, slots=True)
class QueueState:
    """``workers``: alive. ``waiting``: jobs that nobody took in ``LATE`` seconds. ``stalled``:
    taken by a worker that is dead."""

    workers: int
    waiting: int
    stalled: int


_STATE = text(
    """
    WITH alive AS (
      SELECT id FROM procrastinate_workers
      WHERE last_heartbeat > now() - make_interval(secs => :missing)),
    job AS (
      SELECT id, status, worker_id, coalesce(
        scheduled_at, (SELECT min(at) FROM procrastinate_events WHERE job_id = one.id)) AS due
      FROM procrastinate_jobs one WHERE queue_name = :queue)
    SELECT
      (SELECT count(*) FROM alive),
      (SELECT count(*) FROM job
       WHERE status = 'todo' AND due < now() - make_interval(secs => :late)),
      (SELECT count(*) FROM job
       WHERE status = 'doing' AND (worker_id IS NULL OR worker_id NOT IN (SELECT id FROM alive)))
    """
)


def state(tx: Session) -> QueueState:
    """For the doctor. The schema of the queue must be there."""
    told: Mapping[str, Any] = {"missing": MISSING, "late": LATE, "queue": QUEUE}
    return QueueState(*tx.execute(_STATE, told).one())
