"""What an editor mends before anybody signs. Notes, but for what a reader would take amiss."""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Severity
from console.checks.hits import Hit
from console.checks.reading import before

HAN = r"[\u4e00-\u9fff]"
HALF = re.compile(
    rf"(?<={HAN})[,;:?!](?=\s?(?:{HAN}|[“‘「]|$|\n))|(?<=[\d%）)”])[,;](?={HAN})|(?<={HAN})\.(?=\s*(?:{HAN}|$|\n))"
    r"|[，。、；：]{2,}|[!！?？]{2,}|[，、；：][。！？]"
)
SIGNED = re.compile(
    r"[\u4e00-\u9fff]{3,26}(?:公安局|分局|派出所|支队|大队|新闻办公室|新闻发言人办公室|指挥部|人民政府|委员会)"
)
TIMED = frozenset({"initial", "update", "final"})  # they say when, to the minute
VAGUE_DAY = re.compile(
    r"今(?:日|天|晨|晚)|昨(?:日|天|晚|夜)|前(?:日|天)(?=[，,上中下凌傍\d])|明(?:日|天)|近日|日前"
)
TWO_DIGITS = re.compile(r"(?<![\d〔\[])\d{2}年\d{1,2}月\d{1,2}日")
TWICE_ABOUT = re.compile(
    r"(?:数|几)[十百千万]余|(?:约|大约|近|将近|大概)\s?[\d一二三四五六七八九十百千万]+\s?(?:余|多|来)"
    r"|(?:约|大约|大概)\s?[\d一二三四五六七八九十百千万]+\s?[\u4e00-\u9fff]{0,2}(?:左右|上下)"
    r"|[\d一二三四五六七八九十百千万]+(?:余|多)[\u4e00-\u9fff]{0,2}左右"
)
AS_OF = re.compile(r"截止(?=到?\s?(?:目前|发稿|今日|昨日|\d|[一二三四五六七八九十]+[月日时点]))")
DEADLINE = re.compile(r"报名|申请|投稿|提交|登记|受理|申报|竞买|征集$")
LOG_IN = re.compile(
    r"登陆(?=[\u4e00-\u9fff]{0,6}(?:网站|平台|系统|账号|官网|小程序|APP|客户端|页面))"
)
CLOCK = re.compile(r"(?<![\d:：])(\d{1,2})[:：](\d{2})分")
USAGE = {
    "其它": "其他", "帐号": "账号", "帐户": "账户", "帐单": "账单", "转帐": "转账", "做案": "作案",
    "做为": "作为", "部份": "部分", "甚致": "甚至", "既使": "即使", "按装": "安装", "座落": "坐落",
    "再接再励": "再接再厉", "重迭": "重叠", "报导": "报道", "想像": "想象", "嘎然而止": "戛然而止",
    "迫不急待": "迫不及待", "一愁莫展": "一筹莫展", "按排": "安排", "必竟": "毕竟", "凑和": "凑合",
    "防碍": "妨碍", "幅射": "辐射", "震憾": "震撼", "松驰": "松弛", "脉博": "脉搏", "渡假": "度假",
    "通辑": "通缉", "侯审": "候审", "取保侯审": "取保候审", "拘押所": "看守所", "公安干警": "公安民警",
}  # fmt: skip
WRITTEN = re.compile("|".join(sorted(USAGE, key=len, reverse=True)))


def punctuation(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    """One note for a text, however many there are: a guard that cries wolf is switched off."""
    found = [mark for mark in HALF.finditer(text) if mark[0] not in {"？！", "！？", "?!"}]
    if found:
        yield Hit(
            "style.punctuation", Severity.NOTE, *found[0].span(), parameters={"count": len(found)}
        )


def issuer(text: str, draft: Draft, context: Context) -> Iterator[Hit]:
    """Who signs at the end, when it is somebody else."""
    ours = {name for name in (draft.issuer, context.issuer) if name}
    if not ours:
        return
    lines = text.split("\n")
    place = len(text) + 1
    for line in reversed(lines[-3:]):
        place -= len(line) + 1
        said = line.strip()
        if SIGNED.fullmatch(said) and not any(said in name or name in said for name in ours):
            start = place + line.index(said)
            yield Hit(
                "style.issuer", Severity.WARN, start, start + len(said),
                parameters={"issuer": draft.issuer or context.issuer},
            )  # fmt: skip


def date(text: str, draft: Draft, _context: Context) -> Iterator[Hit]:
    if draft.kind in TIMED:
        for found in VAGUE_DAY.finditer(text):
            yield Hit("style.date", Severity.NOTE, *found.span())
    for found in TWO_DIGITS.finditer(text):
        yield Hit("style.date", Severity.NOTE, *found.span(), said="style.date_year")


def number(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for found in TWICE_ABOUT.finditer(text):
        yield Hit("style.number", Severity.NOTE, *found.span())


def usage(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for found in AS_OF.finditer(text):
        if not DEADLINE.search(before(text, found.start(), 6)):
            yield _usage(Severity.WARN, found, "截至")
    for found in LOG_IN.finditer(text):
        yield _usage(Severity.NOTE, found, "登录")
    for found in CLOCK.finditer(text):
        yield _usage(Severity.NOTE, found, f"{found[1]}时{found[2]}分")
    for found in WRITTEN.finditer(text):
        yield _usage(Severity.NOTE, found, USAGE[found[0]])


def _usage(severity: Severity, found: re.Match[str], fix: str) -> Hit:
    return Hit("style.usage", severity, *found.span(), fix=fix, parameters={"fix": fix})
