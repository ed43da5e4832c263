"""After the signatures: put later, and take back what is out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console import audit
from console.incidents.service.clocks import taken_back
from console.kernel.errors import Invalid
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.publishing.changes import call_off_updates
from console.publishing.rules.channel import Action as Deed
from console.publishing.rules.moves import PAGES
from console.publishing.service import holding, lay_change, move_later, passed
from console.releases.policy import ReleasePolicy
from console.releases.records import Postponement, Release
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Action, Stage
from console.releases.service import found, lifting, verifying


def postpone(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    until: datetime,
    reason: str,
) -> None:
    """推迟: only ever later, never another channel; outside what was signed."""
    release = found.locked(tx, release_id)
    found.may_move(release, Action.POSTPONE, actor)
    kept = found.required(reason, policy.longest_remark)
    found.check_future(until, at, policy.zone, field="until")
    move_later(tx, at, actor, release.id, until)
    tx.add(Postponement(release_id=release.id, until=until, person_id=actor.id, reason=kept, at=at))
    found.move(tx, at, release, Action.POSTPONE, actor)
    audit.record(
        tx, at, audit.Event.POSTPONED, actor=actor.username, subject=found.subject(release),
        number=release.number, until=until.isoformat(), reason=kept,
    )  # fmt: skip


def withdraw(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    proof: Proof,
    reason: str,
    through: bool = False,
) -> None:
    """撤回: the public page becomes its notice, feeds tell of it, the platforms get a task each.

    What it corrected stands again as it was; pages that name it stop showing its title.
    ``through``: the screen said that publishing is on hold, and that this passes it. Raises
    Invalid where it is, and the screen did not say so.
    """
    release = found.locked_with_kin(tx, release_id)
    found.may_move(release, Action.WITHDRAW, actor)
    policy.require(proof, actor.id, at, act_of("withdraw", seen))
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    kept = found.required(reason, policy.longest_remark)
    hold = holding(tx, release_id=release.id, incident_id=release.incident_id)
    if hold is not None and not through:
        raise Invalid("hold.say_through", field="through")
    found.remark(tx, at, release, actor, "withdrawn", kept, policy.longest_remark)
    replaced = release.stage is Stage.SUPERSEDED
    found.move(tx, at, release, Action.WITHDRAW, actor)
    release.withdrawn_at = release.changed_at = at
    release.withdrawal_reason = kept
    verifying.end(tx, at, release, verifying.WITHDRAWN)
    lay_change(
        tx, at, release_id=release.id, incident_id=release.incident_id, digest=release.digest,
        action=Deed.WITHDRAW, cause="withdrawal", accounts=policy.accounts,
        channels=found.mouths(release), overtakes="delivery.withdrawn",
        expires_days=policy.expires_days,
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.WITHDRAWN, actor=actor.username, subject=found.subject(release),
        number=release.number, digest=release.digest, reason=kept,
    )  # fmt: skip
    if hold is not None:
        passed(tx, at, actor, release.id, hold, kept, proof.method)
    if release.incident_id:
        taken_back(tx, release.incident_id, release.number or "")
    tx.flush()
    if release.corrects_id:
        _let_stand(
            tx, at, policy, release, found.locked(tx, release.corrects_id), replaced=replaced
        )
    for change in tx.scalars(_standing_changes(release.id)):
        _say_anew(tx, at, policy, change, release)
    lifting.untell(tx, at, policy, release)


def _let_stand(
    tx: Session,
    at: datetime,
    policy: ReleasePolicy,
    change: Release,
    old: Release,
    *,
    replaced: bool,
) -> None:
    """The corrected release, after its correction went; not while another one replaces it, nor
    when the correction had been ``replaced`` itself."""
    call_off_updates(tx, at, old.id, change.number or "", "delivery.correction_withdrawn")
    others = tx.scalars(_standing_changes(old.id).where(Release.kind == Kind.CORRECTION)).first()
    if old.stage is Stage.SUPERSEDED and not replaced and others is None:
        found.move(tx, at, old, Action.REINSTATE, None)
        audit.record(
            tx, at, audit.Event.REINSTATED, actor=audit.SYSTEM, subject=found.subject(old),
            number=old.number, withdrawn=change.number,
        )  # fmt: skip
    _say_anew(tx, at, policy, old, change)


def _say_anew(
    tx: Session, at: datetime, policy: ReleasePolicy, kin: Release, gone: Release
) -> None:
    kin.changed_at = at.replace(microsecond=0)
    lay_change(
        tx, at, release_id=kin.id, incident_id=kin.incident_id, digest=kin.digest,
        action=Deed.UPDATE, cause=f"{gone.number}/withdrawal", accounts=policy.accounts,
        channels=sorted(PAGES), expires_days=policy.expires_days,
    )  # fmt: skip


def _standing_changes(release_id: UUID) -> Select[Release]:
    """Corrections and errata of it that the public reads now."""
    return (
        select(Release)
        .where(
            Release.corrects_id == release_id,
            Release.stage.in_((Stage.PUBLISHED, Stage.SUPERSEDED)),
        )
        .order_by(Release.id)
    )
