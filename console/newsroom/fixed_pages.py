"""The pages that are no release, list or incident: one list, from which the tree, the menus, the
site map and the pairs of languages come."""

from dataclasses import dataclass
from typing import Final

from console.newsroom import addresses

SERVICE: Final = "办事服务"  # values of ColumnType, of the government-site conventions
OVERVIEW: Final = "概况信息"
ENQUIRIES: Final = "咨询投诉"


@dataclass(frozen=True, slots=True)
class FixedPage:
    """``word``: what a menu calls it. ``receives``: it names who receives the media in current
    incidents, and is written anew with them; the others depend on configuration alone.
    ``searched`` False: robots.txt keeps search engines out, so no site map names it."""

    folder: str
    word: str
    title: str
    description: str
    type: str
    receives: bool = False
    searched: bool = True

    @property
    def template(self) -> str:
        return f"{self.folder.rstrip('/')}.html"

    @property
    def href(self) -> str:
        return addresses.href(self.folder)

    @property
    def english(self) -> bool:
        return self.folder.startswith(addresses.ENGLISH)


ALL: Final = (
    FixedPage("search/", "搜索", "搜索", "搜索本站全部发布", SERVICE, searched=False),
    FixedPage(
        "subscribe/", "订阅", "订阅", "用 RSS 或 Atom 订阅全部发布、各栏目和单个事件", SERVICE
    ),
    FixedPage(
        "verify/", "核对通稿", "核对通稿", "按编号或文字核对一份通稿是不是本局发布的", SERVICE
    ),
    FixedPage(
        "press/", "媒体联系", "媒体联系", "新闻媒体联系电话、传真和受理时间", ENQUIRIES,
        receives=True,
    ),
    FixedPage(
        "about/", "关于本站", "关于本站", "发布机构、更正与撤回的规则、核对方法", OVERVIEW
    ),
    FixedPage("map/", "站点地图", "站点地图", "本站的全部栏目和服务", OVERVIEW),
    FixedPage(
        "en/press/", "Press", "For the media", "How the media reach the press office", ENQUIRIES,
        receives=True,
    ),
    FixedPage("en/subscribe/", "Subscribe", "Subscribe", "Feeds of all releases", SERVICE),
    FixedPage(
        "en/verify/", "Verify", "Verify a release", "Is a release ours, and does it stand?", SERVICE
    ),
    FixedPage(
        "en/about/", "About", "About this site", "Who publishes here, and the rules", OVERVIEW
    ),
)  # fmt: skip
DAY_HEADS: Final = FixedPage(
    addresses.DAY_HEADS, "每日链头", "每日链头",
    "审计记录每天最后一条的指纹，供任何人留存，日后比对", OVERVIEW,
)  # fmt: skip
"""Written anew each day; the page of verification leads to it, and no menu."""
SIGNAGE: Final = FixedPage(
    "signage/", "标识屏", "标识屏", "大厅屏幕和自助终端用的大字页面", SERVICE, searched=False
)
"""For screens; no menu and no site map leads to it."""
CHINESE: Final = tuple(page for page in ALL if not page.english)
ENGLISH: Final = tuple(page for page in ALL if page.english)


def tongues(folder: str) -> tuple[tuple[str, str], ...]:
    """Language and address of a page in each language it has; empty: in Chinese alone."""
    own = folder.removeprefix(addresses.ENGLISH)
    both = {addresses.HOME, *(page.folder.removeprefix(addresses.ENGLISH) for page in ENGLISH)}
    if own not in both:
        return ()
    return (("zh-CN", addresses.href(own)), ("en", addresses.href(addresses.ENGLISH + own)))
