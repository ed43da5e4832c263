"""One file to hand over: the deposit for the archive, the pack for portal and chat group."""

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, send_file

from console.files.store import FileStore
from console.kernel.errors import NotNow
from console.language import translate
from console.language.words import word
from console.people.rules.roles import P
from console.publishing import queries as publishing
from console.publishing.rules.channel import Action
from console.publishing.rules.shelf import ShelfItem
from console.releases import queries
from console.releases.preview import preview
from console.releases.queries.package import package_of
from console.releases.rules import bundles
from console.releases.rules.bundles import Out
from console.web import paper
from console.web.access import access
from console.web.context import current_actor, services

bp = Blueprint("bundles", __name__, url_prefix="/releases")


@dataclass(frozen=True, slots=True)
class Source:
    """``files``: by SHA-256."""

    item: ShelfItem
    drill: bool
    package: str
    files: dict[str, bytes]
    out: tuple[Out, ...]


@bp.get("/<uuid:id>/deposit.zip")
@access(P.RELEASE_READ)
def deposit(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """Of what the public has seen; also when it was withdrawn since, for the archive."""
    given, found = services(), _source(id)
    told = paper.content(given, found.item, drill=found.drill, watermark="")
    pdf = given.typesetter.pdf("release.typ", told, found.item.updated_at)
    page = given.preview_page(found.item) if given.preview_page else b""
    body = bundles.deposit(found.item, found.package, page, pdf, found.files, found.out)
    return _zip(body, f"{found.item.number} 归档.zip")


@bp.get("/<uuid:id>/pack.zip")
@access(P.RELEASE_READ)
def pack(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """Of what stands: nobody is given the words of a withdrawn one to post."""
    found = _source(id)
    if found.drill:
        raise NotNow("bundle.drill")
    if found.item.withdrawal:
        raise NotNow("bundle.withdrawn")
    url = found.item.portal or services().policy.page_url(found.item.number)
    body = bundles.pack(found.item, url, found.files, found.out)
    return _zip(body, f"{found.item.number} 门户和媒体群.zip")


def _source(release_id: UUID) -> Source:
    """Raises NotNow for what the public has not seen, NotThere."""
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        row = queries.release(tx, release_id, actor).row
        if row.published_at is None:
            raise NotNow("bundle.not_public")
        item = preview(tx, given.clock.now(), given.policy, release_id).item
        package = package_of(tx, release_id)
        went = publishing.of_release(tx, release_id, actor, given.policy.accounts)
    out = tuple(
        Out(translate(word(each.channel, "channel")), each.url or "", each.out_at)
        for each in went
        if each.action is Action.PUBLISH and each.url
    )
    store = FileStore(given.settings.file_store)
    files = {each.sha256: store.read(each.sha256) for each in item.files}
    return Source(item, row.drill, package, files, out)


def _zip(body: bytes, name: str) -> Response:
    return send_file(
        BytesIO(body), "application/zip", as_attachment=True, download_name=name, etag=False
    )
