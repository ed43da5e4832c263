"""The commands of upkeep: what they ask and what they print."""

import argparse
import sys
import time
from collections.abc import Mapping
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
    told = "find what is overdue, stuck, in doubt, unsigned or differs, and what repairs it"
    commands.add_parser("doctor", help=told).set_defaults(command=doctor)


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
