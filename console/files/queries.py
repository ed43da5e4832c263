"""Reading what was attached."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.files.records import FileBringer, StoredFile
from console.files.rules import StoredName


def known(tx: Session, sha256s: Iterable[str]) -> Mapping[str, StoredName]:
    """Those that were stored, by SHA-256."""
    found = tx.scalars(select(StoredFile).where(StoredFile.sha256.in_(list(set(sha256s)))))
    return {
        each.sha256: StoredName(each.sha256, each.name, each.media_type, each.size)
        for each in found
    }


def brought(tx: Session, sha256s: Iterable[str], username: str) -> Mapping[str, StoredName]:
    """Those of them that this person brought: nobody names a file by its hash alone."""
    theirs = tx.scalars(
        select(FileBringer.sha256).where(
            FileBringer.sha256.in_(list(set(sha256s))), FileBringer.username == username
        )
    )
    return known(tx, theirs)
