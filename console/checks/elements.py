"""What a release of its kind ought to say, and does not.

首报 says when, where, what happened, what is done: without one of these, a warning. Advice to the
public, a telephone and the next time are noted, for not every event calls for them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from console.checks.dates import moments
from console.checks.figures import OPEN_FIGURES, said
from console.checks.findings import Context, Draft, Finding, Severity
from console.checks.marking import mark
from console.checks.reading import fold

_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:公安(?:分|交警|机关)?局?|派出所|人民政府|管委会|指挥中心|指挥部|支队|大队|总队"
    r"|应急管理[局部厅]|消防救援|卫健[委局]|新闻办公?室?)"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff\d]{2}(?:[路街道巷桥厂店楼村镇乡]|(?:市|广|操|停车|农|牧|林|球|剧|商|渔|料|养殖)场|小区|社区|公司|学校|酒店|大厦|广场|景区|高速|国道|省道"
    r"|收费站|车站|机场|码头|工地|矿|水库|河|湖|山|号|车间|园区|市场|家属院|附近|路段|交叉口)"
    r"|[\u4e00-\u9fff]{2}[县区市旗州](?![公政委局人民])"
)
_EVENT = re.compile(
    r"爆炸|火灾|起火|着火|失火|事故|打架|斗殴|互殴|案件?|坍塌|垮塌|倒塌|警情|地震|洪|塌方|滑坡|泥石流|相撞|碰撞|追尾"
    r"|侧翻|坠|溺|冲突|纠纷|中毒|泄漏|中断|聚集|发生|受伤|死亡|失联|暴雨|大风|疫情|踩踏|闹事|持刀"
)
_MEASURES = re.compile(
    r"赶赴|赶到|到达|到场|处置|救援|调查|侦查|侦办|启动|抢救|救治|疏散|搜救|抓捕|抓获|到案|控制|管制|立案|受理|部署|转移"
    r"|核实|核查|扑灭|善后|排查|送医"
)
_ADVICE = re.compile(
    r"避险|绕行|请(?:广大)?(?:市民|群众|居民|过往|车辆|司机|驾驶|网民|大家)|注意安全|切勿|远离|敬请|不信谣|请勿|管制"
)
_PHONE = re.compile(r"(?:电话|热线|拨打)[^,。;\n]{0,12}\d{3,}|\b1(?:10|19|20|22)\b")
_NEXT = re.compile(
    r"(?:后续|进展|最新|情况|结果)[^。;\n]{0,10}(?:将|会|及时|适时|另行|随时|持续)[^。;\n]{0,8}"
    r"(?:通报|发布|公布|更新|公开)|持续(?:通报|发布|公布|更新)|下次(?:更新|发布|通报)"
)
_RUMOUR = re.compile(r"网传|网上|流传|传播|谣言|传言|消息|视频|帖|信息")
_CHECKED = re.compile(r"经[^,。]{0,12}(?:核实|核查|调查|查证|查|了解)|核实|查明|事实")
_VERDICT = re.compile(r"不实|谣言|虚假|不属实|子虚乌有|未发生|没有发生|系编造|捏造|摆拍")
_OUTCOME = re.compile(
    r"查明|认定|移送|刑事拘留|逮捕|行政拘留|处罚|追责|问责|赔偿|善后|扑灭|结束|恢复|侦破|告破|处理|起诉"
)
_WAS = re.compile(r"更正|勘误|原(?:文|发布|通报|稿)|此前|有误|应为|改为|调整为|修正为")


@dataclass(frozen=True, slots=True)
class Element:
    """``name`` is the end of its sentence's code."""

    name: str
    severity: Severity
    there: Callable[[Draft, Context], bool]


def _has(pattern: re.Pattern[str]) -> Callable[[Draft, Context], bool]:
    return lambda draft, _context: pattern.search(fold(f"{draft.title}\n{draft.text}")) is not None


def _time(draft: Draft, context: Context) -> bool:
    base = draft.publishes_at or context.now
    return any(m.clock for m in moments(draft.text, base, context.zone))


def _place(draft: Draft, context: Context) -> bool:
    text = f"{draft.title}\n{draft.text}"
    if context.incident and context.incident.place and context.incident.place in text:
        return True
    return _PLACE.search(_OFFICE.sub("", fold(text))) is not None


def _next(draft: Draft, context: Context) -> bool:
    del context
    return draft.next_update_at is not None or _NEXT.search(fold(draft.text)) is not None


def _dated_figures(draft: Draft, context: Context) -> bool:
    """Figures that may still change have a 截至."""
    base = draft.publishes_at or context.now
    return not any(m.key in OPEN_FIGURES for m in said(draft.text)) or any(
        m.as_of for m in moments(draft.text, base, context.zone)
    ) or "截至目前" in draft.text  # fmt: skip


WARN, NOTE = Severity.WARN, Severity.NOTE
ELEMENTS: dict[str, tuple[Element, ...]] = {
    "initial": (
        Element("time", WARN, _time),
        Element("place", WARN, _place),
        Element("event", WARN, _has(_EVENT)),
        Element("measures", WARN, _has(_MEASURES)),
        Element("as_of", NOTE, _dated_figures),
        Element("public_advice", NOTE, _has(_ADVICE)),
        Element("enquiry_phone", NOTE, _has(_PHONE)),
        Element("next_update", NOTE, _next),
    ),
    "update": (Element("as_of", NOTE, _dated_figures), Element("next_update", NOTE, _next)),
    "final": (Element("outcome", WARN, _has(_OUTCOME)),),
    "correction": (Element("correction", WARN, _has(_WAS)),),
    "rebuttal": (
        Element("rumour", WARN, _has(_RUMOUR)),
        Element("checked", WARN, _has(_CHECKED)),
        Element("verdict", WARN, _has(_VERDICT)),
    ),
}


def missing_elements(draft: Draft, context: Context) -> Iterator[Finding]:
    if not draft.text.strip():
        return
    for element in ELEMENTS.get(draft.kind, ()):
        if not element.there(draft, context):
            end = len(draft.text)
            yield mark(
                "facts.missing_element",
                element.severity,
                "text",
                draft.text,
                (end, end),
                sentence=element.name,
            )
