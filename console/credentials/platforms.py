"""Where a platform's interface is for us; in the demonstration, never anywhere but here."""

import re
from dataclasses import dataclass
from typing import Final

from console.settings import Settings

APIS: Final = {"weibo": "https://api.weibo.com", "wechat": "https://api.weixin.qq.com"}
PAGES: Final = {"weibo": "https://weibo.com", "wechat": "https://mp.weixin.qq.com"}
AUTHORISED_THERE: Final = frozenset({"weibo"})
"""Whose owner says yes on the platform's own page (OAuth 2)."""


@dataclass(frozen=True, slots=True)
class Platform:
    """``account``: ``weibo:main``. ``can_api``: this house speaks its interface."""

    account: str
    channel: str
    title: str
    by_api: bool
    can_api: bool
    api_address: str
    pages: str
    operator_ip: str
    link_pattern: str

    @property
    def by_oauth(self) -> bool:
        return self.channel in AUTHORISED_THERE

    def is_ours(self, uid: str) -> bool:
        """Would a post of this account have a link that the configuration takes for ours?"""
        return bool(re.fullmatch(self.link_pattern, f"{self.pages}/{uid}/{'0' * 9}"))


def of(settings: Settings, channel: str) -> Platform | None:
    return next((each for each in all_of(settings) if each.channel == channel), None)


def all_of(settings: Settings) -> tuple[Platform, ...]:
    """In the order of the configuration."""
    here = f"http://localhost:{settings.rehearsal_port}"
    drill = settings.config.demonstration.enabled
    return tuple(
        Platform(
            account=f"{each.channel}:{each.name}",
            channel=each.channel,
            title=each.title,
            by_api=each.by == "api",
            can_api=each.channel in APIS,
            api_address=here if drill else each.api_address or APIS.get(each.channel, ""),
            pages=f"{here}/{each.channel}" if drill else each.pages or PAGES.get(each.channel, ""),
            operator_ip=each.operator_ip,
            link_pattern=each.link_pattern,
        )
        for each in settings.config.accounts
    )
