"""图片: cut by the drafter, drawn at submission for each mouth, signed, and so sent."""

import hashlib
import io
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from PIL import Image

from console.files.store import FileStore
from console.kernel.errors import Invalid, NotNow
from console.releases import queries, service
from console.releases.items import item_of
from console.releases.records import Release
from console.releases.rules.package import content_of, opened
from console.releases.rules.pictures import Fitted
from console.web.services import Services
from tests import pictures
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.editor import post, typed, upload, words
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


def half_red() -> bytes:
    """2000 by 1000: what is red must never go out."""
    drawn = Image.open(io.BytesIO(pictures.png((2000, 1000))))
    drawn.paste((200, 0, 0), (0, 0, 1000, 1000))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def draft(desk: Desk, clock: FixedClock) -> UUID:
    return desk.draft(clock.now(), title="关于平安路交通管制的通告")


def attached(desk: Desk, visitor: Visitor, draft: UUID, **cut: str) -> str:
    """SHA-256 of what was brought, its left half cut off."""
    form = typed(desk, draft)
    form.add("file", upload(half_red(), "管制路段.png"))
    assert post(visitor, f"/releases/{draft}/edit", form).status_code == 303
    [kept] = words(desk, draft).attachments
    sides = {f"cut-{side}-{kept.sha256}": off for side, off in ({"left": "50"} | cut).items()}
    form = typed(
        desk, draft, attachment=kept.sha256, **{f"alt-{kept.sha256}": "管制路段图", **sides}
    )
    assert post(visitor, f"/releases/{draft}/edit", form).status_code == 303
    return kept.sha256


def submitted(desk: Desk, visitor: Visitor, draft: UUID) -> str:
    [kept] = words(desk, draft).attachments
    left, top, right, bottom = kept.crop.split()
    named = zip(("left", "top", "right", "bottom"), (left, top, right, bottom), strict=True)
    sides = {f"cut-{side}-{kept.sha256}": off for side, off in named}
    form = typed(desk, draft, attachment=kept.sha256, **{f"alt-{kept.sha256}": kept.alt, **sides})
    answer = post(visitor, f"/releases/{draft}/submit", form)
    assert answer.status_code == 303, answer.text
    with desk.database.snapshot() as tx:
        release = tx.get(Release, draft)
        assert release
        return release.package


def colours(data: bytes) -> tuple[tuple[int, int], Image.Image]:
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    return picture.size, picture


def test_it_is_cut_and_drawn_at_submission_for_every_mouth_and_the_original_stays_here(
    desk: Desk, services: Services, signed_in: SignedIn, clock: FixedClock, draft: UUID
) -> None:
    drafter, signer = signed_in("spokesperson"), signed_in("unit-head")
    original = attached(desk, drafter, draft)
    assert words(desk, draft).attachments[0].crop == "50 0 0 0"
    size, shown = colours(drafter.get(f"/releases/{draft}/pictures/{original}").data)
    assert (size, shown.getpixel((3, 3))) == ((1000, 1000), (20, 60, 140))

    package = opened(submitted(desk, drafter, draft))
    store = FileStore(services.settings.file_store)
    sized = {each["use"]: each for each in package["pictures"]}
    assert {use: (each["width"], each["height"]) for use, each in sized.items()} == {
        "website": (1000, 1000), "narrow": (800, 800), "wechat": (1000, 1000),
        "weibo": (1000, 1000), "cover": (900, 383),
    }  # fmt: skip
    for each in sized.values():
        _, picture = colours(store.read(each["sha256"]))
        assert picture.getextrema()[0][1] < 60  # nothing red
    variants = content_of(desk_package(desk, draft)).variants
    assert variants["wechat"].cover_sha256 == sized["cover"]["sha256"]
    assert variants["weibo"].cover_sha256 == sized["weibo"]["sha256"]

    page = signer.get(f"/releases/{draft}/review").text
    assert "1000×1000" in page
    seen = signer.get(f"/releases/{draft}/pictures/{original}").data
    assert hashlib.sha256(seen).hexdigest() == sized["website"]["sha256"]
    frame = signer.get(f"/releases/{draft}/preview/page").text
    assert f"/releases/{draft}/pictures/{sized['website']['sha256']}?v=" in frame
    assert (
        f'pictures/{sized["weibo"]["sha256"]}"'
        in signer.get(f"/releases/{draft}/preview?as=weibo").text
    )

    digest = hashlib.sha256(desk_package(desk, draft).encode()).hexdigest()
    desk.sign_all(clock.now(), draft, digest)
    with desk.database.snapshot() as tx:
        release = tx.get(Release, draft)
        assert release
        item = item_of(tx, release)
    assert original not in {each.sha256 for each in item.every_file}
    [file] = item.files
    assert (file.alt, file.shown, file.narrow is not None) == ("管制路段图", True, True)
    assert file.for_platform("wechat") == sized["wechat"]["sha256"]


def desk_package(desk: Desk, draft: UUID) -> str:
    with desk.database.snapshot() as tx:
        release = tx.get(Release, draft)
        assert release
        return release.package


def test_a_picture_without_words_or_with_nothing_left_stops_the_submission(
    desk: Desk, signed_in: SignedIn, draft: UUID
) -> None:
    visitor = signed_in("spokesperson")
    sha256 = attached(desk, visitor, draft, right="45")
    form = typed(desk, draft, attachment=sha256, **{f"cut-left-{sha256}": "99"})
    answer = post(visitor, f"/releases/{draft}/submit", form)
    assert answer.status_code == 422
    assert "裁得剩不到十分之一" in answer.text or "没有说明文字" in answer.text
    assert re.search(rf'name="cut-left-{sha256}" value="99"', answer.text)  # as it was typed


def test_a_cut_picture_never_goes_out_whole_nor_one_of_another_cut(
    desk: Desk, signed_in: SignedIn, clock: FixedClock, draft: UUID
) -> None:
    attached(desk, signed_in("spokesperson"), draft)
    with pytest.raises(Invalid, match=r"crop\.not_drawn"):
        desk.submit(clock.now(), draft)
    with desk.database.snapshot() as tx:
        row, _ = queries.draft(tx, draft)
    with pytest.raises(NotNow, match=r"poster\.overtaken"), desk.database.transaction() as tx:
        service.submit(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=draft,
            version=row.version, fitted=Fitted((), ()),
        )  # fmt: skip


def test_a_crop_and_a_poster_are_kept_when_somebody_else_saved_in_between(
    desk: Desk, signed_in: SignedIn, clock: FixedClock, draft: UUID
) -> None:
    visitor = signed_in("spokesperson")
    sha256 = attached(desk, visitor, draft)
    mine = typed(desk, draft, attachment=sha256, poster="notice", **{f"cut-top-{sha256}": "20"})
    desk.write(clock.now(), draft, title="同事改过的标题")
    answer = post(visitor, f"/releases/{draft}/edit", mine)
    assert answer.status_code == 409
    for kept in (f'name="cut-top-{sha256}" value="20"', 'name="poster" value="notice"'):
        assert kept in answer.text


def test_nobody_reads_another_file_through_a_release(
    desk: Desk, signed_in: SignedIn, clock: FixedClock, draft: UUID
) -> None:
    visitor = signed_in("spokesperson")
    sha256 = attached(desk, visitor, draft)
    other = desk.draft(clock.now(), title="另一篇")
    assert visitor.get(f"/releases/{other}/pictures/{sha256}").status_code == 404
    assert visitor.get(f"/releases/{draft}/pictures/{'0' * 64}").status_code == 404
    assert visitor.get(f"/releases/{draft}/pictures/..%2fx").status_code == 404
