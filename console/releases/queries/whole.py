"""One release, whole: its words, its chain, its history, what this person may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.kernel.errors import FayanError, NotThere
from console.people.rules.actor import Actor
from console.people.rules.granted import BY_ROLE
from console.people.rules.roles import Role
from console.people.rules.signing import Standing
from console.releases.queries.lists import ReleaseRow, row
from console.releases.records import (
    Postponement,
    Release,
    Remark,
    Revision,
    Signature,
)
from console.releases.rules.content import Content, content_from_json
from console.releases.rules.package import content_of, opened
from console.releases.rules.resting import SealedFact, facts_in
from console.releases.rules.signing import due_at, terms_in
from console.releases.rules.workflow import Action, Stage, moves
from console.releases.standing import acting, newest, refusal, standing


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One dot of the chain: who has signed, or whose turn it is."""

    place: int
    role: Role
    signed_by: str | None = None
    post: str = ""
    signed_at: datetime | None = None
    comment: str = ""
    authorisation: str = ""  # the number of what they relied on; "": they hold the role
    current: bool = False
    due_at: datetime | None = None  # of a step whose turn it is, where the chain says so
    together: str = ""


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
    rests_on: tuple[SealedFact, ...] = ()

    @property
    def may_sign(self) -> bool:
        return self.sign_refusal is None


def release(tx: Session, release_id: UUID, actor: Actor) -> ReleaseView:
    found = tx.get(Release, release_id)
    if found is None:
        raise NotThere("release.not_there")
    latest = newest(tx, found)
    where = standing(tx, found)
    corrected = tx.get(Release, found.corrects_id) if found.corrects_id else None
    package = opened(found.package) if found.package else {}
    return ReleaseView(
        row=row(found),
        content=content_of(found.package) if found.package else content_from_json(latest.content),
        digest=found.digest,
        package=package,
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
        sign_refusal=refusal(acting(tx, actor, found, where), where, found.digest)
        if found.stage is Stage.IN_REVIEW
        else None,
        corrects=row(corrected) if corrected else None,
        withdrawn_at=found.withdrawn_at,
        withdrawal_reason=found.withdrawal_reason,
        rests_on=facts_in(package),
    )


def _chain(tx: Session, found: Release, where: Standing) -> tuple[ChainStep, ...]:
    signed: Sequence[Signature] = tx.scalars(
        select(Signature)
        .where(Signature.release_id == found.id, Signature.revision == found.revision)
        .where(Signature.fell_at.is_(None), Signature.digest == found.digest)
    ).all()
    by_step = {each.step: each for each in signed}
    by_place = {each.step: each.signed_at for each in signed}
    terms = terms_in(opened(found.package)) if found.package else ()
    steps = []
    for place, role in enumerate(where.chain):
        signature = by_step.get(place)
        if signature is None:
            current = place in where.waiting
            due = due_at(place, terms, found.submitted_at, by_place) if current else None
            steps.append(
                ChainStep(place, role, current=current, due_at=due, together=terms[place].together)
            )
        else:
            steps.append(
                ChainStep(
                    place, role, signature.person_name, signature.post, signature.signed_at,
                    signature.comment,
                    "" if signature.authorisation == BY_ROLE else signature.authorisation,
                    together=terms[place].together,
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
