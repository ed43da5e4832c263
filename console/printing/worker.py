"""The child that sets one document: JSON on standard input, the PDF on standard output.

It has no environment, opens no file but fonts and asks no network; user text reaches Typst as one
string of data (``sys.inputs``), never as source.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from console.printing.coverage import missing

MEMORY = 2 * 1024**3  # bytes of address space
CPU_SECONDS = 30
NO_FONT = 3


def said(data: Any) -> Iterator[str]:
    """Every character of it."""
    if isinstance(data, str):
        yield from data
    else:
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
    data = json.dumps(told, ensure_ascii=False)
    made = typst.compile(
        asked["source"].encode(),
        font_paths=fonts,
        sys_inputs={"data": data},
        timestamp=asked["at"],
    )
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
