"""Names of audit events: ``source:subject:action``. A name, once used, keeps its meaning."""

from enum import StrEnum


class Event(StrEnum):
    # people
    SIGNED_IN = "people:session:opened"
    SIGN_IN_PAUSED = "people:session:paused"
    ACCESS_DENIED = "people:access:denied"
    SIGN_IN_FAILED = "people:session:refused"
    SIGNED_OUT = "people:session:closed"
    SESSION_REVOKED = "people:session:revoked"
    PERSON_ADDED = "people:person:added"
    PERSON_CHANGED = "people:person:changed"
    ROLE_ASSIGNED = "people:role:assigned"
    ROLE_REVOKED = "people:role:revoked"
    ACCOUNT_CLOSED = "people:account:closed"
    ACCOUNT_REOPENED = "people:account:reopened"
    ACCOUNT_UNLOCKED = "people:account:unlocked"
    INVITED = "people:invitation:made"
    INVITATION_USED = "people:invitation:used"
    CHANGE_ASKED = "people:change:asked"  # of an administrator's account: another confirms
    CHANGE_CONFIRMED = "people:change:confirmed"
    CHANGE_REFUSED = "people:change:refused"
    CHANGE_WITHDRAWN = "people:change:withdrawn"
    PASSWORD_CHANGED = "people:password:changed"  # noqa: S105 - a name, not a secret
    FACTOR_ENROLLED = "people:factor:enrolled"
    FACTOR_REMOVED = "people:factor:removed"
    FACTOR_REFUSED = "people:factor:refused"
    FACTORS_RESET = "people:factor:reset"
    RECOVERY_MADE = "people:recovery:made"
    RECOVERY_USED = "people:recovery:used"
    IDENTITY_BOUND = "people:identity:bound"
    IDENTITY_UNBOUND = "people:identity:unbound"
    IDENTITY_REFUSED = "people:identity:refused"  # another one is bound to that account
    IDENTITY_TAKEN = "people:identity:taken"  # the bureau's provider vouched for the person
    # platform accounts
    ACCOUNT_ENTERED = "credentials:account:entered"
    ACCOUNT_CONNECTED = "credentials:account:connected"
    ACCOUNT_DISCONNECTED = "credentials:account:disconnected"
    ACCOUNT_QUOTA_CLEARED = "credentials:account:quota_cleared"
    # files
    FILE_STORED = "files:file:stored"
    # authorisations
    AUTHORISED = "authorisations:authorisation:given"
    AUTHORISATION_REVOKED = "authorisations:authorisation:revoked"
    # duty
    SHIFT_PLANNED = "duty:shift:planned"
    SHIFT_CHANGED = "duty:shift:changed"
    SHIFT_REMOVED = "duty:shift:removed"
    RELIEF_GIVEN = "duty:relief:given"
    RELIEF_TICKED = "duty:relief:ticked"
    RELIEF_TAKEN = "duty:relief:taken"
    RELIEF_WITHDRAWN = "duty:relief:withdrawn"
    # incidents
    INCIDENT_OPENED = "incidents:incident:opened"
    INCIDENT_CHANGED = "incidents:incident:changed"
    DRILL_PEOPLE = "incidents:drill:people"
    DRILL_ENDED = "incidents:drill:ended"
    INCIDENT_CLOSED = "incidents:incident:closed"
    INCIDENT_REOPENED = "incidents:incident:reopened"
    INCIDENT_ASSESSED = "incidents:incident:assessed"
    ISSUER_NAMED = "incidents:issuer:named"
    RESPONSE_ACTIVATED = "incidents:response:activated"
    RECEPTION_NAMED = "incidents:reception:named"
    TASK_ASSIGNED = "incidents:task:assigned"
    TASK_TOLD = "incidents:task:told"
    TASK_DONE = "incidents:task:done"
    TASK_SKIPPED = "incidents:task:skipped"
    TASK_UNDONE = "incidents:task:undone"
    CLOCK_STARTED = "incidents:clock:started"
    CLOCK_MET = "incidents:clock:met"
    CLOCK_ENDED = "incidents:clock:ended"
    CLOCK_WAIVED = "incidents:clock:waived"
    CONFERENCE_RECORDED = "incidents:conference:recorded"
    FACT_ENTERED = "incidents:fact:entered"
    FACT_CONFIRMED = "incidents:fact:confirmed"
    FACT_OPENED = "incidents:fact:opened"  # to the public, or closed to it
    FACT_PERSONAL = "incidents:fact:personal"
    FACT_CLEARED = "incidents:fact:cleared"
    FACT_MISTAKEN = "incidents:fact:mistaken"
    # templates
    TEMPLATE_SAVED = "templates:template:saved"
    TEMPLATE_RENAMED = "templates:template:renamed"
    TEMPLATE_RETIRED = "templates:template:retired"
    CLEARANCE_ASKED = "templates:clearance:asked"
    CLEARANCE_SIGNED = "templates:clearance:signed"
    CLEARED = "templates:clearance:cleared"
    CLEARANCE_ENDED = "templates:clearance:ended"
    # releases
    DRAFT_STARTED = "releases:draft:started"
    TEMPLATE_PUT_AWAY = "releases:template:put_away"
    REVISION_MADE = "releases:revision:made"
    SUBMITTED = "releases:release:submitted"
    RECALLED = "releases:release:recalled"
    OVERRIDDEN = "releases:finding:overridden"
    OVERRIDE_DROPPED = "releases:finding:override_dropped"
    OVERRIDE_ASKED = "releases:finding:override_asked"
    MADE_CORRECTION = "releases:erratum:made_correction"
    READ_EARLY = "releases:text:read"  # before it was public
    SIGNED = "releases:release:signed"
    AFTER_REVIEW_OWED = "releases:after_review:owed"  # signed on scene by one person
    AFTER_REVIEW_OVERDUE = "releases:after_review:overdue"
    AFTER_REVIEWED = "releases:after_review:done"
    CALL_BEGUN = "releases:call:begun"  # 电话核签
    CALL_WRONG_CODE = "releases:call:wrong_code"
    CALL_ATTESTED = "releases:call:attested"
    CALL_CONFIRMED = "releases:call:confirmed"
    CALL_DENIED = "releases:call:denied"
    CALL_OVERDUE = "releases:call:overdue"
    SENT_BACK = "releases:release:sent_back"
    REVIEW_NOTED = "releases:note:written"  # by hash: the words stay between reviewers
    PASSAGE_COMMENTED = "releases:comment:written"
    COMMENT_DONE = "releases:comment:done"
    WORDING_PROPOSED = "releases:wording:proposed"
    WORDING_ACCEPTED = "releases:wording:accepted"
    WORDING_DECLINED = "releases:wording:declined"
    SIGNER_CALLED = "releases:signer:called"
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
    VERIFYING = "releases:verifying:placed"  # 核实中 stands on its page
    VERIFIED = "releases:verifying:confirmed"
    VERIFYING_ENDED = "releases:verifying:ended"  # by a correction, or with its withdrawal
    # carriers of notices
    REACH_CHANGED = "carriers:reach:changed"
    CARRIER_TESTED = "carriers:carrier:tested"
    MEDIA_ADDED = "press:contact:added"
    MEDIA_LEFT = "press:contact:left"
    # publishing
    HELD = "publishing:hold:placed"
    HOLD_LIFTED = "publishing:hold:lifted"
    FACTS_RECONFIRMED = "publishing:facts:reconfirmed"  # what waited for it goes on
    HOLD_PASSED = "publishing:hold:passed"  # one release was sent through it
    QUIETED = "publishing:quiet:begun"  # releases outside a grave incident wait
    DELIVERY_PLANNED = "publishing:delivery:planned"
    ATTEMPT_OPENED = "publishing:attempt:opened"
    ATTEMPT_CLOSED = "publishing:attempt:closed"
    DELIVERY_REFUSED = "publishing:delivery:refused"
    HANDED_OVER = "publishing:delivery:handed_over"
    HANDOVER_CONFIRMED = "publishing:delivery:confirmed"
    HANDOVER_RELINKED = "publishing:delivery:relinked"  # confirmed with a wrong link before
    HANDOVER_NOT_SENT = "publishing:delivery:not_sent"
    DELIVERY_RETRIED = "publishing:delivery:retried"
    DELIVERY_ANSWERED = "publishing:delivery:answered"  # the platform told how its job ended
    DELIVERY_CANCELLED = "publishing:delivery:cancelled"
    SEEN_OUTSIDE = "publishing:delivery:seen_outside"
    NOT_VISIBLE = "publishing:delivery:not_visible"
    LOOK_ASKED = "publishing:delivery:look_asked"
    ACCOUNT_RESTS = "publishing:account:rests"  # its platform is unwell
    ACCOUNT_SERVED = "publishing:account:served"
    ACCOUNT_TRIED = "publishing:account:tried"
    DAILY_HEAD = "audit:head:noted"
    AUDIT_EXPORTED = "audit:export:made"
    DEMONSTRATION = "demo:night:replayed"
