"""What a release cites in place of its secrecy review, as a person reads it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from console.kernel.errors import FayanError
from console.release_templates import queries
from console.release_templates.rules.values import shown
from console.releases.queries import ReleaseView
from console.releases.rules.citing import Citation, citation_in
from console.releases.templating import read, terms
from console.web.context import services


@dataclass(frozen=True, slots=True)
class CitedView:
    """``slots``: label and the words that it was filled with."""

    citation: Citation
    slots: tuple[tuple[str, str], ...]


def cited_of(tx: Session, view: ReleaseView) -> CitedView | None:
    """By value, as it was signed; the kept version only says how a value reads."""
    citation = citation_in(view.package)
    if citation is None:
        return None
    given = services()
    measured = terms(given.policy, given.clock.now())
    try:
        version = queries.version(tx, citation.version_id)
        slots = {slot.label: slot for slot in read(version.wording.text).slots}
        said = tuple(
            (label, shown(slots[label], value, measured)) for label, value in citation.slots.items()
        )
    except (FayanError, KeyError, ValueError):  # altered: as it stands there
        said = tuple((label, str(value)) for label, value in citation.slots.items())
    return CitedView(citation, said)
