"""What may be attached. A file is what its first bytes say, whatever its name says."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from console.kernel.errors import Invalid

SIGNS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF-": "application/pdf",
}
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "application/pdf": ".pdf"}
LONGEST_NAME = 80  # characters, the ending left out
LONGEST_BYTES = 240  # of them: no file system takes a name of more than 255
UNSAFE = re.compile(r"[^\w.()（）\u3000-\u9fff-]+")


@dataclass(frozen=True, slots=True)
class StoredName:
    """One file as a release refers to it. ``size`` in bytes."""

    sha256: str
    name: str
    media_type: str
    size: int


def accepted(name: str, data: bytes, *, types: Collection[str], most_mib: int) -> StoredName:
    """Raises Invalid: empty, too large, or of a type that is not in ``types``."""
    shown = name[:60]
    if not data:
        raise Invalid("file.empty", field="file", name=shown)
    if len(data) > most_mib * 1024 * 1024:
        raise Invalid("file.too_large", field="file", name=shown, most=most_mib)
    kind = next((kind for sign, kind in SIGNS.items() if data.startswith(sign)), "")
    if kind not in types:
        raise Invalid("file.wrong_type", field="file", name=shown)
    return StoredName(hashlib.sha256(data).hexdigest(), safe_name(name, kind), kind, len(data))


def safe_name(name: str, media_type: str) -> str:
    """A name that is safe in a path and an address, with the ending of what the file is."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    stem = UNSAFE.sub("-", last.rpartition(".")[0] or last).strip(".-")[:LONGEST_NAME]
    stem = stem.encode()[:LONGEST_BYTES].decode(errors="ignore")
    return (stem or "file") + ENDINGS[media_type]
