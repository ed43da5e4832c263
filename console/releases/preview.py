"""How a release will look once it is out: the words that submission seals, derived ones too."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.incidents.queries import IncidentView, of_id
from console.kernel.clock import local
from console.kernel.errors import NotThere
from console.kernel.ids import release_number
from console.publishing.rules.channel import Variant
from console.publishing.rules.shelf import ShelfItem
from console.releases.items import item_of
from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.rules.content import Content, content_from_json
from console.releases.rules.package import content_of
from console.releases.rules.pictures import PICTURES, as_brought
from console.releases.rules.ties import untie
from console.releases.rules.titles import date_of, derived_list_title
from console.releases.rules.variants import complete
from console.releases.standing import newest
from console.releases.warned import named


@dataclass(frozen=True, slots=True)
class Preview:
    """``sealed``: these are the words of a package, so nothing here will change any more."""

    item: ShelfItem
    variants: Mapping[str, Variant]
    sealed: bool


def preview(tx: Session, at: datetime, policy: ReleasePolicy, release_id: UUID) -> Preview:
    """Raises NotThere. A draft that was never submitted shows the number 0000."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    if release.package:
        words, item = content_of(release.package), item_of(tx, release)
        when = release.published_at or words.plan.chosen_at or release.signed_at or at
        updated = item.updated_at if release.published_at else when
        return Preview(
            replace(item, published_at=when, updated_at=updated), words.variants, sealed=True
        )
    incident = of_id(tx, release.incident_id) if release.incident_id else None
    words = content_from_json(newest(tx, release).content)
    number = number_or_stand_in(release, at, policy)
    words, variants = completed(words, number, incident, at, policy)
    item = _draft(release, words, number, incident, at, policy)
    lifted = named(tx, words.lifts)
    item = replace(item, lifts=tuple(lifted[each] for each in words.lifts if each in lifted))
    return Preview(item, variants, sealed=False)


def number_or_stand_in(release: Release, at: datetime, policy: ReleasePolicy) -> str:
    """Of the same length as the real one, so that counted lengths are right."""
    return release.number or release_number(
        local(at, policy.zone).year, 0, issuer=policy.issuer_code, drill=release.drill
    )


def completed(
    content: Content,
    number: str,
    incident: IncidentView | None,
    at: datetime,
    policy: ReleasePolicy,
) -> tuple[Content, Mapping[str, Variant]]:
    """With a list title and every channel's words, as they go out at ``at`` or the chosen time."""
    when = local(content.plan.chosen_at or at, policy.zone)
    if not content.list_title:
        derived = derived_list_title(content.title, incident.title if incident else None, when)
        content = replace(content, list_title=derived)
    return content, complete(content, policy.limits, policy.page_url(number))


def _draft(
    release: Release,
    words: Content,
    number: str,
    incident: IncidentView | None,
    at: datetime,
    policy: ReleasePolicy,
) -> ShelfItem:
    when = words.plan.chosen_at or at
    return ShelfItem(
        number=number,
        kind=words.kind.value,
        column=words.column,
        title=words.title,
        list_title=words.list_title,
        body_html=untie(words.body),
        text=words.text,
        issuer=words.issuer,
        source=words.source,
        dateline=date_of(local(when, policy.zone)),
        published_at=when,
        updated_at=when,
        digest="",
        files=tuple(
            as_brought(each, shown=each.media_type in PICTURES) for each in words.attachments
        ),
        incident=incident.public if incident else None,
        series_place=release.series_place,
        next_update_at=words.next_update_at,
        advice=words.advice,
        warning=words.warning,
    )
