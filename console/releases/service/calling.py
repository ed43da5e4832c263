"""电话催签: who was rung about a step that waits, when, and whether they answered."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotNow, NotYou
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.releases.queries.waiting import waiting
from console.releases.records import SignatureCall
from console.releases.rules.workflow import Stage
from console.releases.service import found
from console.releases.standing import reviews

AGAIN = timedelta(seconds=20)  # sooner, the same line is the same press


def log_call(
    tx: Session,
    at: datetime,
    actor: Actor,
    *,
    release_id: UUID,
    step: int,
    person_id: UUID,
    answered: bool,
) -> None:
    """By who drafts or signs, of somebody who could sign this step now. Raises NotYou, NotThere,
    NotNow, Invalid."""
    release = found.locked(tx, release_id)
    if not actor.may(P.RELEASE_SUBMIT) and not reviews(tx, actor, release):
        raise NotYou("release.beyond_authority")
    here = next((each for each in waiting(tx, at, release_id) if each.place == step), None)
    if release.stage is not Stage.IN_REVIEW or here is None:
        raise NotNow("call.step_over")
    if person_id not in {each.id for each in here.signers}:
        raise Invalid("call.no_signer", field="person")
    last = tx.scalars(
        select(SignatureCall)
        .where(SignatureCall.release_id == release.id, SignatureCall.step == step)
        .where(SignatureCall.called_by == actor.id, SignatureCall.person_id == person_id)
        .order_by(SignatureCall.at.desc())
    ).first()
    if last is not None and last.answered == answered and at - last.at < AGAIN:
        return
    card = people.names(tx, [person_id])[person_id]
    tx.add(
        SignatureCall(
            release_id=release.id, revision=release.revision, step=step, person_id=person_id,
            person_name=card.name, called_by=actor.id, caller_name=actor.name, answered=answered,
            at=at,
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.SIGNER_CALLED, actor=actor.username, subject=found.subject(release),
        number=release.number, step=step, called=card.username, answered=answered,
    )  # fmt: skip
