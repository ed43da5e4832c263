"""Where in a TOML file a word of the configuration stands."""

import re
from collections.abc import Sequence
from pathlib import Path

from console.kernel.errors import Misconfigured, Parameter


def misplaced(
    files: Sequence[Path], code: str, place: str, **parameters: Parameter
) -> Misconfigured:
    """With ``file`` and ``line`` of ``place`` (``chains[1].steps``) in the first that has it."""
    for path in dict.fromkeys(files):
        if line := line_of(path.read_text(encoding="utf-8"), place):
            return Misconfigured(code, file=path.name, line=line, **parameters)
    return Misconfigured(code, file=files[0].name, line=1, **parameters)


HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def line_of(text: str, place: str) -> int | None:
    """The 1-based line of ``bureau.name`` or ``columns[2].slug`` in a TOML text; None if absent.

    msgspec writes ``[...]`` for an item of a list whose index it does not know: the first counts.
    """
    table, _, key = place.partition(".")
    wanted = re.fullmatch(r"(?P<name>[^\[]*)(?:\[(?P<index>[^\]]*)\])?", table)
    if wanted is None:
        return None
    key = key.partition("[")[0].partition(".")[0]
    index = int(wanted["index"]) if (wanted["index"] or "").isdigit() else None
    seen, current, header_line = -1, "", None
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            current = header[1]
            if current == wanted["name"]:
                seen += 1
                if index is None or seen == index:
                    header_line = header_line or number
        elif not current and (found := KEY.match(line)) and found[1] == wanted["name"]:
            return number  # a list written in one place: chains = [{...}]
        elif (
            current == wanted["name"]
            and (index is None or seen == index)
            and key
            and (found := KEY.match(line))
            and found[1] == key
        ):
            return number
    return header_line
