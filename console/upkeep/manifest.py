"""What a backup holds, and whether it is whole."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from console.kernel.errors import Invalid

NAME: Final = "manifest.json"
_BLOCK: Final = 1 << 20


class Manifest(msgspec.Struct, frozen=True):
    """``files``: path in the backup → SHA-256. ``tables``: rows of each. ``head``: of the audit."""

    made_at: datetime
    revision: str
    tables: Mapping[str, int]
    events: int
    head: str
    files: Mapping[str, str]
    schema: int = 1


def written(folder: Path, manifest: Manifest) -> str:
    """Its SHA-256: whoever keeps it elsewhere can tell whether the backup was changed."""
    body = msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"))
    (folder / NAME).write_bytes(body)
    return hashlib.sha256(body).hexdigest()


def read(folder: Path, fingerprint: str = "") -> Manifest:
    """Raises Invalid where there is none, where it is not that of ``fingerprint`` (as it was noted
    elsewhere; "": nobody noted it), or where anything in the backup is not what it says."""
    if fingerprint and (folder / NAME).is_file() and digest_of(folder / NAME) != fingerprint:
        raise Invalid("restore.other_fingerprint", field="fingerprint")
    try:
        manifest = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise Invalid("restore.no_manifest", field="folder", folder=str(folder)) from error
    for link in (path for path in folder.rglob("*") if path.is_symlink()):
        raise Invalid("restore.strange", field="folder", path=link.name)  # it leads out of here
    found = dict(digests(folder))
    for path, digest in manifest.files.items():
        if found.pop(path, None) != digest:
            raise Invalid("restore.damaged", field="folder", path=path)
    for path in found:
        raise Invalid("restore.strange", field="folder", path=path)
    return manifest


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / NAME:
            yield path.relative_to(folder).as_posix(), digest_of(path)


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
