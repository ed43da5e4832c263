"""The public tree in a bucket that speaks S3 (AWS, MinIO, the clouds at home).

A bucket takes each object whole or not at all, and shows it to everybody at once; so order is all
that is asked of the writer, as on disk. There is one writer by the lease of the tree. Beside that
each write names the version that it replaces, so a writer that lost the lease while a call was on
its way is refused by the bucket itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from console.kernel.errors import ChannelUnavailable
from console.newsroom.layout import cache_control, content_type, is_download, is_public
from console.publishing.rules.shelf import Part, PublicTree
from console.publishing.rules.writing import one_by_one

AT_ONCE: Final = 64  # objects in hand
SIDE_BY_SIDE: Final = 8
FEEDS: Final = frozenset(
    {"feed.xml", "atom.xml", "feed.json", "latest.json", "feeds.opml", "cap.atom"}
)
ORDER: Final = ("files", "assets", "releases", "verify", "cap", "incidents", "columns", "archive")
"""Folders whose files are written in this order; then what else there is, site maps, and feeds."""


@dataclass(frozen=True, slots=True)
class Place:
    """``key``, ``secret`` "": as the machine itself is known to the bucket."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    key: str = ""
    secret: str = ""
    virtual_hosted: bool = False
    seconds: int = 20


class BucketTree:
    """Implements ``Bucket``. Raises ChannelUnavailable where the bucket does not answer, or
    where another has written meanwhile. ``conditional`` False: for one that knows no If-Match."""

    def __init__(self, place: Place, *, conditional: bool = True) -> None:
        self._conditional = conditional
        self._store = S3Store(
            place.bucket,
            prefix=place.prefix or None,
            endpoint=place.endpoint or None,
            region=place.region,
            access_key_id=place.key or None,
            secret_access_key=place.secret or None,
            virtual_hosted_style_request=place.virtual_hosted,
            client_options={
                "allow_http": place.endpoint.startswith("http://"),
                "timeout": f"{place.seconds}s",
                "connect_timeout": "5s",
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=place.seconds)},
        )

    def write(self, path: str, body: bytes) -> bool:
        _check(path)
        before, version = self._get(path)
        if before == body:
            return False
        self._put(path, body, version)
        return True

    def write_all(
        self, parts: Iterable[Part], still: Callable[[], None]
    ) -> Sequence[Exception | None]:
        return one_by_one(self.write, parts, still)

    def remove(self, path: str) -> bool:
        _check(path)
        with _reaching():
            try:
                obstore.head(self._store, path)
            except FileNotFoundError:
                return False
            obstore.delete(self._store, path)
        return True

    def read(self, path: str) -> bytes | None:
        _check(path)
        return self._get(path)[0]

    def paths(self, prefix: str = "") -> Iterator[str]:
        folder = prefix.rpartition("/")[0]
        return (path for path in sorted(self._versions(folder)) if path.startswith(prefix))

    def become(self, other: PublicTree, still: Callable[[], None]) -> int:
        """Write what differs from ``other``, pages before what names them, and remove what it has
        not; how many were written. ``still`` raises when the lease of the tree is gone."""
        there, wanted = self._versions(""), sorted(other.paths(), key=_rank)
        changed = 0
        with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="bucket") as crew:
            for part in _parts(wanted):
                changed += sum(
                    crew.map(lambda path: self._differs(other, path, there, still), part)
                )
        for path in sorted(there.keys() - set(wanted), key=_rank, reverse=True):
            still()
            self.remove(path)
        return changed

    def _differs(
        self, other: PublicTree, path: str, there: dict[str, str], still: Callable[[], None]
    ) -> bool:
        still()
        body = other.read(path)
        if body is None or there.get(path) == hashlib.md5(body, usedforsecurity=False).hexdigest():
            return False
        return self.write(path, body)

    def _get(self, path: str) -> tuple[bytes | None, str | None]:
        """The bytes and their version; (None, None): there is no such object."""
        with _reaching():
            try:
                found = obstore.get(self._store, path)
                return bytes(found.bytes()), found.meta["e_tag"]
            except FileNotFoundError:
                return None, None

    def _put(self, path: str, body: bytes, version: str | None) -> None:
        attributes = {"Content-Type": content_type(path), "Cache-Control": cache_control(path)}
        if is_download(path):
            attributes["Content-Disposition"] = "attachment"
        with _reaching():
            if not self._conditional:
                obstore.put(self._store, path, body, attributes=attributes)
            elif version is None:
                obstore.put(self._store, path, body, attributes=attributes, mode="create")
            else:
                obstore.put(self._store, path, body, attributes=attributes, mode={"e_tag": version})

    def _versions(self, folder: str) -> dict[str, str]:
        """Path → ETag without its quotes (of what was put whole, the MD5 of its bytes)."""
        with _reaching():
            return {
                str(each["path"]): (each["e_tag"] or "").strip('"')
                for part in obstore.list(self._store, prefix=folder or None)
                for each in part
                if is_public(str(each["path"]))
            }


def _check(path: str) -> None:
    if not is_public(path):
        raise ValueError(f"not a path of the public tree: {path!r}")


def _rank(path: str) -> tuple[int, str]:
    """When a file may be written: everything that it names has a lower number, or its own."""
    folder, _, rest = path.partition("/")
    if path.rpartition("/")[2] in FEEDS:
        return len(ORDER) + 2, path
    if folder.startswith("sitemap"):
        return len(ORDER) + 1, path
    return (ORDER.index(folder) if rest and folder in ORDER else len(ORDER)), path


def _parts(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    """Those of one rank are written side by side, never with those of the next."""
    part: list[str] = []
    for path in paths:
        if part and (len(part) >= AT_ONCE or _rank(part[0])[0] != _rank(path)[0]):
            yield part
            part = []
        part.append(path)
    if part:
        yield part


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (PreconditionError, AlreadyExistsError) as error:
        raise ChannelUnavailable("tree.written_by_another") from error
    except (BaseError, PermissionError, TimeoutError) as error:
        said = " ".join(str(error).split())[:160]
        raise ChannelUnavailable("tree.unreachable", reason=said) from error
