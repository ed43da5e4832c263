"""A notice with a picture, from the plan to the wall of what the public sees: cut with the
keyboard, warned of the day's last publication, out by itself, corrected with a pointer, and taken
back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from console.kernel.clock import local
from console.publishing.quota import planned
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.plan import Plan, PlannedStage
from console.publishing.rules.states import DeliveryState
from console.releases import service as releases
from console.releases.rules.body import from_input
from console.releases.rules.kinds import Kind
from tests import pictures
from tests.journeys.office import Office, eventually, now
from tests.journeys.people import SIGNERS, People, draft, submit
from tests.journeys.test_platforms import (
    administrator,
    connect_official_account,
    delivery,
    looked_at,
)
from tests.journeys.test_reader import withdraw

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
__all__ = ["administrator"]
TITLE = "关于平安路夜间施工封闭的通告"
A_DAY = 100  # publications that the official account has: config/console.toml


@contextmanager
def all_but_one_used(office: Office) -> Iterator[None]:
    """As if the day's other publications were out; no row of these is left behind."""
    at, mark, zone = now(), "quota", office.wired.policy.zone
    today = datetime.combine(local(at, zone).date(), time(), zone)
    other = office.draft("占用当天次数的另一篇")
    with office.wired.database.transaction() as tx:
        used = planned(tx, "wechat", today, today + timedelta(days=1), besides=other)
        for place in range(A_DAY - 1 - used):
            tx.add(
                Delivery(
                    release_id=other, digest="0" * 64, channel="wechat", account="main",
                    action=Action.PUBLISH, cause=f"{mark}:{place}", state=DeliveryState.SENT,
                    client_ref=f"{mark}:{place}", not_before=at, expires_at=at, created_at=at,
                    changed_at=at, out_at=at,
                )
            )  # fmt: skip
    try:
        yield
    finally:
        with office.wired.database.transaction() as tx:
            tx.execute(delete(Delivery).where(Delivery.cause.startswith(f"{mark}:")))


def with_picture(page: Page, office: Office) -> UUID:
    """In the editor: its lower half is cut off by numbers, without a mouse."""
    release = UUID(
        draft(page, kind="notice", column="bulletins", title=TITLE, text="11月29日起夜间封闭。")
    )
    page.locator("[name=channels][value=weibo]").uncheck()
    file = {"name": "路段.png", "mimeType": "image/png", "buffer": pictures.png((300, 200))}
    page.set_input_files("[name=file]", [file])
    page.get_by_label("说明文字").fill("封闭路段")
    page.locator("[data-crop] summary").press("Enter")
    page.get_by_label("下边裁掉").fill("50")
    expect(page.locator("[data-crop-frame]")).to_have_css("bottom", "100px")
    eventually(
        lambda: [each.crop for each in office.desk.see(release).content.attachments] == ["0 0 0 50"]
    )
    looked_at(page, "crop-1440")
    return release


def correct(office: Office, release: UUID) -> UUID:
    with office.wired.database.transaction() as tx:
        made = releases.start_correction(
            tx, now(), office.actor("spokesperson"), office.wired.policy, release_id=release,
            kind=Kind.CORRECTION, body=from_input("原文“29日起”，现更正为“30日起”。"),
        ).id  # fmt: skip
    plan = Plan((PlannedStage(("website", "feeds", "wechat")),))
    office.desk.write(now(), made, plan=plan, attachments=())
    office.desk.sign_all(now(), made, office.desk.submit(now(), made, midnight=True))
    return made


def out_at(office: Office, release: UUID) -> str:
    """Where the article stands, once it does."""

    def look() -> str:
        state, link = delivery(office, release, channel="wechat")
        return link if state == "sent" else ""

    return eventually(look, seconds=90)


def test_a_picture_goes_to_the_wall_is_corrected_there_and_taken_back(
    administrator: Page, people: People, office: Office
) -> None:
    connect_official_account(administrator)
    drafter, wall = people.page("spokesperson"), f"{office.bureau.rehearsal}/wall/"
    release = with_picture(drafter, office)
    with all_but_one_used(office):
        drafter.goto(f"/releases/{release}/plan")
        expect(drafter.get_by_text("会用掉公众号这一天最后一次发布")).to_be_visible()
    drafter.goto(f"/releases/{release}/edit")
    submit(drafter)
    digest = office.desk.see(release).digest
    for signer in SIGNERS:
        office.desk.sign(now(), release, digest, signer)
    link = out_at(office, release)

    page = people.page("media-reception", phone=True)
    page.goto(wall)
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    looked_at(page, "wall-390")
    page.goto(link)
    shown = page.locator(".article img")
    eventually(lambda: shown.evaluate("e => [e.naturalWidth, e.naturalHeight]") == [300, 100])

    corrected = out_at(office, correct(office, release))
    page.goto(corrected)
    expect(page.get_by_text(f"本文更正 {office.number(release)}")).to_be_visible()
    withdraw(office, release)
    eventually(lambda: httpx.get(link).status_code == httpx.codes.GONE, seconds=90)
    assert link.removeprefix(office.bureau.rehearsal) not in httpx.get(wall).text
    assert corrected.removeprefix(office.bureau.rehearsal) in httpx.get(wall).text
