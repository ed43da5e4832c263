"""A progress bar on stderr: one line rewritten on a terminal, a line now and then elsewhere."""

import sys
import time
from typing import Final

WIDTH: Final = 30
PAUSE: Final = 15.0  # seconds between lines where nobody watches


class Bar:
    def __init__(self, name: str, whole: int) -> None:
        self._name, self._whole = name, whole
        self._began = self._said = time.monotonic()

    def at(self, done: int, note: str = "") -> None:
        now, seen = time.monotonic(), sys.stderr.isatty()
        if not seen and done < self._whole and now - self._said < PAUSE:
            return
        self._said = now
        full = round(WIDTH * min(1.0, done / max(1, self._whole)))
        line = (
            f"{self._name} [{'#' * full}{'.' * (WIDTH - full)}] {done}/{self._whole}"
            f" {now - self._began:.0f} s {note}"
        )
        end = "\n" if not seen or done >= self._whole else ""
        print(f"\r{line}" if seen else line, end=end, file=sys.stderr, flush=True)
