"""Name who speaks about an incident 发布主体. Every decision is kept and told to the audit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.incidents.queries.issuers import issuers
from console.incidents.records import IssuerDecision
from console.incidents.rules.issuers import OURS, Issuer, Speaking
from console.incidents.service.locking import locked_open
from console.kernel.errors import Invalid
from console.people.rules.actor import Actor
from console.people.rules.roles import P

LONGEST = 120
LONGEST_LINK = 500
LONGEST_REASON = 2000


def name_issuer(
    tx: Session, at: datetime, actor: Actor, incident_id: UUID, asked: Speaking, reason: str = ""
) -> None:
    """What is drafted from now on, and what waits for delivery, is held to it.

    Raises Invalid for a nameless issuer, or a link that no browser opens.
    """
    actor.require(P.INCIDENT_MANAGE)
    incident = locked_open(tx, incident_id)
    chosen, said = _checked(asked), reason.strip()
    if len(said) > LONGEST_REASON:
        raise Invalid("incident.too_long", field="reason", most=LONGEST_REASON)
    last = next(iter(issuers(tx, incident_id)), None)
    known = (last.speaking, last.level) if last else None
    if last and known == (chosen, incident.level) and said in ("", last.reason):
        return  # pressed twice
    tx.add(
        IssuerDecision(
            incident_id=incident_id, at=at, person_id=actor.id, issuer=chosen.issuer,
            name=chosen.name, link=chosen.link, level=incident.level, reason=said,
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.ISSUER_NAMED, actor=actor.username, subject=f"incident:{incident_id}",
        number=incident.number, issuer=chosen.issuer.value, issuer_name=chosen.name,
        link=chosen.link, level=incident.level.value, reason=said,
    )  # fmt: skip
    tx.flush()


def _checked(asked: Speaking) -> Speaking:
    if asked.issuer is Issuer.BUREAU:
        return OURS
    name, link = " ".join(asked.name.split()), asked.link.strip()
    if not name:
        raise Invalid("issuer.no_name", field="name")
    if len(name) > LONGEST:
        raise Invalid("incident.too_long", field="name", most=LONGEST)
    if link and (len(link) > LONGEST_LINK or not link.startswith(("https://", "http://"))):
        raise Invalid("issuer.bad_link", field="link")
    return Speaking(asked.issuer, name, link)
