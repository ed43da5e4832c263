"""建议改法: a signer proposes other words; who drafts accepts them, and is the author."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import NotNow, NotThere, NotYou
from console.notices.service import tell
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.releases.policy import ReleasePolicy
from console.releases.records import Release, WordingProposal
from console.releases.rules import passages
from console.releases.rules.content import content_from_json
from console.releases.rules.workflow import Stage
from console.releases.service import found
from console.releases.service.drafting import save
from console.releases.service.remarking import check_turn
from console.releases.service.submission import recall
from console.releases.standing import authors, newest

ACCEPTED, DECLINED = "accepted", "declined"
BECAUSE = "采纳审签人建议的改法。"


def propose(
    tx: Session,
    at: datetime,
    actor: Actor,
    *,
    release_id: UUID,
    seen: str,
    place: int,
    text: str,
) -> UUID:
    """Other words for block ``place``, by whose turn it is to sign. A newer proposal of theirs for
    the same passage takes the place of the older. Raises NotYou, NotNow, Stale, Invalid."""
    release = found.locked(tx, release_id)
    check_turn(tx, at, actor, release, seen)
    body = content_from_json(newest(tx, release).content).body
    old = passages.at(body, place).block
    new = passages.reworded(old, text)
    row = tx.scalars(
        select(WordingProposal).where(
            WordingProposal.release_id == release.id,
            WordingProposal.revision == release.revision,
            WordingProposal.place == place,
            WordingProposal.person_id == actor.id,
            WordingProposal.outcome == "",
        )
    ).first()
    if row is not None and row.new == new:
        return row.id
    if row is None:
        row = WordingProposal(
            release_id=release.id, revision=release.revision, place=place, old=old, new=new,
            person_id=actor.id, person_name=actor.name, post=actor.post, at=at, outcome="",
        )  # fmt: skip
        tx.add(row)
    row.new, row.at = new, at
    tx.flush()
    _record(tx, at, audit.Event.WORDING_PROPOSED, actor, release)
    tell(
        tx, at, sorted(authors(tx, release)), "release.told_proposed", found.subject(release),
        {"number": release.number or "", "by": actor.name}, f"proposed:{row.id}",
    )  # fmt: skip
    return row.id


def accept(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    proposal_id: UUID,
) -> Stage:
    """Its words are in the newest revision, which is the accepter's; the signatures fall. Where it
    was in review it is to be submitted again. The stage before; twice is once.

    Raises NotYou, NotThere, NotNow, Stale when the passage reads otherwise by now.
    """
    release, row = _open(tx, actor, release_id, proposal_id)
    before = release.stage
    if row.outcome == ACCEPTED:
        return before
    _check_open(row)
    words = content_from_json(newest(tx, release).content)
    body = passages.exchanged(words.body, row.place, row.old, row.new)
    if before is Stage.IN_REVIEW:
        recall(
            tx, at, actor, policy, release_id=release.id, version=release.version, reason=BECAUSE
        )
    elif before is not Stage.DRAFT:
        raise NotNow("proposal.not_now")
    save(
        tx, at, actor, policy, release_id=release.id, version=release.version,
        content=replace(words, body=body),
    )  # fmt: skip
    _decide(tx, at, actor, release, row, ACCEPTED)
    return before


def decline(
    tx: Session, at: datetime, actor: Actor, *, release_id: UUID, proposal_id: UUID
) -> None:
    """The words stay; who proposed is told. Twice is once. Raises NotYou, NotThere, NotNow."""
    release, row = _open(tx, actor, release_id, proposal_id)
    if row.outcome == DECLINED:
        return
    _check_open(row)
    _decide(tx, at, actor, release, row, DECLINED)


def _open(
    tx: Session, actor: Actor, release_id: UUID, proposal_id: UUID
) -> tuple[Release, WordingProposal]:
    actor.require(P.RELEASE_DRAFT)
    release = found.locked(tx, release_id)
    row = tx.get(WordingProposal, proposal_id)
    if row is None or row.release_id != release.id:
        raise NotThere("proposal.not_there")
    if row.person_id == actor.id:
        raise NotYou("proposal.own")
    return release, row


def _check_open(row: WordingProposal) -> None:
    if row.outcome:
        raise NotNow("proposal.decided")


def _decide(
    tx: Session, at: datetime, actor: Actor, release: Release, row: WordingProposal, outcome: str
) -> None:
    row.outcome, row.decided_at, row.decided_by = outcome, at, actor.id
    accepted = outcome == ACCEPTED
    event = audit.Event.WORDING_ACCEPTED if accepted else audit.Event.WORDING_DECLINED
    _record(tx, at, event, actor, release)
    tell(
        tx, at, [row.person_id],
        "release.told_accepted" if accepted else "release.told_declined", found.subject(release),
        {"number": release.number or "", "by": actor.name}, f"decided:{row.id}",
    )  # fmt: skip


def _record(tx: Session, at: datetime, event: audit.Event, actor: Actor, release: Release) -> None:
    audit.record(
        tx, at, event, actor=actor.username, subject=found.subject(release),
        number=release.number, revision=release.revision,
    )  # fmt: skip
