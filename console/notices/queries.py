"""What a person was told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.kernel.errors import Parameter
from console.notices.records import Notice


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """``kind`` is the code of its sentence, ``parameters`` fill it."""

    id: UUID
    kind: str
    subject: str
    parameters: Mapping[str, Parameter]
    created_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as a carrier needs it."""

    id: UUID
    person_id: UUID
    kind: str
    subject: str
    parameters: Mapping[str, Parameter]
    dedupe_key: str
    created_at: datetime
    seen: bool


def told(row: Notice) -> Told:
    return Told(
        row.id, row.person_id, row.kind, row.subject, row.parameters, row.dedupe_key,
        row.created_at, row.seen_at is not None,
    )  # fmt: skip


def told_of(tx: Session, ids: Collection[UUID]) -> tuple[Told, ...]:
    """In the order in which they were told."""
    rows = tx.scalars(
        select(Notice).where(Notice.id.in_(ids)).order_by(Notice.created_at, Notice.id)
    )
    return tuple(told(row) for row in rows)


def waits_to_be_carried(tx: Session) -> bool:
    return (
        tx.scalars(select(Notice.id).where(Notice.carried_at.is_(None)).limit(1)).first()
        is not None
    )


def still_asks(tx: Session, dedupe_keys: Collection[str]) -> frozenset[str]:
    """Those that somebody has not seen yet."""
    rows = tx.scalars(
        select(Notice.dedupe_key).where(
            Notice.dedupe_key.in_(dedupe_keys), Notice.seen_at.is_(None)
        )
    )
    return frozenset(rows)


def for_person(tx: Session, person_id: UUID, limit: int = 50) -> tuple[NoticeRow, ...]:
    """Newest first."""
    rows = tx.scalars(
        select(Notice)
        .where(Notice.person_id == person_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(limit)
    )
    return tuple(
        NoticeRow(row.id, row.kind, row.subject, row.parameters, row.created_at, row.seen_at)
        for row in rows
    )


def unseen_since(tx: Session, person_id: UUID, dedupe_key: str) -> datetime | None:
    """When they were told of it; None: they were not, or have looked."""
    return tx.scalars(
        select(Notice.created_at).where(
            Notice.person_id == person_id,
            Notice.dedupe_key == dedupe_key,
            Notice.seen_at.is_(None),
        )
    ).first()


def unseen_count(tx: Session, person_id: UUID) -> int:
    counted = select(func.count()).where(Notice.person_id == person_id, Notice.seen_at.is_(None))
    return tx.scalar(counted) or 0
