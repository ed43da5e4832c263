"""事后补审 as a page shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.releases import queries
from console.releases.queries import AfterReviewView


@dataclass(frozen=True, slots=True)
class After:
    """``late``: still owed, and its time is over."""

    view: AfterReviewView
    late: bool
    may_review: bool


def after_of(tx: Session, now: datetime, release_id: UUID, actor: Actor) -> After | None:
    view = queries.after_review(tx, release_id)
    if view is None:
        return None
    owed = view.done_at is None
    able = Role.SECRECY_REVIEWER in actor.roles and actor.id != view.signer_id
    return After(view, late=owed and now >= view.due_at, may_review=owed and able)
