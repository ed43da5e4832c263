"""Whatever is typed, the checks of people answer, point at what is there, and say a sentence."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.checks import people, pii
from console.checks.findings import Context, Draft
from console.checks.names import masked
from console.language import sentence
from console.language.catalogue import sentences

CONTEXT = Context(
    now=datetime(2026, 11, 23, 12, tzinfo=UTC),
    zone=ZoneInfo("Asia/Shanghai"),
    issuer="示例市公安局",
)
PIECES = st.sampled_from(
    [
        *("犯罪嫌疑人", "死者", "其母", "男子", "女童", "学生", "张伟", "王建国", "李某", "欧阳", "买买提"),
        *("（男，15岁）", "（女，回族，40岁）", "阿卜杜拉·买买提", "、", "和", "凶手", "歹徒", "谨防", "抓获"),
        *("640400199003074518", "6404 0019", "138 1234 5678", "宁D12345", "E12345678", "0954-2034567"),
        *("阳光小区3号楼", "2单元501室", "实验小学", "三年级2班", "被殴打", "截止21时", "约3人左右", "通过"),
        *("人脸识别", "情绪稳定", "因电线短路引发", "精神病", "微信号abc12345", "a@b.example", "，", "。", ",", "\n"),
        *(" ", "\u200b", "１３８", "“", "”", "（", "）"),
    ]
)  # fmt: skip
TEXT = st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join)
KINDS = st.sampled_from(["initial", "update", "final", "rebuttal", "statement", "notice", "wanted"])


@given(st.builds(Draft, KINDS, TEXT, title=TEXT, weibo=TEXT))
def test_findings_point_at_what_is_there_and_have_a_sentence(draft: Draft) -> None:
    for check in (pii.check, people.check):
        found = list(check(draft, CONTEXT))
        assert found == list(check(draft, CONTEXT))
        for each in found:
            assert getattr(draft, each.part)[each.start : each.end] == each.excerpt != ""
            assert each.sentence in sentences()
            assert "%(" not in sentence(each.sentence, each.parameters)


@given(
    st.lists(
        st.sampled_from(["张伟", "张强", "王建国", "欧阳海", "阿卜杜·拉", "买买提"]), unique=True
    )
)
def test_a_mask_shows_no_given_name_and_tells_people_apart(names: list[str]) -> None:
    masks = masked(tuple(names))
    assert len(set(masks.values())) == len(names)
    assert all("某" in mask and name not in mask for name, mask in masks.items())


@pytest.mark.parametrize(
    "step", ["张伟", "犯罪嫌疑人张伟、", "其母李秀英", "截止21时", "3号楼2单元", "，。"]
)
def test_a_fix_leaves_nothing_to_find_at_its_place(step: str) -> None:
    text = f"犯罪嫌疑人张伟，{step}已到案。"
    for each in people.check(Draft("statement", text), CONTEXT):
        if each.fix is not None and each.code == "name.unmasked":
            mended = text.replace(each.excerpt, each.fix)
            again = people.check(Draft("statement", mended), CONTEXT)
            assert each.excerpt not in {other.excerpt for other in again}
