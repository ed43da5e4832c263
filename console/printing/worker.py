"""The child that sets one document: JSON on standard input, the PDF on standard output; or, asked
for pictures, a line of their sizes in bytes, then one PNG a page.

It has no environment, opens no file but fonts and asks no network; user text reaches Typst as one
string of data (``sys.inputs``), never as source.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from struct import unpack_from
from typing import Any

from console.printing.coverage import missing

MEMORY = 2 * 1024**3  # bytes of address space
CPU_SECONDS = 30
NO_FONT = 3
NO_GLYPH = 4  # a picture leaves nothing out: the characters are told on standard output
PIXELS = 2  # of one point
COARSE = 8  # times smaller, to learn how high the words are
EVENLY = 3  # tries to make several pages lower than they may be
SEVERAL = 9  # nobody takes more pages: those are only counted


def said(data: Any) -> Iterator[str]:
    """Every character of it."""
    if isinstance(data, str):
        yield from data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from said(each)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    import typst

    asked = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=asked["folders"]
    )
    if not set(asked["families"]) <= set(fonts.families()):
        return NO_FONT
    known = [each.path for each in fonts.fonts() if each.family in asked["families"] and each.path]
    lacking = missing(said(asked["data"]), map(Path, known))
    told = {**asked["data"], "fonts": asked["families"], "lacking": lacking}

    def drawn(ppi: float = 72.0 * PIXELS, **more: Any) -> Any:
        data = json.dumps({**told, **more}, ensure_ascii=False)
        return typst.compile(
            asked["source"].encode(), font_paths=fonts, sys_inputs={"data": data},
            timestamp=asked["at"], format=asked["format"], ppi=ppi,
        )  # fmt: skip

    if asked["format"] == "pdf":
        sys.stdout.buffer.write(drawn())
        return 0
    if lacking:
        sys.stdout.buffer.write("".join(lacking).encode())
        return NO_GLYPH
    pages = within(drawn, least=asked["least"], most=asked["most"])
    sys.stdout.buffer.write(b" ".join(b"%d" % len(each) for each in pages) + b"\n")
    sys.stdout.buffer.writelines(pages)
    return 0


def within(drawn: Callable[..., Any], *, least: int, most: int) -> list[bytes]:
    """As high as the words, within so many pixels; what is longer takes several pages, as few as
    may be, and these of one height: the last of them is no empty one. More than ``SEVERAL`` are
    drawn coarsely."""

    def of(height: int | None, ppi: float = 72.0 * PIXELS) -> list[bytes]:
        pages = drawn(height=height and height / PIXELS, ppi=ppi)
        return pages if isinstance(pages, list) else [pages]

    def coarse(height: int | None) -> list[bytes]:
        return of(height, 72.0 * PIXELS / COARSE)

    high = unpack_from(">I", coarse(None)[0], 20)[0] * COARSE  # of the PNG's header
    if least <= high <= most:
        return of(None)
    if high < least:
        return of(least)
    if (many := len(pages := coarse(most))) > SEVERAL:
        return pages
    lowest = max(least, high // many)
    tried = range(lowest, most, max(1, (most - lowest) // EVENLY))
    return of(next((height for height in tried if len(coarse(height)) == many), most))


if __name__ == "__main__":
    sys.exit(main())
