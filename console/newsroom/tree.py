"""The public tree on disk, written so that no reader ever sees half of anything."""

import contextlib
import gzip
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import brotli  # type: ignore[import-untyped] # it ships no types

from console.newsroom.at_once import AtOnce, Hands
from console.newsroom.layout import SCRATCH, VARIANTS, is_compressible, is_public
from console.publishing.rules.shelf import Part

_BROTLI_QUALITY: Final = 5
"""11 takes 298 ms for a 200 KB feed, 5 takes 7 ms."""

_SECOND: Final = 1_000_000_000
_ABSENT: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError)

TOGETHER: Final = 256
"""Files that lie beside their places before the first is moved."""


class FileTree:
    """One writer at a time; any number of readers.

    ``root`` may be a symlink: it is followed anew at each call, so a rebuild can swap it.
    Each new version of a file gets an mtime in a later whole second than the one before
    (ahead of the clock, if need be), so that Last-Modified always tells versions apart.
    ``durable=False`` leaves out every fsync; for a tree that is synced once when complete.
    """

    def __init__(
        self, root: Path, *, durable: bool = True, now_ns: Callable[[], int] = time.time_ns
    ) -> None:
        self._root = root
        self._durable = durable
        self._now_ns = now_ns
        self._hands = Hands()

    def write(self, path: str, body: bytes) -> bool:
        """False when these bytes were already there; then neither file nor mtime is touched.

        Missing or stale variants are put right in both cases.
        """
        laid = self._lay(path, body)
        try:
            folders = self._move(laid)
        finally:
            laid.forget()
        for folder in folders:
            self._sync(folder)
        return laid.new

    def write_all(
        self, parts: Iterable[Part], still: Callable[[], None]
    ) -> Sequence[Exception | None]:
        """What is slow (packing, waiting for the disk) is done side by side, beside the pages'
        places; then they are moved there in order, and each folder is waited for once."""
        outcomes: list[Exception | None] = []
        waiting = iter(parts)
        following = next(waiting, None)
        while following is not None:
            following = self._write_some(following, waiting, still, outcomes)
        return outcomes

    def _write_some(
        self,
        first: Part,
        waiting: Iterator[Part],
        still: Callable[[], None],
        outcomes: list[Exception | None],
    ) -> Part | None:
        """The part with which the next some begin: no path is twice among these."""
        part: Part | None = first
        taken: list[tuple[Part, list[Future[_Laid]]]] = []
        paths: set[str] = set()
        folders: dict[Path, None] = {}
        hands = self._hands.ours() if self._durable else AtOnce()
        try:
            while part and len(paths) < TOGETHER:
                own = {page.path for page in part.pages}
                if not paths.isdisjoint(own):
                    break
                paths |= own
                laying = [hands.submit(self._lay, each.path, each.body) for each in part.pages]
                taken.append((part, laying))
                part = next(waiting, None)
            for each, laid in taken:
                outcomes.append(self._move_part(each, laid, still, folders))
        finally:
            for future in (future for _, laid in taken for future in laid):
                _forget(future)
        for synced in [hands.submit(self._sync, folder) for folder in folders]:
            synced.result()
        return part

    def _move_part(
        self,
        part: Part,
        laying: Sequence["Future[_Laid]"],
        still: Callable[[], None],
        folders: dict[Path, None],
    ) -> Exception | None:
        try:
            laid = [future.result() for future in laying]
            part.leave()
            for each in laid:
                still()
                folders.update(dict.fromkeys(self._move(each)))
        except Exception as error:  # noqa: BLE001 - it belongs to this part
            return error
        return None

    def remove(self, path: str) -> bool:
        """False when there was no such file. Variants go first, the plain file last."""
        target = self._locate(path)
        dropped = [_unlink(_beside(target, suffix)) for suffix in VARIANTS.values()]
        existed = _unlink(target)
        if existed or any(dropped):
            self._sync(target.parent)
        return existed

    def read(self, path: str) -> bytes | None:
        try:
            return self._locate(path).read_bytes()
        except _ABSENT:
            return None

    def paths(self, prefix: str = "") -> Iterator[str]:
        """Every plain file whose path starts with ``prefix``, in order within each folder."""
        folder = prefix.rpartition("/")[0]
        if folder and not is_public(folder + "/x"):
            raise ValueError(f"not a path of the public tree: {prefix!r}")
        return (path for path in self._walk(folder) if path.startswith(prefix))

    def sweep(self) -> int:
        """Delete what a writer that died left half-written; for the writer, when it starts."""
        try:
            with os.scandir(self._root / SCRATCH) as entries:
                return sum(_unlink(Path(entry.path)) for entry in entries)
        except FileNotFoundError:
            return 0

    def _locate(self, path: str) -> Path:
        if not is_public(path):
            raise ValueError(f"not a path of the public tree: {path!r}")
        return self._root / path

    def _walk(self, folder: str) -> Iterator[str]:
        try:
            with os.scandir(self._root / folder) as entries:
                found = sorted((entry.name, entry.is_dir()) for entry in entries)
        except _ABSENT:
            return
        for name, is_folder in found:
            path = f"{folder}/{name}" if folder else name
            if is_folder and name != SCRATCH:
                yield from self._walk(path)
            elif not is_folder and is_public(path):
                yield path

    def _lay(self, path: str, body: bytes) -> "_Laid":
        """Beside its place, with its variants, all of it on the disk. From any thread."""
        target = self._locate(path)
        before = _stat(target)
        same = before is not None and before.st_size == len(body) and self.read(path) == body
        stamp = self._now_ns() if before is None else before.st_mtime_ns
        if before is not None and not same:
            stamp = max(self._now_ns(), (stamp // _SECOND + 1) * _SECOND)
        laid = _Laid(target, new=not same)
        try:
            if is_compressible(path):
                self._lay_variants(laid, body, stamp)
            if not same:
                laid.moves.append((self._scratch(body, stamp), target))
        except BaseException:
            laid.forget()
            raise
        return laid

    def _lay_variants(self, laid: "_Laid", body: bytes, stamp: int) -> None:
        """One that is those of ``body`` at ``stamp`` already stays; one that would be no smaller
        than the plain bytes is left out."""
        for coding, suffix in VARIANTS.items():
            beside = _beside(laid.target, suffix)
            present = _stat(beside)
            if present is not None and present.st_mtime_ns == stamp:
                continue
            packed = _compress(coding, body)
            if len(packed) < len(body):
                laid.moves.append((self._scratch(packed, stamp), beside))
            elif present is not None:
                laid.drops.append(beside)

    def _move(self, laid: "_Laid") -> list[Path]:
        """Variants first, the plain file last; the folders that have to be synced now."""
        if not laid.moves and not laid.drops:
            return []
        folders = [*self._make_folder(laid.target.parent), laid.target.parent]
        for beside in laid.drops:
            _unlink(beside)
        while laid.moves:
            scratch, target = laid.moves[0]
            scratch.replace(target)
            del laid.moves[0]
        return folders

    def _scratch(self, body: bytes, stamp: int) -> Path:
        scratch = self._root / SCRATCH / secrets.token_hex(8)
        scratch.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        try:
            with scratch.open("xb") as file:
                file.write(body)
                file.flush()
                os.utime(file.fileno(), ns=(stamp, stamp))
                if self._durable:
                    os.fsync(file.fileno())
        except BaseException:
            _unlink(scratch)
            raise
        return scratch

    def _make_folder(self, folder: Path) -> list[Path]:
        """The folders that got a new one."""
        if folder.is_dir():
            return []
        above = self._make_folder(folder.parent)
        folder.mkdir(mode=0o755, exist_ok=True)
        return [*above, folder.parent]

    def _sync(self, folder: Path) -> None:
        if not self._durable:
            return
        with contextlib.suppress(*_ABSENT):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@dataclass(slots=True)
class _Laid:
    """``moves``: from beside to its place, the plain file last; ``drops``: variants that no longer
    pay; ``new``: the plain bytes differ."""

    target: Path
    new: bool
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    drops: list[Path] = field(default_factory=list)

    def forget(self) -> None:
        """What was not moved."""
        for scratch, _ in self.moves:
            _unlink(scratch)
        self.moves.clear()


def _forget(future: "Future[_Laid]") -> None:
    if not future.cancel() and future.exception() is None:
        future.result().forget()


def _compress(coding: str, body: bytes) -> bytes:
    if coding == "gzip":
        return gzip.compress(body, mtime=0)
    packed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
    return packed


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)


def _stat(target: Path) -> os.stat_result | None:
    try:
        return target.stat()
    except _ABSENT:
        return None


def _unlink(target: Path) -> bool:
    try:
        target.unlink()
    except _ABSENT:
        return False
    return True
