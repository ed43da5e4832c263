"""QR codes of addresses for pages: segno finds the modules; as an SVG they are written here, in a
fifth of the time. The bytes are those that segno would write.

A code of a given length and mask is linear: each bit of the address turns the same modules, its
own and those of the error correction, whatever the other bits are (ISO/IEC 18004: Reed-Solomon
over GF(256), placement and mask are all sums without carry). So the code of one address gives that
of another as long, and only bits that were never seen to differ are asked of segno, once each.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import Final
from urllib.parse import quote

import segno

BORDER: Final = 4
"""The quiet zone, in modules."""
_DARK: Final = re.compile(rb"\x01+")


def qr_code(address: str) -> str:
    """A data: URI of SVG. One fixed mask: scanners read any, and choosing takes five times as
    long as drawing."""
    rows = _codes(len(address)).of(address.encode()) if address.isascii() else _asked(address, None)
    side = len(rows) + 2 * BORDER
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {side} {side}'>"
    return "".join(
        (
            "data:image/svg+xml;charset=utf-8,",
            quote(f"{head}<path stroke='#000' d='", safe=""),
            _lines(rows),
            quote("'/></svg>", safe=""),
        )
    )


def _asked(address: str, mode: str | None = "byte") -> list[bytes]:
    """In bytes, which is what a web address needs for its small letters."""
    code = segno.make(address, micro=False, mask=3, mode=mode)
    return [bytes(row) for row in code.matrix]


class _Codes:
    """Of addresses as long as the first that was asked for. A module is a byte, 0 or 1."""

    def __init__(self) -> None:
        self._first = b""
        self._modules = 0
        self._side = 0
        self._turned: dict[tuple[int, int], int] = {}
        self._lock = Lock()

    def of(self, address: bytes) -> list[bytes]:
        with self._lock:
            if not self._side:
                self._begin(address)
            modules = self._modules
            for place, bit in _differing(self._first, address):
                modules ^= self._turned_by(place, bit)
        return self._rows(modules)

    def _begin(self, address: bytes) -> None:
        rows = _asked(address.decode())
        self._first, self._side = address, len(rows)
        self._modules = int.from_bytes(b"".join(rows))

    def _turned_by(self, place: int, bit: int) -> int:
        """The modules that this bit of the address turns."""
        turned = self._turned.get((place, bit))
        if turned is None:
            other = bytearray(self._first)
            other[place] ^= bit
            rows = _asked(other.decode())
            turned = self._turned[place, bit] = int.from_bytes(b"".join(rows)) ^ self._modules
        return turned

    def _rows(self, modules: int) -> list[bytes]:
        every = modules.to_bytes(self._side * self._side)
        return [every[start : start + self._side] for start in range(0, len(every), self._side)]


@lru_cache(maxsize=16)
def _codes(length: int) -> _Codes:
    del length
    return _Codes()


def _differing(one: bytes, other: bytes) -> Iterator[tuple[int, int]]:
    for place, (before, after) in enumerate(zip(one, other, strict=True)):
        bits = before ^ after
        while bits:
            yield place, bits & -bits
            bits &= bits - 1


def _lines(rows: list[bytes]) -> str:
    """Each run of dark modules as a line from where the one before ended; a space is %20."""
    parts: list[str] = []
    x, y, mark = 0, 0, "M"
    for row, modules in enumerate(rows):
        for run in _DARK.finditer(modules):
            start, end = run.span()
            down = f"{BORDER + row}.5" if mark == "M" else str(row - y)
            parts.append(f"{mark}{BORDER + start - x}%20{down}h{end - start}")
            x, y, mark = BORDER + end, row, "m"
    return "".join(parts)
