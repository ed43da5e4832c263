"""How the stand-ins answer: the platforms' own limits, codes and public addresses.

Sources: social-api notes §2 (WeChat 45003, 45004, 44003), §3.6–3.10 (Weibo), read 2026-11. No IO.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from console.kernel.lengths import weibo_length

WEIBO: Final = "weibo"
WECHAT: Final = "wechat"
WEIBO_UID: Final = "1234567890"
WECHAT_BIZ: Final = "MzA5MjAwMDAwMA=="
ACCOUNTS: Final[Mapping[str, str]] = MappingProxyType({WEIBO: WEIBO_UID, WECHAT: WECHAT_BIZ})
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {WEIBO: "平安示例（微博·演练替身）", WECHAT: "平安示例（微信公众号·演练替身）"}
)
ZONE: Final = ZoneInfo("Asia/Shanghai")  # both platforms show Beijing time, wherever one reads

LONGEST_POST: Final = 140  # counted
LONGEST_TITLE: Final = 32
LONGEST_DIGEST: Final = 128
LONGEST_ARTICLE: Final = 20_000

BASE62: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GROUP: Final = 7  # digits of a mid that become four of a bid
FIRST_MOMENT: Final = 515_483_463  # Unix seconds from which Weibo counts in its ids
SEQUENCE_BITS: Final = 22

REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        20008: "内容为空",
        20012: "输入文字太长，请确认不超过140个字",
        20019: "不要太贪心哦，发一次就够啦（内容与上一条相同）",
        44003: "图文消息内容为空",
        45002: "消息内容超过限制",
        45003: "标题字段超过限制",
        45004: "描述字段超过限制",
    }
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a person typed or pasted. Weibo knows only ``text``; ``most``: of it, this time."""

    text: str
    title: str = ""
    digest: str = ""
    client_ref: str = ""
    most: int = LONGEST_POST  # counted


def refusal(platform: str, written: Written, last_text: str | None) -> int | None:
    """The platform's error code; None: it takes it. ``last_text``: of the account's newest post."""
    if platform == WEIBO:
        if not written.text:
            return 20008
        if weibo_length(written.text) > written.most:
            return 20012
        return 20019 if written.text == last_text else None
    if not written.text or not written.title:
        return 44003
    if len(written.title) > LONGEST_TITLE:
        return 45003
    if len(written.digest) > LONGEST_DIGEST:
        return 45004
    return 45002 if len(written.text) >= LONGEST_ARTICLE else None


def base62(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(BASE62))
        digits = BASE62[rest] + digits
    return digits or BASE62[0]


def bid_of(mid: str) -> str:
    """Groups of seven digits from the right, each in base 62, all but the first of four places.

    ``3491273850170657`` → ``yCirT0Iox``.
    """
    cuts = range(len(mid), 0, -GROUP)
    groups = [mid[max(0, end - GROUP) : end] for end in cuts][::-1]
    first, *rest = (base62(int(group)) for group in groups)
    return first + "".join(part.rjust(math.ceil(GROUP / 2), BASE62[0]) for part in rest)


def mid_of(unix_seconds: float, place: int) -> str:
    """Sixteen digits that grow with time; ``place`` tells posts of one second apart."""
    since = int(unix_seconds) - FIRST_MOMENT
    return str((since << SEQUENCE_BITS) | (place % (1 << SEQUENCE_BITS)))


def path_of(platform: str, address: str) -> str:
    """``address``: a Weibo bid, or the 22 characters of a WeChat article."""
    return f"/weibo/{WEIBO_UID}/{address}" if platform == WEIBO else f"/wechat/s/{address}"
