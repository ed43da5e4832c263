"""Files of the public tree in memory, ready to be answered with."""

import os
import re
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

from console.newsroom import layout

Headers = list[tuple[str, str]]

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SECURITY: Final[Headers] = [
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]

_CHUNK: Final = 64 * 1024
_OVERHEAD: Final = 4096
"""What an entry weighs in the cache besides its bodies: headers, objects, keys."""
_SHA256: Final = re.compile(r"files/([0-9a-f]{64})/")


class Found(NamedTuple):
    """What a path leads to; equal as long as the answer is the same."""

    status: int
    path: str
    file: Path
    inode: int
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Form:
    """One representation, its header lists built once; ``brief`` is what a 304 says.

    ``body`` is None for a file too big to keep.
    """

    body: bytes | None
    etag: str
    headers: Headers
    brief: Headers


@dataclass(slots=True)
class Entry:
    found: Found
    status: str
    modified: int
    plain: Form
    packed: dict[str, Form]
    weight: int
    settled: bool
    checked: float


def load(found: Found, *, body_limit: int) -> Entry | None:
    """None when the file moved on between being found and being read: look again."""
    with found.file.open("rb") as file:
        status = os.fstat(file.fileno())
        if (status.st_ino, status.st_size, status.st_mtime_ns) != found[3:]:
            return None
        if found.size > body_limit:
            known = _SHA256.match(found.path)
            body, tag = None, known[1][:32] if known else _digest(file_chunks(file.fileno()))
        else:
            body = file.read()
            tag = _digest([body])
    bodies = dict(_variants(found)) if body is not None else {}
    second = found.mtime_ns // 1_000_000_000
    # A writer in a hurry dates files ahead of the clock, to tell versions apart; Last-Modified may
    # not be ahead (RFC 9110, 8.8.2.1). Clamped it would be the same for two versions, and curl,
    # so newsboat, throws away a body that is no newer by its date. Until then it is not said.
    settled = second <= time.time()
    modified = formatdate(second, usegmt=True) if settled else ""
    return Entry(
        found=found,
        status={200: "200 OK", 404: "404 Not Found", 410: "410 Gone"}[found.status],
        modified=second,
        plain=_form(found, modified, "", body, tag),
        packed={
            coding: _form(found, modified, coding, packed, _digest([packed]))
            for coding, packed in bodies.items()
        },
        weight=_OVERHEAD + len(body or b"") + sum(map(len, bodies.values())),
        settled=settled,
        checked=0.0,
    )


def file_chunks(descriptor: int) -> Iterator[bytes]:
    offset = 0
    while chunk := os.pread(descriptor, _CHUNK, offset):
        offset += len(chunk)
        yield chunk


def _digest(chunks: Iterator[bytes] | list[bytes]) -> str:
    digest = blake2b(digest_size=16)
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _variants(found: Found) -> Iterator[tuple[str, bytes]]:
    if not layout.is_compressible(found.path):
        return
    for coding, suffix in layout.VARIANTS.items():
        try:
            with found.file.with_name(found.file.name + suffix).open("rb") as file:
                if os.fstat(file.fileno()).st_mtime_ns == found.mtime_ns:
                    yield coding, file.read()
        except OSError:
            continue


def _form(found: Found, modified: str, coding: str, body: bytes | None, tag: str) -> Form:
    cache = layout.cache_control(found.path)
    brief = [("Cache-Control", cache)]
    if layout.is_compressible(found.path):
        brief.append(("Vary", "Accept-Encoding"))
    if found.status == 200:
        brief.append(("ETag", f'"{tag}"'))
        if modified:
            brief.append(("Last-Modified", modified))
    brief.append(("Accept-Ranges", "none"))
    if layout.is_download(found.path):
        brief.append(("Content-Disposition", "attachment"))
    brief += SECURITY
    size = found.size if body is None else len(body)
    headers = [
        ("Content-Type", layout.content_type(found.path)),
        ("Content-Length", str(size)),
        *([("Content-Encoding", coding)] if coding else []),
        *brief,
    ]
    return Form(body=body, etag=f'"{tag}"', headers=headers, brief=brief)


class Cache:
    """Entries by request path, the longest unasked-for dropped first.

    ``capacity`` bounds the bytes held. Reads take no lock; a touch is due only when an
    entry is checked against the disk, so the order is right to within that interval.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._weight = 0
        self._lock = Lock()
        self.get = self._entries.get

    @property
    def weight(self) -> int:
        return self._weight

    def touch(self, key: str) -> None:
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)

    def put(self, key: str, entry: Entry) -> None:
        with self._lock:
            self._forget(key)
            if entry.weight > self._capacity:
                return
            self._entries[key] = entry
            self._weight += entry.weight
            while self._weight > self._capacity:
                self._forget(next(iter(self._entries)))

    def drop(self, key: str) -> None:
        with self._lock:
            self._forget(key)

    def _forget(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._weight -= entry.weight
