"""Names of audit events: ``source:subject:action``. A name, once used, keeps its meaning."""

from enum import StrEnum


class Event(StrEnum):
    # people
    SIGNED_IN = "people:session:opened"
    SIGN_IN_FAILED = "people:session:refused"
    SIGNED_OUT = "people:session:closed"
    SESSION_REVOKED = "people:session:revoked"
    PERSON_ADDED = "people:person:added"
    PERSON_CHANGED = "people:person:changed"
    ROLE_ASSIGNED = "people:role:assigned"
    ROLE_REVOKED = "people:role:revoked"
    PASSWORD_CHANGED = "people:password:changed"  # noqa: S105 - a name, not a secret
    # files
    FILE_STORED = "files:file:stored"
    # incidents
    INCIDENT_OPENED = "incidents:incident:opened"
    INCIDENT_CHANGED = "incidents:incident:changed"
    INCIDENT_CLOSED = "incidents:incident:closed"
    INCIDENT_REOPENED = "incidents:incident:reopened"
    # releases
    DRAFT_STARTED = "releases:draft:started"
    REVISION_MADE = "releases:revision:made"
    SUBMITTED = "releases:release:submitted"
    RECALLED = "releases:release:recalled"
    OVERRIDDEN = "releases:finding:overridden"
    OVERRIDE_DROPPED = "releases:finding:override_dropped"
    OVERRIDE_ASKED = "releases:finding:override_asked"
    SIGNED = "releases:release:signed"
    SENT_BACK = "releases:release:sent_back"
    SIGNATURES_FELL = "releases:signatures:fell"
    SCHEDULED = "releases:release:scheduled"
    POSTPONED = "releases:release:postponed"
    PUBLISHING = "releases:release:publishing"
    PAUSED = "releases:release:paused"
    PUBLISHED = "releases:release:published"
    WITHDRAWN = "releases:release:withdrawn"
    SUPERSEDED = "releases:release:superseded"
    REINSTATED = "releases:release:reinstated"
    DISCARDED = "releases:release:discarded"
    # publishing
    HELD = "publishing:hold:placed"
    HOLD_LIFTED = "publishing:hold:lifted"
    DELIVERY_PLANNED = "publishing:delivery:planned"
    ATTEMPT_OPENED = "publishing:attempt:opened"
    ATTEMPT_CLOSED = "publishing:attempt:closed"
    DELIVERY_REFUSED = "publishing:delivery:refused"
    HANDED_OVER = "publishing:delivery:handed_over"
    HANDOVER_CONFIRMED = "publishing:delivery:confirmed"
    HANDOVER_NOT_SENT = "publishing:delivery:not_sent"
    DELIVERY_RETRIED = "publishing:delivery:retried"
    DELIVERY_CANCELLED = "publishing:delivery:cancelled"
    DAILY_HEAD = "audit:head:noted"
    DEMONSTRATION = "demo:night:replayed"
