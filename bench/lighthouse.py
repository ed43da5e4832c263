"""Lighthouse over home, incident and release of a whole site: the lowest score of each category.

The scores are the best of ``--runs`` for each page: a busy machine only ever makes a page slower.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.newsroom.lighthouse import PAGES, report, served


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=1, help="times that each page is measured (1)")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    figures: dict[str, object] = {}
    lowest: dict[str, int] = {}
    with (
        tempfile.TemporaryDirectory(prefix="fayan-lighthouse-") as folder,
        served(Path(folder)) as address,
    ):
        for name, path in PAGES.items():
            best: dict[str, int] = {}
            for _ in range(arguments.runs):
                scores, failed = report(address + path)
                for line in failed:
                    print(f"{name}: {line}", file=sys.stderr)
                best = {each: max(score, best.get(each, 0)) for each, score in scores.items()}
            figures[name] = best
            lowest = {each: min(score, lowest.get(each, 100)) for each, score in best.items()}
    return {**lowest, "pages": figures}
