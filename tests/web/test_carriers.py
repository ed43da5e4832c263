"""通知渠道 and 通知方式 in the console: keys are kept and never shown, choices are one's own."""

from collections.abc import Callable

import pytest

from console.carriers import queries
from console.carriers.service import claim, close
from console.carriers.worker import Carrying
from console.credentials.service import Vault
from console.database import Database
from console.kernel.errors import ChannelRejected
from console.notices.service import tell
from console.people.rules.actor import Actor
from console.releases.concerning import concerning
from console.web.services import Services
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

KEY = "0000-1111-a-robots-key"
ADDRESS = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
def admin(signed_in: Callable[[str], Visitor]) -> Visitor:
    return signed_in("admin")


def test_a_robots_address_is_kept_sealed_and_never_shown(
    admin: Visitor, services: Services, database: Database
) -> None:
    page = admin.get("/carriers/").text
    assert "值班群（企业微信·演练替身）" in page
    assert "未设置" in page
    sent = {"secret-duty-chat": ADDRESS, "password": PASSWORD}
    assert admin.post("/carriers/duty-chat/secret", sent).status_code == 303
    assert Vault.of(services.settings, database, services.clock).secret("notice:duty-chat") == KEY
    assert KEY not in admin.get("/carriers/").text
    with database.snapshot() as tx:
        for rows in ("SELECT * FROM account_keys", "SELECT * FROM audit_events"):
            assert KEY not in str(tx.connection().exec_driver_sql(rows).all())


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"secret-duty-chat": "https://example.com/?x=1"}, "这个地址里没有 key"),
        ({"secret-duty-chat": ""}, "请粘贴机器人地址"),
        ({"secret-duty-chat": KEY, "password": "wrong"}, "口令"),
    ],
)
def test_what_will_not_do_is_said_and_no_key_comes_back(
    admin: Visitor, sent: dict[str, str], says: str
) -> None:
    answered = admin.post("/carriers/duty-chat/secret", {"password": PASSWORD, **sent})
    assert answered.status_code in {403, 422}
    assert says in answered.text
    assert KEY not in answered.text


def test_a_test_is_asked_of_the_dispatcher_and_its_failure_stands_on_home_with_what_to_do(
    admin: Visitor, services: Services, database: Database, clock: FixedClock
) -> None:
    admin.post("/carriers/duty-chat/secret", {"secret-duty-chat": KEY, "password": PASSWORD})
    assert admin.post("/carriers/duty-chat/test").status_code == 303
    route = services.carriers.routes["duty-chat"]
    with database.transaction() as tx:
        claimed = claim(tx, clock.now(), route, concerning)
        assert claimed
        refused = ChannelRejected("carrier.address", said="invalid webhook url", number=93000)
        close(tx, clock.now(), services.carriers, route, claimed, refused)
    page = admin.get("/carriers/").text
    assert "没有送达" in page
    assert "请到群里重新复制机器人地址" in page
    assert "93000：invalid webhook url" in page
    assert "发到外面的通知没有送达" in admin.get("/").text


def test_only_an_administrator_sees_carriers(signed_in: Callable[[str], Visitor]) -> None:
    assert signed_in("leader").get("/carriers/").status_code == 403
    assert signed_in("admin").get("/carriers/no-such/test").status_code in {404, 405}
    assert signed_in("admin").post("/carriers/no-such/test").status_code == 404


def test_a_person_chooses_how_to_be_reached(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor], database: Database
) -> None:
    visitor = signed_in("leader")
    assert "免打扰时间" in visitor.get("/account/notices/").text
    sent = {
        "version": "0", "on-mail": "1", "address-mail": "leader@moumou.example",
        "topic-mail": "sign", "on-duty-chat": "1", "quiet_from": "23:00", "quiet_to": "06:00",
    }  # fmt: skip
    assert visitor.post("/account/notices/", sent).status_code == 303
    with database.snapshot() as tx:
        kept = queries.reach_of(tx, [people["leader"].id])[people["leader"].id]
    assert kept.choices["mail"].address == "leader@moumou.example"
    assert "draft" in kept.choices["mail"].off
    assert not kept.choices["sms"].on
    page = visitor.get("/account/notices/").text
    assert 'value="leader@moumou.example"' in page
    assert 'value="23:00"' in page
    late = visitor.post("/account/notices/", sent)
    assert late.status_code == 409
    assert "刚在别处改过" in late.text


def test_what_was_typed_comes_back_with_what_is_wrong(
    signed_in: Callable[[str], Visitor],
) -> None:
    visitor = signed_in("leader")
    sent = {"version": "0", "on-mail": "1", "address-mail": "<script>leader"}
    answered = visitor.post("/account/notices/", sent)
    assert answered.status_code == 422
    assert "&lt;script&gt;leader" in answered.text
    assert "邮箱地址写法不对" in answered.text


def test_a_link_from_outside_leads_there_after_signing_in(
    signed_in: Callable[[str], Visitor],
) -> None:
    release = "0199d3a0-0000-7000-8000-000000000000"
    link = f"/notices/to/release:{release}/release.told_to_sign"
    assert signed_in("leader").get(link).headers["Location"] == f"/releases/{release}/review"
    odd = signed_in("leader").get("/notices/to/https:evil.example/x")
    assert odd.headers["Location"] == "/notices/"


def test_the_dispatchers_process_sends_what_the_page_asked_for(
    admin: Visitor, services: Services, database: Database, clock: FixedClock,
    people: dict[str, Actor],
) -> None:  # fmt: skip
    """Over the configuration's own routes; nobody listens there, so it is tried again."""
    admin.post("/carriers/duty-chat/secret", {"secret-duty-chat": KEY, "password": PASSWORD})
    vault = Vault.of(services.settings, database, clock)
    carrying = Carrying(database, clock, services.carriers, concerning, vault.secret)
    with database.transaction() as tx:
        tell(tx, clock.now(), [people["leader"].id], "duty.nobody", "duty:", {}, "one")
    assert carrying.tick() == pytest.approx(60)
    clock.move(seconds=61)
    assert carrying.tick() == pytest.approx(15)
