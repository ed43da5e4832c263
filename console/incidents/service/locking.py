"""The one order of locks of the incident desk: an incident first, then its clocks and tasks."""

from uuid import UUID

from sqlalchemy.orm import Session

from console.incidents.records import Incident
from console.incidents.rules.levels import IncidentStatus
from console.kernel.errors import NotNow, NotThere


def locked(tx: Session, incident_id: UUID) -> Incident:
    """As it is now, until the transaction ends; what merely refers to it (a release, a delivery)
    does not wait. Raises NotThere."""
    incident = tx.get(
        Incident, incident_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if incident is None:
        raise NotThere("incident.not_there")
    return incident


def locked_open(tx: Session, incident_id: UUID) -> Incident:
    """Raises NotThere, NotNow."""
    incident = locked(tx, incident_id)
    if incident.status is IncidentStatus.CLOSED:
        raise NotNow("incident.closed")
    return incident
