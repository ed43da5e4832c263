"""Two languages, complete."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from console.kernel.errors import Invalid
from console.language import LOCALES, plural, sentence, translate
from console.language.check import Found, collect, problems
from console.web import times
from tests.fakes import FixedClock

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_everything_is_said_in_both_languages() -> None:
    assert list(problems(collect())) == []


def test_the_check_sees_what_is_missing(tmp_path: Path) -> None:
    page = tmp_path / "templates" / "console" / "x.html"
    page.parent.mkdir(parents=True)
    page.write_text("{{ _('从未说过的话，%(who)s') }}{% trans %}又一句{% endtrans %}", "utf-8")
    module = tmp_path / "console" / "x.py"
    module.parent.mkdir()
    module.write_text('raise NotNow("room.no_such_code")\nsay(_("第三句"))\n', "utf-8")
    found = collect(tmp_path)
    assert {"从未说过的话，%(who)s", "又一句", "第三句"} <= found.used.keys()
    said = "\n".join(problems(found))
    assert "no English for '又一句'" in said
    assert "no sentence for room.no_such_code" in said


def test_the_check_sees_other_parameters_and_what_nothing_says() -> None:
    said = "\n".join(problems(Found(used={"%(minutes)s 分钟前": "here", "刚刚 100%": "there"})))
    assert "a bare %" in said
    assert "which nothing says" in said
    assert "minutes" not in said.partition("which nothing says")[0]


def test_a_sentence_needs_no_web() -> None:
    assert sentence("proof.too_many", {"minutes": 15}) == "口令输错次数过多。请 15 分钟后再试。"
    assert "15 minutes" in sentence("proof.too_many", {"minutes": 15}, "en")


def test_a_code_without_a_sentence_still_says_what_to_do() -> None:
    assert "room.unheard" in sentence("room.unheard")
    assert "告诉管理员" in sentence("room.unheard")
    assert sentence("proof.too_many", {}) != ""  # a parameter is missing


def test_what_has_no_english_stays_chinese() -> None:
    assert translate("没有译文的话", "en") == "没有译文的话"
    assert plural("没有译文的话", 2, "en") == "没有译文的话"
    assert set(LOCALES) == {"zh_CN", "en"}


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (NOON, "11月23日 20:00（刚刚）", "23 Nov 20:00 (just now)"),
        (NOON.replace(hour=11), "11月23日 19:00（1 小时前）", "23 Nov 19:00 (1 h ago)"),
        (NOON.replace(minute=3), "11月23日 20:03（3 分后）", "23 Nov 20:03 (in 3 min)"),
        (NOON.replace(hour=16), "11月24日 00:00（4 小时后）", "24 Nov 00:00 (in 4 h)"),
        (
            NOON.replace(year=2025),
            "2025年11月23日 20:00（365 天前）",
            "23 Nov 2025 20:00 (365 d ago)",
        ),
    ],
)  # fmt: skip
def test_a_time_is_absolute_and_relative_together(
    app: Flask, clock: FixedClock, moment: datetime, zh: str, en: str
) -> None:
    clock.at = NOON
    for language, wanted in (("zh_CN", zh), ("en", en)):
        with app.test_request_context(f"/?lang={language}"):
            assert times.moment_markup(moment).striptags() == wanted


def test_a_countdown_goes_on_past_its_end(app: Flask, clock: FixedClock) -> None:
    until = clock.now()
    with app.test_request_context("/?lang=zh_CN"):
        clock.move(minutes=-252)
        assert times.countdown_markup(until).striptags() == "剩余 4 小时 12 分"
        clock.move(minutes=260)
        assert times.countdown_markup(until).striptags() == "已超时 8 分"


@pytest.mark.parametrize("text", ["2026-11-23T20:10", "2026-11-23T20:10:00", " 2026-11-23 20:10 "])
def test_a_local_time_becomes_utc(text: str) -> None:
    moment = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)
    assert times.parse_local(text, SHANGHAI) == moment
    assert times.field_value(moment, SHANGHAI) == "2026-11-23T20:10"


@pytest.mark.parametrize("text", ["", "soon", "2026-11-23", "2026-02-30T10:00", "20:10",
                                  "2026-11-23T20:10Z", "2026-11-23T20:10+08:00",
                                  "0001-01-01T00:00", "9999-12-31T23:59"])  # fmt: skip
def test_what_is_no_local_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        times.parse_local(text, SHANGHAI, field="go_at")
    assert (refused.value.code, refused.value.field) == ("time.invalid", "go_at")


def test_a_time_that_the_clocks_leap_over_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        times.parse_local("2026-03-29T02:30", BERLIN)
    assert refused.value.code == "time.nonexistent"
