"""Lighthouse in headless Chromium, as a phone on a slow network, over a site that is served."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from console.newsroom.search.index import SearchIndex
from console.settings import HOME
from tests.chromium import LAUNCH_FLAGS, chromium_path
from tests.newsroom import built
from tests.newsroom.items import SITE
from tests.newsroom.running import newsroom

PROGRAM = HOME / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE = HOME / ".venv" / "bin" / "node"
PAGES = {
    "home": "/",
    "incident": "/incidents/2026-E0001/",
    "release": "/releases/2026-0002/",
}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a whole site, which is also what its pages say of themselves."""
    root = folder / "public"
    root.mkdir()
    with newsroom(root) as running:
        address = f"http://localhost:{running.port}"
        site = replace(SITE, public_url=address)
        built.lay(root, site, SearchIndex(folder / "search" / "index.sqlite3"))
        yield address


def report(address: str) -> tuple[dict[str, int], list[str]]:
    """Of one page: 0 to 100 by category, and the audits that did not pass."""
    said = next(filter(None, (_measured(address) for _ in range(3))), None)
    assert said, "Lighthouse did not get through; what it says is above"
    scores = {name: round(each["score"] * 100) for name, each in said["categories"].items()}
    weighed = {
        reference["id"]
        for category in said["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"]
    }
    failed = [
        f"{name}: {audit['title']}"
        for name, audit in said["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 1
    ]
    return scores, failed


def _measured(address: str) -> dict[str, Any] | None:
    """None: Chromium or its protocol did not answer in time, as happens on a busy machine."""
    assert PROGRAM.is_file(), "Lighthouse is missing: run make setup-test"
    chromium = chromium_path()
    assert chromium, "Chromium is missing: run make setup-test"
    with TemporaryDirectory(prefix="fayan-lighthouse-", ignore_cleanup_errors=True) as folder:
        flags = ("--headless", *LAUNCH_FLAGS, f"--user-data-dir={folder}/profile")
        told = Path(folder) / "report.json"
        done = subprocess.run(
            [NODE, PROGRAM, address, "--quiet", "--no-enable-error-reporting", "--output", "json",
             "--output-path", told, f"--chrome-flags={' '.join(flags)}"],
            env={**os.environ, "CHROME_PATH": str(chromium)},
            check=False, capture_output=True, text=True, timeout=180,
        )  # fmt: skip
        said: dict[str, Any] = json.loads(told.read_bytes()) if told.is_file() else {}
    if done.returncode or "runtimeError" in said or not said:
        sys.stderr.write(f"{done.stderr[-2000:]}\n{said.get('runtimeError')}\n")
        return None
    return said
