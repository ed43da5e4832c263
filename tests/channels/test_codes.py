"""Every number in the tables of the notes on the platforms' interfaces (social-api §2.2–§2.9, §3.2,
§3.9, §4, read 2026-11), copied from there and not from our own tables: each has its class and its
sentence in both languages, and the vectors of the notes hold."""

from typing import TYPE_CHECKING

import pytest

from console.carriers.robots import DINGTALK_MEANINGS, DINGTALK_REST, WECOM_MEANINGS, WECOM_REST
from console.carriers.robots import refusal as carried
from console.channels.wechat_api import WeChatApi, WeChatRefused
from console.channels.wechat_line import BY_HAND as WECHAT_BY_HAND
from console.channels.wechat_publishing import ENDS
from console.channels.weibo_api import ArticleRefused, WeiboRefused
from console.channels.weibo_posting import BY_HAND as WEIBO_BY_HAND
from console.kernel.errors import (
    ChannelFailure,
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
)
from console.language import sentence, sentences
from console.outgoing.refusals import COURSES, Course, Meaning, Refused, meant
from tests.loopback import serving

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

RETRY, HANDOVER, CREDENTIALS = Course.RETRY, Course.HANDOVER, Course.CREDENTIALS
RESET, WORDS, LOOK = Course.RESET, Course.WORDS, Course.LOOK

WECHAT = {
    RETRY: (-1, 40001, 40014, 41001, 42001, 45011, 45066),
    CREDENTIALS: (40002, 40013, 40125, 40164, 40243, 41002, 41004, 43002, 50004, 50007, 89503,
                  89506, 89507),
    RESET: (45009, 45028, 48006),
    HANDOVER: (48001, 48004, 50002, 53503, 53504, 53505),
    WORDS: (40004, 40005, 40006, 40009, 41005, 44003, 45001, 45002, 45003, 45004, 45005, 45008,
            45067, 45110, 45166, 47001),
    LOOK: (40007, 40059, 40114, 41039, 45065, 53600, 88000),
}  # fmt: skip
WEIBO = {
    RETRY: (10001, 10002, 10003),
    CREDENTIALS: (10006, 21301, 21314, 21315, 21316, 21317, 21319, 21321, 21322, 21323, 21324,
                  21325, 21326, 21327, 21328, 21329, 21330, 21331, 21332, 21337),
    RESET: (10022, 10023, 10024, 20016, 20022, 20031),
    HANDOVER: (10004, 10005, 10014, 20014, 20015, 20102, 21335),
    WORDS: (10008, 10016, 10017, 10018, 20005, 20006, 20007, 20008, 20012, 20013, 20018, 20020,
            20021, 21602),
    LOOK: (20017, 20019, 20032, 20101, 20111),
}  # fmt: skip
ARTICLE = {RETRY: (10001, 11002), RESET: (11001,), WORDS: (10008,), LOOK: (11003,)}
WECOM = {RESET: (45009,), CREDENTIALS: (93000,)}
DINGTALK = {RESET: (130101,), CREDENTIALS: (310000,)}
ENDED = ("2", "3", "4", "5", "6", "err(10001)", "err(20001)", "err(20002)", "err(20004)",
         "err(20006)", "err(20008)", "err(20013)", "err(21000)", "err(22000)")  # fmt: skip
LOCALES = ("zh_CN", "en")
RAISED = {
    RETRY: ChannelUnavailable, CREDENTIALS: ChannelRejected, RESET: ChannelRejected,
    HANDOVER: ChannelRejected, WORDS: ChannelRejected, LOOK: ChannelFailure,
}  # fmt: skip


def told(code: str, parameters: dict[str, object]) -> None:
    """It is a sentence, in both languages, and quotes what the platform said."""
    assert code in sentences(), code
    spoken = [sentence(code, parameters, locale) for locale in LOCALES]  # type: ignore[arg-type] # Playwright's own kind of dict
    assert spoken[0] != spoken[1]
    assert "%(" not in "".join(spoken)
    if "number" in parameters:
        assert all(str(parameters["number"]) in each and "原话" in each for each in spoken), code


def of(platform: type[Refused], code: int) -> Refused:
    return platform({platform.number: code, platform.words: "原话"})


@pytest.mark.parametrize(("platform", "table"), [
    (WeChatRefused, WECHAT), (WeiboRefused, WEIBO), (ArticleRefused, ARTICLE),
])  # fmt: skip
def test_every_number_of_a_platform_has_its_class_and_its_sentences(
    platform: type[Refused], table: dict[Course, tuple[int, ...]]
) -> None:
    by_hand = WECHAT_BY_HAND if platform is WeChatRefused else WEIBO_BY_HAND
    for course, codes in table.items():
        for code in codes:
            error = of(platform, code)
            assert COURSES[error.meaning] is course, code
            if error.meaning is not Meaning.TOKEN:
                assert isinstance(meant(error), RAISED[course]), code
            said = {"number": code, "said": "原话", "reset": "明天"}
            told(f"{platform.channel}.{error.meaning.value}", said)
            assert (error.meaning in by_hand) is (
                course in {HANDOVER, CREDENTIALS, RESET} or error.meaning is Meaning.TOKEN
            ), code


def test_a_number_may_come_as_text_and_an_unknown_one_is_a_persons() -> None:
    assert of(WeiboRefused, 21327).meaning is Meaning.CONNECT
    assert WeiboRefused({"error_code": "20032"}).meaning is Meaning.DELAYED
    assert isinstance(meant(WeiboRefused({"error_code": "20032"})), ChannelUncertain)
    for platform in (WeiboRefused, WeChatRefused):
        assert COURSES[of(platform, 99999).meaning] is WORDS


@pytest.mark.parametrize(
    ("table", "ours", "rest"),
    [(WECOM, WECOM_MEANINGS, WECOM_REST), (DINGTALK, DINGTALK_MEANINGS, DINGTALK_REST)],
)
def test_every_number_of_a_robot_has_its_class_and_its_sentences(
    table: dict[Course, tuple[int, ...]], ours: dict[int, Meaning], rest: object
) -> None:
    for course, codes in table.items():
        for code in codes:
            assert COURSES[ours[code]] is course
            error = carried(ours[code], code, "原话", rest)  # type: ignore[arg-type] # any that a table has
            told(error.code, error.parameters)  # type: ignore[arg-type] # as it was raised
            waits = isinstance(error, ChannelUnavailable) and error.retry_after == rest
            assert waits is (course is RESET)


def test_every_end_of_a_job_has_its_own_sentence() -> None:
    assert set(ENDED) == set(ENDS)
    assert len({sentence(ENDS[each], {"said": each}) for each in ENDED}) == len(ENDED)
    for each in ENDED:
        told(ENDS[each], {"said": each})


def test_every_meaning_has_one_class() -> None:
    assert set(COURSES) == set(Meaning)


def test_bodies_are_raw_utf8_because_escapes_would_be_shown() -> None:
    """Notes §2.1: no \\uXXXX."""
    bodies: list[bytes] = []

    def platform(environ: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        bodies.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start("200 OK", [("Content-Type", "application/json")])
        return [b'{"media_id": "m"}']

    with serving(platform) as address:
        WeChatApi(address).add_draft("token", {"title": "情况通报"})
    assert "情况通报".encode() in bodies[0]
    assert b"\\u" not in bodies[0]
