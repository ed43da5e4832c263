"""A Chromium for the browser tests, and a font that has Chinese characters.

As a program it makes sure that both are there; the tests only ask where.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.programs import install

#: Chromium without windows: the same engine, for less than half of the time (a browser with windows
#: makes a whole profile for each visitor). Where it is missing, any Chromium will do.
SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Without the networking flags Chromium looks up its maker's hosts at every start.
LAUNCH_FLAGS = (
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),  # its sandbox refuses root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def chromium_path() -> Path | None:
    """Where Chromium is, the one without windows first; None: nowhere that we know of."""
    return _found(SHELLS, "chromium_headless_shell-*/chrome-*/*headless*shell") or _found(
        NAMES, "chromium-*/chrome-linux*/chrome"
    )


def _found(names: tuple[str, ...], kept: str) -> Path | None:
    on_path = next(filter(None, map(shutil.which, names)), None)
    if on_path is not None:
        return Path(on_path)
    # Playwright keeps its own, by revision, in one folder for the whole account.
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright"
    found = sorted(Path(home).glob(kept))
    return found[-1] if found else None


def has_chinese_font() -> bool:
    """True also where nothing can tell."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return True
    listed = subprocess.run([fc_list, ":lang=zh-cn"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def ensure() -> Path | None:
    """Find Chromium, or install it: from Debian when root, else Playwright's own."""
    path = chromium_path()
    if path is None or not path.name.endswith("shell"):
        install("chromium-headless-shell", "fonts-noto-cjk")
    if chromium_path() is None and not install("chromium", "fonts-noto-cjk"):
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not has_chinese_font() and not install("fonts-noto-cjk"):
        print("No font with Chinese characters was found; screenshots will show boxes.")
    return chromium_path()


def main() -> int:
    if ensure() is not None:
        return 0
    print(
        "The browser tests need Chromium: put chromium or google-chrome on PATH, then try again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
