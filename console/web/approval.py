"""What a release gives to take along: on paper, its approval form, the QR code that verifies it."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import NotFound

from console.kernel.clock import local
from console.kernel.errors import NotNow
from console.people.rules.roles import P
from console.releases import queries
from console.releases.preview import preview
from console.releases.queries import ReleaseRow
from console.web import paper, qr
from console.web.access import access
from console.web.approval_form import HEADING, Form, read
from console.web.context import current_actor, services

bp = Blueprint("approval", __name__, url_prefix="/releases")
DRAWN = {"svg": ("image/svg+xml", qr.svg), "png": ("image/png", qr.png)}


@bp.get("/<uuid:id>/approval-form.pdf")
@access(P.RELEASE_READ)
def form(id: UUID) -> Response:  # noqa: A002 - the word of the address
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        sources = read(tx, given, actor, id)
    made, row = Form(given, sources), sources.view.row
    body = given.typesetter.pdf("approval_form.typ", made.content(_across(row)), made.as_of)
    return _file(body, "application/pdf", f"{row.number} {HEADING}.pdf", inline=True)


@bp.get("/<uuid:id>/print.pdf")
@access(P.RELEASE_READ)
def printed(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """The words as they were signed, or as they stand in a draft."""
    given = services()
    with given.database.snapshot() as tx:
        row = queries.release(tx, id, current_actor()).row
        item = preview(tx, given.clock.now(), given.policy, id).item
    told = paper.content(given, item, drill=row.drill, watermark=_across(row))
    body = given.typesetter.pdf("release.typ", told, row.updated_at)
    return _file(body, "application/pdf", f"{item.number} {item.title[:40]}.pdf", inline=True)


@bp.get("/<uuid:id>/verify-qr.<kind>")
@access(P.RELEASE_READ)
def code(id: UUID, kind: str) -> Response:  # noqa: A002 - the word of the address
    if kind not in DRAWN:
        raise NotFound
    given = services()
    with given.database.snapshot() as tx:
        number = queries.release(tx, id, current_actor()).row.number
    if number is None:
        raise NotNow("printing.not_submitted")
    media_type, draw = DRAWN[kind]
    address = qr.verification(given.settings, number)
    return _file(draw(address), media_type, f"{number} 核对码.{kind}")


def _across(row: ReleaseRow) -> str:
    """Over what the public has not seen: who printed it, and when."""
    if row.published_at:
        return ""
    now = local(services().clock.now(), services().settings.zone)
    return f"{current_actor().name} {now:%Y-%m-%d %H:%M} 未发布"


def _file(body: bytes, media_type: str, name: str, *, inline: bool = False) -> Response:
    """The name is Chinese: RFC 6266 says how a header, which is ASCII, tells it."""
    return send_file(
        BytesIO(body), media_type, as_attachment=not inline, download_name=name, etag=False
    )
