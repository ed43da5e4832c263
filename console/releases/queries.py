"""Reading releases for the console: lists, one release whole, its history, what a person may do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from console.kernel.errors import FayanError, NotThere
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.releases.records import (
    Postponement,
    Release,
    Remark,
    Revision,
    Signature,
)
from console.releases.rules.content import Content, content_from_json
from console.releases.rules.kinds import Kind
from console.releases.rules.package import content_of, opened
from console.releases.rules.signing import Standing, check_signer
from console.releases.rules.workflow import Action, Stage, moves
from console.releases.standing import newest, standing

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


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One dot of the chain: who has signed, or whose turn it is."""

    place: int
    role: Role
    signed_by: str | None = None
    post: str = ""
    signed_at: datetime | None = None
    comment: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class FallenSignature:
    role: str
    person_name: str
    revision: int
    signed_at: datetime
    fell_at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class RemarkView:
    kind: str
    person_id: UUID
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RevisionRow:
    place: int
    author_id: UUID
    saved_at: datetime
    submitted: bool


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One release, whole. ``content`` is what was signed where there is a package, else the
    newest revision. ``sign_refusal``: why this actor may not sign now; None: they may."""

    row: ReleaseRow
    content: Content
    digest: str
    package: Mapping[str, object]
    revision: int
    chain: tuple[ChainStep, ...]
    fallen: tuple[FallenSignature, ...]
    remarks: tuple[RemarkView, ...]
    revisions: tuple[RevisionRow, ...]
    postponed_until: datetime | None
    authors: frozenset[UUID]
    moves: tuple[Action, ...]
    sign_refusal: FayanError | None
    corrects: ReleaseRow | None
    withdrawn_at: datetime | None
    withdrawal_reason: str

    @property
    def may_sign(self) -> bool:
        return self.sign_refusal is None


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
        row(each) for each in waiting if _refusal(actor, standing(tx, each), each.digest) is None
    )


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


def release(tx: Session, release_id: UUID, actor: Actor) -> ReleaseView:
    found = tx.get(Release, release_id)
    if found is None:
        raise NotThere("release.not_there")
    latest = newest(tx, found)
    where = standing(tx, found)
    corrected = tx.get(Release, found.corrects_id) if found.corrects_id else None
    return ReleaseView(
        row=row(found),
        content=content_of(found.package) if found.package else content_from_json(latest.content),
        digest=found.digest,
        package=opened(found.package) if found.package else {},
        revision=found.revision,
        chain=_chain(tx, found, where),
        fallen=_fallen(tx, found),
        remarks=_remarks(tx, found),
        revisions=_revisions(tx, found),
        postponed_until=tx.scalar(
            select(func.max(Postponement.until)).where(Postponement.release_id == found.id)
        ),
        authors=where.authors,
        moves=moves(found.stage, actor.permissions),
        sign_refusal=_refusal(actor, where, found.digest)
        if found.stage is Stage.IN_REVIEW
        else None,
        corrects=row(corrected) if corrected else None,
        withdrawn_at=found.withdrawn_at,
        withdrawal_reason=found.withdrawal_reason,
    )


def draft(tx: Session, release_id: UUID) -> tuple[ReleaseRow, Content]:
    """The newest revision's words, whatever the stage."""
    return _words(tx, release_id, None)


def revision(tx: Session, release_id: UUID, place: int) -> Content:
    return _words(tx, release_id, place)[1]


def newest_place(tx: Session, release_id: UUID) -> int:
    return tx.scalar(select(Release.revision).where(Release.id == release_id)) or 0


def place_of_digest(tx: Session, release_id: UUID, digest: str) -> int | None:
    """The revision that was submitted under this digest."""
    return tx.scalar(
        select(Revision.place).where(Revision.release_id == release_id, Revision.digest == digest)
    )


def last_seen(
    tx: Session, release_id: UUID, person_id: UUID, *, before: int | None = None
) -> int | None:
    """The revision this person last signed: the redline begins there."""
    chosen = select(func.max(Signature.revision)).where(
        Signature.release_id == release_id, Signature.person_id == person_id
    )
    return tx.scalar(chosen.where(Signature.revision < before) if before else chosen)


def last_submitted(tx: Session, release_id: UUID, before: int) -> int | None:
    """The newest revision before ``before`` that was ever sent to review."""
    return tx.scalar(
        select(func.max(Revision.place)).where(
            Revision.release_id == release_id, Revision.submitted, Revision.place < before
        )
    )


def _words(tx: Session, release_id: UUID, place: int | None) -> tuple[ReleaseRow, Content]:
    found = tx.get(Release, release_id)
    kept = (
        tx.scalars(
            select(Revision).where(
                Revision.release_id == release_id,
                Revision.place == (place or found.revision),
            )
        ).one_or_none()
        if found
        else None
    )
    if found is None or kept is None:
        raise NotThere("release.not_there")
    return row(found), content_from_json(kept.content)


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


def _refusal(actor: Actor, where: Standing, digest: str) -> FayanError | None:
    try:
        check_signer(actor, where, seen=digest)
    except FayanError as refusal:
        return refusal
    return None


def _chain(tx: Session, found: Release, where: Standing) -> tuple[ChainStep, ...]:
    signed: Sequence[Signature] = tx.scalars(
        select(Signature)
        .where(Signature.release_id == found.id, Signature.revision == found.revision)
        .where(Signature.fell_at.is_(None), Signature.digest == found.digest)
    ).all()
    by_step = {each.step: each for each in signed}
    steps = []
    for place, role in enumerate(where.chain):
        signature = by_step.get(place)
        if signature is None:
            steps.append(ChainStep(place, role, current=place == where.step))
        else:
            steps.append(
                ChainStep(
                    place, role, signature.person_name, signature.post, signature.signed_at,
                    signature.comment,
                )
            )  # fmt: skip
    return tuple(steps)


def _fallen(tx: Session, found: Release) -> tuple[FallenSignature, ...]:
    gone = tx.scalars(
        select(Signature)
        .where(Signature.release_id == found.id, Signature.fell_at.is_not(None))
        .order_by(Signature.fell_at.desc(), Signature.step)
    )
    return tuple(
        FallenSignature(
            each.role, each.person_name, each.revision, each.signed_at, each.fell_at,
            each.fell_because,
        )
        for each in gone
        if each.fell_at is not None
    )  # fmt: skip


def _remarks(tx: Session, found: Release) -> tuple[RemarkView, ...]:
    said = tx.scalars(
        select(Remark).where(Remark.release_id == found.id).order_by(Remark.at.desc())
    )
    return tuple(RemarkView(each.kind, each.person_id, each.text, each.at) for each in said)


def _revisions(tx: Session, found: Release) -> tuple[RevisionRow, ...]:
    kept = tx.scalars(
        select(Revision).where(Revision.release_id == found.id).order_by(Revision.place.desc())
    )
    return tuple(
        RevisionRow(each.place, each.author_id, each.saved_at, each.submitted) for each in kept
    )
