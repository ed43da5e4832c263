"""A browser's own description of itself, as a person would say it.

User-Agent strings claim to be one another (RFC 9110 10.1.5), so the order matters: who claims more
comes first. It is a help to recognise one's own device and proves nothing.
"""

from dataclasses import dataclass

BROWSERS = (
    ("MicroMessenger", "wechat"),
    ("DingTalk", "dingtalk"),
    ("QQBrowser", "qq"),
    ("HuaweiBrowser", "huawei"),
    ("Edg", "edge"),
    ("OPR/", "opera"),
    ("Firefox", "firefox"),
    ("FxiOS", "firefox"),
    ("CriOS", "chrome"),
    ("Chrome", "chrome"),
    ("Safari", "safari"),
)
SYSTEMS = (
    ("OpenHarmony", "harmony"),
    ("HarmonyOS", "harmony"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("Mac OS X", "mac"),
    ("Linux", "linux"),
)
IN_THE_HAND = frozenset({"harmony", "iphone", "android"})


@dataclass(frozen=True, slots=True)
class Device:
    """Both are words of the tables ``browser`` and ``system``; ``other`` where nothing is known."""

    browser: str
    system: str

    @property
    def in_the_hand(self) -> bool:
        return self.system in IN_THE_HAND


def device(user_agent: str) -> Device:
    return Device(_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))


def _first(signs: tuple[tuple[str, str], ...], text: str) -> str:
    return next((word for sign, word in signs if sign in text), "other")
