"""``fayan restore``: a backup is checked whole, put in place, checked again, and held.

What went out after the backup was made is not known to it. So everything is put on hold: a person
looks at what would go out, before it goes out a second time.
"""

import os
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from console import audit
from console.database import Database
from console.kernel.errors import Invalid, NotNow
from console.publishing.holds import place
from console.publishing.rules.states import HoldScope
from console.schema import revision
from console.settings import Settings
from console.upkeep import copying, manifest
from console.upkeep.backup import CONFIGURATION, DATABASE, FILES, TREE
from console.upkeep.closed import check_closed, check_unused
from console.upkeep.manifest import Manifest
from console.wiring import migrate

HELD = "hold.restored"


@dataclass(frozen=True, slots=True)
class Restored:
    """``aside``: where what stood there before is now; None: nothing did."""

    manifest: Manifest
    aside: Path | None
    seconds: float


def restore(
    settings: Settings, folder: Path, now: datetime, *, replace: bool, fingerprint: str = ""
) -> Restored:
    """Raises Invalid for a backup that is not whole, NotNow while the house runs, while anybody has
    the database open, or where one stands and ``replace`` is not asked for."""
    began = time.monotonic()
    kept = manifest.read(folder, fingerprint)
    check_closed(settings, "restore.house_runs")
    aside = _make_room(settings, now, replace=replace)
    settings.var.mkdir(mode=0o711, parents=True, exist_ok=True)
    for name, target in ((FILES, settings.file_store), (TREE, settings.public_tree)):
        if (folder / name).exists():
            shutil.copytree(folder / name, target)
    if (folder / CONFIGURATION).exists():
        shutil.copytree(
            folder / CONFIGURATION, settings.var / "restored-config", dirs_exist_ok=True
        )
    copying.from_file(folder / DATABASE, settings.database_url)
    migrate(settings)
    _check(settings.database_url, kept)
    os.sync()
    _hold(settings, now)
    return Restored(kept, aside, time.monotonic() - began)


def _make_room(settings: Settings, now: datetime, *, replace: bool) -> Path | None:
    """What stands there is moved aside, never deleted."""
    parsed = make_url(settings.database_url)
    sqlite = parsed.get_backend_name() == "sqlite"
    empty = copying.is_empty(settings.database_url)
    standing = [
        path
        for path in (settings.file_store, settings.public_tree, settings.search_index.parent)
        if path.exists()
    ]
    if not empty and not (sqlite and replace):
        raise NotNow("restore.not_empty" if sqlite else "restore.other_database")
    check_unused(settings.database_url, "restore.in_use")
    if sqlite and not empty:
        database = Path(parsed.database or "")
        beside = [database.with_name(database.name + each) for each in ("", "-wal", "-shm")]
        standing += [path for path in beside if path.exists()]
    if not standing:
        return None
    if not replace:
        raise NotNow("restore.not_empty")
    aside = settings.var / f"before-restore-{now:%Y%m%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    for path in standing:
        behind = path.resolve()
        path.rename(aside / path.name)
        if behind.parent == path.parent and behind.exists():  # a rebuilt tree is a link to it
            behind.rename(aside / behind.name)
    return aside


def _check(url: str, kept: Manifest) -> None:
    """Rows by count (a migration since may have made or moved some), the audit by its head."""
    database = Database(url)
    with database.snapshot() as tx:
        verdict = audit.verify(tx)
        counted = copying.counts(tx.connection())
    database.close()
    if kept.revision == revision() and counted != dict(kept.tables):
        raise Invalid("restore.rows_differ", field="folder")
    if verdict.broken is not None or (verdict.count, verdict.head) != (kept.events, kept.head):
        raise Invalid("restore.audit_differs", field="folder")


def _hold(settings: Settings, now: datetime) -> None:
    database = Database(settings.database_url, before_commit=[audit.append])
    with database.transaction() as tx:
        place(tx, now, audit.SYSTEM, HoldScope.ALL, None, None, HELD)
    database.close()
