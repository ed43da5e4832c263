"""Fresh proof of person: what a signature needs beside a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from console.kernel.errors import NotYou


class Method(StrEnum):
    """How somebody proved who they are; stands in the signature and in the audit."""

    PASSWORD = "password"  # noqa: S105 - a name, not a secret
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


SECOND_FACTORS = frozenset({Method.TOTP, Method.PASSKEY, Method.RECOVERY})


def act_of(verb: str, *objects: object) -> str:
    """What a proof is given for: ``sign:<digest>``. Another digest, another act."""
    return ":".join((verb, *map(str, objects)))


@dataclass(frozen=True, slots=True)
class Proof:
    """Made only by ``people.proving.prove``, for one ``act`` (``act_of``) of one person."""

    person_id: UUID
    at: datetime
    act: str
    method: str = Method.PASSWORD.value

    def require(self, person_id: UUID, now: datetime, lasts: timedelta, act: str) -> None:
        """Raises NotYou for another person's proof, one given for something else, and one that is
        no longer fresh."""
        if self.person_id != person_id or not timedelta(0) <= now - self.at <= lasts:
            raise NotYou("proof.not_fresh")
        if self.act != act:
            raise NotYou("proof.for_another_act")
