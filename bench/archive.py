"""A made-up archive of releases, of the size real ones have, written through FileTree."""

import random
from pathlib import Path

from console.newsroom.tree import FileTree

_TEXT = (
    "接报后民警立即赶赴现场开展处置工作目前情况正在进一步核查之中相关人员已送医救治无生命危险"
    "请广大群众不信谣不传谣以官方发布为准道路交通管制措施于当日二十时十分起实施过往车辆注意绕行"
)
_COLUMNS = ("公安要闻", "工作动态", "通知公告", "警方提示", "警情通报", "新闻发布")
_NAVIGATION = "".join(
    f'<li><a href="/columns/c{n}/">{name}</a></li>' for n, name in enumerate(_COLUMNS)
)


def lay(root: Path, count: int) -> list[str]:
    """Write ``count`` pages of 8 to 12 KB and a 50-entry full-text feed; the pages' URLs."""
    draw = random.Random(20261123)
    tree = FileTree(root, durable=False)
    urls, entries = [], []
    for number in range(1, count + 1):
        title = f"情况通报（{number}）"
        body = _body(draw)
        url = f"/releases/2026-{number:04}/"
        tree.write(f"{url[1:]}index.html", _page(title, body, draw.randbytes(48).hex()))
        urls.append(url)
        entries.append((title, url, body))
    tree.write("feed.xml", _feed(entries[-50:]))
    tree.write("index.html", _page("首页", _body(draw), ""))
    return urls


def _body(draw: random.Random) -> str:
    paragraphs = (
        "".join(_phrase(draw) + ("，" if n % 5 == 4 else "") for n in range(60))
        for _ in range(draw.randint(9, 13))
    )
    return "".join(f"<p>{text}。</p>\n" for text in paragraphs)


def _phrase(draw: random.Random) -> str:
    start = draw.randrange(len(_TEXT) - 6)
    return _TEXT[start : start + draw.randint(2, 6)]


def _page(title: str, body: str, digest: str) -> bytes:
    return f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} · 某市公安局</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/assets/site.0123abcd.css">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>
<body><header><p>某市公安局</p><nav><ul>{_NAVIGATION}</ul></nav></header>
<main><article><h1>{title}</h1><p><time datetime="2026-11-23T20:10:00+08:00">2026-11-23 20:10
</time></p>{body}<p>内容指纹 <code>{digest}</code></p></article></main>
<footer><ul>{_NAVIGATION}</ul></footer></body></html>
""".encode()


def _feed(entries: list[tuple[str, str, str]]) -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://police.example{url}</link>"
        f"<guid isPermaLink='false'>tag:police.example,2026:{url}</guid>"
        f"<description><![CDATA[{body}]]></description></item>\n"
        for title, url, body in reversed(entries)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        "<title>某市公安局</title><link>https://police.example/</link>"
        f"<description>新闻发布</description>\n{items}</channel></rss>\n"
    ).encode()
