"""After the signatures: put later, take back, and the ports the dispatcher calls."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid
from console.people.rules.actor import Actor
from console.publishing.rules.channel import Action as Deed
from console.publishing.service import lay_change, move_later
from console.releases.policy import ReleasePolicy
from console.releases.records import Postponement
from console.releases.rules.workflow import Action
from console.releases.service import found


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
    reason: str,
) -> None:
    """撤回: the public page becomes its notice, feeds tell of it, the platforms get a task each."""
    release = found.locked(tx, release_id)
    found.may_move(release, Action.WITHDRAW, actor)
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    kept = found.required(reason, policy.longest_remark)
    found.remark(tx, at, release, actor, "withdrawn", kept, policy.longest_remark)
    found.move(tx, at, release, Action.WITHDRAW, actor)
    release.withdrawn_at = release.changed_at = at
    release.withdrawal_reason = kept
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
