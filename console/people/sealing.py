"""What the database keeps sealed: the key is derived from FAYAN_SECRET_KEY and is never in it.

HKDF-SHA-256 (RFC 5869) makes a key of our own for this purpose; AES-256-GCM seals with it, bound to
the row's owner. A sealed text names its key, so that FAYAN_SECRET_KEY can be exchanged: what an
older key (FAYAN_PREVIOUS_SECRET_KEYS) sealed is still opened, and sealed anew at its next use.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from console.kernel.errors import NotNow

PURPOSE = b"fayan second factors 1"
NONCE = 12  # bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    key_id: str
    text: str


class Keyring:
    """``secrets``: the present one first, then those it replaced. ``purpose``: keys of one purpose
    open nothing that those of another sealed."""

    def __init__(self, secrets: Sequence[str], purpose: bytes = PURPOSE) -> None:
        keys = [_derived(secret, purpose) for secret in secrets]
        self._keys = {_id(key): key for key in reversed(keys)}
        self._present = _id(keys[0])

    def seal(self, plain: str, owner: str) -> Sealed:
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._keys[self._present]).encrypt(nonce, plain.encode(), owner.encode())
        return Sealed(self._present, urlsafe_b64encode(nonce + sealed).decode())

    def open(self, sealed: Sealed, owner: str) -> str:
        """Raises NotNow where the key is not ours any more, and where somebody altered it."""
        try:
            whole = urlsafe_b64decode(sealed.text)
            opener = AESGCM(self._keys[sealed.key_id])
            return opener.decrypt(whole[:NONCE], whole[NONCE:], owner.encode()).decode()
        except (KeyError, ValueError, InvalidTag) as error:
            raise NotNow("proof.cannot_open") from error

    def is_stale(self, sealed: Sealed) -> bool:
        return sealed.key_id != self._present


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def _id(key: bytes) -> str:
    """Tells keys apart and nothing about them."""
    return sha256(PURPOSE + key).hexdigest()[:12]
