"""The words that say what became of people, and how many: the tables behind ``numbers``."""

import re
from collections.abc import Mapping
from typing import Final

from console.checks.numerals import NUMERAL

STATES: Final[Mapping[str, str]] = {
    # Longer words first: 轻微伤 before 伤, 无生命体征 before nothing.
    "deaths": r"(?:无|没有|失去|已无)生命体征|(?:当场|确认|宣告|不幸)?(?:死亡|身亡|遇难|罹难|丧生)"
    r"|死者|殉职|牺牲|溺亡|坠亡|去世|离世|(?<=人)死(?=[\d一二三四五六七八九十两]|[,、。]|$)"
    r"|遗体|尸体",
    "minor_injuries": r"(?:不同程度)?轻微?(?:受)?伤|轻度受伤|[伤][势情]较?轻微?|轻症",
    "serious_injuries": r"重伤|伤[势情](?:较重|严重|危重)|病?危重|重症",
    "casualties": r"(?:死|伤)亡",
    "injuries": r"(?:不同程度)?[受负烧烫砍刺打撞摔咬踩冻炸划砸]伤|伤者|伤员"
    r"|(?<=人)伤(?=[,、。\d]|$)",
    "missing": r"失联|失踪|下落不明|失去联系",
    "trapped": r"被困|受困",
    "evacuated": r"(?:紧急|安全|提前|避险)*(?:转移安置|疏散转移|转移疏散|转移|疏散|撤离|撤出|安置)",
    "suspects": r"(?:违法|犯罪)?嫌疑人员?|涉案人员",
}
"""Fact key → what states it. ``casualties``: dead and hurt together, which the ledger has not."""
NO_STATE: Final = (
    r"(?!原因|证明|赔偿|时间|地点|通知|率|鉴定|[的之]?风险|威胁|情况|程度|部位|害|[一二三]级|级|及以上"
    r"|以上|事故|案|支付|资金|财产|赃|视线|话题|注意|通道|演练|指示|路线|点|房|费|人口|事件)"
)
"""Behind a word of STATES: then it says nothing of anyone (死亡原因, 轻伤二级, 转移资金)."""
ROLE: Final = (
    r"人数|总数|人员|群众|居民|村民|民众|市民|工人|矿工|员工|职工|乘客|旅客|游客|学生|师生|儿童|老人"
    r"|消防员|民警|患者|病人|病例|司机|驾驶员|男子|女子|伤员|伤者|者"
)
HEDGE: Final = r"约|大约|近|将近|逾|超过?|至少|不少于|不足|不到|少于"
MORE: Final = r"余|多|来|几"
_UNIT: Final = r"(?:名(?![单称额义誉列])|位(?![于置列数])|个人|口人|人|例(?![如会行]))"
COUNT: Final = (
    rf"(?<![第前排\d./年月-])(?<!\d:)(?P<hedge>{HEDGE})?(?P<number>{NUMERAL})(?P<more>{MORE})?{_UNIT}"
    r"(?<!第)(?!次|民[^警]|工[^人]|道|行道|大代|以上的)(?P<least>以上|左右)?"
)
SHORT: Final[Mapping[str, str]] = {
    "死": "deaths",
    "死亡": "deaths",
    "伤": "injuries",
    "重伤": "serious_injuries",
    "轻伤": "minor_injuries",
    "失联": "missing",
    "失踪": "missing",
}
_FEW: Final = r"(?:\d{1,4}|[一二两三四五六七八九十]{1,3})"
BARE: Final = (
    rf"(?<![第\d./年月日时-])(?<!\d:)(?P<bare>{_FEW})(?P<bare_of>死亡?|重伤|轻伤|伤|失联|失踪)"
    rf"(?={_FEW}(?:死|重伤|轻伤|伤|失联|失踪)|(?<=\d死)|(?<=\d伤)|[,、。;)]|$)"
)
"""2死5伤, 两死三伤."""
REVERSED: Final = (
    r"(?P<back_of>死|伤|重伤|轻伤|失联|失踪)(?P<back_number>\d{1,4})(?![\d人名年月日时余多])"
)
"""死2伤5."""
BODIES: Final = rf"(?P<bodies>{NUMERAL})具(?:[^,。、\d]{{0,6}})?[遗尸]体"
VAGUE: Final = (
    r"(?<![\d一二三四五六七八九])(?:多|数|几|若干|部分|不少|许多)[十百]?(?:名|人|位)"
    r"|致人|有人(?!员)"
)
"""How many is not said: it takes its state, and claims nothing."""

ZERO_STATES: Final[Mapping[str, tuple[str, ...]]] = {
    "伤亡": ("deaths", "injuries"),
    "死伤": ("deaths", "injuries"),
    "死亡": ("deaths",),
    "遇难": ("deaths",),
    "受伤": ("injuries",),
    "失联": ("missing",),
    "失踪": ("missing",),
    "被困": ("trapped",),
}
ZERO: Final = (
    r"(?P<sofar>暂|尚)?(?P<none>无|未|没有|零|0)(?:发现|接到|接报|造成|出现|发生|有|任何|新增)*"
    rf"(?:人员|人|群众|民众)?(?P<zero>{'|'.join(ZERO_STATES)})(?!情况|原因)(?P<report>[的]?(?:报告|消息|信息))?"
)
SEXES: Final = (
    r"\((?:其中)?(?P<men>\d{1,4})[名人]?男(?:性|子)?[,、]?(?P<women>\d{1,4})[名人]?女(?:性|子)?\)"
)

SURNAME: Final = r"[\u4e00-\u9fff]"
NAME: Final = rf"{SURNAME}某(?:某|(?!等|[\d,、(])[\u4e00-\u9fff])?(?:\([^()\n]{{0,24}}\))?"
NAMES: Final = rf"{NAME}(?:(?:、|和|及|与){NAME})*(?!等)"
"""Masked names, as they stand in a release: 吴某荣, 张某、李某某."""
RESCUED: Final = (
    r"(?<![未正将力待])(?:(?:搜救|营救|解救|救|找|搜寻|寻|抬|搬|运)(?:出|到|获)|获救|脱险|脱困)"
)
FOUND: Final = re.compile(rf"(?:{RESCUED})(?:了)?$")

_FIRST: Final = (
    r"(?=[\d零〇一二两三四五六七八九十百千廿卅约大近将逾超至不少暂尚目无未没失已当确宣死身遇罹丧殉牺溺坠去离遗尸"
    r"轻伤重病危受负烧烫砍刺打撞摔咬踩冻炸划砸下被困紧安提避转疏撤违犯嫌涉由从多数几若部许致有搜营解救找寻抬搬运获脱"
    r"中里,:、和及与()]|.某)"
)
"""What any token can begin with: most places are passed over by one look."""
STATED: Final = re.compile(r"[死亡伤难离失联踪落困移散安撤嫌涉遗尸殉牺溺坠世罹丧命危重轻获救脱]")
"""A sentence without any of these states nothing."""
TOKEN: Final = re.compile(
    _FIRST
    + "(?:"
    + "|".join(
        (
            f"(?P<nobody>{ZERO})",
            f"(?P<sexes>{SEXES})",
            f"(?P<body>{BODIES})",
            f"(?P<short>{BARE})",
            f"(?P<back>{REVERSED})",
            f"(?P<old>[由从](?={NUMERAL}[人名]))",
            f"(?P<count>{COUNT})",
            f"(?P<vague>{VAGUE})",
            *(
                f"(?P<{key}>(?:{words}){NO_STATE}(?P<{key}_role>{ROLE})?)"
                for key, words in STATES.items()
            ),
            f"(?P<names>{NAMES})",
            f"(?P<rescued>{RESCUED})",
            r"(?P<inside>(?<=[人名者员])(?:当?中|里))",
            r"(?P<stop>[,:])",
            r"(?P<also>、|和|及|与)",
            r"(?P<open>\()",
            r"(?P<close>\))",
        )
    )
    + ")"
)
SEGMENT: Final = re.compile(r"[^。;!?\n]+")
GAP: Final = re.compile(
    r"(?:目前|现|已经?|仍|共计?|累计|合计|总[计数]|人数|为|是|有|达到?|分别|约|至少|[: ]"
    r"|[升增降]至|[上攀]升[至到]|降[到为]|增加?[至到为]|增长[至到]|(?:减少|下降)[至到为]|较[^\d,、]{1,6}(?=增)|(?:更新|修正|更正|调整)为"
    rf"|(?P<added>新增加?|增加|又|再)|周边|附近|受灾|受威胁|危险区域?|沿线|现场|涉险|{ROLE})*"
)
"""All that may stand between a state and its number: 遇难人数已升至12人."""
ADDED: Final = re.compile(
    r"(?:新增|又有?|再有|再次|增加)(?:了|发现|确认|搜救出|找到)?[^\d,。]{0,6}$"
)
WHOLE: Final = re.compile(
    r"(?:共|累计|合计|造成|致使?|导致|抓获|抓捕|查获|发现|确认|确定|达|仍|还|尚)有?[^,\d]{0,6}$"
)
"""Before 3名伤者: these are all. Without it they may be some of them (3名伤者已出院)."""
ALL: Final = re.compile(r"(?:均|皆|都|全部|先后|相继)[^,\d]{0,6}$")
TREATED: Final = re.compile(r"(?:抢救|救治|医治|治疗)?(?:无效|不治)[^,\d]{0,4}$")

HEARSAY: Final = re.compile(r"网传|谣传|传言|传闻|流传|网民发布|网友称|网民称|谣言称|散布|虚假信息")
OVERALL: Final = re.compile(r"以来|全年|[上下]半年|同比|环比|季度|专项行动")
"""What follows sums up a time, not this event."""
SETTLED: Final = re.compile(r"经[查核]|核实|核查|实际|事实上|真相")
SUPPOSED: Final = re.compile(
    r"曾经?(?!某)|此前|历史上|[去往前]年|《[^》]{2,40}》|以上[^,]{0,8}的|如果|一旦|若(?!干)|严防|防止|避免|杜绝"
)
"""A clause with one of these tells of another time, a rule, or what might be."""

MONEY: Final = (
    rf"(?P<hedge>{HEDGE})?(?:人民币)?(?P<number>{NUMERAL})(?P<more>{MORE})?"
    rf"(?P<unit>[万亿]{{0,2}})(?P<more2>{MORE})?元(?P<least>以上|左右)?"
)
LOSS: Final = re.compile(
    r"(?:直接)?(?:经济|财产)损失"
    r"(?:初步|估[计算]|核定|统计|共计?|累计|合计|金额|为|达到?|已|[升增]至)*" + MONEY
)
LOSS_AHEAD: Final = re.compile(MONEY + "的?(?:直接)?(?:经济|财产)损失")
INSIDE: Final = re.compile(r"[人名位者员](?:当?中|里)")
COUNTED_SEXES: Final = re.compile(rf"{COUNT}(?:{ROLE})?{SEXES}")
SHARED: Final = re.compile(
    rf"{COUNT}(?:{ROLE})?(?:当?中|里),?(?:有|的)?(?=\d|[一二两三四五六七八九十])"
)
