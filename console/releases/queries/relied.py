"""Which signatures relied on an authorisation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.releases.records import Release, Signature


@dataclass(frozen=True, slots=True)
class ReliedOn:
    """One use. ``fell``: the signature fell later."""

    release_id: UUID
    number: str
    title: str
    role: str
    signed_at: datetime
    fell: bool


def relying_on(tx: Session, authorisation: str) -> tuple[ReliedOn, ...]:
    """By the authorisation's number, the newest first."""
    rows = tx.execute(
        select(Signature, Release)
        .join(Release, Release.id == Signature.release_id)
        .where(Signature.authorisation == authorisation)
        .order_by(Signature.signed_at.desc())
    )
    return tuple(
        ReliedOn(
            release.id, release.number or "", release.title, each.role, each.signed_at,
            each.fell_at is not None,
        )
        for each, release in rows
    )  # fmt: skip
