"""From a request path to a file of the tree, and never to one outside it."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from console.newsroom.entries import Found
from console.newsroom.layout import GONE, INDEX, NOT_FOUND, is_public

_ABSENT: Final = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


def readable(path: str) -> str | None:
    """The tree's name for WSGI's ``PATH_INFO`` (which is bytes dressed as Latin-1), or None.

    The server has decoded ``%xx`` once; nothing here decodes again.
    """
    if not path.startswith("/") or len(path) > 4096:
        return None
    try:
        name = path[1:].encode("latin-1").decode()
    except UnicodeError:
        return None
    wanted = name + INDEX if name.endswith("/") or not name else name
    return name if is_public(wanted) else None


def find(root: str, name: str) -> Found | None:
    """Raises OSError when the disk, rather than the name, is at fault."""
    for status, candidate in _candidates(name):
        if _stat(f"{root}/{candidate}") is None:
            continue
        # A rebuild may swap the root between two system calls; then look again.
        for _ in range(3):
            found = _within(root, candidate, status)
            if found is not None:
                return found
    return None


def is_same(root: str, found: Found) -> bool:
    """Whether ``find`` would find this again: at the price of one system call, or two."""
    if found.status == 410 and _stat(f"{root}/{_folder(found.path)}{INDEX}") is not None:
        return False
    now = _stat(f"{root}/{found.path}")
    return now is not None and (now.st_ino, now.st_size, now.st_mtime_ns) == found[3:]


def _candidates(name: str) -> Iterator[tuple[int, str]]:
    """Where to look, in turn. A folder that lost its index but says why is gone: 410."""
    within = _folder(name)
    leaf = name.removeprefix(within)
    if leaf in ("", INDEX):
        yield 200, within + INDEX
        yield 410, within + GONE
    elif leaf == GONE:
        yield 410, name
    else:
        yield 404 if name == NOT_FOUND else 200, name


def _folder(name: str) -> str:
    return name[: name.rfind("/") + 1]


def _within(root: str, name: str, status: int) -> Found | None:
    """The regular file that ``name`` stands for, unless a symlink leads out of the tree."""
    try:
        real_root = os.path.realpath(root, strict=True)
        real = Path(os.path.realpath(f"{root}/{name}", strict=True))
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        raise
    found = _stat(real) if real.is_relative_to(real_root) else None
    if found is None or not stat.S_ISREG(found.st_mode):
        return None
    return Found(status, name, real, found.st_ino, found.st_size, found.st_mtime_ns)


def _stat(path: str | Path) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116  a Path costs more than the call
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        raise
