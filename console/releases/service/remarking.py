"""What signers say: comments on passages to the drafter, notes to each other and no author."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import NotThere, NotYou
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.people.rules.signing import check_signer
from console.releases.policy import ReleasePolicy
from console.releases.records import PassageComment, Release, ReviewNote
from console.releases.rules import passages
from console.releases.rules.content import content_from_json
from console.releases.rules.workflow import Action
from console.releases.service import found, relying
from console.releases.standing import authors, newest, reviews, standing

PUT_IN_PASSAGES = "意见写在各段旁边。"  # of a release sent back without another word


def note(
    tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, *, release_id: UUID, text: str
) -> UUID:
    """Kept for good, beside the package. The audit has its hash. Pressed twice it is said once.

    Raises NotYou, NotThere, Invalid.
    """
    release = found.locked(tx, release_id)
    check_reviewer(tx, actor, release)
    said = found.required(text, policy.longest_remark)
    last = tx.scalars(
        select(ReviewNote)
        .where(ReviewNote.release_id == release.id, ReviewNote.person_id == actor.id)
        .order_by(ReviewNote.at.desc())
    ).first()
    if last is not None and (last.text, last.revision) == (said, release.revision):
        return last.id
    row = ReviewNote(
        release_id=release.id, revision=release.revision, person_id=actor.id,
        person_name=actor.name, post=actor.post, text=said, at=at,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit.record(
        tx, at, audit.Event.REVIEW_NOTED, actor=actor.username, subject=found.subject(release),
        number=release.number, text=hashlib.sha256(said.encode()).hexdigest(),
    )  # fmt: skip
    return row.id


def check_reviewer(tx: Session, actor: Actor, release: Release) -> None:
    """Notes are between those who sign, and closed to whoever wrote. Raises NotYou."""
    if actor.id in authors(tx, release):
        raise NotYou("note.author")
    actor.require(P.RELEASE_SIGN)
    if not reviews(tx, actor, release):
        raise NotYou("release.beyond_authority")


def comment(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    place: int,
    text: str,
    quote: str = "",
) -> UUID:
    """On the passage of block ``place``, or on ``quote`` inside it, by whose turn it is to sign.

    Raises NotYou, NotNow, Stale (other words than the signer saw), Invalid.
    """
    release = found.locked(tx, release_id)
    check_turn(tx, at, actor, release, seen)
    body = content_from_json(newest(tx, release).content).body
    start, words = passages.quoted(passages.at(body, place), quote)
    said = found.required(text, policy.longest_remark)
    same = tx.scalars(
        select(PassageComment).where(
            PassageComment.release_id == release.id,
            PassageComment.revision == release.revision,
            PassageComment.person_id == actor.id,
            PassageComment.start == start,
            PassageComment.text == said,
        )
    ).first()
    if same is not None:
        return same.id
    row = PassageComment(
        release_id=release.id, revision=release.revision, start=start, quote=words, text=said,
        person_id=actor.id, person_name=actor.name, post=actor.post, at=at,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit.record(
        tx, at, audit.Event.PASSAGE_COMMENTED, actor=actor.username, subject=found.subject(release),
        number=release.number, revision=release.revision, digest=release.digest,
    )  # fmt: skip
    return row.id


def check_turn(tx: Session, at: datetime, actor: Actor, release: Release, seen: str) -> Actor:
    """The actor as they may act on the step whose turn it is. Raises like ``send_back``."""
    where = standing(tx, release)
    signer, _ = relying.signer(tx, at, actor, release, where)
    found.may_move(release, Action.SEND_BACK, signer)
    check_signer(signer, where, seen=seen)
    return signer


def done(tx: Session, at: datetime, actor: Actor, *, release_id: UUID, comment_id: UUID) -> None:
    """已处理, by whoever drafts; twice is once. Raises NotYou, NotThere."""
    actor.require(P.RELEASE_DRAFT)
    release = found.locked(tx, release_id)
    row = tx.get(PassageComment, comment_id)
    if row is None or row.release_id != release.id:
        raise NotThere("comment.not_there")
    if row.done_at is not None:
        return
    row.done_at, row.done_by = at, actor.id
    audit.record(
        tx, at, audit.Event.COMMENT_DONE, actor=actor.username, subject=found.subject(release),
        number=release.number,
    )  # fmt: skip


def said_beside(tx: Session, release: Release, actor: Actor) -> bool:
    """Has this signer commented on a passage of these words?"""
    return (
        tx.scalar(
            select(PassageComment.id)
            .where(
                PassageComment.release_id == release.id,
                PassageComment.revision == release.revision,
                PassageComment.person_id == actor.id,
            )
            .limit(1)
        )
        is not None
    )
