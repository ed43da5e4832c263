"""Which characters a font can draw: its ``cmap`` (OpenType 1.9, formats 4 and 12).

Typst draws an empty box for what no font has and says nothing. A form with somebody's name on it
has to say so.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import unpack_from
from unicodedata import category

UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})  # drawn as nothing by anybody
VARIANTS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Say which shape of the character before them is meant; a font that has only one draws that."""


def is_drawn(char: str) -> bool:
    """Also one for private use (造字) and one that this Python does not know yet."""
    return category(char) not in UNSEEN and not any(ord(char) in each for each in VARIANTS)


def missing(text: Iterable[str], fonts: Iterable[Path]) -> list[str]:
    """What none of the fonts draws, once each, rising."""
    wanted = {char for char in set(text) if is_drawn(char)}
    for font in fonts:
        if not wanted:
            break
        codes = {ord(char): char for char in wanted}
        for first, last in _spans(font.read_bytes()):
            if last - first < len(codes):
                wanted -= {codes[code] for code in range(first, last + 1) if code in codes}
            else:
                wanted -= {char for code, char in codes.items() if first <= code <= last}
    return sorted(wanted)


def _spans(data: bytes) -> Iterator[tuple[int, int]]:
    """First and last code of each run."""
    start = unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    for at in range(start + 12, start + 12 + 16 * unpack_from(">H", data, start + 4)[0], 16):
        if data[at : at + 4] == b"cmap":
            yield from _tables(data, unpack_from(">I", data, at + 8)[0])


def _tables(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    for at in range(cmap + 4, cmap + 4 + 8 * unpack_from(">H", data, cmap + 2)[0], 8):
        table = cmap + unpack_from(">I", data, at + 4)[0]
        form = unpack_from(">H", data, table)[0]
        if form == 12:
            for group in range(unpack_from(">I", data, table + 12)[0]):
                yield unpack_from(">II", data, table + 16 + 12 * group)
        elif form == 4:
            size = unpack_from(">H", data, table + 6)[0]  # twice the number of segments
            ends = unpack_from(f">{size // 2}H", data, table + 14)
            starts = unpack_from(f">{size // 2}H", data, table + 16 + size)
            yield from zip(starts, ends, strict=True)
