"""Files that an editor's form brings or names, and showing them to people of the house."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response
from werkzeug.datastructures import FileStorage, MultiDict

from console.files import queries, service
from console.files.pictures import is_picture, prepared
from console.files.rules import StoredName
from console.files.store import FileStore
from console.kernel.errors import NotThere
from console.people.rules.roles import P
from console.releases.rules.content import AttachmentRef
from console.web.access import access
from console.web.context import current_actor, services

bp = Blueprint("attachments", __name__, url_prefix="/attachments")
MOST = 20  # files of one release


@dataclass(frozen=True, slots=True)
class Named:
    """``uploaded``: SHA-256 of what came with this request, in order."""

    by_sha256: dict[str, AttachmentRef]
    uploaded: tuple[str, ...]


def known(form: MultiDict[str, str], uploads: MultiDict[str, FileStorage]) -> Named:
    """Stores what is new. Raises Invalid for the first file that may not be attached."""
    new = [stored(each) for each in uploads.getlist("file")[:MOST] if each.filename]
    with services().database.snapshot() as tx:
        found = dict(queries.known(tx, form.getlist("attachment")[:MOST]))
    found.update((each.sha256, each) for each in new)
    refs = {
        sha256: AttachmentRef(sha256, each.name, each.media_type, each.size)
        for sha256, each in found.items()
    }
    return Named(refs, tuple(each.sha256 for each in new))


def stored(upload: FileStorage, needs: P | None = P.RELEASE_DRAFT) -> StoredName:
    """Raises Invalid."""
    given = services()
    limits = given.settings.config.content
    with upload.stream as stream:
        data = stream.read()
    made, data = prepared(
        upload.filename or "", data, types=limits.attachment_types,
        most_mib=limits.attachment_mib, megapixels=limits.image_megapixels,
    )  # fmt: skip
    FileStore(given.settings.file_store).put(data)
    with given.database.transaction() as tx:
        service.register(tx, given.clock.now(), current_actor(), made, needs)
    return made


@bp.get("/<sha256>")
@access(P.RELEASE_READ)
def show(sha256: str) -> Response:
    given = services()
    with given.database.snapshot() as tx:
        found = queries.known(tx, [sha256]).get(sha256)
    if found is None:
        raise NotThere("file.not_there")
    response = make_response(FileStore(given.settings.file_store).read(sha256))
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not is_picture(found.media_type):
        response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response
