"""``fayan backup``: database, files, public tree and configuration in one folder, with a manifest.

The database comes first: files are stored before rows name them, so each that is named is there.
The secret key is not in it; it is kept elsewhere, or what it seals cannot be read again.
"""

import os
import secrets
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine

from console import audit
from console.database import Database, existing
from console.kernel.errors import Invalid
from console.newsroom.layout import SCRATCH
from console.schema import revision
from console.settings import Settings
from console.upkeep import copying, manifest
from console.upkeep.manifest import Manifest

DATABASE: Final = "database.sqlite3"
FILES: Final = "files"
TREE: Final = "public"
CONFIGURATION: Final = "config"


@dataclass(frozen=True, slots=True)
class Kept:
    """``fingerprint``: SHA-256 of the manifest."""

    manifest: Manifest
    fingerprint: str
    seconds: float


def backup(settings: Settings, folder: Path, now: datetime) -> Kept:
    """Writes beside ``folder`` and moves it there when it is whole. Raises Invalid where something
    stands there already, Misconfigured where there is no database."""
    began = time.monotonic()
    if folder.exists():
        raise Invalid("backup.exists", field="folder", folder=str(folder))
    existing(settings.database_url, "audit_events").close()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    beside.mkdir(mode=0o700)
    try:
        copying.to_file(settings.database_url, beside / DATABASE)
        _copy(settings.file_store, beside / FILES)
        _copy(settings.public_tree, beside / TREE)
        for path in settings.files:
            _copy_file(Path(path), beside / CONFIGURATION)
        made = _described(beside, now)
        fingerprint = manifest.written(beside, made)
        os.sync()
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Kept(made, fingerprint, time.monotonic() - began)


def _described(folder: Path, now: datetime) -> Manifest:
    engine = create_engine(f"sqlite:///{folder / DATABASE}")
    with engine.connect() as connection:
        tables = copying.counts(connection)
    engine.dispose()
    database = Database(f"sqlite:///{folder / DATABASE}")
    with database.snapshot() as tx:
        verdict = audit.verify(tx)
    database.close()
    for beside in ("-wal", "-shm"):
        (folder / f"{DATABASE}{beside}").unlink(missing_ok=True)
    if verdict.broken is not None:
        raise Invalid("backup.audit_broken", field="folder", broken=verdict.broken)
    return Manifest(
        made_at=now,
        revision=revision(),
        tables=tables,
        events=verdict.count,
        head=verdict.head,
        files=dict(manifest.digests(folder)),
    )


def _copy(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copytree(source.resolve(), target, ignore=shutil.ignore_patterns(SCRATCH))


def _copy_file(source: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    shutil.copy2(source, folder / source.name)
