"""Who had an unpublished text on their screen: on record once, and over the text."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from console.audit import Event
from console.audit.narrowing import Filter
from console.audit.queries import events
from console.database import Database
from console.files.pictures import prepared
from console.files.rules import StoredName
from console.files.service import register
from console.files.store import FileStore
from console.releases.queries.readers import readers
from console.releases.rules.content import AttachmentRef
from console.releases.rules.kinds import Kind
from console.web.reading import MARKED, NO_TEXT, PAGE_OF, SHOWN
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.pictures import PNG
from tests.web.editor import post, typed
from tests.web.running import Night
from tests.web.visitor import Visitor

SIGNED_IN = Callable[[str], Visitor]


def read_by(desk: Desk, release_id: UUID) -> list[tuple[str, tuple[int, ...], str]]:
    with desk.database.snapshot() as tx:
        found = readers(tx, release_id)
    return [(each.name, each.revisions, each.screen) for each in found]


def told(desk: Desk) -> int:
    with desk.database.snapshot() as tx:
        return len(events(tx, Filter(name=Event.READ_EARLY)))


def test_reading_is_on_record_once_a_version_and_a_day(
    signed_in: SIGNED_IN, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    leader, auditor = signed_in("leader"), signed_in("auditor")
    for _ in range(3):
        assert "watermark" in leader.get(f"/releases/{release_id}").text
        leader.get(f"/releases/{release_id}/review")
    assert read_by(desk, release_id) == [("某leader", (1,), "releases.show")]
    assert told(desk) == 1
    clock.move(hours=24)
    leader = signed_in("leader")
    leader.get(f"/releases/{release_id}/review")
    desk.write(clock.move(minutes=5), release_id, by="editor", title="另一个标题")
    leader.get(f"/releases/{release_id}/review")
    auditor = signed_in("auditor")
    auditor.get(f"/releases/{release_id}/preview/page")
    assert read_by(desk, release_id) == [
        ("某leader", (1, 2), "releases.show"), ("某auditor", (2,), "review.frame"),
    ]  # fmt: skip
    assert told(desk) == 4
    page = auditor.get(f"/releases/{release_id}/readers").text
    assert page.index("某spokesperson") < page.index("某leader")
    assert "1、2" in page
    assert signed_in("unit-head").get(f"/releases/{release_id}/readers").status_code == 403


def test_authors_and_what_is_public_leave_no_record(
    signed_in: SIGNED_IN, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    assert "watermark" in signed_in("spokesperson").get(f"/releases/{release_id}/edit").text
    with desk.database.transaction() as tx:
        tx.execute(text("UPDATE releases SET published_at = created_at"))
    assert 'class="watermark"' not in signed_in("leader").get(f"/releases/{release_id}").text
    assert (
        signed_in("leader").get("/releases/00000000-0000-7000-8000-000000000000").status_code == 404
    )
    assert read_by(desk, release_id) == []
    assert told(desk) == 0


def test_the_watermark_names_the_reader_and_the_minute_without_a_style(
    signed_in: SIGNED_IN, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    leader = signed_in("leader")
    page = leader.get(f"/releases/{release_id}")
    mark = page.text.partition('<svg class="watermark"')[2].partition("</svg>")[0]
    assert f"某leader {clock.now().astimezone(desk.policy.zone):%Y-%m-%d %H:%M}" in mark
    assert "style" not in mark
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    frame = leader.get(f"/releases/{release_id}/preview/page").text
    assert frame.count("某leader") == 2
    assert "watermark" not in leader.get("/releases/").text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE early_readings SET person_name = 'x'",
        "DELETE FROM early_readings",
        "INSERT OR REPLACE INTO early_readings SELECT * FROM early_readings",
    ],
)
def test_the_record_of_readers_cannot_be_changed(
    signed_in: SIGNED_IN, desk: Desk, database: Database, clock: FixedClock, statement: str
) -> None:
    release_id = desk.draft(clock.now())
    signed_in("leader").get(f"/releases/{release_id}")
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as tx:
        tx.execute(text(statement))
    assert len(read_by(desk, release_id)) == 1


def test_no_view_of_a_text_is_forgotten(app: Flask) -> None:
    views = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and "id" in rule.arguments
        and rule.endpoint.partition(".")[0] in MARKED
    }
    assert views == SHOWN | NO_TEXT
    forms = {
        rule.endpoint.partition(".")[0]
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and "id" in rule.arguments
    }
    assert forms & MARKED == set(PAGE_OF)
    assert set(PAGE_OF.values()) <= SHOWN


def test_a_form_that_comes_back_is_marked_too(
    signed_in: SIGNED_IN, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    desk.submit(clock.now(), release_id)
    again = signed_in("unit-head").post(f"/releases/{release_id}/send-back", {"comment": ""})
    assert again.status_code != 200
    assert 'class="watermark"' in again.text
    refused = signed_in("auditor").post(f"/releases/{release_id}/sign", {})
    assert refused.status_code == 403
    assert 'class="watermark"' in refused.text
    signed_in("media-reception").post(
        f"/releases/{release_id}/send-back", {}, headers={"HX-Request": "true"}
    )
    noted = signed_in("secrecy").post(f"/releases/{release_id}/notes", {})
    assert 'class="watermark"' in noted.text
    assert read_by(desk, release_id) == [
        (f"某{who}", (1,), "review.show")
        for who in ("unit-head", "auditor", "media-reception", "secrecy")
    ]
    nobody = signed_in("admin").post(f"/releases/{release_id}/withdraw", {})
    assert "现场" not in nobody.text
    assert len(read_by(desk, release_id)) == 4


@pytest.mark.parametrize("form", ["edit", "submit", "merge", "attachments"])
def test_a_stale_form_that_brings_another_s_text_is_a_reading(
    signed_in: SIGNED_IN, desk: Desk, clock: FixedClock, form: str
) -> None:
    release_id = desk.draft(clock.now())
    again = signed_in("editor").post(f"/releases/{release_id}/{form}", {"version": "0"})
    assert again.status_code in {200, 409, 422}
    assert 'class="watermark"' in again.text
    assert read_by(desk, release_id) == [("某editor", (1,), "drafting.edit")]


def test_an_author_reads_what_another_wrote_later(
    signed_in: SIGNED_IN, desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    desk.write(clock.move(minutes=5), release_id, by="editor", title="另一个标题")
    for who in ("spokesperson", "editor"):
        signed_in(who).get(f"/releases/{release_id}")
    assert read_by(desk, release_id) == [("某spokesperson", (2,), "releases.show")]


def test_the_operator_who_posts_it_first_is_on_record(
    night: Night, signed_in: SIGNED_IN, desk: Desk
) -> None:
    row = night.handed_over()
    with desk.database.transaction() as tx:
        tx.execute(text("UPDATE releases SET published_at = NULL"))
    assert 'class="watermark"' in signed_in("media-reception").get(f"/handover/{row.id}").text
    assert ("某media-reception", (1,), "handover.show") in read_by(desk, row.release_id)
    assert signed_in("media-reception").get(f"/handover/{UUID(int=1)}").status_code == 404


def test_a_call_that_reads_the_text_out_is_a_reading_too(
    signed_in: SIGNED_IN, desk: Desk, clock: FixedClock
) -> None:
    with desk.database.transaction() as tx:
        tx.execute(text("UPDATE people SET telephone = '0954-2032110'"))
    release_id = desk.draft(clock.now(), kind=Kind.NOTICE, column="notices", title="交通管制通告")
    digest = desk.submit(clock.now(), release_id)
    for by in ("unit-head", "secrecy"):
        desk.sign(clock.now(), release_id, digest, by)
    deputy = signed_in("deputy")
    leader = str(desk.people["leader"].id)
    begun = deputy.post(f"/releases/{release_id}/telephone", {"signer": leader})
    assert read_by(desk, release_id) == []
    assert 'class="watermark"' in deputy.get(begun.location).text
    assert read_by(desk, release_id) == [("某deputy", (1,), "telephone.show")]


def attached(desk: Desk, clock: FixedClock, *, file: StoredName, **draft: object) -> UUID:
    release_id = desk.draft(clock.now(), **draft)  # type: ignore[arg-type] # fields by name, of any kind
    ref = AttachmentRef(file.sha256, file.name, file.media_type, file.size)
    desk.write(clock.now(), release_id, attachments=(ref,))
    return release_id


def brought(app: Flask, desk: Desk, data: bytes, by: str = "spokesperson") -> StoredName:
    """As an upload brings it."""
    given = app.extensions["fayan"]
    stored, kept = prepared("图.png", data, types=("image/png",), most_mib=1, megapixels=1)
    FileStore(given.settings.file_store).put(kept)
    with desk.database.transaction() as tx:
        register(tx, given.clock.now(), desk.people[by], stored, None)
    return stored


def test_a_picture_of_an_unpublished_text_is_a_reading_too(
    signed_in: SIGNED_IN, app: Flask, desk: Desk, clock: FixedClock
) -> None:
    file = brought(app, desk, PNG)
    release_id = attached(desk, clock, file=file)
    path = f"/releases/{release_id}/pictures/{file.sha256}"
    leader = signed_in("leader")
    assert f'href="{path}"' in leader.get(f"/releases/{release_id}").text
    auditor = signed_in("auditor")
    for _ in range(2):
        assert auditor.get(path).data == PNG
    assert read_by(desk, release_id)[1:] == [("某auditor", (1,), "picturing.show")]
    assert "附件" in auditor.get(f"/releases/{release_id}/readers").text
    elsewhere = desk.draft(clock.now())
    assert auditor.get(f"/attachments/releases/{elsewhere}/{file.sha256}").status_code == 404
    assert read_by(desk, elsewhere) == []


def test_a_file_is_not_had_by_its_hash(
    signed_in: SIGNED_IN, app: Flask, desk: Desk, clock: FixedClock
) -> None:
    """The paper of somebody's authorisation, say: its hash stands in the audit."""
    paper = brought(app, desk, PNG, by="leader")
    assert signed_in("leader").get(f"/attachments/{paper.sha256}").data == PNG
    writer = signed_in("spokesperson")
    mine = desk.draft(clock.now())
    form = typed(desk, mine, attachment=paper.sha256)
    assert post(writer, f"/releases/{mine}/edit", form).status_code == 303
    assert desk.see(mine).content.attachments == ()
    for path in (f"/attachments/{paper.sha256}", f"/attachments/releases/{mine}/{paper.sha256}"):
        assert writer.get(path).status_code == 404
    brought(app, desk, PNG, by="spokesperson")  # who has the bytes brings them all the same
    assert writer.get(f"/attachments/{paper.sha256}").data == PNG
    assert post(writer, f"/releases/{mine}/edit", typed(desk, mine, attachment=paper.sha256))
    assert [each.sha256 for each in desk.see(mine).content.attachments] == [paper.sha256]
