"""Files that an editor's form brings or names, and showing them. Nobody names a file by its hash
alone: it is one's own, or it belongs to the release in the address."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, make_response, request
from werkzeug.datastructures import FileStorage, MultiDict

from console.files import queries, service
from console.files.pictures import is_picture, prepared
from console.files.rules import StoredName
from console.files.store import FileStore
from console.kernel.errors import Invalid, NotThere
from console.people.rules.roles import P
from console.releases import queries as releases
from console.releases.rules.content import AttachmentRef
from console.web.access import access, signed_in
from console.web.context import current_actor, services

bp = Blueprint("attachments", __name__, url_prefix="/attachments")
MOST = 20  # files of one release


@dataclass(frozen=True, slots=True)
class Named:
    """``uploaded``: SHA-256 of what came with this request, in order."""

    by_sha256: dict[str, AttachmentRef]
    uploaded: tuple[str, ...]


def known(form: MultiDict[str, str], uploads: MultiDict[str, FileStorage]) -> Named:
    """Stores what is new; what the form names was this release's already, or this person's own.
    Raises Invalid for the first file that may not be attached."""
    new = [stored(each) for each in uploads.getlist("file")[:MOST] if each.filename]
    named = form.getlist("attachment")[:MOST]
    with services().database.snapshot() as tx:
        its = releases.attached(tx, (request.view_args or {})["id"])
        found = dict(queries.known(tx, its & set(named)))
        found.update(queries.brought(tx, named, current_actor().username))
    found.update((each.sha256, each) for each in new)
    refs = {
        sha256: AttachmentRef(sha256, each.name, each.media_type, each.size)
        for sha256, each in found.items()
    }
    return Named(refs, tuple(each.sha256 for each in new))


def stored(
    upload: FileStorage, needs: P | None = P.RELEASE_DRAFT, *, picture: bool = False
) -> StoredName:
    """``picture``: nothing else is taken. Raises Invalid."""
    given = services()
    limits = given.settings.config.content
    with upload.stream as stream:
        data = stream.read()
    made, data = prepared(
        upload.filename or "", data, types=limits.attachment_types,
        most_mib=limits.attachment_mib, megapixels=limits.image_megapixels,
    )  # fmt: skip
    if picture and not is_picture(made.media_type):
        raise Invalid("file.no_picture", field="file", name=made.name)
    FileStore(given.settings.file_store).put(data)
    with given.database.transaction() as tx:
        service.register(tx, given.clock.now(), current_actor(), made, needs)
    return made


@bp.get("/<sha256>")
@signed_in
def show(sha256: str) -> Response:
    """One's own, before a form that names it is kept."""
    with services().database.snapshot() as tx:
        found = queries.brought(tx, [sha256], current_actor().username).get(sha256)
    return handed_out(found)


@bp.get("/releases/<uuid:id>/<sha256>")
@access(P.RELEASE_READ)
def of_release(id: UUID, sha256: str) -> Response:  # noqa: A002 - the words of the address
    """Named by some version of it. Before publication, who opens it is on record (web.reading)."""
    with services().database.snapshot() as tx:
        its = sha256 in releases.attached(tx, id)
        found = queries.known(tx, [sha256]).get(sha256) if its else None
    return handed_out(found)


def handed_out(found: StoredName | None) -> Response:
    """The bytes. Raises NotThere."""
    if found is None:
        raise NotThere("file.not_there")
    response = make_response(FileStore(services().settings.file_store).read(found.sha256))
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not is_picture(found.media_type):
        response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response
