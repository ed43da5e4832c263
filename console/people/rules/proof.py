"""Fresh proof of person: what a signature needs beside a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from console.kernel.errors import NotYou


@dataclass(frozen=True, slots=True)
class Proof:
    """Made only by ``people.sign_in.prove``. ``method`` stands in the signature: password."""

    person_id: UUID
    at: datetime
    method: str = "password"

    def require(self, person_id: UUID, now: datetime, lasts: timedelta) -> None:
        """Raises NotYou for another person's proof and for one that is no longer fresh."""
        if self.person_id != person_id or not timedelta(0) <= now - self.at <= lasts:
            raise NotYou("proof.not_fresh")
