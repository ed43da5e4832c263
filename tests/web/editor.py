"""The editor's form as a browser sends it."""

import io
from uuid import UUID

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from console.releases import queries
from console.releases.rules.content import Content
from console.web.editing import EditorForm, shown
from tests import pictures
from tests.builders import Desk
from tests.web.visitor import Visitor

PNG = pictures.PNG

# Sent in another way than as one field, or only by the rich editor.
OTHERWISE = {"attachments", "after_midnight", "channels", "body_html", "rich", "base", "warning"}


def typed(desk: Desk, release_id: UUID, **changed: object) -> MultiDict[str, object]:
    """The editor's form as the browser sends it, with some fields changed."""
    with desk.database.snapshot() as tx:
        row, content = queries.draft(tx, release_id)
    form: EditorForm = shown(content, row.version, desk.policy)
    fields: dict[str, object] = {
        name: getattr(form, name)
        for name in EditorForm.__slots__
        if name
        not in {"attachments", "after_midnight", "channels", "body_html", "rich", "base", "warning"}
    }
    found: MultiDict[str, object] = MultiDict()
    for name, value in {**fields, **changed}.items():
        found[name] = value
    if "channels" not in changed:
        found.setlist("channels", list(form.channels))
    return found


def words(desk: Desk, release_id: UUID) -> Content:
    with desk.database.snapshot() as tx:
        return queries.draft(tx, release_id)[1]


def post(visitor: Visitor, path: str, form: MultiDict[str, object], **headers: str) -> TestResponse:
    """As the editor sends it, files included; without a temporary file that nobody closes."""
    data: MultiDict[str, object] = MultiDict({"csrf_token": visitor.token()})
    data.update(form)
    boundary, body = encode_multipart(data)
    return visitor.client.post(
        path,
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def upload(data: bytes, name: str) -> FileStorage:
    return FileStorage(io.BytesIO(data), name)
