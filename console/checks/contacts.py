"""Mail addresses, and accounts on social platforms that belong to somebody."""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Severity
from console.checks.hits import Hit
from console.checks.reading import before, fold
from console.checks.telephones import LEAFLET, PRIVATE, PUBLIC

MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])([A-Za-z0-9._%+\-]{1,64})@((?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24})"
)
PLATFORM = (
    r"(?:微信号?|QQ群?号?|qq群?号?|抖音号?|快手号?|小红书号?|支付宝(?:账号|帐号)?|陌陌号?|微博(?:账号|帐号)"
    r"|WeChat|wechat|Telegram|(?:网络|社交|游戏)(?:账号|帐号))"
)
ACCOUNT = re.compile(
    rf"(?<!官方)({PLATFORM})(?:账号|帐号|号码|昵称)?[为是:\s“\"\(]{{0,4}}"
    r"([A-Za-z][A-Za-z0-9_\-]{5,19}|[1-9]\d{4,11})(?![A-Za-z0-9_*])"
)
OFFICIAL = re.compile(r"公众号|官方|政务|警务|平台|平安|公安|关注|扫码|小程序")
COUNTED = re.compile(r"\s?(?:[余多万亿元条人件次篇个名笔年月日时点位家]|粉丝|用户)")
PLAIN_WORDS = re.compile(r"(?i)app|wechat|pay|https?|www\S*")


def mails(text: str, _draft: Draft, context: Context) -> Iterator[Hit]:
    ours = {mail.lower() for mail in context.own_mails}
    for found in MAIL.finditer(fold(text)):
        if found.group().lower() in ours:
            continue
        said, line = before(text, found.start(), 16), before(text, found.start(), 60)
        public = found[2].lower().endswith("gov.cn") or PUBLIC.search(said) or LEAFLET.search(line)
        private = PRIVATE.search(said)
        yield Hit(
            "pii.email",
            Severity.NOTE if (public or "信箱" in said) and not private else Severity.WARN,
            found.start(),
            found.end(),
            fix=f"{found[1][0]}***@{found[2]}" if private or not public else None,
        )


def accounts(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    folded = fold(text)
    for found in ACCOUNT.finditer(folded):
        account = found[2]
        if account.isdigit() and COUNTED.match(folded, found.end()):
            continue
        if OFFICIAL.search(before(text, found.start(), 12)) or PLAIN_WORDS.fullmatch(account):
            continue
        fix = account[0] + "*" * 4 if not account.isdigit() else account[:2] + "*" * 4
        yield Hit("pii.social_account", Severity.WARN, *found.span(2), fix=fix)
