"""What is said instead of an answer: small pages in both languages, made once."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Notice:
    """``again``: seconds after which the same question is worth asking; 0: it is not."""

    status: str
    body: bytes
    again: int = 0


class Unanswered(Exception):
    """Why there is no answer."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.status)
        self.notice = notice


def _page(title: str, said: str, english_title: str, english: str) -> bytes:
    return f"""<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title} · {english_title}</title>
<h1>{title}</h1><p>{said}</p><p><a href="/">返回首页</a></p>
<div lang="en"><h2>{english_title}</h2><p>{english}</p><p><a href="/">Home</a></p></div></html>
""".encode()


NOT_FOUND: Final = Notice(
    "404 Not Found",
    _page(
        "没有这一页", "地址可能有误。", "Not found", "There is no such page.",
    ),
)  # fmt: skip
BUSY: Final = Notice(
    "503 Service Unavailable",
    _page(
        "现在问的人太多", "搜索和核对请过 2 秒再试，通稿照常可以阅读。",
        "Too many are asking", "Please search or verify again in 2 seconds. "
        "Releases can be read as ever.",
    ),
    again=2,
)  # fmt: skip
FULL: Final = Notice(
    "503 Service Unavailable",
    _page(
        "现在取文件的人太多", "请过 5 秒再试。",
        "Too many are fetching files", "Please try again in 5 seconds.",
    ),
    again=5,
)  # fmt: skip
UNAVAILABLE: Final = Notice(
    "503 Service Unavailable",
    _page(
        "暂时不可用", "请过 10 秒再试。",
        "Not available just now", "Please try again in 10 seconds.",
    ),
    again=10,
)  # fmt: skip
TOO_LONG: Final = Notice(
    "413 Content Too Large",
    _page(
        "文字太长", "一次最多核对 20000 字。请返回上一页，只粘贴其中几段再试。",
        "The text is too long", "At most 20,000 characters are compared at a time. "
        "Please go back and paste only some of its paragraphs.",
    ),
)  # fmt: skip
UNFINISHED: Final = Notice(
    "408 Request Timeout",
    _page(
        "文字没有收全", "网络太慢，或者中途断了。请返回上一页再试，或只粘贴其中一段。",
        "The text did not arrive", "The network is slow, or it broke off. "
        "Please go back and try again, or paste only one paragraph.",
    ),
)  # fmt: skip
TOO_MANY_FIELDS: Final = Notice(
    "400 Bad Request",
    _page(
        "问得不对", "查询里的项目太多。请从本站的搜索框里查。",
        "This cannot be asked", "The question has too many parts. Please use the search box here.",
    ),
)  # fmt: skip
