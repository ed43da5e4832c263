"""海报: drawn before a submission, shown to whoever reads or signs, taken along to be posted."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, send_file, url_for

from console.channels.wechat_article import plain_cover
from console.files import service as files
from console.files.queries import known as stored
from console.files.rules import StoredName
from console.files.sizing import as_jpeg
from console.files.store import FileStore
from console.kernel.clock import local
from console.kernel.errors import Invalid, NotNow, NotThere
from console.people.rules.roles import P
from console.publishing.rules.channel import Variant
from console.releases import queries, service
from console.releases.preview import Preview, preview
from console.releases.rules.guarding import first_alone
from console.releases.rules.pictures import Use
from console.releases.rules.posters import (
    COVER_MOST,
    COVER_NAME,
    COVER_TYPE,
    LEAST,
    MEDIA_TYPE,
    MOST,
    ON_COVER,
    SEVERAL,
    Drawing,
    Drawn,
    Poster,
    file_name,
)
from console.web import picturing, qr
from console.web.access import access
from console.web.acting import acting
from console.web.context import current_actor, services
from console.web.guarding import said
from console.web.translation import tell

bp = Blueprint("posters", __name__, url_prefix="/releases")
TEMPLATE, COVER = "poster.typ", "cover.typ"
COVER_HEIGHT: Final = 383  # pixels, of 900 wide
MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)  # told in no picture: the same words, same bytes


@dataclass(frozen=True)
class Shown:
    """``sources``: of the pictures, in order. ``refusal``: why there are none."""

    sources: tuple[str, ...] = ()
    refusal: str = ""


@bp.get("/<uuid:id>/poster-<int:page>.png")
@access(P.RELEASE_READ)
def show(id: UUID, page: int) -> Response:  # noqa: A002 - the word of the address
    """A picture that was sealed; ``page`` counts from 1."""
    with services().database.snapshot() as tx:
        sealed = queries.posters(tx, id)
    if not 1 <= page <= len(sealed):
        raise NotThere("file.not_there")
    body = FileStore(services().settings.file_store).read(sealed[page - 1].sha256)
    return send_file(BytesIO(body), MEDIA_TYPE, download_name=file_name(page), etag=False)


def shown(release_id: UUID, made: Preview) -> Shown:
    """What was sealed; of a draft, what would be, with its reader's name across it."""
    given, now = services(), services().clock.now()
    if made.sealed:
        with given.database.snapshot() as tx:
            pages = range(1, len(queries.posters(tx, release_id)) + 1)
        return Shown(tuple(url_for("posters.show", id=release_id, page=page) for page in pages))
    with given.database.snapshot() as tx:
        wanted = service.to_draw(tx, now, given.policy, release_id)
    if wanted is None:
        return Shown()
    try:
        return Shown(tuple(map(as_data, pictures(wanted, draft=_across(now)))))
    except (Invalid, NotNow) as error:
        return Shown(refusal=tell(error))


def alone(pages: int) -> str:
    """That the first of so many goes to Weibo alone, as the finding says it; "": all do."""
    return " ".join(map(said, first_alone(pages, services().policy.limits)))


def _across(now: datetime) -> str:
    return f"{current_actor().name} {local(now, services().settings.zone):%m-%d %H:%M} 草稿"


@bp.get("/<uuid:id>/wechat-cover")
@access(P.RELEASE_READ)
def article_cover(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """As it was sealed, or as the draft has it; plain where there is neither picture nor poster."""
    given = services()
    with given.database.snapshot() as tx:
        made = preview(tx, given.clock.now(), given.policy, id)
        found = queries.pictured(tx, id)
        words = made.variants.get("wechat", Variant())
        sealed = stored(tx, [words.cover_sha256 or ""]) if found.own else {}
    return _cover_of(words, found, sealed)


def _cover_of(
    words: Variant, found: queries.Pictured, sealed: Mapping[str, StoredName]
) -> Response:
    sha256 = words.cover_sha256
    if not sha256 and words.text:
        return _picture(plain_cover(), COVER_TYPE)
    if kept := sealed.get(sha256 or ""):
        return _picture(
            FileStore(services().settings.file_store).read(kept.sha256), kept.media_type
        )
    if (draft := found.draft(sha256 or "")) is None:
        raise NotThere("file.not_there")
    return _picture(picturing.drawn(draft, Use.COVER).data, COVER_TYPE)


def _picture(body: bytes, media_type: str) -> Response:
    return send_file(BytesIO(body), media_type, etag=False)


def drawn(drawing: Drawing) -> Drawn:
    """Draws and keeps them: slow, never inside a transaction. Raises Invalid and NotNow."""
    pages, front = pictures(drawing), as_jpeg(cover(drawing), COVER_MOST).data
    store = FileStore(services().settings.file_store)
    posters = tuple(
        Poster(store.put(body), file_name(page), len(body)) for page, body in enumerate(pages, 1)
    )
    face = Poster(store.put(front), COVER_NAME, len(front))
    with acting() as (tx, now, actor):
        for each in (*posters, face):
            kind = COVER_TYPE if each is face else MEDIA_TYPE
            kept = StoredName(each.sha256, each.name, kind, each.size)
            files.register(tx, now, actor, kept, P.RELEASE_SUBMIT)
    return Drawn(drawing, posters, face)


def cover(drawing: Drawing) -> bytes:
    """A PNG of 900 by 383 pixels, whose middle square stands for the whole."""
    told = {
        "number": drawing.number, "issuer": drawing.issuer, "drill": drawing.drill,
        "kind": ON_COVER.get(drawing.kind, "警情通报"),
    }  # fmt: skip
    exact = {"least": COVER_HEIGHT, "most": COVER_HEIGHT}
    [picture] = services().typesetter.pictures(COVER, told, MADE_AT, **exact)
    return picture


def pictures(drawing: Drawing, draft: str = "") -> tuple[bytes, ...]:
    """PNGs. ``draft``: what is written across one that nobody has signed."""
    settings = services().settings
    address = qr.verification(settings, drawing.number)
    told = {
        "layout": drawing.layout.value, "number": drawing.number, "title": drawing.title,
        "paragraphs": drawing.paragraphs, "issuer": drawing.issuer, "drill": drawing.drill,
        "dateline": drawing.dateline, "domain": urlsplit(settings.public_url).netloc,
        "code": qr.svg(address).decode(), "draft": draft,
    }  # fmt: skip
    pages = services().typesetter.pictures(TEMPLATE, told, MADE_AT, least=LEAST, most=MOST)
    if len(pages) > SEVERAL:
        raise Invalid("poster.too_long", field="poster", pages=len(pages), most=SEVERAL)
    return pages


def as_data(picture: bytes) -> str:
    """To be shown in a page without being kept anywhere."""
    return f"data:{MEDIA_TYPE};base64,{b64encode(picture).decode()}"
