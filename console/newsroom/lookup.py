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


def find(root: Path, name: str) -> Found | None:
    """Raises OSError when the disk, rather than the name, is at fault."""
    before = os.path.realpath(root)
    while True:
        for status, candidate in _candidates(name):
            found = _regular_file(before, candidate, status)
            if found is not None:
                return found
        # A rebuild may have swapped the root, and removed the old one, under our feet.
        now = os.path.realpath(root)
        if now == before:
            return None
        before = now


def _candidates(name: str) -> Iterator[tuple[int, str]]:
    """Where to look, in turn. A folder that lost its index but says why is gone: 410."""
    folder, _, leaf = name.rpartition("/")
    within = folder + "/" if folder else ""
    if leaf in ("", INDEX):
        yield 200, within + INDEX
        yield 410, within + GONE
    elif leaf == GONE:
        yield 410, name
    else:
        yield 404 if name == NOT_FOUND else 200, name


def _regular_file(root: str, name: str, status: int) -> Found | None:
    try:
        real = Path(os.path.realpath(f"{root}/{name}", strict=True))
        if not real.is_relative_to(root):
            return None
        found = real.stat()
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        raise
    if not stat.S_ISREG(found.st_mode):
        return None
    return Found(status, name, real, found.st_ino, found.st_size, found.st_mtime_ns)
