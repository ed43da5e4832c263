"""Who is told what about a delivery. Kinds are the codes of their sentences."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from console.kernel.errors import Parameter
from console.notices.service import settle, tell
from console.people.queries import holders
from console.people.rules.roles import P
from console.publishing import ports
from console.publishing.records import Delivery

HANDED_OVER: Final = "delivery.told_handed_over"
UNKNOWN: Final = "delivery.told_unknown"
FAILED: Final = "delivery.told_failed"
REFUSED: Final = "delivery.told_refused"
IN_TROUBLE: Final = "delivery.told_in_trouble"
NO_ACCOUNT: Final = "delivery.told_no_account"
LATE_HELD: Final = "delivery.told_late_held"
LATE_ASKS: Final = "delivery.told_late_asks"
LEVEL_RAISED: Final = "delivery.told_level_raised"
RESTS: Final = "delivery.told_rests"
NOT_VISIBLE: Final = "delivery.told_not_visible"
FACTS_WAIT: Final = "delivery.told_facts_wait"
FACTS_MOVED: Final = "delivery.told_facts_moved"
FACTS_OLD: Final = "delivery.told_facts_old"

OPERATORS: Final = (P.DELIVERY_HANDOVER,)
EVERYONE_CONCERNED: Final = (P.DELIVERY_HANDOVER, P.RELEASE_SIGN)
KINDS: Final = {
    HANDED_OVER: OPERATORS,
    UNKNOWN: OPERATORS,
    FAILED: OPERATORS,
    REFUSED: EVERYONE_CONCERNED,
    IN_TROUBLE: OPERATORS,
    NO_ACCOUNT: OPERATORS,
    LATE_HELD: EVERYONE_CONCERNED,
    LATE_ASKS: EVERYONE_CONCERNED,
    LEVEL_RAISED: EVERYONE_CONCERNED,
    RESTS: OPERATORS,
    NOT_VISIBLE: EVERYONE_CONCERNED,
    FACTS_WAIT: (P.FACT_CONFIRM,),
    FACTS_MOVED: (P.FACT_CONFIRM,),
    FACTS_OLD: (P.FACT_CONFIRM,),
}
"""Kind → whoever holds one of these permissions is told."""
AGAIN: Final = {ports.FACTS_MOVED: FACTS_MOVED, ports.FACTS_OLD: FACTS_OLD}
"""Why the facts are asked for again → the kind of notice that says so."""


def tell_of(
    tx: Session, at: datetime, row: Delivery, kind: str, *, again: str = "", **more: Parameter
) -> None:
    """Once for each delivery, kind and ``again``."""
    _tell(tx, at, kind, f"delivery:{row.id}", row, f"{kind}:{row.id}:{again}", **more)


def seen_again(tx: Session, at: datetime, row: Delivery) -> None:
    """The public has it: who was told that it has not need not look any more."""
    people = {person for wanted in KINDS[NOT_VISIBLE] for person in holders(tx, wanted)}
    settle(tx, at, people, f"{NOT_VISIBLE}:{row.id}:")


def tell_late(tx: Session, at: datetime, row: Delivery, hold_id: UUID, kind: str) -> None:
    """Once for each hold, however many deliveries of the release it stops."""
    _tell(tx, at, kind, f"release:{row.release_id}", row, f"{kind}:{hold_id}")


def tell_facts(tx: Session, at: datetime, row: Delivery) -> None:
    """Once for each plan of a release, and once for each word that the ledger or time overtook."""
    kind = AGAIN.get(row.trouble, FACTS_WAIT)
    _tell(tx, at, kind, f"release:{row.release_id}", row, _facts_key(row, kind))


def facts_settled(tx: Session, at: datetime, row: Delivery) -> None:
    people = holders(tx, P.FACT_CONFIRM)
    for kind in (FACTS_WAIT, FACTS_MOVED, FACTS_OLD):
        settle(tx, at, people, _facts_key(row, kind))


def _facts_key(row: Delivery, kind: str) -> str:
    again = row.digest if kind == FACTS_WAIT else row.trouble_details.get("since", "")
    return f"{kind}:{row.release_id}:{again}"


def _tell(
    tx: Session,
    at: datetime,
    kind: str,
    subject: str,
    row: Delivery,
    dedupe_key: str,
    **more: Parameter,
) -> None:
    people = {person: None for wanted in KINDS[kind] for person in holders(tx, wanted)}
    parameters: dict[str, Parameter] = {
        "release_id": str(row.release_id),
        "delivery_id": str(row.id),
        "channel": row.channel,
        "account": row.account,
        "action": row.action.value,
        **more,
    }
    tell(tx, at, tuple(people), kind, subject, parameters, dedupe_key)
