"""海报: what is to be drawn before a submission, and whether that is what was drawn."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.incidents.queries import of_id
from console.kernel.clock import local
from console.kernel.errors import Invalid, NotNow, NotThere
from console.kernel.ids import release_number
from console.numbering import last_in
from console.publishing.rules.channel import Variant
from console.releases.policy import ReleasePolicy
from console.releases.preview import completed
from console.releases.records import Release
from console.releases.rules.content import AttachmentRef, Content, content_from_json
from console.releases.rules.pictures import Fitted, Sized, brought
from console.releases.rules.posters import Drawing, Drawn, drawing
from console.releases.rules.titles import date_of
from console.releases.standing import newest


class Overtaken(NotNow):
    """The words or the number moved on while the pictures were drawn: draw them again."""

    def __init__(self) -> None:
        super().__init__("poster.overtaken")


def to_draw(tx: Session, at: datetime, policy: ReleasePolicy, release_id: UUID) -> Drawing | None:
    """For a submission at ``at``, under the number that it has or would get now."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    words = content_from_json(newest(tx, release).content)
    if not words.poster:
        return None
    number = release.number or next_number(tx, at, release, policy)
    incident = of_id(tx, release.incident_id) if release.incident_id else None
    words, _ = completed(words, number, incident, at, policy)
    dateline = date_of(local(words.plan.chosen_at or at, policy.zone))
    return drawing(words, number, dateline, drill=release.drill)


def series_of(release: Release, year: int) -> str:
    return f"{'drill' if release.drill else 'release'}:{year}"


def next_number(tx: Session, at: datetime, release: Release, policy: ReleasePolicy) -> str:
    """As it would be given now; somebody else may take it first."""
    year = local(at, policy.zone).year
    place = last_in(tx, series_of(release, year)) + 1
    return release_number(year, place, issuer=policy.issuer_code, drill=release.drill)


def sealed(release: Release, content: Content, dateline: str, drawn: Drawn | None) -> Drawn | None:
    """None: no picture is wanted. Raises Overtaken."""
    wanted = drawing(content, release.number or "", dateline, drill=release.drill)
    if wanted is None:
        return None
    if drawn is None or drawn.drawing != wanted:
        raise Overtaken
    return drawn


def to_fit(tx: Session, release_id: UUID) -> tuple[AttachmentRef, ...]:
    """Pictures that are to be drawn in the sizes that go out."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    return brought(content_from_json(newest(tx, release).content))


def fitting(content: Content, fitted: Fitted | None) -> tuple[Sized, ...]:
    """Raises Overtaken for pictures of another text, and Invalid where a picture is cut and nobody
    drew it: what was cut off would go out."""
    if fitted is None:
        if cut := next((each for each in content.attachments if each.crop), None):
            raise Invalid("crop.not_drawn", field="file", name=cut.name)
        return ()
    if fitted.brought != brought(content):
        raise Overtaken
    return fitted.sized


def with_covers(variants: Mapping[str, Variant], drawn: Drawn | None) -> Mapping[str, Variant]:
    """A poster goes with the words on Weibo; it never replaces them. An article without a picture
    of its own has the cover that was drawn for it."""
    if drawn is None:
        return variants
    pictures = {"weibo": drawn.posters[0], "wechat": drawn.cover}
    return {
        channel: replace(words, cover_sha256=picture.sha256)
        if (picture := pictures.get(channel)) and not words.cover_sha256
        else words
        for channel, words in variants.items()
    }
