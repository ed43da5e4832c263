"""Whatever is typed, the checks of facts answer, and point at what is there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.checks.findings import Context, Draft, Earlier, Fact, Incident, Limits, Picture
from console.checks.guard import FACTS, in_order
from console.language.catalogue import sentence, sentences

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
PIECES = st.sampled_from(
    [
        *("11月23日", "2月30日", "（星期一）", "20时10分许", "25时"),
        *("24时", "22日", "21:61", "当晚", "次日"),
        *("截至", "造成", "3人死亡", "两名", "死亡人数", "升至", "12人", "受伤"),
        *("重伤", "（3男1女）"),
        *("无人员伤亡", "张某、李某", "失联人员", "已找到", "经抢救无效"),
        *("网传", "据指挥部发布", "原因系"),
        *("约300万元", "经济损失", "咨询电话：", "0954-1234567", "后续", "https://gov.example/1"),
        *("，", "。", "、", "；", "：", "（", "）", "“", "”", "\n", " ", "\u200b", "１２"),
    ]
)  # fmt: skip
TEXT = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)
TIMES = st.integers(-40, 40).map(lambda hours: NOW + timedelta(hours=hours))
FACT_KEYS = st.sampled_from(
    ["deaths", "injuries", "serious_injuries", "missing", "cause", "property_loss", "enquiry_phone"]
)
FACT = st.builds(
    Fact,
    FACT_KEYS,
    st.none() | st.integers(0, 20) | st.sampled_from(["0954-1234567", "电线老化", ""]),
    TIMES,
    st.booleans(),
    st.booleans(),
)
KINDS = st.sampled_from(
    ["initial", "update", "final", "correction", "erratum", "rebuttal", "statement", "notice"]
)
EARLIER = st.builds(Earlier, st.just("2026-0001"), KINDS, TEXT, TIMES)
INCIDENT = st.builds(
    Incident,
    st.just("厂房爆炸"),
    TEXT,
    st.just("general"),
    st.none() | TIMES,
    TIMES,
    st.lists(FACT, max_size=5),
    st.lists(EARLIER, max_size=3),
    st.sampled_from(["", "指挥部"]),
    st.sampled_from(["", "https://gov.example/1"]),
)
DRAFT = st.builds(
    Draft,
    KINDS,
    TEXT,
    title=TEXT,
    weibo=TEXT,
    wechat_title=TEXT,
    wechat_digest=TEXT,
    pictures=st.lists(
        st.builds(Picture, st.just("图.jpg"), st.just("image/jpeg"), metadata=st.booleans()),
        max_size=2,
    ),
    next_update_at=st.none() | TIMES,
    publishes_at=st.none() | TIMES,
)
CONTEXT = st.builds(
    Context,
    TIMES,
    st.just(ZoneInfo("Asia/Shanghai")),
    limits=st.just(Limits(title=10, weibo=20, wechat_title=8, wechat_digest=8, body=40)),
    incident=st.none() | INCIDENT,
)


@given(DRAFT, CONTEXT)
def test_every_finding_points_at_what_it_quotes_and_has_its_sentence(
    draft: Draft, context: Context
) -> None:
    for finding in in_order(found for check in FACTS for found in check(draft, context)):
        assert finding.sentence in sentences()
        assert "%(" not in sentence(finding.sentence, finding.parameters)
        if finding.part != "attachments":
            text = getattr(draft, finding.part)
            assert 0 <= finding.start <= finding.end <= len(text)
            assert text[finding.start : finding.end] == finding.excerpt


@given(DRAFT, CONTEXT)
def test_the_same_draft_gives_the_same_findings(draft: Draft, context: Context) -> None:
    def findings() -> tuple[object, ...]:
        return in_order(found for check in FACTS for found in check(draft, context))

    assert findings() == findings()
