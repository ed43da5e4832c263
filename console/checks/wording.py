"""How people and cases are spoken of before anything is proved (domain: §5; 快报事实、慎报原因)."""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Severity
from console.checks.hits import Hit
from console.checks.names import CONCERNED
from console.checks.reading import after, before, quoted, sentence_at

SUSPECT = "犯罪嫌疑人"
GUILTY = re.compile(
    r"凶手|歹徒|凶犯|案犯|劫匪|暴徒|悍匪|(?:杀人|强奸|抢劫|抢夺|盗窃|诈骗|纵火|绑架|伤害|贩毒|敲诈|猥亵|放火)犯(?!罪)|毒枭|罪犯|犯罪分子|人贩子|毒贩|骗子|小偷|窃贼|盗贼"
)
LOOSE = frozenset({"罪犯", "犯罪分子", "人贩子", "毒贩", "骗子", "小偷", "窃贼", "盗贼"})
IN_GENERAL = re.compile(
    r"打击|谨防|防范|防止|警惕|提防|严惩|震慑|威慑|各类|一切|任何|往往|通常|切勿|冒充|可能|常常|如遇|遇到|识破|远离|套路|伎俩|勿信|不要|避免|预防|举报"
)
A_CASE = re.compile(
    r"抓获|落网|逃(?:跑|窜|离|走)|被捕|作案|现场|经查|一名|该|[\d一二两三四五六七八九十]+名|制服|击毙|归案|搏斗|追捕|交代"
)
JUDGED = re.compile(
    r"判(?:决|处|刑)|法院|一审|二审|终审|服刑|刑满|减刑|假释|监狱|社区矫正|定罪|有期徒刑"
)

NATIONS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 "
    "纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 "
    "德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
NATION = re.compile(
    rf"(?:{'|'.join(NATIONS.split())})族(?!自治|乡|镇|村|人民|群众|同胞|团结|文化|特色)"
)
ILL = re.compile(
    r"精神(?:病|障碍|分裂|异常|疾病|失常)(?:患者|史)?|抑郁症|躁郁症|躁狂|艾滋病|HIV(?:阳性)?|乙肝|性病|梅毒|癫痫|智力(?:障碍|残疾)|(?:身患|患有)[\u4e00-\u9fff]{1,8}(?:病|症|癌)"
)
BELIEF = re.compile(r"(?:基督|天主|伊斯兰|佛|道)教(?:徒|信徒)|穆斯林|信教(?:群众|人员)|教民")
OF_SOMEBODY = re.compile(r"某|嫌疑人|[（(](?:男|女)")

SECRET = re.compile(r"技侦|技术侦查|技侦手段|侦查手段|特情|线人|卧底")
MEANS = re.compile(
    r"监听|窃听|(?:手机|基站|GPS|北斗|实时)定位|定位(?:系统|技术|手段|其|到|了)|基站数据|人脸(?:识别|比对)|天网(?!恢恢)|大数据研判|轨迹(?:研判|追踪)|视频追踪|话单|通话记录分析|DNA数据库"
)
BY = re.compile(r"通过|利用|采取|运用|依托|借助|使用|经|调取|凭借")
HOW_DONE = re.compile(
    r"(?:制作|配制|制造)(?:方法|过程|步骤|比例)|(?:用|使用|利用)[\u4e00-\u9fff]{1,10}(?:撬开|破解|干扰|屏蔽)[\u4e00-\u9fff]{1,10}"
)

EMOTION = re.compile(r"情绪(?:均|都|比较|基本|总体|较为|整体)?(?:稳定|平稳)")

CAUSED = re.compile(
    r"(?:因|由于|系由?|是由?)[^，。；、\n]{2,20}?(?:引发|引起|所致|导致|造成)(?!\d|[一二两三四五六七八九十]+人)"
    r"|(?:初步(?:判断|判定|认定|查明|分析|调查)|初判|疑似|疑因)[^。；\n]{0,6}(?:原因|系|为|是|因|由)[^，。；\n]{2,20}"
    r"|操作不当|违规操作|违章(?:操作|作业)|酒后驾驶|醉酒驾驶|超速行驶|疲劳驾驶|(?:电路|线路|电线)(?:老化|短路)|人为纵火"
    r"|负(?:全部|主要|同等|次要)责任|承担(?:全部|主要)责任"
)
FIRST_GUESS = re.compile(r"^(?:初步|初判|疑)[^，。]*(?:为|系|是|因|由)[^，。]{2,}$")
NOT_YET = re.compile(r"原因[^，。；]{0,6}(?:正在|尚|待|仍在|不明|进一步)|正在(?:调查|核查|进一步)")


def presumption(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for found in GUILTY.finditer(text):
        sentence = sentence_at(text, found.start())
        if JUDGED.search(sentence) or quoted(text, found.start()):
            continue
        if IN_GENERAL.search(sentence) and not _caught(sentence):
            continue
        if found[0] in LOOSE and not A_CASE.search(sentence):
            continue
        yield Hit(
            "wording.presumption", Severity.WARN if found[0] in LOOSE else Severity.BLOCK, *found.span(), fix=SUSPECT,
            parameters={"fix": SUSPECT},
        )  # fmt: skip


CAUGHT = re.compile(
    r"抓获|落网|被捕|归案|逃[窜跑]|(?<!迅速)(?<!尽快)(?<!立即)(?<!及时)(?<!设法)(?<![应请要先])逃离"
    r"|现场将|一名|该名|经查"
)
"""应迅速逃离 is advice to the reader."""


def _caught(sentence: str) -> bool:
    """A person of this case, whatever advice the sentence also gives."""
    return CAUGHT.search(sentence) is not None


def sensitive_trait(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for pattern in (NATION, ILL, BELIEF):
        for found in pattern.finditer(text):
            sentence = sentence_at(text, found.start())
            if CONCERNED.search(sentence) or OF_SOMEBODY.search(sentence):
                yield Hit("wording.sensitive_trait", Severity.WARN, *found.span())


def technique(text: str, draft: Draft, _context: Context) -> Iterator[Hit]:
    for found in SECRET.finditer(text):
        yield Hit("wording.technique", Severity.WARN, *found.span())
    for found in MEANS.finditer(text):
        if BY.search(before(text, found.start(), 10)) and draft.kind != "notice":
            yield Hit("wording.technique", Severity.WARN, *found.span())
    for found in HOW_DONE.finditer(text):
        yield Hit("wording.technique", Severity.WARN, *found.span())


def emotion(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for found in EMOTION.finditer(text):
        yield Hit("wording.emotion", Severity.WARN, *found.span())


def early_cause(text: str, draft: Draft, _context: Context) -> Iterator[Hit]:
    if draft.kind != "initial":
        return
    for found in CAUSED.finditer(text):
        rest = after(text, found.end(), 12)
        told = FIRST_GUESS.search(found[0])
        if (NOT_YET.search(found[0] + rest) and not told) or quoted(text, found.start()):
            continue
        yield Hit("wording.early_cause", Severity.WARN, *found.span())
