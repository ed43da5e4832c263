"""Reading templates: lists, versions, what is cleared, what fits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from console.kernel.errors import NotThere
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.people.rules.signing import Standing
from console.release_templates.records import (
    Clearance,
    ClearanceSignature,
    ReleaseTemplate,
    TemplateVersion,
)
from console.release_templates.rules.clearing import (
    HOLDING,
    VERIFYING,
    Wording,
    column_in,
    counts,
    line_in,
)


@dataclass(frozen=True, slots=True)
class VersionView:
    id: UUID
    template_id: UUID
    name: str
    place: int
    wording: Wording
    author_id: UUID | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SignedStep:
    """One signature, by value, as it stood when it was given."""

    step: int
    role: str
    person_id: UUID
    name: str
    post: str
    at: datetime
    proof: str
    digest: str
    comment: str


@dataclass(frozen=True, slots=True)
class ClearanceView:
    """``signatures``: in the order of the steps."""

    id: UUID
    version: VersionView
    package: str
    digest: str
    chain: tuple[Role, ...]
    asked_by: UUID
    asked_at: datetime
    expires_at: datetime
    cleared_at: datetime | None
    ended_at: datetime | None
    ended_by: UUID | None
    ended_because: str
    reason: str
    signatures: tuple[SignedStep, ...]

    @property
    def column(self) -> str:
        return column_in(self.package)

    def good(self, at: datetime) -> bool:
        return counts(
            at, cleared_at=self.cleared_at, expires_at=self.expires_at, ended_at=self.ended_at
        )

    def pending(self, at: datetime) -> bool:
        return self.cleared_at is None and self.ended_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class TemplateView:
    """``versions``: the newest first. ``clearances``: the newest asked first."""

    id: UUID
    name: str
    retired_at: datetime | None
    versions: tuple[VersionView, ...]
    clearances: tuple[ClearanceView, ...]

    @property
    def newest(self) -> VersionView:
        return self.versions[0]

    def current(self, at: datetime) -> ClearanceView | None:
        """The clearance that stands or waits; a good one comes before one that waits."""
        live = [each for each in self.clearances if each.good(at) or each.pending(at)]
        return next((each for each in live if each.good(at)), live[0] if live else None)


def templates(tx: Session, *, retired: bool = False) -> tuple[TemplateView, ...]:
    """By kind and name."""
    query = select(ReleaseTemplate)
    if not retired:
        query = query.where(ReleaseTemplate.retired_at.is_(None))
    views = _views(tx, list(tx.scalars(query)))
    return tuple(sorted(views, key=lambda each: (each.newest.wording.kind, each.name, each.id)))


def template(tx: Session, template_id: UUID) -> TemplateView:
    """Raises NotThere."""
    found = tx.get(ReleaseTemplate, template_id)
    if found is None:
        raise NotThere("template.not_there")
    return _views(tx, [found])[0]


def version(tx: Session, version_id: UUID) -> VersionView:
    """Raises NotThere."""
    row = tx.get(TemplateVersion, version_id)
    parent = tx.get(ReleaseTemplate, row.template_id) if row else None
    if row is None or parent is None:
        raise NotThere("template.not_there")
    return _version(row, parent.name)


def clearance(tx: Session, clearance_id: UUID) -> ClearanceView:
    """Raises NotThere."""
    row = tx.get(Clearance, clearance_id)
    if row is None:
        raise NotThere("clearance.not_there")
    return _clearances(tx, [row], {row.version_id: version(tx, row.version_id)})[0]


def fitting(tx: Session, kind: str, category: str) -> VersionView | None:
    """The newest version of the template that fits best: one that names the category before one
    for any, and the newest of several."""
    fits = [
        each.newest for each in templates(tx) if each.newest.wording.fits(kind, category)
    ]  # fmt: skip
    return max(
        fits, key=lambda each: (bool(each.wording.categories), each.saved_at, each.id), default=None
    )


def cleared(tx: Session, at: datetime, category: str) -> ClearanceView | None:
    """What may be released with one signature now; of several the one cleared last."""
    return _cleared_last(tx, at, HOLDING, category)


def cleared_line(tx: Session, at: datetime, category: str) -> ClearanceView | None:
    """The line of 核实中 that counts now; None: none was cleared."""
    return _cleared_last(tx, at, VERIFYING, category)


def lines_of(tx: Session, clearance_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What was signed, by clearance; one whose package is not what was signed is left out."""
    wanted = set(clearance_ids)
    if not wanted:
        return {}
    rows = tx.execute(
        select(Clearance.id, Clearance.package, Clearance.digest).where(Clearance.id.in_(wanted))
    )
    lines = {key: line_in(package, digest) for key, package, digest in rows}
    return {key: line for key, line in lines.items() if line}


def _cleared_last(tx: Session, at: datetime, kind: str, category: str) -> ClearanceView | None:
    rows = list(
        tx.scalars(
            select(Clearance).where(
                Clearance.cleared_at.is_not(None),
                Clearance.ended_at.is_(None),
                Clearance.expires_at > at,
            )
        )
    )
    versions = {each.version_id: version(tx, each.version_id) for each in rows}
    fits = [
        each
        for each in _clearances(tx, rows, versions)
        if each.good(at) and each.version.wording.fits(kind, category)
    ]
    return max(
        fits,
        key=lambda each: (bool(each.version.wording.categories), each.cleared_at, each.id),
        default=None,
    )


def standing(tx: Session, view: ClearanceView) -> Standing:
    """Authors: whoever wrote this version or one before it, and whoever asked."""
    wrote = tx.scalars(
        select(TemplateVersion.author_id).where(
            TemplateVersion.template_id == view.version.template_id,
            TemplateVersion.place <= view.version.place,
            TemplateVersion.author_id.is_not(None),
        )
    )
    return Standing(
        digest=view.digest,
        chain=view.chain,
        authors=frozenset(each for each in wrote if each) | {view.asked_by},
        signers=tuple(each.person_id for each in view.signatures),
    )


def to_sign(tx: Session, at: datetime, actor: Actor) -> tuple[ClearanceView, ...]:
    """Clearances whose next step is this person's; the oldest first."""
    rows = list(
        tx.scalars(
            select(Clearance)
            .where(Clearance.cleared_at.is_(None), Clearance.ended_at.is_(None))
            .where(Clearance.expires_at > at)
            .order_by(Clearance.asked_at, Clearance.id)
        )
    )
    versions = {each.version_id: version(tx, each.version_id) for each in rows}
    found = []
    for view in _clearances(tx, rows, versions):
        where = standing(tx, view)
        barred = where.authors | set(where.signers)
        if not where.complete and where.role in actor.roles and actor.id not in barred:
            found.append(view)
    return tuple(found)


def seeded(tx: Session, seed: str) -> bool:
    return bool(tx.scalar(select(exists().where(ReleaseTemplate.seed == seed))))


def _views(tx: Session, rows: list[ReleaseTemplate]) -> tuple[TemplateView, ...]:
    names = {row.id: row.name for row in rows}
    versions: dict[UUID, list[VersionView]] = defaultdict(list)
    found = tx.scalars(
        select(TemplateVersion)
        .where(TemplateVersion.template_id.in_(names))
        .order_by(TemplateVersion.place.desc())
    )
    for each in found:
        versions[each.template_id].append(_version(each, names[each.template_id]))
    by_id = {each.id: each for some in versions.values() for each in some}
    asked = list(
        tx.scalars(
            select(Clearance)
            .where(Clearance.version_id.in_(by_id))
            .order_by(Clearance.asked_at.desc(), Clearance.id.desc())
        )
    )
    clearances: dict[UUID, list[ClearanceView]] = defaultdict(list)
    for view in _clearances(tx, asked, by_id):
        clearances[view.version.template_id].append(view)
    return tuple(
        TemplateView(
            row.id, row.name, row.retired_at, tuple(versions[row.id]), tuple(clearances[row.id])
        )
        for row in rows
    )


def _version(row: TemplateVersion, name: str) -> VersionView:
    wording = Wording(row.kind, tuple(row.categories), row.title, row.text)
    return VersionView(
        row.id, row.template_id, name, row.place, wording, row.author_id, row.saved_at
    )


def _clearances(
    tx: Session, rows: list[Clearance], versions: dict[UUID, VersionView]
) -> list[ClearanceView]:
    signed: dict[UUID, list[SignedStep]] = defaultdict(list)
    found = tx.scalars(
        select(ClearanceSignature)
        .where(ClearanceSignature.clearance_id.in_([row.id for row in rows]))
        .order_by(ClearanceSignature.step)
    )
    for each in found:
        signed[each.clearance_id].append(
            SignedStep(
                each.step, each.role, each.person_id, each.person_name, each.post, each.signed_at,
                each.proof, each.digest, each.comment,
            )
        )  # fmt: skip
    return [
        ClearanceView(
            id=row.id, version=versions[row.version_id], package=row.package, digest=row.digest,
            chain=tuple(Role(each) for each in row.chain), asked_by=row.asked_by,
            asked_at=row.asked_at, expires_at=row.expires_at, cleared_at=row.cleared_at,
            ended_at=row.ended_at, ended_by=row.ended_by, ended_because=row.ended_because,
            reason=row.reason, signatures=tuple(signed[row.id]),
        )
        for row in rows
    ]  # fmt: skip
