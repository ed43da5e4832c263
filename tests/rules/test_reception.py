"""What the press page prints without a chain: names of an office, a post, a number."""

import pytest

from console.incidents.rules.reception import Reception, checked
from console.kernel.errors import Invalid


@pytest.mark.parametrize(
    "given",
    [
        Reception("宣传科", "0954-2030000", "陈静 新闻发言人"),
        Reception("示例市公安局新闻宣传科", "0000-0000110", "林知远 新闻发言人"),
        Reception("市公安局新闻发言人办公室", "0954-2030000 转 8012", "陈静（市公安局新闻发言人）"),
        Reception("指挥中心", "110", "买买提·艾力 副局长"),
        Reception("", "", "陈静"),
        Reception(),
    ],
)
def test_names_are_taken(given: Reception) -> None:
    assert checked(given) == given


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Reception("凶手张伟已落网，死亡9人"), "unit"),
        (Reception("死亡9人科"), "unit"),
        (Reception("<b>科</b>"), "unit"),
        (Reception("长" * 60 + "科"), "unit"),
        (Reception("宣传科", "13812345678"), "telephone"),
        (Reception("宣传科", "138-1234-5678"), "telephone"),
        (Reception("宣传科", "拨打电话"), "telephone"),
        (Reception("", "0954-2030000"), "unit"),
        (Reception("", "", "张伟 640400199001011234"), "spokesperson"),
        (Reception("", "", "张伟已被抓获。"), "spokesperson"),
        (Reception("", "", "凶手张伟已落网"), "spokesperson"),
        (Reception("", "", "长" * 121), "spokesperson"),
    ],
)
def test_a_sentence_is_not(given: Reception, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(given)
    assert refused.value.field == field
