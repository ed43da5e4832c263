"""Who wrote, submitted, judged and signed a release: everything as it stood when it was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.errors import NotThere
from console.releases.records import GuardReport, Release, Revision
from console.releases.standing import signatures


@dataclass(frozen=True, slots=True)
class Signed:
    """Name and post as at signing. ``authorisation``: what it relied on, "role" for one's own."""

    step: int
    role: str
    name: str
    post: str
    at: datetime
    proof: str
    authorisation: str
    comment: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """``places``: the versions that they saved, as runs of neighbours. Name and post as at the
    newest of them."""

    person_id: UUID
    name: str
    post: str
    places: tuple[tuple[int, int], ...]
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Approved:
    """``submitted_by``, ``guarded_at``: None for a draft, or words from before there was one.
    ``submitter``: name and post as at submission."""

    signed: tuple[Signed, ...]
    wrote: tuple[Wrote, ...]
    submitted_by: UUID | None
    submitter: tuple[str, str]
    submitted_at: datetime | None
    guarded_at: datetime | None
    guard: str


def approved(tx: Session, release_id: UUID) -> Approved:
    """Raises NotThere."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    report = tx.scalars(
        select(GuardReport).where(
            GuardReport.release_id == release.id, GuardReport.revision == release.revision
        )
    ).first()
    revisions = tx.scalars(
        select(Revision).where(Revision.release_id == release.id).order_by(Revision.place)
    ).all()
    sent = next((each for each in revisions if each.place == release.revision), None)
    return Approved(
        signed=tuple(
            Signed(
                each.step, each.role, each.person_name, each.post, each.signed_at, each.proof,
                each.authorisation, each.comment,
            )
            for each in signatures(tx, release)
        ),
        wrote=_wrote(revisions),
        submitted_by=sent.submitted_by if sent else None,
        submitter=(sent.submitter_name, sent.submitter_post) if sent else ("", ""),
        submitted_at=release.submitted_at,
        guarded_at=report.at if report else None,
        guard=report.version if report else "",
    )  # fmt: skip


def _wrote(revisions: Iterable[Revision]) -> tuple[Wrote, ...]:
    runs: dict[UUID, list[tuple[int, int]]] = {}
    first: dict[UUID, datetime] = {}
    known: dict[UUID, tuple[str, str]] = {}
    for each in revisions:
        mine = runs.setdefault(each.author_id, [])
        first.setdefault(each.author_id, each.started_at)
        known[each.author_id] = (each.author_name, each.author_post)
        if mine and mine[-1][1] == each.place - 1:
            mine[-1] = (mine[-1][0], each.place)
        else:
            mine.append((each.place, each.place))
    return tuple(Wrote(who, *known[who], tuple(places), first[who]) for who, places in runs.items())
