"""The bytes of attachments, each under its SHA-256: written once, whole, and never changed."""

import hashlib
import os
import secrets
from pathlib import Path

from console.kernel.errors import NotThere


class FileStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """The SHA-256; durable when this returns. The same bytes are kept once."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._folder / sha256
        if target.exists():
            return sha256
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = self._folder / f".{sha256}.{secrets.token_hex(4)}"
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.rename(target)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Raises NotThere, also when the bytes are no longer what they were."""
        if len(sha256) != hashlib.sha256().digest_size * 2 or not sha256.isalnum():
            raise NotThere("file.not_there")
        try:
            data = (self._folder / sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotThere("file.not_there") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise NotThere("file.damaged")
        return data
