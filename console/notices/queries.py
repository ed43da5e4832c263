"""What a person was told."""

from collections.abc import Mapping
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
