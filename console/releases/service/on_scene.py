"""现场签发 and 事后补审: signed by the commander alone, and reviewed afterwards by a deadline."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.authorisations.queries import by_numbers
from console.duty.queries import on_duty
from console.kernel.clock import whole_seconds
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.notices.service import settle, tell
from console.people.queries import holders_of_role
from console.people.rules.actor import Actor
from console.people.rules.granted import BY_ROLE
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import Role
from console.releases.policy import ReleasePolicy
from console.releases.queries.after_review import blocking, of_digest, owed
from console.releases.records import AfterReview, Release
from console.releases.rules.package import content_of, opened
from console.releases.rules.scene import (
    Verdict,
    check_ticked,
    is_on_scene,
    is_protective,
    is_whole,
    self_check_in,
)
from console.releases.service import found
from console.releases.standing import authors, signatures, standing

LEADERS = (Role.UNIT_HEAD, Role.BUREAU_LEADER)


def check(tx: Session, release: Release) -> None:
    """At submission. Raises NotNow."""
    if refused := refusal(tx, release):
        raise NotNow(refused)


def refusal(tx: Session, release: Release) -> str | None:
    """Why what was typed on scene may not go out; None: it may, or went another way. The rows are
    asked: who ticked is an author, and whoever signed ticked too and owes the review."""
    package = opened(release.package)
    if not is_on_scene(package):
        return None
    made = self_check_in(package)
    if made is None or not is_whole(package) or made.by not in authors(tx, release):
        return "warrant.on_scene"
    if release.incident_id is None:
        return "warrant.on_scene"
    signed = signatures(tx, release)
    if not signed:
        return None
    row = of_digest(tx, release.id, release.digest)
    whole = {each.name for each in made.items}
    if row is None or set(row.ticked) != whole or row.signer_id != signed[0].person_id:
        return "warrant.on_scene"
    return None


def check_signing(
    tx: Session,
    at: datetime,
    actor: Actor,
    release: Release,
    ticked: Collection[str],
    relied: str = BY_ROLE,
) -> None:
    """The signer ticks each item too, and neither they nor who authorised them owes a review that
    is overdue elsewhere.

    Raises Invalid, NotNow.
    """
    package = opened(release.package)
    if not is_on_scene(package):
        return
    check(tx, release)
    grounds = by_numbers(tx, at, {relied} - {BY_ROLE}).values()
    for each in (actor.id, *(ground.rests_on for ground in grounds)):
        if refused := blocked(tx, at, each, release):
            raise refused
    made = self_check_in(package)
    check_ticked(made.items if made else (), ticked)


def blocked(tx: Session, at: datetime, person_id: UUID, release: Release) -> NotNow | None:
    """Their overdue review of another incident; never for what protects people."""
    content = content_of(release.package)
    if release.incident_id is None or is_protective(content.kind, content.warning):
        return None
    row = blocking(tx, at, person_id, release.incident_id)
    return NotNow("scene.review_overdue_first", number=row.number) if row else None


def owe(tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, release: Release) -> None:
    """With the signature, in its transaction: the review is owed from now on, by its deadline."""
    made = self_check_in(opened(release.package))
    if made is None or release.incident_id is None:
        return
    due_at = (at + policy.on_scene.review_within).replace(microsecond=0)
    tx.add(
        AfterReview(
            release_id=release.id, incident_id=release.incident_id, digest=release.digest,
            signer_id=actor.id, signer_name=actor.name, signer_post=actor.post, signed_at=at,
            ticked=[each.name for each in made.items], due_at=due_at,
        )
    )  # fmt: skip
    tx.flush()
    audit.record(
        tx, at, audit.Event.AFTER_REVIEW_OWED, actor=actor.username, subject=found.subject(release),
        number=release.number, digest=release.digest, until=whole_seconds(due_at),
        self_check=[each.name for each in made.items], on_scene=True,
    )  # fmt: skip
    tell(
        tx, at, holders_of_role(tx, Role.SECRECY_REVIEWER), "scene.review_owed",
        found.subject(release), {"number": release.number or "", "name": actor.name},
        _asked(release.digest),
    )  # fmt: skip


def review_afterwards(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    verdict: Verdict,
    remark: str,
    proof: Proof,
) -> None:
    """补审, by a secrecy reviewer who neither wrote nor signed it, nor had it signed in their name.
    Once; twice changes nothing.

    Raises NotYou, NotThere, Invalid without a remark where there is a fault.
    """
    release = found.locked(tx, release_id)
    if Role.SECRECY_REVIEWER not in actor.roles:
        raise NotYou("scene.not_a_reviewer")
    row = of_digest(tx, release.id, release.digest, lock=True) if release.digest else None
    if row is None:
        raise NotThere("scene.nothing_owed")
    if row.done_at is not None:
        return
    if actor.id in {row.signer_id} | authors(tx, release) | standing(tx, release).givers:
        raise NotYou("scene.reviews_own")
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    found.check_remark(remark, policy.longest_remark)
    kept = " ".join(remark.split())
    if verdict is Verdict.FAULTY and not kept:
        raise Invalid("scene.say_what_is_wrong", field="remark")
    policy.require(proof, actor.id, at, act_of("after-review", release.digest))
    row.done_at, row.done_by, row.done_name, row.done_post = at, actor.id, actor.name, actor.post
    row.verdict, row.remark, row.proof = verdict.value, kept, proof.method
    audit.record(
        tx, at, audit.Event.AFTER_REVIEWED, actor=actor.username, subject=found.subject(release),
        number=release.number, digest=release.digest, verdict=verdict.value, remark=kept,
        proof=proof.method, late=at > row.due_at,
    )  # fmt: skip
    everybody = {*holders_of_role(tx, Role.SECRECY_REVIEWER), row.signer_id, *_leaders(tx)}
    for key in (_asked(row.digest), f"{_asked(row.digest)}:half", f"{_asked(row.digest)}:overdue"):
        settle(tx, at, everybody, key)
    sound = verdict is Verdict.SOUND
    told = {row.signer_id, release.created_by, *(() if sound else _leaders(tx))} - {actor.id}
    tell(
        tx, at, sorted(told), "scene.reviewed_sound" if sound else "scene.reviewed_faulty",
        found.subject(release), {"number": release.number or "", "name": actor.name},
        f"{_asked(row.digest)}:done",
    )  # fmt: skip


def escalate_after_reviews(tx: Session, now: datetime) -> int:
    """At half of the time the reviewers and who is on duty; when it is over the leaders and the
    signer too, and the audit says so. Each once; how many are overdue."""
    late = 0
    for view in owed(tx):
        release = tx.get(Release, view.release_id)
        row = tx.get(AfterReview, view.id)
        if release is None or row is None:
            continue
        half = view.signed_at + (view.due_at - view.signed_at) / 2
        if now < half:
            continue
        there = on_duty(tx, now)
        people = {*holders_of_role(tx, Role.SECRECY_REVIEWER), *(there.both if there else ())}
        over = now >= view.due_at
        if over:
            people |= {view.signer_id, *_leaders(tx)}
            late += 1
        if over and row.overdue_at is None:
            row.overdue_at = now
            audit.record(
                tx, now, audit.Event.AFTER_REVIEW_OVERDUE, actor=audit.SYSTEM,
                subject=found.subject(release), number=release.number, digest=row.digest,
            )  # fmt: skip
        tell(
            tx, now, sorted(people), "scene.review_overdue" if over else "scene.review_soon",
            found.subject(release), {"number": release.number or "", "name": view.signer_name},
            f"{_asked(row.digest)}:{'overdue' if over else 'half'}",
        )  # fmt: skip
    return late


def _leaders(tx: Session) -> frozenset[UUID]:
    return frozenset(each for role in LEADERS for each in holders_of_role(tx, role))


def _asked(digest: str) -> str:
    return f"after-review:{digest}"
