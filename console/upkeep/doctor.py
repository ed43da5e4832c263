"""``fayan doctor``: finds what is wrong, explains it, names what repairs it, changes nothing."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import select

from console import audit
from console.carriers.policy import from_settings as carriers_from_settings
from console.database import existing
from console.files.records import StoredFile
from console.publishing.queries import written_since
from console.publishing.rules.shelf import Part, PublicTree
from console.publishing.rules.writing import one_by_one
from console.schema import revision
from console.settings import Settings
from console.upkeep import cluster, rows, whole
from console.upkeep.findings import (
    MIGRATE,
    REBUILD,
    RESTORE,
    START_DISPATCHER,
    START_WORKER,
    VERIFY_AUDIT,
    Finding,
)
from console.upkeep.whole import Progress
from console.wiring import Wired, clustered

NAMED = 5  # paths of the tree that are named; the rest are counted


def schema(settings: Settings) -> Iterator[Finding]:
    """Before anything else: is the database of this version of the program? Raises Misconfigured
    where there is none."""
    wanted = revision()
    database = existing(settings.database_url, "audit_events")
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision() or ""
    database.close()
    if found != wanted:
        yield Finding("doctor.schema", {"found": found, "wanted": wanted}, MIGRATE)


def examine(wired: Wired, progress: Progress) -> Iterator[Finding]:
    now = wired.clock.now()
    with wired.database.snapshot() as tx:
        if clustered(wired.settings):
            yield from cluster.look(tx)
            lease = timedelta(seconds=wired.settings.config.dispatch.lease_seconds)
            yield from cluster.clock(tx, wired.clock, lease)
        sender = START_WORKER if clustered(wired.settings) else START_DISPATCHER
        yield from rows.look(tx, now, wired.policy, sender)
        yield from rows.silent(tx, now, carriers_from_settings(wired.settings, wired.clock), sender)
        verdict = audit.verify(tx)
        if verdict.broken is not None:
            yield Finding("doctor.audit", {"broken": verdict.broken}, VERIFY_AUDIT)
        files = tx.scalars(select(StoredFile).order_by(StoredFile.sha256)).all()
    for file in files:
        if _digest(wired.settings.file_store / file.sha256) != file.sha256:
            told = {"file": file.name, "sha256": file.sha256[:12]}
            yield Finding("doctor.file", told, RESTORE)
    yield from _tree(wired, progress)


class Compared:
    """Implements ``PublicTree``: nothing is written, what differs is noted."""

    def __init__(self, real: PublicTree) -> None:
        self._real = real
        self.wrong: list[str] = []
        self.seen: set[str] = set()

    def write(self, path: str, body: bytes) -> bool:
        if path not in self.seen and self._real.read(path) != body:
            self.wrong.append(path)
        self.seen.add(path)
        return False

    def write_all(
        self, parts: Iterable[Part], still: Callable[[], None]
    ) -> Sequence[Exception | None]:
        return one_by_one(self.write, parts, still)

    def remove(self, path: str) -> bool:
        del path
        return False

    def read(self, path: str) -> bytes | None:
        return self._real.read(path)

    def paths(self, prefix: str = "") -> Iterator[str]:
        return self._real.paths(prefix)

    def strange(self) -> list[str]:
        """What stands there and nobody would write."""
        return [path for path in self._real.paths() if path not in self.seen]


def _tree(wired: Wired, progress: Progress) -> Iterator[Finding]:
    began = wired.clock.now()
    found = _compare(wired, progress)
    if found.wrong or found.strange():
        with wired.database.snapshot() as tx:
            moved = bool(written_since(tx, began))
        found = _compare(wired, progress) if moved else found  # something went out meanwhile
    for code, paths in (("doctor.tree", found.wrong), ("doctor.strange", found.strange())):
        if paths:
            named = "、".join(sorted(paths)[:NAMED])
            yield Finding(code, {"count": len(paths), "paths": named}, REBUILD)


def _compare(wired: Wired, progress: Progress) -> Compared:
    found = Compared(wired.tree)
    whole.write(wired, found, progress)
    return found


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
