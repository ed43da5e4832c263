"""Lists of releases, and what waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.releases.records import (
    Release,
)
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage
from console.releases.standing import acting, refusal, standing

LIKE_SPECIAL = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One line of a list."""

    id: UUID
    number: str | None
    kind: Kind
    stage: Stage
    column: str
    title: str
    list_title: str
    incident_id: UUID | None
    series_place: int | None
    drill: bool
    created_by: UUID
    updated_at: datetime
    submitted_at: datetime | None
    signed_at: datetime | None
    published_at: datetime | None
    version: int

    @property
    def shown_title(self) -> str:
        """What tells it apart: the list title where there is one."""
        return self.list_title or self.title


@dataclass(frozen=True, slots=True)
class Filters:
    """``words`` looks in titles and numbers; empty fields do not narrow."""

    words: str = ""
    stage: Stage | None = None
    kind: Kind | None = None
    column: str = ""
    incident_id: UUID | None = None
    mine: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    rows: tuple[ReleaseRow, ...]
    total: int
    page: int
    pages: int


def row(release: Release) -> ReleaseRow:
    return ReleaseRow(**{name: getattr(release, name) for name in ReleaseRow.__dataclass_fields__})


def listing(tx: Session, filters: Filters, *, page: int = 1, size: int = 30) -> Listing:
    """Newest first; ``page`` beyond the last shows the last."""
    chosen = _narrowed(select(Release), filters)
    total = tx.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    found = tx.scalars(
        chosen.order_by(Release.updated_at.desc(), Release.id.desc())
        .offset((page - 1) * size)
        .limit(size)
    )
    return Listing(tuple(row(each) for each in found), total, page, pages)


def rows(tx: Session, ids: Iterable[UUID]) -> dict[UUID, ReleaseRow]:
    """For joining release titles to deliveries and notices."""
    wanted = list(set(ids))
    return {
        each.id: row(each) for each in tx.scalars(select(Release).where(Release.id.in_(wanted)))
    }


def of_incident(tx: Session, incident_id: UUID) -> tuple[ReleaseRow, ...]:
    """The incident's releases, the newest first, discarded ones left out."""
    found = tx.scalars(
        select(Release)
        .where(Release.incident_id == incident_id, Release.stage != Stage.DISCARDED)
        .order_by(Release.created_at.desc())
    )
    return tuple(row(each) for each in found)


def numbered(tx: Session, number: str) -> UUID | None:
    """The release of a public number, at whatever stage."""
    return tx.scalar(select(Release.id).where(Release.number == number))


def ids_of_incident(tx: Session, incident_id: UUID) -> tuple[UUID, ...]:
    """Discarded ones too."""
    return tuple(tx.scalars(select(Release.id).where(Release.incident_id == incident_id)))


def changes_of(tx: Session, release_id: UUID) -> tuple[ReleaseRow, ...]:
    """Corrections and errata of a release, the newest first, discarded ones left out."""
    found = tx.scalars(
        select(Release)
        .where(Release.corrects_id == release_id, Release.stage != Stage.DISCARDED)
        .order_by(Release.created_at.desc())
    )
    return tuple(row(each) for each in found)


def to_sign(tx: Session, actor: Actor) -> tuple[ReleaseRow, ...]:
    """In review, and it is this actor's turn, the longest waiting first."""
    waiting = tx.scalars(
        select(Release).where(Release.stage == Stage.IN_REVIEW).order_by(Release.submitted_at)
    )
    return tuple(
        row(each)
        for each in waiting
        for where in [standing(tx, each)]
        if refusal(acting(tx, actor, each, where), where, each.digest) is None
    )


def in_review(tx: Session) -> tuple[tuple[ReleaseRow, Role], ...]:
    """What waits for a signature and the first role whose turn it is, the longest waiting first."""
    waiting = tx.scalars(
        select(Release).where(Release.stage == Stage.IN_REVIEW).order_by(Release.submitted_at)
    ).all()
    stand = ((each, standing(tx, each)) for each in waiting)
    return tuple((row(each), where.role) for each, where in stand if not where.complete)


def sent_back(tx: Session, actor: Actor) -> tuple[ReleaseRow, ...]:
    """This actor's drafts that a signer sent back."""
    found = tx.scalars(
        select(Release)
        .where(Release.stage == Stage.DRAFT, Release.created_by == actor.id)
        .where(Release.submitted_at.is_not(None))
        .order_by(Release.updated_at.desc())
    )
    return tuple(row(each) for each in found)


def drafts(tx: Session, actor: Actor, *, limit: int = 10) -> tuple[ReleaseRow, ...]:
    found = tx.scalars(
        select(Release)
        .where(Release.stage == Stage.DRAFT, Release.created_by == actor.id)
        .order_by(Release.updated_at.desc())
        .limit(limit)
    )
    return tuple(row(each) for each in found)


def _narrowed(chosen: Select[Release], filters: Filters) -> Select[Release]:
    if filters.stage:
        chosen = chosen.where(Release.stage == filters.stage)
    else:
        chosen = chosen.where(Release.stage != Stage.DISCARDED)
    if filters.kind:
        chosen = chosen.where(Release.kind == filters.kind)
    if filters.column:
        chosen = chosen.where(Release.column == filters.column)
    if filters.incident_id:
        chosen = chosen.where(Release.incident_id == filters.incident_id)
    if filters.mine:
        chosen = chosen.where(Release.created_by == filters.mine)
    for word in filters.words.split():
        pattern = f"%{word.translate(LIKE_SPECIAL)}%"
        chosen = chosen.where(
            or_(
                *(
                    field.ilike(pattern, escape="\\")
                    for field in (Release.title, Release.list_title, Release.number)
                )
            )
        )
    return chosen
