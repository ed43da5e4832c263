"""What signers said about a release, for who may read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.kernel.redline import RedlinedParagraph, redline
from console.people.rules.actor import Actor
from console.releases.queries.lists import ReleaseRow
from console.releases.queries.lists import row as row_of
from console.releases.records import (
    PassageComment,
    Release,
    ReviewNote,
    Signature,
    WordingProposal,
)
from console.releases.rules import passages
from console.releases.rules.body import text_of
from console.releases.rules.content import content_from_json
from console.releases.rules.passages import Passage
from console.releases.rules.workflow import Stage
from console.releases.standing import authors_of, newest, reviews


@dataclass(frozen=True, slots=True)
class NoteView:
    person_name: str
    post: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommentView:
    """``start``, ``paragraph`` (from 1), ``block``: where its quote stands in the words now; None:
    it is no longer there."""

    id: UUID
    quote: str
    text: str
    person_name: str
    post: str
    at: datetime
    revision: int
    done_at: datetime | None
    start: int | None
    paragraph: int | None
    block: int | None


@dataclass(frozen=True, slots=True)
class ProposalView:
    """``change``: from the words that it was made for to those proposed. ``moved``: the passage
    reads otherwise by now; ``now``: how, "" when it is gone."""

    id: UUID
    place: int
    change: tuple[RedlinedParagraph, ...]
    old: str
    new: str
    person_id: UUID
    person_name: str
    post: str
    at: datetime
    outcome: str
    decided_at: datetime | None
    moved: bool
    now: str


@dataclass(frozen=True, slots=True)
class Said:
    """``notes`` None: this person may not read them."""

    passages: tuple[Passage, ...]
    comments: tuple[CommentView, ...]
    proposals: tuple[ProposalView, ...]
    notes: tuple[NoteView, ...] | None

    @property
    def newer(self) -> bool:
        """Is there anything for the drafter to do?"""
        return bool(self.open_comments or self.open_proposals)

    def beside(self, place: int) -> tuple[CommentView, ...]:
        return tuple(each for each in self.open_comments if each.block == place)

    def proposed(self, place: int) -> tuple[ProposalView, ...]:
        return tuple(each for each in self.open_proposals if each.place == place and not each.moved)

    @property
    def open_comments(self) -> tuple[CommentView, ...]:
        return tuple(each for each in self.comments if each.done_at is None)

    @property
    def open_proposals(self) -> tuple[ProposalView, ...]:
        return tuple(each for each in self.proposals if not each.outcome)


def said(tx: Session, release_id: UUID, actor: Actor) -> Said:
    """About the newest words. Raises NoResultFound where there is no such release."""
    release = tx.get_one(Release, release_id)
    body = content_from_json(newest(tx, release).content).body
    found, text = passages.passages(body), text_of(body)
    comments = tx.scalars(
        select(PassageComment)
        .where(PassageComment.release_id == release_id)
        .order_by(PassageComment.at, PassageComment.id)
    )
    proposals = tx.scalars(
        select(WordingProposal)
        .where(WordingProposal.release_id == release_id)
        .order_by(WordingProposal.at, WordingProposal.id)
    )
    return Said(
        passages=found,
        comments=tuple(_comment(each, text, found) for each in comments),
        proposals=tuple(_proposal(each, body) for each in proposals),
        notes=_notes(tx, release, actor),
    )


def proposed_to(
    tx: Session, actor: Actor
) -> tuple[tuple[ReleaseRow, tuple[ProposalView, ...]], ...]:
    """Releases in review of this actor's, whose standing words a signer proposes to change."""
    waiting = tx.scalars(
        select(Release)
        .where(Release.stage == Stage.IN_REVIEW)
        .where(
            select(WordingProposal.id)
            .where(WordingProposal.release_id == Release.id, WordingProposal.outcome == "")
            .exists()
        )
        .order_by(Release.submitted_at)
    ).all()
    wrote = authors_of(tx, waiting)
    asked = (
        (row_of(each), said(tx, each.id, actor).open_proposals)
        for each in waiting
        if actor.id in wrote[each.id]
    )
    standing = ((each, tuple(one for one in made if not one.moved)) for each, made in asked)
    return tuple((each, made) for each, made in standing if made)


def signed_already(tx: Session, release_id: UUID, person_id: UUID, digest: str) -> bool:
    """Has this person a valid signature under exactly these words?"""
    row = tx.scalars(
        select(Signature.id).where(
            Signature.release_id == release_id,
            Signature.person_id == person_id,
            Signature.digest == digest,
            Signature.fell_at.is_(None),
        )
    ).first()
    return digest != "" and row is not None


def _notes(tx: Session, release: Release, actor: Actor) -> tuple[NoteView, ...] | None:
    if not reviews(tx, actor, release):
        return None
    rows = tx.scalars(
        select(ReviewNote)
        .where(ReviewNote.release_id == release.id)
        .order_by(ReviewNote.at, ReviewNote.id)
    )
    return tuple(NoteView(row.person_name, row.post, row.text, row.at) for row in rows)


def _comment(row: PassageComment, text: str, found: tuple[Passage, ...]) -> CommentView:
    start = passages.found_again(text, row.start, row.quote)
    before = [each.place for each in found if start is not None and each.start <= start]
    return CommentView(
        row.id, row.quote, row.text, row.person_name, row.post, row.at, row.revision, row.done_at,
        start,
        None if start is None else passages.paragraph_of(text, start),
        before[-1] if before else None,
    )  # fmt: skip


def _proposal(row: WordingProposal, body: str) -> ProposalView:
    blocks = body.split("\n")
    here = blocks[row.place] if row.place < len(blocks) else ""
    moved = here != row.old and blocks.count(row.old) != 1
    old, new = text_of(row.old), text_of(row.new)
    return ProposalView(
        id=row.id, place=row.place, change=redline(old, new), old=old, new=new,
        person_id=row.person_id, person_name=row.person_name, post=row.post, at=row.at,
        outcome=row.outcome, decided_at=row.decided_at, moved=moved, now=text_of(here),
    )  # fmt: skip
