"""What the doctor asks of a cluster: its queue, its workers, its jobs."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.kernel.clock import Clock
from console.upkeep.findings import MIGRATE, START_WORKER, Finding


def look(tx: Session) -> Iterator[Finding]:
    from console.publishing.engines import queue, queue_schema  # for clusters only

    if queue_schema.laid(tx.connection()) != queue_schema.newest():
        yield Finding("doctor.queue", repair=MIGRATE)
        return
    found = queue.state(tx)
    if not found.workers:
        yield Finding("doctor.no_worker", repair=START_WORKER)
    if found.waiting:
        yield Finding("doctor.jobs_waiting", {"count": found.waiting}, START_WORKER)
    if found.stalled:
        yield Finding("doctor.jobs_stalled", {"count": found.stalled}, START_WORKER)


def clock(tx: Session, ours: Clock, lease: timedelta) -> Iterator[Finding]:
    """This machine's clock against the database server's, which all have in common. Half a lease
    apart, a worker would take another's call for abandoned; a quarter is told."""
    before = ours.now()
    theirs = tx.execute(select(func.clock_timestamp())).scalar_one()
    after = ours.now()
    most = lease / 4
    apart = max(before - theirs, theirs - after)  # whenever in between it was that they answered
    if apart > most:
        told = {"seconds": round(apart.total_seconds()), "most": round(most.total_seconds())}
        yield Finding("doctor.clock", told)
