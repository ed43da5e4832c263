"""How grave each finding on facts is, what it says, and how dates are understood."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.checks.dates import moments
from console.checks.findings import Context, Draft, Earlier, Fact, Finding, Incident, Severity
from console.checks.guard import FACTS, in_order
from console.language.catalogue import sentence

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # 21:00 in the bureau
EARLIER = Earlier("2026-0001", "initial", "爆炸造成3人死亡。", NOW - timedelta(minutes=19))


def fact(key: str, value: int | str | None, **more: Any) -> Fact:
    known = {"as_of": NOW, "confirmed": True, "releasable": True, **more}
    return Fact(key, value, **known)


UNCONFIRMED = fact("deaths", 3, confirmed=False)
CONFIDENTIAL = fact("deaths", 3, releasable=False)


def context(*facts: Fact, earlier: tuple[Earlier, ...] = (), **more: Any) -> Context:
    incident = Incident("厂房爆炸", "平安路", "larger", NOW, NOW, facts, earlier, **more)
    return Context(NOW, ZONE, incident=incident)


def found(text: str, about: Context, kind: str = "update", **more: Any) -> list[Finding]:
    draft = Draft(kind, text, **more)
    said = in_order(each for check in FACTS for each in check(draft, about))
    return [each for each in said if each.code not in {"facts.missing_element", "series.order"}]


def one(text: str, about: Context, kind: str = "update") -> Finding:
    (finding,) = found(text, about, kind)
    return finding


def test_fewer_dead_than_published_stops_and_says_when_and_what_to_do() -> None:
    finding = one("爆炸造成2人死亡。", context(fact("deaths", 2), earlier=(EARLIER,)))
    assert (finding.code, finding.severity) == ("facts.regressed", Severity.BLOCK)
    assert sentence(finding.sentence, finding.parameters) == (
        "死亡人数比 20:41 发布的少 1 人。若属更正，请改用“更正”；若属笔误，请修改。"
    )
    assert "1 fewer than published at 20:41" in sentence(finding.sentence, finding.parameters, "en")


def test_a_release_of_another_day_is_named_with_its_day() -> None:
    earlier = replace(EARLIER, published_at=NOW - timedelta(days=1))
    finding = one("爆炸造成2人死亡。", context(fact("deaths", 2), earlier=(earlier,)))
    assert finding.parameters["time"] == "11-22 21:00"


@pytest.mark.parametrize(
    ("text", "facts", "code", "severity"),
    [
        ("3人死亡。", [fact("deaths", 2)], "facts.mismatch", "warn"),
        ("3人死亡。", [UNCONFIRMED], "facts.unreleasable_unconfirmed", "block"),
        ("3人死亡。", [CONFIDENTIAL], "facts.unreleasable", "block"),
        ("3人死亡。", [fact("deaths", None)], "facts.mismatch_blank", "warn"),
        ("无人员死亡。", [fact("deaths", None)], "facts.mismatch_unknown", "block"),
        ("暂未接到人员死亡报告。", [fact("deaths", None)], "facts.mismatch_unknown", "note"),
        ("3人死亡。", [], "facts.mismatch_absent", "warn"),
        ("原因系短路。", [fact("cause", None)], "facts.unreleasable_cause", "warn"),
    ],
)  # fmt: skip
def test_what_blocks_is_what_may_not_be_printed_whatever_the_drafter_knows(
    text: str, facts: list[Fact], code: str, severity: str
) -> None:
    finding = one(text, context(*facts))
    assert (finding.said or finding.code, finding.severity.value) == (code, severity)


def test_what_was_published_is_not_called_unreleasable_when_the_ledger_moves_on() -> None:
    later = fact("deaths", 4, confirmed=False, releasable=False)
    assert found("爆炸造成3人死亡，民警仍在搜救。", context(later, earlier=(EARLIER,))) == []


def test_figures_of_another_body_need_its_name_and_its_link() -> None:
    issuer, link = "示例市人民政府新闻办公室", "https://gov.example/1"
    theirs = context(fact("deaths", 2), issuer=issuer, issuer_link=link)
    unlinked = context(fact("deaths", 2), issuer=issuer)
    assert one("2人死亡。", theirs).severity is Severity.BLOCK
    assert one(f"据{issuer}发布，2人死亡。", theirs).code == "facts.not_our_figure"
    assert found(f"据{issuer}发布，2人死亡。", theirs, links=(link,)) == []
    assert found(f"据{issuer}发布（{link}），2人死亡。", theirs) == []
    assert one(f"据{issuer}发布，2人死亡。", unlinked).said == "facts.not_our_figure_unlinked"


def test_money_is_shown_as_it_is_written() -> None:
    finding = one("直接经济损失500万元。", context(fact("property_loss", 3_200_000)))
    assert finding.parameters["known"] == "320 万元"


def test_a_day_that_does_not_exist_stops_unless_it_is_quoted() -> None:
    assert one("2月30日停电。", context()).severity is Severity.BLOCK
    assert one("网传“2月30日停电”系谣言。", context()).severity is Severity.WARN


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("12月31日23时50分", "2026-12-31 23:50"),  # on New Year's morning
        ("1月1日0时10分", "2027-01-01 00:10"),
        ("11月30日", "2026-11-30 00:00"),
        ("8月1日", "2026-08-01 00:00"),
        ("昨日22时", "2026-12-31 22:00"),
        ("31日22时", "2026-12-31 22:00"),
        ("2025年5月1日下午3时半", "2025-05-01 15:30"),
        ("今年1月1日", "2027-01-01 00:00"),
        ("去年5月1日", "2026-05-01 00:00"),
        ("23时50分", "2026-12-31 23:50"),
        ("11 月 30 日 8 时", "2026-11-30 08:00"),
        ("２０２６年１１月３０日", "2026-11-30 00:00"),
    ],
)
def test_a_missing_year_or_month_is_the_one_a_reader_takes(said: str, read: str) -> None:
    morning = datetime(2027, 1, 1, 0, 30, tzinfo=ZONE)
    (moment,) = moments(f"{said}许，发生火灾", morning, ZONE)
    assert moment.at is not None
    assert f"{moment.at:%Y-%m-%d %H:%M}" == read
    assert moment.at.tzinfo is ZONE


def test_a_night_is_read_across_midnight() -> None:
    text = "11月30日23时50分发生火灾，次日1时扑灭，至1日8时恢复通行"
    days = [moment.at for moment in moments(text, NOW, ZONE)]
    assert [f"{day:%d %H}" for day in days if day] == ["30 23", "01 01", "01 08"]


def test_a_platform_refuses_what_is_longer_so_we_stop_it_and_point_at_the_excess() -> None:
    post = "情" * 145
    finding = next(f for f in found("正文。", context(), weibo=post) if f.part == "weibo")
    assert (finding.severity, finding.start, finding.end) == (Severity.BLOCK, 140, 145)
    assert (finding.parameters["length"], finding.parameters["over"]) == (145, 5)
