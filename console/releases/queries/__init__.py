"""Reading releases for the console."""

from console.releases.queries.affected import Affected, affected, is_wrong
from console.releases.queries.after_review import AfterReviewView, after_review, owed
from console.releases.queries.attached import attached
from console.releases.queries.chosen import chosen_times
from console.releases.queries.fallen import fallen_since
from console.releases.queries.guarded import GivenOverride, overrides_of, sealed
from console.releases.queries.liftable import Liftable, holding_in, liftable
from console.releases.queries.lists import (
    Filters,
    Listing,
    ReleaseRow,
    changes_of,
    drafts,
    in_review,
    listing,
    of_incident,
    row,
    rows,
    sent_back,
    to_sign,
)
from console.releases.queries.pictured import Pictured, pictured, shown_pictures
from console.releases.queries.relied import ReliedOn, relying_on
from console.releases.queries.reviewing import (
    CommentView,
    ProposalView,
    Said,
    proposed_to,
    said,
    signed_already,
)
from console.releases.queries.telephone import CallView, by_step, call, calls_of, unconfirmed
from console.releases.queries.verifying import VerificationView, verifying
from console.releases.queries.whole import (
    ChainStep,
    FallenSignature,
    ReleaseView,
    RemarkView,
    RevisionRow,
    release,
)
from console.releases.queries.words import (
    draft,
    last_seen,
    last_submitted,
    newest_place,
    place_of_digest,
    posters,
    revision,
)

__all__ = [
    "Affected",
    "AfterReviewView",
    "CallView",
    "ChainStep",
    "CommentView",
    "FallenSignature",
    "Filters",
    "GivenOverride",
    "Liftable",
    "Listing",
    "Pictured",
    "ProposalView",
    "ReleaseRow",
    "ReleaseView",
    "ReliedOn",
    "RemarkView",
    "RevisionRow",
    "Said",
    "VerificationView",
    "affected",
    "after_review",
    "attached",
    "by_step",
    "call",
    "calls_of",
    "changes_of",
    "chosen_times",
    "draft",
    "drafts",
    "fallen_since",
    "holding_in",
    "in_review",
    "is_wrong",
    "last_seen",
    "last_submitted",
    "liftable",
    "listing",
    "newest_place",
    "of_incident",
    "overrides_of",
    "owed",
    "pictured",
    "place_of_digest",
    "posters",
    "proposed_to",
    "release",
    "relying_on",
    "revision",
    "row",
    "rows",
    "said",
    "sealed",
    "sent_back",
    "shown_pictures",
    "signed_already",
    "to_sign",
    "unconfirmed",
    "verifying",
]
