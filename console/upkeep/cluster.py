"""What the doctor asks of a cluster: its queue, its workers, its jobs."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

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
