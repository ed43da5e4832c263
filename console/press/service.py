"""Putting somebody on the media list with their consent, and letting them go."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import NotNow, NotThere
from console.kernel.ids import new_id
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.press.records import MediaContact
from console.press.rules.contacts import ContactForm, fingerprint


def add(tx: Session, at: datetime, actor: Actor, form: ContactForm) -> UUID:
    """Who left may come back, with a consent of then. Raises Invalid, NotNow for an address that
    is on the list, NotYou."""
    actor.require(P.DELIVERY_HANDOVER)
    kept = form.checked()
    mark = fingerprint(kept.address)
    row = tx.scalars(
        select(MediaContact).where(MediaContact.fingerprint == mark).with_for_update()
    ).one_or_none()
    if row is not None and row.ended_at is None:
        raise NotNow("press.there_already")
    if row is None:
        row = MediaContact(id=new_id(), fingerprint=mark)
    row.outlet, row.name, row.address = kept.outlet, kept.name, kept.address
    row.consent, row.added_at, row.added_by = kept.consent, at, actor.id
    row.ended_at, row.ended_by = None, ""
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError as error:  # somebody adds the same address at this moment
        raise NotNow("press.there_already") from error
    _record(tx, at, audit.Event.MEDIA_ADDED, actor.username, row)
    return row.id


def remove(tx: Session, at: datetime, actor: Actor, contact_id: UUID) -> None:
    """Pressed twice, they are gone all the same. Raises NotThere, NotYou."""
    actor.require(P.DELIVERY_HANDOVER)
    row = tx.get(MediaContact, contact_id, with_for_update=True)
    if row is None:
        raise NotThere("press.not_there")
    _end(tx, at, row, actor.username)


def leave(tx: Session, at: datetime, contact_id: UUID) -> None:
    """By the link in a mail. Raises NotThere."""
    row = tx.get(MediaContact, contact_id, with_for_update=True)
    if row is None:
        raise NotThere("press.not_there")
    _end(tx, at, row, "")


def _end(tx: Session, at: datetime, row: MediaContact, by: str) -> None:
    if row.ended_at is not None:
        return
    row.ended_at, row.ended_by = at, by
    row.name = row.address = row.consent = ""
    _record(tx, at, audit.Event.MEDIA_LEFT, by or audit.SYSTEM, row)


def _record(tx: Session, at: datetime, event: audit.Event, actor: str, row: MediaContact) -> None:
    """By fingerprint: an address is personal."""
    audit.record(
        tx, at, event, actor=actor, subject=f"media:{row.id}", outlet=row.outlet,
        fingerprint=row.fingerprint[:16],
    )  # fmt: skip
