"""Putting one public tree in the place of another, so that no reader finds nothing."""

import ctypes
import os
import secrets
import shutil
from pathlib import Path
from typing import Final

from console.newsroom.layout import VARIANTS
from console.newsroom.tree import FileTree

_HERE: Final = -100  # AT_FDCWD
_EXCHANGE: Final = 2  # RENAME_EXCHANGE


def beside(root: Path, stamp: str) -> Path:
    """A new, empty place for a tree, on the same disk."""
    fresh = root.parent / f"{root.name}-{stamp}-{secrets.token_hex(3)}"
    fresh.mkdir(mode=0o755)
    return fresh


def keep_dates(old: Path, new: Path) -> int:
    """Files whose bytes are the same keep their time, so that no reader fetches them again; how
    many differ or are new."""
    before, changed = FileTree(old), 0
    for path in FileTree(new).paths():
        body = (new / path).read_bytes()
        if before.read(path) != body:
            changed += 1
            continue
        stamp = (old / path).stat().st_mtime_ns
        for each in ("", *VARIANTS.values()):
            target = new / f"{path}{each}"
            if target.exists():
                os.utime(target, ns=(stamp, stamp))
    return changed


def put_in_place(root: Path, fresh: Path) -> None:
    """``root`` is a link to ``fresh`` from here on; the tree before it is gone afterwards."""
    os.sync()
    link = root.parent / f".{root.name}-{secrets.token_hex(4)}"
    link.symlink_to(fresh.name, target_is_directory=True)
    old = root.resolve() if root.exists() else None
    if root.is_symlink() or not root.exists():
        link.replace(root)
    else:
        _exchange(link, root)  # the folder that stood there has the other name now
        old = link
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def throw_away(fresh: Path, root: Path) -> None:
    """A tree that came to nothing; never the one that stands."""
    if not (root.exists() and root.resolve() == fresh.resolve()):
        shutil.rmtree(fresh, ignore_errors=True)


def _exchange(one: Path, other: Path) -> None:
    """Both names at once, where the system can; else one after the other."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None:
        done = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
        if done == 0:
            return
    aside = other.with_name(f".{other.name}-{secrets.token_hex(4)}")
    other.rename(aside)
    one.rename(other)
    aside.rename(one)
