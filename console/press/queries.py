"""Who is on the list, and who was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.press.records import MediaContact


@dataclass(frozen=True, slots=True)
class Contact:
    """``ended_at`` set: they left, and only the outlet is known. ``ended_by`` "": by themselves."""

    id: UUID
    outlet: str
    name: str
    address: str
    consent: str
    added_at: datetime
    ended_at: datetime | None
    ended_by: str


def contacts(tx: Session) -> tuple[Contact, ...]:
    """Who is on it, by outlet; then who left, the last first."""
    found = [_view(row) for row in tx.scalars(select(MediaContact))]
    here = sorted((each for each in found if not each.ended_at), key=lambda c: (c.outlet, c.name))
    gone = [each for each in found if each.ended_at]
    return (*here, *sorted(gone, key=lambda c: str(c.ended_at), reverse=True))


def reached(tx: Session) -> tuple[Contact, ...]:
    """Who gets mail, in an order that does not change."""
    rows = tx.scalars(
        select(MediaContact).where(MediaContact.ended_at.is_(None)).order_by(MediaContact.id)
    )
    return tuple(_view(row) for row in rows)


def contact(tx: Session, contact_id: UUID) -> Contact | None:
    row = tx.get(MediaContact, contact_id)
    return _view(row) if row else None


def _view(row: MediaContact) -> Contact:
    return Contact(
        row.id, row.outlet, row.name, row.address, row.consent, row.added_at, row.ended_at,
        row.ended_by,
    )  # fmt: skip
