"""Releases, revisions, signatures, remarks, postponements, and the shelf's places."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from console.database import Base, words
from console.kernel.ids import new_id
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Stage

WIDTHS: Final = {"column": 31, "title": 200, "list_title": 200}  # of what lists show


class Release(Base):
    """``title``, ``list_title`` and ``column`` mirror the newest revision, for lists and filters.

    ``package`` is the canonical JSON that was submitted, ``digest`` its SHA-256; both are empty in
    a draft. ``published_at`` is set when the public page is claimed; once the page is out it never
    moves. An attempt of which nothing came takes it away again.
    """

    __tablename__ = "releases"
    __table_args__ = (
        Index("ix_releases_stage_updated_at", "stage", "updated_at"),
        Index("ix_releases_incident_id_series_place", "incident_id", "series_place"),
        Index("ix_releases_published_at", "published_at"),
        Index("ix_releases_corrects_id", "corrects_id"),
        Index("ix_releases_list_title", "list_title"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[Kind] = mapped_column(words(Kind))
    stage: Mapped[Stage] = mapped_column(words(Stage))
    column: Mapped[str] = mapped_column(String(WIDTHS["column"]))
    title: Mapped[str] = mapped_column(String(WIDTHS["title"]))
    list_title: Mapped[str] = mapped_column(String(WIDTHS["list_title"]))
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id"))
    series_place: Mapped[int | None]  # 1 is the first report
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("releases.id"))
    drill: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)  # grows with every change a screen could miss
    revision: Mapped[int] = mapped_column(default=1)  # the newest revision's place
    package: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    submitted_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]  # the public page last said something new
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    @validates("column", "title", "list_title")
    def _fit(self, name: str, given: str) -> str:
        """The draft keeps everything that was typed (its revision); a mirror keeps what fits."""
        return given[: WIDTHS[name]]


class Revision(Base):
    """``content`` is releases.rules.content.Content as JSON. Only the newest may be overwritten,
    by its own author, while it is young and was never submitted (autosave)."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("release_id", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"))
    place: Mapped[int]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    content: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted: Mapped[bool] = mapped_column(default=False)
    submitted_by: Mapped[UUID | None]  # who sent these words to review: an author of them
    author_name: Mapped[str] = mapped_column(String(40), default="")  # as at the last saving
    author_post: Mapped[str] = mapped_column(String(60), default="")
    submitter_name: Mapped[str] = mapped_column(String(40), default="")  # as at submission
    submitter_post: Mapped[str] = mapped_column(String(60), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")  # of the package it went into


class Signature(Base):
    """谁审核,谁负责. ``fell_at``: an edit made a new revision; the row stays."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("release_id", "revision", "step"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"))
    revision: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    step: Mapped[int]  # place in the chain, from 0
    role: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))  # as at signing
    post: Mapped[str] = mapped_column(String(60))  # as at signing
    signed_at: Mapped[datetime]
    proof: Mapped[str] = mapped_column(String(20))  # how they proved who they are: password
    authorisation: Mapped[str] = mapped_column(String(60), default="role")  # what it relied on
    comment: Mapped[str] = mapped_column(Text, default="")
    fell_at: Mapped[datetime | None]
    fell_because: Mapped[str] = mapped_column(String(40), default="")


class AfterReview(Base):
    """事后补审, owed for what the commander signed alone. What was signed never changes, by
    trigger; done once. Owed while the release still has this digest."""

    __tablename__ = "after_reviews"
    __table_args__ = (UniqueConstraint("release_id", "digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"))
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id"))
    digest: Mapped[str] = mapped_column(String(64))
    signer_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    signer_name: Mapped[str] = mapped_column(String(40))
    signer_post: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime]
    ticked: Mapped[list[Any]]  # the names of the items that the signer ticked too
    due_at: Mapped[datetime]
    overdue_at: Mapped[datetime | None]  # when it was said to be overdue
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    done_name: Mapped[str] = mapped_column(String(40), default="")
    done_post: Mapped[str] = mapped_column(String(60), default="")
    verdict: Mapped[str] = mapped_column(String(24), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    proof: Mapped[str] = mapped_column(String(24), default="")


class TelephoneCall(Base):
    """电话核签: one call to a signer. Who was called, about which words, never changes, by trigger;
    each of attesting, confirming and denying is set once. ``telephone``: the registered number."""

    __tablename__ = "telephone_calls"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    step: Mapped[int]
    role: Mapped[str] = mapped_column(String(30))
    signer_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    signer_name: Mapped[str] = mapped_column(String(40))
    signer_post: Mapped[str] = mapped_column(String(60))
    telephone: Mapped[str] = mapped_column(String(30))
    caller_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    caller_name: Mapped[str] = mapped_column(String(40))
    caller_post: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    wrong: Mapped[int] = mapped_column(default=0)  # codes that were not the one
    ended_at: Mapped[datetime | None]
    witness_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    witness_name: Mapped[str] = mapped_column(String(40), default="")
    witness_post: Mapped[str] = mapped_column(String(60), default="")
    caller_proof: Mapped[str] = mapped_column(String(24), default="")
    witness_proof: Mapped[str] = mapped_column(String(24), default="")
    figures: Mapped[list[Any]]  # those that the signer repeated
    signature_id: Mapped[UUID | None] = mapped_column(ForeignKey("signatures.id"))
    signed_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirm_proof: Mapped[str] = mapped_column(String(24), default="")
    denied_at: Mapped[datetime | None]


class Remark(Base):
    """Why something was sent back, recalled, withdrawn or put later."""

    __tablename__ = "remarks"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    revision: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(20))  # sent_back | recalled | withdrawn | postponed
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class GuardOverride(Base):
    """例外放行: one finding let through by a second person. Rows stay, marked when they fell."""

    __tablename__ = "guard_overrides"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    part: Mapped[str] = mapped_column(String(20))
    excerpt: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))  # as it was then
    post: Mapped[str] = mapped_column(String(60))  # as it was then
    proof: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    fell_at: Mapped[datetime | None]
    fell_because: Mapped[str] = mapped_column(
        String(40), default=""
    )  # edited | taken_back | author


class GuardReport(Base):
    """What the guard said of a revision as it was submitted: every signer sees exactly this."""

    __tablename__ = "guard_reports"
    __table_args__ = (UniqueConstraint("release_id", "revision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"))
    revision: Mapped[int]
    version: Mapped[str] = mapped_column(String(20))  # of the guard
    at: Mapped[datetime]  # when it looked: what changed later is judged again before delivery
    findings: Mapped[list[Any]]


class TemplateUse(Base):
    """A draft that began from a template: its locked passages stand, unless it was put away."""

    __tablename__ = "template_uses"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("template_versions.id"))
    at: Mapped[datetime]
    put_away_at: Mapped[datetime | None]
    put_away_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Postponement(Base):
    """Append-only, outside the package: only ever later."""

    __tablename__ = "postponements"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    until: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Verification(Base):
    """核实中 on a published release: the line of a clearance, by one person, until a signed word
    ends it. ``ended_because``: confirmed | corrected | withdrawn. One at a time stands.

    ``digest``: of the release's words. ``confirmed_*``: who signed that they stand, as then.
    """

    __tablename__ = "verifications"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    clearance_id: Mapped[UUID] = mapped_column(ForeignKey("template_clearances.id"))
    digest: Mapped[str] = mapped_column(String(64))
    placed_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    placed_at: Mapped[datetime]
    proof: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(String(20), default="")
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    confirmed_name: Mapped[str] = mapped_column(String(40), default="")
    confirmed_post: Mapped[str] = mapped_column(String(60), default="")
    confirmed_proof: Mapped[str] = mapped_column(String(20), default="")
    comment: Mapped[str] = mapped_column(Text, default="")


class EarlyReading(Base):
    """Somebody had the text on their screen before it was public. Append-only, by trigger; name and
    post as then. ``day``: of the bureau's calendar. ``screen``: the first that showed it."""

    __tablename__ = "early_readings"
    __table_args__ = (UniqueConstraint("release_id", "person_id", "revision", "day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"))
    revision: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(60))
    day: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    screen: Mapped[str] = mapped_column(String(40))


class ShelfPlace(Base):
    """Where a public release stands in each list: places count from 1, the oldest, and stay."""

    __tablename__ = "shelf_places"
    __table_args__ = (
        UniqueConstraint("shelf", "release_id"),
        Index("ix_shelf_places_place_shelf", "place", "shelf"),  # first places: which lists exist
    )

    shelf: Mapped[str] = mapped_column(
        String(60), primary_key=True
    )  # all | column:x | month:2026-11
    place: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"))


class DraftPresence(Base):
    """Somebody has this draft open in the editor; told apart from a row left behind by its age."""

    __tablename__ = "draft_presences"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    seen_at: Mapped[datetime]


class ReviewNote(Base):
    """Between reviewers, never in the package and never shown to an author. Append-only."""

    __tablename__ = "review_notes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    revision: Mapped[int]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))  # as it was then
    post: Mapped[str] = mapped_column(String(60))  # as it was then
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class PassageComment(Base):
    """A signer's word on a passage. ``start``: in the plain text of ``revision``, where ``quote``
    stands. Whoever drafts marks it done."""

    __tablename__ = "passage_comments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    revision: Mapped[int]
    start: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))  # as it was then
    post: Mapped[str] = mapped_column(String(60))  # as it was then
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class WordingProposal(Base):
    """建议改法 of a signer: one block of ``revision`` for another. Who accepts it is the author."""

    __tablename__ = "wording_proposals"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    revision: Mapped[int]
    place: Mapped[int]  # of the block, from 0
    old: Mapped[str] = mapped_column(Text)  # the block as it stood
    new: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(40))  # as it was then
    post: Mapped[str] = mapped_column(String(60))  # as it was then
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10), default="")  # accepted | declined
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class SignatureCall(Base):
    """Who rang which signer about a step, when, and whether they answered."""

    __tablename__ = "signature_calls"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    revision: Mapped[int]
    step: Mapped[int]  # place in the chain, from 0
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))  # who was rung
    person_name: Mapped[str] = mapped_column(String(40))  # as it was then
    called_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    caller_name: Mapped[str] = mapped_column(String(40))  # as it was then
    answered: Mapped[bool]
    at: Mapped[datetime]
