"""What the platform tells us by itself: genuine, fresh, for us; the stand-in signs and seals apart
from the client that checks and opens."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from console.channels.wechat_callback import Secrets, greeted, heard, opened, signed
from console.kernel.errors import NotYou
from console.publishing.rules.jobs import JobResult
from console.rehearsal.wire import wechat_push
from console.rehearsal.wire.wechat_account import AES_KEY, APP_ID, CALLBACK_TOKEN

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
SECURE = Secrets(APP_ID, CALLBACK_TOKEN, AES_KEY)
CLEAR = Secrets(APP_ID, CALLBACK_TOKEN)
URL = "https://mp.weixin.qq.com/s/abc"
XML = wechat_push.published("2247503051", "0", "A_1", URL, AT)


def test_the_vectors_of_the_platform_hold() -> None:
    plain = signed("AAAAA", "1714036504", "1514711492")
    assert plain == "f464b24fc39322e44b38aa78f5edd27bd1441696"
    sealed = ("4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p"
              "+Q==")  # fmt: skip
    assert signed("123456", "1411443780", "437374425", sealed) == (
        "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"
    )
    key = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
    assert opened(sealed, key, "wx49f0ab532d5d035a") == b"5927782489442352469"
    with pytest.raises(NotYou):
        opened(sealed, key, "wx0000000000000000")


@pytest.mark.parametrize(("secrets", "encrypted"), [(SECURE, True), (CLEAR, False)])
def test_both_modes_tell_how_a_job_ended(secrets: Secrets, *, encrypted: bool) -> None:
    told = wechat_push.told(XML, AT, encrypted=encrypted)
    event = heard(dict(parse_qsl(told.query)), told.body, secrets, NOW)
    assert event
    assert (event.job, event.result) == ("2247503051", JobResult("0", "A_1", URL))
    again = wechat_push.told(XML, AT + 3, encrypted=encrypted)
    once_more = heard(dict(parse_qsl(again.query)), again.body, secrets, NOW)
    assert once_more
    assert once_more.key == event.key


def test_a_mass_send_tells_its_link_and_a_failure_its_reason() -> None:
    for status, url in (("send success", URL), ("err(20001)", "")):
        told = wechat_push.told(wechat_push.massed("34182", status, url, AT), AT, encrypted=True)
        event = heard(dict(parse_qsl(told.query)), told.body, SECURE, NOW)
        assert event
        assert (event.job, event.result) == ("34182", JobResult(status, "", url))


DECLARES = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE xml [<!ENTITY a "b">]>'


def test_what_is_old_altered_or_unsigned_is_refused() -> None:
    told = wechat_push.told(XML, AT, encrypted=True)
    query = dict(parse_qsl(told.query))
    for late in (timedelta(minutes=6), timedelta(minutes=-6)):
        with pytest.raises(NotYou) as old:
            heard(query, told.body, SECURE, NOW + late)
        assert old.value.code == "callback.old"
    other = wechat_push.told(XML.replace(URL, "https://evil.example/"), AT, encrypted=True)
    clear = wechat_push.told(XML, AT, encrypted=False)
    wrong = Secrets(APP_ID, "another", AES_KEY)
    for given, body, secrets in (
        (query, other.body, SECURE),
        (query | {"msg_signature": "0" * 40}, told.body, SECURE),
        (query | {"timestamp": "١٢٣"}, told.body, SECURE),
        ({}, told.body, SECURE),
        (query, told.body, wrong),
        (query, told.body, Secrets(APP_ID, "", AES_KEY)),
        (query, told.body, Secrets("wx0000000000000000", CALLBACK_TOKEN, AES_KEY)),
        (dict(parse_qsl(clear.query)), clear.body, SECURE),  # its words are not signed
        (query, b"<xml><Encrypt>x</Encrypt>", SECURE),
        (query, b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>', SECURE),
        (dict(parse_qsl(clear.query)), f"{DECLARES}{XML}".encode("utf-16"), CLEAR),
        (query, b"x" * 70_000, SECURE),
    ):
        with pytest.raises(NotYou):
            heard(given, body, secrets, NOW)


def test_a_readers_message_is_nothing_for_us() -> None:
    told = wechat_push.told("<xml><MsgType>text</MsgType><Content>?</Content></xml>", AT,
                            encrypted=True)  # fmt: skip
    assert heard(dict(parse_qsl(told.query)), told.body, SECURE, NOW) is None


def test_the_address_is_acknowledged_only_to_who_knows_the_token() -> None:
    query = dict(parse_qsl(wechat_push.greeting(AT)))
    assert greeted(query, CLEAR, NOW) == "7359152817"
    with pytest.raises(NotYou):
        greeted(query | {"nonce": "1"}, CLEAR, NOW)
