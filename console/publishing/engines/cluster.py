"""The cluster engine: one of any number of workers, on any number of machines.

Procrastinate brings jobs; each names a lane, and the same ``Dispatcher`` serves it by the same
claims, leases and fences as the embedded engine. Beside it threads look once a second, whatever the
queue says: one asks for a job for each lane that has something due (what a lost job, a dead worker,
or a time that has just come left behind), others do the chores.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job, Status
from sqlalchemy.engine import make_url

from console.database import Database, connecting
from console.publishing.dispatcher import Dispatcher
from console.publishing.engines.embedded import GUARD_SECONDS, Worker, interrupt
from console.publishing.engines.queue import LOOK, MISSING, QUEUE, SURVEY, Bell
from console.publishing.lanes import PAGES

log = structlog.get_logger()

HEARTBEAT = 5.0  # seconds
CLEARING = 10.0  # seconds between two looks for jobs of workers that died
AGAIN = 1.0  # seconds until a worker that lost its database starts anew


class Lanes:
    """One at a time in each lane of this process, whose threads share one holder's name. Who comes
    meanwhile leaves word, and the lane is looked at once more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._again: set[str] = set()

    def serve(self, lane: str, work: Callable[[], None]) -> None:
        with self._lock:
            if lane in self._busy:
                self._again.add(lane)
                return
            self._busy.add(lane)
        try:
            while True:
                work()
                with self._lock:
                    if lane not in self._again:
                        self._busy.discard(lane)
                        return
                    self._again.discard(lane)
        except BaseException:
            with self._lock:
                self._busy.discard(lane)
                self._again.discard(lane)
            raise

    def busy(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._busy)


class Sweep:
    """Implements ``Worker``: settles what was abandoned and asks for every lane that is due."""

    def __init__(
        self, dispatcher: Dispatcher, database: Database, bell: Bell, lanes: Lanes
    ) -> None:
        self._dispatcher = dispatcher
        self._database = database
        self._bell = bell
        self._lanes = lanes

    def start(self) -> None:
        self._lanes.serve(PAGES, self._dispatcher.start)

    def tick(self) -> float | None:
        self._dispatcher.settle()
        due = [lane for lane in self._dispatcher.due() if lane not in self._lanes.busy()]
        if due:
            with self._database.transaction() as tx:
                self._bell.ask(tx, [(lane, None) for lane in due])
        return self._dispatcher.wait()


class Round:
    """Looks at once when rung, when the worker expects something, and each second in any case;
    ``then``: after each look."""

    def __init__(self, name: str, worker: Worker, then: Callable[[], None] | None = None) -> None:
        self._name = name
        self._worker = worker
        self._then = then
        self._rung = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        self._thread.start()

    def ring(self) -> None:
        self._rung.set()

    def ask_to_stop(self) -> None:
        self._stop.set()
        interrupt(self._worker)
        self._rung.set()

    def stop(self) -> None:
        self.ask_to_stop()
        self._thread.join()

    def _run(self) -> None:
        started = False
        while not self._stop.is_set():
            self._rung.clear()
            seconds = None
            try:
                if not started:
                    self._worker.start()
                    started = True
                seconds = self._worker.tick()
                if self._then is not None:
                    self._then()
            except Exception:
                log.exception("look failed", worker=self._name)
            self._rung.wait(GUARD_SECONDS if seconds is None else min(GUARD_SECONDS, seconds))


def run(
    dispatcher: Dispatcher,
    database: Database,
    bell: Bell,
    *,
    outside: Worker | None,
    others: Sequence[tuple[str, Worker]],
    side_by_side: int,
    stop: threading.Event,
) -> None:
    """Until ``stop`` is set; what is in hand is finished then. ``outside``: who looks at the
    public's address; ``others``: chores, carriers. All have leases or claims of their own."""
    lanes = Lanes()
    sweep = Round("sweep", Sweep(dispatcher, database, bell, lanes))
    rounds = [sweep, *(Round(name, worker) for name, worker in others)]
    if outside is not None:
        rounds.append(Round("outside", outside, then=sweep.ring))  # what is seen lets a stage begin

    def look(lane: str) -> None:
        lanes.serve(lane, lambda: dispatcher.serve(lane))
        sweep.ring()  # the next stage may be due now

    app = _app(database, look, sweep.ring, side_by_side)
    for each in rounds:
        each.start()
    try:
        asyncio.run(_work(app, side_by_side, stop))
    finally:
        for each in rounds:
            each.ask_to_stop()  # all, before any is waited for
        for each in rounds:
            each.stop()


def _app(
    database: Database, look: Callable[[str], None], survey: Callable[[], None], side_by_side: int
) -> App:
    url = make_url(database.url).set(drivername="postgresql")
    connector = PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False),
        kwargs=connecting(url),
        min_size=1,
        max_size=side_by_side + 2,
    )
    app = App(connector=connector)
    app.task(name=LOOK, queue=QUEUE)(look)
    app.task(name=SURVEY, queue=QUEUE)(survey)
    return app


async def _work(app: App, side_by_side: int, stop: threading.Event) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(side_by_side + 2, thread_name_prefix="lane"))
    asked = asyncio.create_task(asyncio.to_thread(stop.wait))
    while not stop.is_set():
        working = asyncio.create_task(_once(app, side_by_side))
        await asyncio.wait([asked, working], return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        (result,) = await asyncio.gather(working, return_exceptions=True)
        if not stop.is_set():  # PostgreSQL went away: Procrastinate gives up, we do not
            log.error("queue lost, starting anew", why=str(result))
            await asyncio.sleep(AGAIN)
    await asked


async def _once(app: App, side_by_side: int) -> None:
    async with app.open_async():
        clearing = asyncio.create_task(_clear(app))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=side_by_side,
                fetch_job_polling_interval=GUARD_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=MISSING,
            )
        finally:
            clearing.cancel()


async def _clear(app: App) -> None:
    """Jobs whose worker died are thrown away: the sweep asks again for what they were to wake."""
    while True:
        try:
            manager = app.job_manager
            stalled: list[Job] = list(
                await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=MISSING)
            )
            for job in stalled:
                await manager.finish_job(job, Status.FAILED, delete_job=True)
            await manager.prune_stalled_workers(MISSING)
        except Exception:
            log.exception("stalled jobs not cleared")
        await asyncio.sleep(CLEARING)
