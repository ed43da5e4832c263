"""Argon2id. Slow by design: never call it inside a transaction."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

UNUSABLE = "!"  # kept by an account that waits for its invitation: no password fits


class Passwords:
    """``hasher`` None: argon2-cffi's present recommendation (RFC 9106, low memory)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("a name that nobody has costs as much as one that exists")

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def fits(self, password: str, kept: str | None) -> bool:
        """Takes as long for ``None`` (nobody of that name) as for a real hash."""
        try:
            self._hasher.verify(self._nobody if kept in (None, UNUSABLE) else kept, password)
        except (VerificationError, InvalidHashError):
            return False
        return kept not in (None, UNUSABLE)

    def is_stale(self, kept: str) -> bool:
        """True when the parameters have moved since it was made."""
        return self._hasher.check_needs_rehash(kept)
