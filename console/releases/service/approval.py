"""审核与签发: a signature names the digest on the signer's screen, or it is refused."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.incidents.rules.levels import Level, graver
from console.incidents.service import LEVEL_RAISED
from console.incidents.service.locking import locked as locked_incident
from console.kernel.errors import Stale
from console.notices.service import tell
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.signing import Standing, check_signer
from console.publishing.service import hold_waiting, lay
from console.releases.policy import ReleasePolicy
from console.releases.records import Release, Signature
from console.releases.rules.body import clean_lines
from console.releases.rules.kinds import Kind
from console.releases.rules.package import content_of, digest_of, opened
from console.releases.rules.workflow import Action
from console.releases.service import asking, found, holding, relying, remarking, timing
from console.releases.service.on_scene import check_signing, owe
from console.releases.service.presence import leave
from console.releases.standing import signatures, standing


def sign(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    proof: Proof,
    comment: str = "",
    ticked: Collection[str] = (),
) -> bool:
    """Sign the step whose turn it is; True when it was the last, and the rollout is laid out.

    ``proof`` is fresh and the signer's own, or there is no signature. Touching twice signs once.
    ``ticked``: the items of the self-check, of what was typed on scene.
    """
    release = found.locked(tx, release_id)
    if _signed_already(tx, release, actor, seen):
        return release.signed_at is not None
    where = standing(tx, release)
    actor, relied = relying.signer(tx, at, actor, release, where)
    found.may_move(release, Action.SIGN, actor)
    check_signer(actor, where, seen=seen)
    policy.require(proof, actor.id, at, act_of("sign", seen))
    check_signing(tx, at, actor, release, ticked, relied)
    found.check_remark(comment, policy.longest_remark)
    return enter(tx, at, actor, policy, release, where, relied, proof.method, comment=comment)


def enter(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    release: Release,
    where: Standing,
    relied: str,
    method: str,
    *,
    comment: str = "",
    entered_by: str = "",
) -> bool:
    """The signature of ``actor``, who passed ``check_signer`` and proved it by ``method``; True
    when it was the last. ``entered_by``: the user name of who acted for them, on the telephone."""
    _check_words(release)
    timing.check(tx, release, at)
    holding.check(tx, policy, release, at, actor)
    step = where.step_of(actor)
    role = where.chain[step]
    tx.add(
        Signature(
            release_id=release.id, revision=release.revision, digest=release.digest,
            step=step, role=role.value, person_id=actor.id, person_name=actor.name,
            post=actor.post, signed_at=at, proof=method, authorisation=relied,
            comment=clean_lines(comment),
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.SIGNED, actor=entered_by or actor.username,
        subject=found.subject(release), number=release.number, digest=release.digest, step=step,
        role=role.value, proof=method, authorisation=relied,
        signer=actor.username if entered_by else None,
    )  # fmt: skip
    asking.signed(tx, at, release, step, role)
    if not where.last:
        found.move(tx, at, release, Action.SIGN, actor)
        asking.ask(tx, at, release, before=where.waiting)
        return False
    found.move(tx, at, release, Action.SIGN_OFF, actor)
    release.signed_at = at
    owe(tx, at, actor, policy, release)
    schedule(tx, at, release, policy)
    return True


def send_back(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    comment: str,
) -> None:
    """退回, by the person whose turn it is to sign, with a comment here or beside a passage."""
    release = found.locked(tx, release_id)
    where = standing(tx, release)
    actor, _ = relying.signer(tx, at, actor, release, where)
    found.may_move(release, Action.SEND_BACK, actor)
    check_signer(actor, where, seen=seen)
    if not clean_lines(comment) and remarking.said_beside(tx, release, actor):
        comment = remarking.PUT_IN_PASSAGES
    found.remark(tx, at, release, actor, "sent_back", comment, policy.longest_remark)
    found.drop_signatures(tx, at, release, actor, "sent_back")
    leave(tx, release.id)
    found.move(tx, at, release, Action.SEND_BACK, actor)
    for step in where.waiting:
        asking.signed(tx, at, release, step, where.chain[step])
    digest, release.package, release.digest = release.digest, "", ""
    audit.record(
        tx, at, audit.Event.SENT_BACK, actor=actor.username, subject=found.subject(release),
        number=release.number, digest=digest, role=where.chain[where.step_of(actor)].value,
    )  # fmt: skip
    tell(
        tx, at, sorted(where.authors), "release.told_sent_back", found.subject(release),
        {"number": release.number or "", "by": actor.name},
        f"sent_back:{digest}:{release.revision}",
    )  # fmt: skip


def schedule(tx: Session, at: datetime, release: Release, policy: ReleasePolicy) -> None:
    """Lay the signed plan out as deliveries; they begin to count at ``signed_at``."""
    words = content_of(release.package)
    lay(
        tx, at, release_id=release.id, incident_id=release.incident_id, digest=release.digest,
        plan=words.plan, signed_at=release.signed_at or at, accounts=policy.accounts,
        protects=release.kind is Kind.CORRECTION or words.warning is not None,
        expires_days=policy.expires_days,
    )  # fmt: skip
    if release.incident_id and _level_rose(tx, release):
        hold_waiting(tx, at, release.incident_id, LEVEL_RAISED, only=release.id)
    found.move(tx, at, release, Action.SCHEDULE, None)
    audit.record(
        tx, at, audit.Event.SCHEDULED, actor=audit.SYSTEM, subject=found.subject(release),
        number=release.number, digest=release.digest,
    )  # fmt: skip


def _level_rose(tx: Session, release: Release) -> bool:
    """Since the words were submitted; then whoever may hold says whether they still go."""
    sealed = opened(release.package)["level"]
    # Locked: a level that is rising at this moment waits for these deliveries, or these see it.
    incident = locked_incident(tx, release.incident_id) if release.incident_id else None
    return incident is not None and bool(sealed) and graver(incident.level, Level(sealed))


def _signed_already(tx: Session, release: Release, actor: Actor, seen: str) -> bool:
    """The same person, the same words: a double touch, or an answer that was lost on the way."""
    return seen != "" and any(
        each.person_id == actor.id and each.digest == seen for each in signatures(tx, release)
    )


def _check_words(release: Release) -> None:
    if digest_of(release.package) != release.digest:
        raise Stale("release.package_altered")
