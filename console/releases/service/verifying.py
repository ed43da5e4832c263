"""核实中: one releaser puts a line that was cleared beforehand on a published release; a signed
confirmation or correction takes it away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.queries import of_id
from console.kernel.errors import Invalid, NotNow
from console.notices.service import tell
from console.people.queries import holders
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P
from console.publishing.rules.channel import Action as Deed
from console.publishing.rules.moves import PAGES
from console.publishing.service import freeze, lay_change, thaw
from console.release_templates.queries import cleared_line
from console.releases.policy import ReleasePolicy
from console.releases.records import Release, Verification
from console.releases.rules.verifying import check_confirmer, check_placeable
from console.releases.service import found
from console.releases.standing import standing
from console.releases.verified import CONFIRMED

FROZEN = "hold.verifying"
CORRECTED, WITHDRAWN = "corrected", "withdrawn"


def question(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    proof: Proof,
    reason: str,
) -> None:
    """标注核实中: page, incident and feeds say the line; what has not gone out yet is frozen.

    Without the chain: the line itself passed it. Pressed twice it stands once. Raises NotNow where
    the release is not out or no line is cleared, Invalid for another digest or no reason.
    """
    release = found.locked(tx, release_id)
    actor.require(P.RELEASE_VERIFY)
    policy.require(proof, actor.id, at, act_of("verifying", seen))
    if _standing(tx, release) is not None:
        return
    check_placeable(release.stage)
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    kept = found.required(reason, policy.longest_remark)
    line = cleared_line(tx, at, _category(tx, release))
    if line is None:
        raise NotNow("verifying.no_line")
    made = Verification(
        release_id=release.id, clearance_id=line.id, digest=release.digest, placed_by=actor.id,
        placed_at=at, proof=proof.method, reason=kept,
    )  # fmt: skip
    tx.add(made)
    tx.flush()
    freeze(tx, at, actor.username, release.id, FROZEN)
    audit.record(
        tx, at, audit.Event.VERIFYING, actor=actor.username, subject=found.subject(release),
        number=release.number, digest=release.digest, clearance=line.digest, reason=kept,
        proof=proof.method,
    )  # fmt: skip
    _write_anew(tx, at, policy, release, f"verifying:{made.id}")
    told = {*holders(tx, P.RELEASE_VERIFY), *holders(tx, P.DELIVERY_HANDOVER)}
    tell(
        tx, at, sorted(told), "release.told_verifying", found.subject(release),
        {"number": release.number or "", "by": actor.name}, f"verifying:{made.id}",
    )  # fmt: skip


def confirm(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    proof: Proof,
    comment: str,
) -> None:
    """核实无误: signed by who signs the last step. The line goes, what was frozen goes on.

    Pressed twice it is signed once. Raises NotYou, NotNow, Invalid.
    """
    release = found.locked(tx, release_id)
    actor.require(P.RELEASE_SIGN)
    policy.require(proof, actor.id, at, act_of("confirm", seen))
    row = _standing(tx, release)
    if row is None:
        return
    check_confirmer(actor, standing(tx, release), placed_by=row.placed_by)
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    kept = found.required(comment, policy.longest_remark)
    row.confirmed_by, row.confirmed_name, row.confirmed_post = actor.id, actor.name, actor.post
    row.confirmed_proof, row.comment = proof.method, kept
    row.ended_at, row.ended_because = at, CONFIRMED
    audit.record(
        tx, at, audit.Event.VERIFIED, actor=actor.username, subject=found.subject(release),
        number=release.number, digest=release.digest, comment=kept, proof=proof.method,
    )  # fmt: skip
    tx.flush()
    thaw(tx, at, actor.username, release.id)
    _write_anew(tx, at, policy, release, f"verified:{row.id}")


def end(tx: Session, at: datetime, release: Release, because: str) -> None:
    """Its correction is out, or it was withdrawn: those pages are written anyway."""
    row = _standing(tx, release)
    if row is None:
        return
    row.ended_at, row.ended_because = at, because
    audit.record(
        tx, at, audit.Event.VERIFYING_ENDED, actor=audit.SYSTEM, subject=found.subject(release),
        number=release.number, because=because,
    )  # fmt: skip
    tx.flush()
    thaw(tx, at, audit.SYSTEM, release.id)


def _standing(tx: Session, release: Release) -> Verification | None:
    return tx.scalars(
        select(Verification).where(
            Verification.release_id == release.id, Verification.ended_at.is_(None)
        )
    ).one_or_none()


def _category(tx: Session, release: Release) -> str:
    return of_id(tx, release.incident_id).category.value if release.incident_id else ""


def _write_anew(
    tx: Session, at: datetime, policy: ReleasePolicy, release: Release, cause: str
) -> None:
    release.changed_at = at.replace(microsecond=0)
    lay_change(
        tx, at, release_id=release.id, incident_id=release.incident_id, digest=release.digest,
        action=Deed.UPDATE, cause=cause, accounts=policy.accounts, channels=sorted(PAGES),
        expires_days=policy.expires_days,
    )  # fmt: skip
