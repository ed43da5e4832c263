"""``python -m bench NAME [--json] [options]``.

Progress goes to stderr. With ``--json`` the last line on stdout is one JSON object.
"""

import argparse
import importlib
import json
import sys
from typing import Protocol, cast

NAMES = (
    "checks",
    "cluster",
    "connections",
    "costs",
    "crash",
    "lighthouse",
    "publish",
    "schedule",
    "search",
    "serving",
)
"""Each is a module here. One that cannot measure raises SystemExit with what is missing."""


class Bench(Protocol):
    def options(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, arguments: argparse.Namespace) -> dict[str, object]: ...


def main() -> int:
    names = argparse.ArgumentParser(prog="python -m bench", add_help=False)
    names.add_argument("name", choices=NAMES, metavar=f"{{{','.join(NAMES)}}}")
    chosen, rest = names.parse_known_args()

    module = importlib.import_module(f"bench.{chosen.name}")
    bench = cast("Bench", module)
    parser = argparse.ArgumentParser(
        prog=f"python -m bench {chosen.name}", description=module.__doc__
    )
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    bench.options(parser)
    arguments = parser.parse_args(rest)

    figures = bench.run(arguments)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for key, value in figures.items():
            print(f"{key:>20}  {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
