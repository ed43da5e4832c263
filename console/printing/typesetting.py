"""Sets a document. Slow (half a second and more): never inside a transaction."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

import structlog

from console.kernel.errors import Invalid, NotNow
from console.printing.worker import NO_FONT, NO_GLYPH

log = structlog.get_logger()

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "print"
LARGEST: Final = 2 * 1024 * 1024  # bytes of data
SECONDS: Final = 30.0  # of one document
QUEUE_SECONDS: Final = 8.0  # of waiting for those before


@dataclass(frozen=True, slots=True)
class Fonts:
    """``families``: in the order in which a character is looked for."""

    families: tuple[str, ...]
    folders: tuple[Path, ...]


class Typesetter:
    """One document at a time in this process; the setting itself runs in a child with a limit of
    time and memory, because nothing else can stop it."""

    def __init__(self, fonts: Fonts, *, seconds: float = SECONDS) -> None:
        self._fonts = fonts
        self._seconds = seconds
        self._turn = threading.BoundedSemaphore()

    def pdf(self, template: str, data: Mapping[str, Any], at: datetime) -> bytes:
        """The same data and ``at`` (told as the time of making) give the same bytes.

        Raises NotNow where it is too much, takes too long, or others are still waiting.
        """
        return self._made(template, data, at, {"format": "pdf"}, begins=b"%PDF")

    def pictures(
        self, template: str, data: Mapping[str, Any], at: datetime, *, least: int, most: int
    ) -> tuple[bytes, ...]:
        """One PNG a page, each between ``least`` and ``most`` pixels high. The template is told
        ``height``, in points, or none. The same bytes, as above.

        Raises NotNow as above, and Invalid for a character that no font has.
        """
        bounds = {"format": "png", "least": least, "most": most}
        told = self._made(template, data, at, bounds)
        sizes, _, pages = told.partition(b"\n")
        ends = list(accumulate(map(int, sizes.split()), initial=0))
        return tuple(pages[start:end] for start, end in pairwise(ends))

    def _made(
        self, template: str, data: Mapping[str, Any], at: datetime, how: Mapping[str, Any],
        *, begins: bytes = b"",
    ) -> bytes:  # fmt: skip
        asked = json.dumps(
            {
                "source": (TEMPLATES / template).read_text(encoding="utf-8"),
                "folders": [str(folder) for folder in self._fonts.folders],
                "families": self._fonts.families,
                "data": data,
                "at": int(at.timestamp()),
                **how,
            }
        ).encode()
        if len(asked) > LARGEST:
            raise NotNow("printing.too_large")
        if not self._turn.acquire(timeout=QUEUE_SECONDS):
            raise NotNow("printing.busy")
        try:
            return self._set(asked, begins)
        finally:
            self._turn.release()

    def _set(self, asked: bytes, begins: bytes) -> bytes:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "console.printing.worker"],
                input=asked, capture_output=True, timeout=self._seconds, check=False,
                cwd=TEMPLATES.parents[1], env={},
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise NotNow("printing.too_long") from error
        if done.returncode == NO_FONT:
            raise NotNow("printing.no_font", families=", ".join(self._fonts.families))
        if done.returncode == NO_GLYPH:
            lacking = "、".join(
                f"{each}（U+{ord(each):04X}）" for each in done.stdout.decode()[:20]
            )
            raise Invalid("poster.no_glyph", field="poster", characters=lacking)
        if done.returncode or not done.stdout.startswith(begins):
            log.error("not typeset", code=done.returncode, said=done.stderr.decode()[-2000:])
            raise NotNow("printing.failed")
        return done.stdout
