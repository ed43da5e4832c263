"""The commands of upkeep: what they ask and what they print."""

import argparse
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from console.kernel.errors import Parameter
from console.language import sentence
from console.language.words import word
from console.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

WIDTH = 30  # characters of a bar


def options(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    told = "write the whole public site again beside the old one, and swap it"
    commands.add_parser("rebuild", help=told).set_defaults(command=rebuild)
    told = "database, files, public tree and configuration, in one folder with a manifest"
    keep = commands.add_parser("backup", help=told)
    keep.add_argument("folder", type=Path, help="a new folder")
    keep.set_defaults(command=backup, needs_secret=False)
    told = "put a backup in place; checked before and after, and everything held"
    back = commands.add_parser("restore", help=told)
    back.add_argument("folder", type=Path, help="that `fayan backup` wrote")
    back.add_argument("--replace", action="store_true", help="move aside what stands there")
    back.add_argument("--fingerprint", default="", help="as `fayan backup` printed it")
    back.set_defaults(command=restore, needs_secret=False)
    told = "move everything from a SQLite file into the empty database of FAYAN_DATABASE_URL"
    away = commands.add_parser("migrate-database", help=told)
    away.add_argument(
        "--from", dest="file", type=Path, metavar="FILE", help="default: fayan.sqlite3 in FAYAN_VAR"
    )
    away.set_defaults(command=migrate_database, needs_secret=False)
    told = "find what is overdue, stuck, in doubt, unsigned or differs, and what repairs it"
    commands.add_parser("doctor", help=told).set_defaults(command=doctor)


@contextmanager
def tidied() -> Iterator[None]:
    """Who is asked to end (a service's time is up, a machine goes down) clears away what is half
    done, as at Ctrl-C: a copy of a whole site would else stay on the disk each time."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@tidied()
def rebuild(settings: Settings, _asked: argparse.Namespace) -> int:
    from console import wiring
    from console.upkeep.rebuild import rebuild as again

    wiring.ready(settings)
    wired = wiring.wire(settings)
    made = again(wired, f"rebuild:{os.getpid()}:{secrets.token_hex(4)}", bar)
    wired.database.close()
    seconds = f"{made.seconds:.1f}"
    told: dict[str, str | int] = {
        "count": made.releases,
        "changed": made.changed,
        "seconds": seconds,
    }
    print(sentence("upkeep.rebuilt", told))
    return 0


def doctor(settings: Settings, _asked: argparse.Namespace) -> int:
    """Exits 1 when there is anything to repair."""
    from console import wiring
    from console.upkeep.doctor import examine, schema

    found = list(schema(settings))
    if not found:
        wired = wiring.wire(settings)
        found = list(examine(wired, bar))
        wired.database.close()
    for each in found:
        print(f"✗ {_told(each.code, each.parameters)}")
        if each.repair:
            way = "upkeep.open" if each.repair.startswith("/") else "upkeep.run"
            print(f"  {sentence(way, {'what': each.repair})}")
    print(sentence("upkeep.found", {"count": len(found)}) if found else sentence("upkeep.well"))
    return 1 if found else 0


@tidied()
def backup(settings: Settings, asked: argparse.Namespace) -> int:
    from console.kernel.clock import SystemClock
    from console.upkeep.backup import backup as keep

    made = keep(settings, asked.folder.resolve(), SystemClock().now())
    told: dict[str, str | int] = {
        "folder": str(asked.folder), "files": len(made.manifest.files),
        "events": made.manifest.events, "seconds": f"{made.seconds:.1f}",
    }  # fmt: skip
    print(sentence("backup.made", told))
    print(sentence("backup.keep", {"fingerprint": made.fingerprint}))
    return 0


def restore(settings: Settings, asked: argparse.Namespace) -> int:
    from console.kernel.clock import SystemClock
    from console.upkeep.restore import restore as bring_back

    made = bring_back(
        settings, asked.folder.resolve(), SystemClock().now(), replace=asked.replace,
        fingerprint=asked.fingerprint,
    )  # fmt: skip
    told: dict[str, str | int] = {
        "at": f"{made.manifest.made_at:%Y-%m-%d %H:%M}", "files": len(made.manifest.files),
        "events": made.manifest.events, "seconds": f"{made.seconds:.1f}",
    }  # fmt: skip
    print(sentence("restore.made", told))
    if made.aside:
        print(sentence("restore.aside", {"folder": str(made.aside)}))
    print(sentence("restore.held"))
    return 0


def migrate_database(settings: Settings, asked: argparse.Namespace) -> int:
    from console.kernel.clock import SystemClock
    from console.upkeep.moving import move

    file = (asked.file or settings.var / "fayan.sqlite3").resolve()
    made = move(settings, file, SystemClock().now(), bar)
    told: dict[str, str | int] = {
        "rows": sum(made.tables.values()), "tables": len(made.tables), "events": made.events,
        "head": made.head, "seconds": f"{made.seconds:.1f}",
    }  # fmt: skip
    print(sentence("move.made", told))
    print(sentence("move.held", {"file": str(file)}))
    return 0


def _told(code: str, parameters: Mapping[str, Parameter]) -> str:
    """Channels and the reason of another room are spoken in words."""
    said = dict(parameters)
    if channel := said.get("channel"):
        said["channel"] = word(str(channel), "channel")
    if why := said.get("why"):
        said["why"] = sentence(str(why))
    return sentence(code, said)


_drawn = 0.0


def bar(done: int, total: int) -> None:
    """A bar on a terminal, ten times a second at most; a pipe gets none."""
    global _drawn  # noqa: PLW0603 - of the one terminal there is
    now = time.monotonic()
    if not sys.stderr.isatty() or (done < total and now - _drawn < 0.1):
        return
    _drawn = now
    filled = WIDTH * done // total if total else WIDTH
    end = "\n" if done >= total else ""
    print(f"\r[{'#' * filled}{' ' * (WIDTH - filled)}] {done}/{total}", end=end, file=sys.stderr)
