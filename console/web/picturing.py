"""Pictures in the sizes that go out: drawn before a submission, and shown as they will look."""

import re
from io import BytesIO
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, send_file, url_for

from console.files import service as files
from console.files.pictures import is_picture
from console.files.queries import known
from console.files.rules import StoredName, safe_name
from console.files.sizing import Made, Sheet
from console.files.store import FileStore
from console.kernel.errors import NotThere
from console.people.rules.roles import P
from console.releases import queries
from console.releases.rules.content import AttachmentRef
from console.releases.rules.cropping import crop_of
from console.releases.rules.pictures import FITS, Fitted, Sized, Use
from console.web.access import access
from console.web.acting import acting
from console.web.context import services

bp = Blueprint("picturing", __name__, url_prefix="/releases")
ON_SITE: Final = re.compile(r'(<img\b[^>]*?\bsrc=")[^"]*?/files/([0-9a-f]{64})/[^"]*"')
SEVERAL_SIZES: Final = re.compile(r' srcset="[^"]*"| sizes="[^"]*"')


@bp.get("/<uuid:id>/pictures/<sha256>")
@access(P.RELEASE_READ)
def show(id: UUID, sha256: str) -> Response:  # noqa: A002 - the words of the address
    """As it was sealed; of a draft, as the website would show it now."""
    with services().database.snapshot() as tx:
        found = queries.pictured(tx, id)
        name = known(tx, [kept]).get(kept) if (kept := found.sealed(sha256)) else None
    if name is not None and is_picture(name.media_type):
        return _sent(_store().read(name.sha256), name.media_type)
    if found.own or (draft := found.draft(sha256)) is None:
        raise NotThere("file.not_there")
    made = drawn(draft, Use.WEBSITE)
    return _sent(made.data, made.media_type)


def _sent(body: bytes, media_type: str) -> Response:
    return send_file(BytesIO(body), media_type, etag=False)


def _store() -> FileStore:
    return FileStore(services().settings.file_store)


def drawn(brought: AttachmentRef, use: Use) -> Made:
    return _drawn(_sheet(brought), use)


def _sheet(brought: AttachmentRef) -> Sheet:
    cut = crop_of(brought.crop)
    return Sheet(_store().read(brought.sha256), brought.media_type, cut.box)


def _drawn(sheet: Sheet, use: Use) -> Made:
    fit = FITS[use]
    make = sheet.filling if fit.exact else sheet.within
    return make(fit.wide, fit.high, fit.most)


def fitted(brought: tuple[AttachmentRef, ...]) -> Fitted:
    """Draws and keeps them: slow, never inside a transaction. Raises NotThere."""
    sized = tuple(each for picture in brought for each in _sized(picture))
    with acting() as (tx, now, actor):
        for each in {each.sha256: each for each in sized}.values():
            kept = StoredName(each.sha256, each.name, each.media_type, each.size)
            files.register(tx, now, actor, kept, P.RELEASE_SUBMIT)
    return Fitted(brought, sized)


def _sized(brought: AttachmentRef) -> tuple[Sized, ...]:
    sheet, store = _sheet(brought), _store()
    made = {use: _drawn(sheet, use) for use in Use}
    if made[Use.NARROW].width == made[Use.WEBSITE].width:
        del made[Use.NARROW]
    return tuple(
        Sized(
            brought.sha256, use, store.put(each.data), safe_name(brought.name, each.media_type),
            each.media_type, len(each.data), each.width, each.height,
        )
        for use, each in made.items()
    )  # fmt: skip


def on_the_console(release_id: UUID, page: bytes, version: int) -> bytes:
    """A page of the newsroom before it is out: its pictures come from here, anew for each
    ``version`` of the words, since a browser shows again what it has of one address."""

    def placed(tag: re.Match[str]) -> str:
        return f'{tag[1]}{url_for("picturing.show", id=release_id, sha256=tag[2], v=version)}"'

    return ON_SITE.sub(placed, SEVERAL_SIZES.sub("", page.decode())).encode()
