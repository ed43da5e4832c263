"""Finding and moving a release: the only place that assigns ``stage``."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.clock import local
from console.kernel.errors import Invalid, NotThere, Stale
from console.notices.service import tell
from console.people.rules.actor import Actor
from console.people.rules.roles import P, permissions
from console.releases.records import Release, Remark, Revision
from console.releases.rules.body import clean_lines
from console.releases.rules.content import Content, content_to_json
from console.releases.rules.kinds import CHANGES, Kind
from console.releases.rules.package import opened
from console.releases.rules.workflow import Action, Stage, step
from console.releases.standing import signatures

FURTHEST = timedelta(days=366)
SYSTEM_PERMISSIONS = frozenset({P.SYSTEM_BEGIN})


def locked(tx: Session, release_id: UUID) -> Release:
    """What merely refers to it (a hold, an update of its page) does not wait: its id stands."""
    release = tx.get(Release, release_id, with_for_update={"key_share": True})
    if release is None:
        raise NotThere("release.not_there")
    return release


def all_locked(tx: Session, release_ids: Iterable[UUID]) -> dict[UUID, Release]:
    """By id; the older first, as everyone locks them."""
    wanted = set(release_ids)
    found = tx.scalars(
        select(Release)
        .where(Release.id.in_(wanted))
        .order_by(Release.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    rows = {each.id: each for each in found}
    if rows.keys() != wanted:
        raise NotThere("release.not_there")
    return rows


def locked_with_kin(tx: Session, release_id: UUID) -> Release:
    """Also what it corrects and what corrects it; the older first, as everyone locks them."""
    corrected = select(Release.corrects_id).where(Release.id == release_id).scalar_subquery()
    tx.scalars(
        select(Release)
        .where(
            or_(
                Release.id == release_id,
                Release.id == corrected,
                Release.corrects_id == release_id,
            )
        )
        .order_by(Release.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    return locked(tx, release_id)


def move(tx: Session, at: datetime, release: Release, action: Action, actor: Actor | None) -> None:
    """By the table, or not at all. ``None``: the dispatcher."""
    del tx
    held = SYSTEM_PERMISSIONS if actor is None else permissions(actor.roles)
    release.stage = step(release.stage, action, held)
    release.updated_at = at
    release.version += 1


def may_move(release: Release, action: Action, actor: Actor) -> None:
    """Raises like ``move``, and changes nothing."""
    step(release.stage, action, permissions(actor.roles))


def drop_signatures(tx: Session, at: datetime, release: Release, actor: Actor, why: str) -> None:
    """Visible for good: the rows stay, marked with when and why they fell."""
    fallen = signatures(tx, release)
    for signature in fallen:
        signature.fell_at, signature.fell_because = at, why
    if fallen:
        audit.record(
            tx, at, audit.Event.SIGNATURES_FELL, actor=actor.username, subject=subject(release),
            number=release.number, because=why, whose=[each.person_name for each in fallen],
        )  # fmt: skip
        tell(
            tx, at, sorted({each.person_id for each in fallen} - {actor.id}), "release.told_fell",
            subject(release), {"number": release.number or ""},
            f"fell:{release.id}:{max(each.id for each in fallen)}",
        )  # fmt: skip


def check_version(release: Release, seen: int) -> None:
    if release.version != seen:
        raise Stale("release.changed_meanwhile")


def remark(
    tx: Session, at: datetime, release: Release, actor: Actor, kind: str, text: str, longest: int
) -> None:
    tx.add(
        Remark(
            release_id=release.id,
            revision=release.revision,
            person_id=actor.id,
            kind=kind,
            text=required(text, longest),
            at=at,
        )
    )


def check_future(moment: datetime, at: datetime, zone: tzinfo, *, field: str) -> None:
    """Raises Invalid with the moment as a person reads it."""
    shown = local(moment, zone)
    text = f"{shown:%Y-%m-%d %H:%M}"
    if moment <= at:
        raise Invalid("time.past", field=field, text=text)
    if moment > at + FURTHEST:
        raise Invalid("time.too_far", field=field, text=text)


def required(text: str, longest: int) -> str:
    """A comment or reason: there must be one, and it must fit."""
    kept = clean_lines(text)
    if not kept:
        raise Invalid("remark.missing", field="comment")
    check_remark(kept, longest)
    return kept


def check_remark(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Invalid("remark.too_long", field="comment", length=len(text), most=longest)


def next_series_place(tx: Session, incident_id: UUID) -> int:
    """The place after the last release of the incident that was submitted and not discarded."""
    last = tx.scalar(
        select(func.max(Release.series_place)).where(
            Release.incident_id == incident_id, Release.stage != Stage.DISCARDED
        )
    )
    return (last or 0) + 1


def subject(release: Release) -> str:
    return f"release:{release.id}"


def mouths(release: Release) -> tuple[str, ...]:
    """Every channel that the signed words name."""
    return tuple(opened(release.package)["variants"])


def new_revision(release: Release, actor: Actor, content: Content, at: datetime) -> Revision:
    return Revision(
        release_id=release.id, place=release.revision, author_id=actor.id,
        content=content_to_json(content), started_at=at, saved_at=at, author_name=actor.name,
        author_post=actor.post,
    )  # fmt: skip


def kind_refused(kind: Kind) -> Invalid:
    """A correction names what it corrects, and only a correction does."""
    code = "release.corrects_nothing" if kind in CHANGES else "release.stays_a_change"
    return Invalid(code, field="kind", kind=kind.value)
