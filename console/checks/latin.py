"""Names in Latin letters: John Smith, NGUYEN VAN AN; one word alone where a person is described."""

import re

CAPITAL, SMALL = "[A-ZÀ-ÖØ-Þ]", "[a-zà-öø-ÿ'’-]"
LOUDLY = "[A-ZÀ-ÖØ-Þ'’-]"
WORD = rf"(?:{CAPITAL}['’]?[A-Za-zÀ-ÖØ-öø-ÿ'’-]{{0,23}}[a-zà-öø-ÿ]|{CAPITAL}{LOUDLY}{{2,23}})"
LOUD = rf"{CAPITAL}{LOUDLY}{{1,23}}"
BETWEEN = "[ ·]{1,2}"
NAME = re.compile(
    rf"(?:{WORD}(?:{BETWEEN}{WORD}){{1,4}}|{LOUD}(?:{BETWEEN}{LOUD}){{1,4}})(?![A-Za-z0-9.])"
)
ALONE = re.compile(
    rf"{CAPITAL}{SMALL}{{1,24}}"
    r"(?=[,，、]?\s?[男女][,，、性]|[（(](?:男|女|[\u4e00-\u9fff]{1,6}籍|\d{1,3}岁)[,，、）)])"
)
THING = re.compile(
    r"\s?(?:[账帐][号户]|手机|手表|平板|电脑|平台|软件|应用|程序|小程序|网站|公众号|群|聊天|订单|会员|钱包|卡|支付"
    r"|无人机|留言|消息|检查|扫描|报告|牌|品牌|型|系列|轿车|汽车|越野车|客车|货车|摩托|公司|集团|银行|酒店|大厦|发[帖文布]|分型|数据|检[测验]|比对|鉴定|样本)"
)
"""Behind these words it is what somebody has or uses."""
MAKES = re.compile(
    r"(?:Apple|Google|Facebook|Instagram|WhatsApp|WeChat|Android|Windows|Microsoft|Huawei|HUAWEI|Xiaomi|Samsung|DJI|Sony"
    r"|Land|Range|Tesla|Mercedes|BMW|Audi|Toyota|Honda|Telegram|Twitter|TikTok|Amazon|PayPal|Alipay|DNA|CT|MRI)\b"
)
"""No person is called so first."""


def named_by(name: str) -> re.Pattern[str]:
    """Finds it again: not inside a longer word, in whatever case."""
    return re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", re.IGNORECASE)


def latin_at(folded: str, place: int) -> int:
    """Where a name that begins at ``place`` ends; ``place`` itself: none does."""
    found = NAME.match(folded, place) or ALONE.match(folded, place)
    if found is None or MAKES.match(folded, place) or THING.match(folded, found.end()):
        return place
    return found.end()
