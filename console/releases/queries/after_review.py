"""Reading 事后补审: what is owed, by when, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console.incidents.records import Incident
from console.incidents.rules.levels import IncidentStatus
from console.releases.records import AfterReview, Release


@dataclass(frozen=True, slots=True)
class AfterReviewView:
    """``verdict`` "": still owed; else sound or faulty. ``number``: of the release."""

    id: UUID
    release_id: UUID
    incident_id: UUID
    number: str
    title: str
    drill: bool
    digest: str
    signer_id: UUID
    signer_name: str
    signer_post: str
    signed_at: datetime
    ticked: tuple[str, ...]
    due_at: datetime
    done_at: datetime | None
    done_name: str
    done_post: str
    verdict: str
    remark: str
    proof: str


def after_review(tx: Session, release_id: UUID) -> AfterReviewView | None:
    """Of the words that the release has now. None: nobody signed them on scene."""
    found = tx.execute(_standing().where(Release.id == release_id)).first()
    return _view(*found) if found else None


def owed(tx: Session) -> tuple[AfterReviewView, ...]:
    """Not done, the first to be due first; what a drill owed ended with it."""
    over = select(Incident.id).where(
        Incident.drill.is_(True), Incident.status == IncidentStatus.CLOSED
    )
    rows = tx.execute(
        _standing()
        .where(AfterReview.done_at.is_(None), AfterReview.incident_id.not_in(over))
        .order_by(AfterReview.due_at)
    )
    return tuple(_view(*each) for each in rows)


def blocking(
    tx: Session, at: datetime, person_id: UUID, incident_id: UUID | None
) -> AfterReviewView | None:
    """The oldest overdue one of what this person signed alone in another incident (None: in any);
    what was only a drill stops nothing."""
    found = tx.execute(
        _standing()
        .where(
            AfterReview.signer_id == person_id, AfterReview.incident_id != incident_id,
            AfterReview.done_at.is_(None), AfterReview.due_at <= at, Release.drill.is_(False),
        )
        .order_by(AfterReview.due_at)
    ).first()  # fmt: skip
    return _view(*found) if found else None


def of_digest(
    tx: Session, release_id: UUID, digest: str, *, lock: bool = False
) -> AfterReview | None:
    asked = select(AfterReview).where(
        AfterReview.release_id == release_id, AfterReview.digest == digest
    )
    return tx.scalars(asked.with_for_update() if lock else asked).first()


def _standing() -> Select[AfterReview, Release]:
    """What was taken back for good, or signed anew, is owed no more."""
    return select(AfterReview, Release).join(
        Release, (Release.id == AfterReview.release_id) & (Release.digest == AfterReview.digest)
    )


def _view(row: AfterReview, release: Release) -> AfterReviewView:
    return AfterReviewView(
        id=row.id, release_id=release.id, incident_id=row.incident_id,
        number=release.number or "", title=release.list_title or release.title,
        drill=release.drill, digest=row.digest, signer_id=row.signer_id,
        signer_name=row.signer_name, signer_post=row.signer_post, signed_at=row.signed_at,
        ticked=tuple(row.ticked), due_at=row.due_at, done_at=row.done_at,
        done_name=row.done_name, done_post=row.done_post, verdict=row.verdict, remark=row.remark,
        proof=row.proof,
    )  # fmt: skip
