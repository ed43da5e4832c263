"""交接班: give what is not done to the next, take it over item by item, take it back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.audit.chain import canonical
from console.database import insert_missing
from console.duty.policy import DutyPolicy
from console.duty.queries import reliefs as queries
from console.duty.records import OPEN, Relief, ReliefTick
from console.duty.rules.relief import Item, Late, kept, may_take
from console.kernel.clock import whole_seconds
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from console.notices.service import settle, tell
from console.people.queries import holders, names
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P

LONGEST_NOTE = 4000


def digest_of(value: object) -> str:
    """SHA-256, in hex, of the canonical JSON."""
    return sha256(canonical(value).encode()).hexdigest()


def hand_over(
    tx: Session, at: datetime, actor: Actor, to: UUID | None, items: Sequence[Item], note: str
) -> UUID:
    """What is not done, as it stands now. Pressing twice hands over once; another while one is open
    is refused."""
    actor.require(P.DUTY_HAND_OVER)
    if not queries.may_hand_over(tx, actor.id, at):
        raise NotYou("relief.not_on_duty")
    said = note.strip()
    if to is None:
        raise Invalid("relief.nobody_named", field="to")
    if to == actor.id:
        raise Invalid("relief.to_oneself", field="to")
    if to not in holders(tx, P.DUTY_HAND_OVER):
        raise Invalid("relief.may_not_take", field="to")
    if len(said) > LONGEST_NOTE:
        raise Invalid("incident.too_long", field="note", most=LONGEST_NOTE)
    wanted = Relief(
        id=new_id(), given_by=actor.id, given_at=at, to_id=to, items=kept(items), note=said
    )
    wanted.digest = digest_of(_whole(wanted))
    there = _only_open(tx, wanted)
    if there.id != wanted.id:
        if (there.to_id, there.items, there.note) == (to, wanted.items, said):
            return there.id
        raise NotNow("relief.one_is_open")
    tell(
        tx, at, [to], "relief.given", f"relief:{wanted.id}", {"name": actor.name},
        f"relief:{wanted.id}",
    )  # fmt: skip
    _record(
        tx, at, audit.Event.RELIEF_GIVEN, actor, wanted.id, digest=wanted.digest,
        items=len(items), to=names(tx, [to])[to].username,
    )  # fmt: skip
    return wanted.id


def acknowledge(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: DutyPolicy,
    relief_id: UUID,
    *,
    places: Collection[int] | None,
    proof: Proof,
) -> bool:
    """Some of the items, or all (``places`` None); whether everything is taken now. Whoever took an
    item keeps it: another's later word changes nothing."""
    actor.require(P.DUTY_HAND_OVER)
    row = _locked(tx, relief_id)
    if not may_take(actor.id, row.given_by, row.to_id, queries.coming(tx, at)):
        raise NotYou("relief.not_yours_to_take")
    if row.withdrawn_at is not None:
        raise NotNow("relief.withdrawn")
    if row.taken_at is not None:
        return True
    proof.require(actor.id, at, policy.proof_lasts, act_of("relieve", relief_id))
    whole = set(range(len(row.items)))
    had = set(tx.scalars(select(ReliefTick.place).where(ReliefTick.relief_id == row.id)))
    new = sorted((whole if places is None else whole & set(places)) - had)
    if not new and had != whole:
        raise Invalid("relief.nothing_ticked", field="item")
    for place in new:
        tx.add(
            ReliefTick(relief_id=row.id, place=place, person_id=actor.id, at=at, proof=proof.method)
        )
    if new:
        _record(
            tx, at, audit.Event.RELIEF_TICKED, actor, row.id, digest=row.digest, items=len(new),
            proof=proof.method,
        )  # fmt: skip
    if had | set(new) != whole:
        tx.flush()
        return False
    row.taken_by, row.taken_at = actor.id, at
    _record(tx, at, audit.Event.RELIEF_TAKEN, actor, row.id, digest=row.digest, proof=proof.method)
    _tell_taken(tx, at, actor, row)
    return True


def withdraw(tx: Session, at: datetime, actor: Actor, relief_id: UUID) -> None:
    """By who gave it, while it is open: the wrong person was named, or more has happened."""
    row = _locked(tx, relief_id)
    if row.given_by != actor.id:
        raise NotYou("relief.not_yours")
    if row.taken_at is not None:
        raise NotNow("relief.taken_already")
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = at
    _record(tx, at, audit.Event.RELIEF_WITHDRAWN, actor, row.id, digest=row.digest)
    _settle(tx, at, row)


def _only_open(tx: Session, wanted: Relief) -> Relief:
    """The one that is open now: ``wanted``, or what was there before it. Looked for first, because
    a trigger of SQLite refuses whatever would push it out; two at once meet in the insert."""
    there = select(Relief).where(Relief.given_by == wanted.given_by, OPEN)
    if (found := tx.scalars(there).one_or_none()) is not None:
        return found
    names_of = [column.key for column in Relief.__table__.columns]
    insert_missing(tx, Relief, [{name: getattr(wanted, name) for name in names_of}])
    return tx.scalars(there).one()


def _whole(row: Relief) -> dict[str, object]:
    return {
        "given_by": str(row.given_by), "given_at": whole_seconds(row.given_at),
        "to": str(row.to_id), "items": row.items, "note": row.note,
    }  # fmt: skip


def _tell_taken(tx: Session, at: datetime, actor: Actor, row: Relief) -> None:
    tx.flush()
    tell(
        tx, at, [row.given_by], "relief.taken", f"relief:{row.id}", {"name": actor.name},
        f"relief:{row.id}:taken",
    )  # fmt: skip
    _settle(tx, at, row)


def _settle(tx: Session, at: datetime, row: Relief) -> None:
    """Nobody has to look at it any more."""
    everyone = holders(tx, P.DUTY_HAND_OVER)
    for key in ("", *(f":{late}" for late in Late)):
        settle(tx, at, everyone, f"relief:{row.id}{key}")


def _locked(tx: Session, relief_id: UUID) -> Relief:
    row = tx.get(Relief, relief_id, with_for_update=True)
    if row is None:
        raise NotThere("relief.not_there")
    return row


def _record(
    tx: Session, at: datetime, event: audit.Event, actor: Actor, relief_id: UUID, **more: str | int
) -> None:
    audit.record(tx, at, event, actor=actor.username, subject=f"relief:{relief_id}", **more)
