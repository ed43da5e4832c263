"""The commands of upkeep: what they ask and what they print."""

import argparse
import sys
import time
from typing import TYPE_CHECKING

from console.language import sentence
from console.settings import Settings

if TYPE_CHECKING:
    from argparse import _SubParsersAction

WIDTH = 30  # characters of a bar


def options(commands: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    told = "write the whole public site again beside the old one, and swap it"
    commands.add_parser("rebuild", help=told).set_defaults(command=rebuild)


def rebuild(settings: Settings, _asked: argparse.Namespace) -> int:
    from console import scheduler, wiring
    from console.upkeep.rebuild import rebuild as again

    wired = wiring.wire(settings)
    made = again(wired, scheduler.holder_name(), bar)
    wired.database.close()
    seconds = f"{made.seconds:.1f}"
    told: dict[str, str | int] = {
        "count": made.releases,
        "changed": made.changed,
        "seconds": seconds,
    }
    print(sentence("upkeep.rebuilt", told))
    return 0


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
