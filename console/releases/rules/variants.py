"""The words for each channel, derived from the text where the drafter wrote none."""

import re
from collections.abc import Mapping
from dataclasses import replace

from console.kernel.joining import on_one_line, place_to_cut
from console.kernel.lengths import weibo_length
from console.publishing.rules.channel import Variant
from console.releases.rules.content import Content, Limits

ELLIPSIS = "…"
STAND_IN = re.compile(r"(?<=/releases/)[^\s/]{0,20}\d{4}-0000(?=/)")  # numbers begin with 0001
COVERS = frozenset({"image/png", "image/jpeg"})


def complete(content: Content, limits: Limits, page_url: str) -> Mapping[str, Variant]:
    """One variant for every channel of the plan; the drafter's own words stand."""
    makers = {"weibo": weibo, "wechat": wechat}
    return {
        channel: makers[channel](content, limits, page_url)
        if channel in makers
        else Variant(title=content.title)
        for channel in content.plan.channels
    }


def weibo(content: Content, limits: Limits, page_url: str) -> Variant:
    """【标题】, as much of the text as fits, and the link to the whole."""
    written = content.variants.get("weibo", Variant())
    if written.text:
        return Variant(text=_numbered(written.text, page_url), cover_sha256=written.cover_sha256)
    head, body = f"【{content.title}】", on_one_line(content.text)
    link = f"全文：{page_url}"
    whole = head + body + (link if limits.weibo_link else "")
    if weibo_length(whole) <= limits.weibo:
        return Variant(text=whole)
    tail = ELLIPSIS + link
    low, high = 0, len(body)
    while low < high:
        middle = (low + high + 1) // 2
        if weibo_length(head + body[:middle] + tail) <= limits.weibo:
            low = middle
        else:
            high = middle - 1
    return Variant(text=head + body[: place_to_cut(body, low)] + tail)


def wechat(content: Content, limits: Limits, page_url: str) -> Variant:
    """The article: title and digest cut to the platform's limits, the whole text, its cover."""
    written = content.variants.get("wechat", Variant())
    return Variant(
        title=written.title or _cut(content.title, limits.wechat_title),
        text=_numbered(written.text, page_url) or content.text,
        summary=written.summary or _cut(on_one_line(content.text), limits.wechat_digest),
        cover_sha256=written.cover_sha256
        or next((each.sha256 for each in content.attachments if each.media_type in COVERS), None),
    )


def pointing(variant: Variant, own: str, public: str, limits: Limits) -> Variant:
    """The words with the link to where the public page turned out to be, for ``own``, our page's,
    which was signed. Where Weibo would not take so long a link, ours stays: it leads on."""
    if not public or public == own:
        return variant
    text = variant.text.replace(own, public)
    fits = weibo_length(text) <= max(limits.weibo, weibo_length(variant.text))
    return replace(variant, text=text) if fits or variant.title else variant


def _numbered(text: str, page_url: str) -> str:
    """Words that were taken over before there was a number name the page by that of no release."""
    number = page_url.rstrip("/").rpartition("/")[2]
    return STAND_IN.sub(lambda _: number, text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: place_to_cut(text, most - 1)] + ELLIPSIS


def too_long(variants: Mapping[str, Variant], limits: Limits) -> tuple[tuple[str, int, int], ...]:
    """(code, length, most) for every limit that a variant breaks."""
    measured = []
    if "weibo" in variants:
        measured.append(
            ("channel.weibo_length", weibo_length(variants["weibo"].text), limits.weibo)
        )
    if "wechat" in variants:
        article = variants["wechat"]
        measured += [
            ("channel.wechat_title", len(article.title), limits.wechat_title),
            ("channel.wechat_digest", len(article.summary), limits.wechat_digest),
            ("channel.content_size", len(article.text), limits.wechat_content),
        ]
    return tuple(each for each in measured if each[1] > each[2])
