"""Telling people, and what they have seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console.database import insert_missing
from console.kernel.errors import NotThere, Parameter
from console.kernel.ids import new_id
from console.notices.circles import among
from console.notices.queries import Told, told
from console.notices.records import Notice


@dataclass(frozen=True, slots=True)
class Telling:
    """What ``tell`` takes."""

    people_ids: Sequence[UUID]
    kind: str
    subject: str
    parameters: Mapping[str, Parameter]
    dedupe_key: str


def tell(
    tx: Session,
    at: datetime,
    people_ids: Iterable[UUID],
    kind: str,
    subject: str,
    parameters: Mapping[str, Parameter],
    dedupe_key: str,
) -> None:
    """One notice for each person; who was told of ``dedupe_key`` before is not told again. Of a
    drill only those hear who take part in it."""
    tell_all(tx, at, [Telling(tuple(people_ids), kind, subject, parameters, dedupe_key)])


def tell_all(tx: Session, at: datetime, tellings: Iterable[Telling]) -> None:
    """``tell`` of each, in one statement."""
    rows = [
        {
            "id": new_id(),
            "person_id": person_id,
            "kind": each.kind,
            "subject": each.subject,
            "parameters": dict(each.parameters),
            "dedupe_key": each.dedupe_key,
            "created_at": at,
            "seen_at": None,
            "carried_at": None,
        }
        for each in tellings
        for person_id in dict.fromkeys(among(tx, each.subject, each.people_ids))
    ]
    insert_missing(tx, Notice, rows)


def settle(tx: Session, at: datetime, people_ids: Iterable[UUID], dedupe_key: str) -> None:
    """What they were told of is done, by whomever: it no longer asks for them."""
    tx.execute(
        update(Notice)
        .where(
            Notice.person_id.in_(set(people_ids)),
            Notice.dedupe_key == dedupe_key,
            Notice.seen_at.is_(None),
        )
        .values(seen_at=at)
    )


def hand_on(tx: Session, at: datetime, limit: int) -> tuple[Told, ...]:
    """What nobody has carried outside yet, the oldest first; it counts as carried from now on."""
    rows = tx.scalars(
        select(Notice)
        .where(Notice.carried_at.is_(None))
        .order_by(Notice.created_at, Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.carried_at = at
    return tuple(told(row) for row in rows)


def mark_seen(tx: Session, at: datetime, person_id: UUID, notice_id: UUID) -> None:
    """Somebody else's notice is not there."""
    notice = tx.scalars(
        select(Notice).where(Notice.id == notice_id, Notice.person_id == person_id)
    ).one_or_none()
    if notice is None:
        raise NotThere("notice.not_there")
    notice.seen_at = notice.seen_at or at


def mark_all_seen(tx: Session, at: datetime, person_id: UUID) -> None:
    tx.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.seen_at.is_(None))
        .values(seen_at=at)
    )
