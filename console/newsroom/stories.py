"""What a feed tells, in order: one story a release, one more for a withdrawal."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from console.kernel.ids import is_drill
from console.newsroom import addresses, words
from console.newsroom.facts import SiteFacts
from console.publishing.rules.shelf import (
    Mark,
    PublicFile,
    Reference,
    ShelfItem,
    Withdrawal,
)

SUMMARY: Final = 140
"""Characters of a story's summary."""

_ROOTED: Final = re.compile(r"""(<(?:a|img)\b[^<>]*?\s(?:href|src)=["'])/(?!/)""")


@dataclass(frozen=True, slots=True)
class Story:
    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    summary: str
    html: str
    creator: str
    categories: tuple[str, ...]
    files: tuple[PublicFile, ...] = ()
    related: str | None = None


def tell(site: SiteFacts, items: Sequence[ShelfItem], limit: int) -> tuple[Story, ...]:
    """Newest first: a withdrawal stands at the time it was made, not of what it takes back."""
    stories = [
        _withdrawal(site, item, item.withdrawal) if item.withdrawal else _release(site, item)
        for item in items
    ]
    stories.sort(key=lambda story: (story.published, story.id), reverse=True)
    return tuple(stories[:limit])


def entry_id(site: SiteFacts, number: str) -> str:
    return site.tag(f"release/{number}")


def _release(site: SiteFacts, item: ShelfItem) -> Story:
    return Story(
        id=entry_id(site, item.number),
        title=words.clean(words.title_now(item, site)),
        address=item.portal or _address(site, item.number),
        published=item.published_at,
        updated=item.updated_at,
        summary=_summary(item),
        html=words.clean("\n".join(_parts(site, item))),
        creator=words.clean(item.issuer),
        categories=_categories(site, item),
        files=item.files,
        related=_address(site, item.corrects.number) if item.corrects else None,
    )


def _summary(item: ShelfItem) -> str:
    said = words.summary(item, SUMMARY)
    return (
        f"{words.VERIFYING}：{words.clean(item.verifying.line)}{said}" if item.verifying else said
    )


def _withdrawal(site: SiteFacts, item: ShelfItem, withdrawal: Withdrawal) -> Story:
    number, address = escape(item.number), _address(site, item.number)
    when = words.moment(withdrawal.at, site.zone)
    said = f"编号 {item.number} 的通稿已于 {when} 撤回。原因：{withdrawal.reason}"
    first = words.moment(item.published_at, site.zone)
    link = f'<a href="{escape(address)}">{number}</a>'
    parts = [
        f"<p>编号 {link} 的通稿（{first} 发布）已于 {when} 撤回。</p>",
        f"<p>原因：{escape(withdrawal.reason)}</p>",
    ]
    if withdrawal.replaced_by:
        parts.append(f"<p>替代通稿：{_link(site, withdrawal.replaced_by)}</p>")
    return Story(
        id=f"{entry_id(site, item.number)}/withdrawal",
        title=words.clean(words.public_title(item, site)),
        address=address,
        published=withdrawal.at,
        updated=withdrawal.at,
        summary=words.excerpt(said, SUMMARY),
        html=words.clean("\n".join(parts)),
        creator=site.press_office,
        categories=(*_categories(site, item), "撤回"),
    )


def _parts(site: SiteFacts, item: ShelfItem) -> Iterator[str]:
    if is_drill(item.number):
        yield "<p><strong>演练：本条是演练内容，不是真实警情。</strong></p>"
    if item.verifying:
        yield f"<p><strong>{words.VERIFYING}：{escape(item.verifying.line)}</strong></p>"
    for mark in item.marks:
        yield f"<p><strong>{_mark(site, mark)}</strong></p>"
    if item.corrects:
        kind = words.LATER.get(item.kind, "更正")
        yield f"<p><strong>{kind}：本条{kind}的是{_link(site, item.corrects)}。</strong></p>"
    if item.lifts:
        told = "、".join(
            _link(site, Reference(each.number, each.list_title)) for each in item.lifts
        )
        yield f"<p><strong>解除预警：本条解除的是{told}。</strong></p>"
    if item.ended:
        by = _link(site, Reference(item.ended.number, item.ended.list_title))
        when = words.moment(item.ended.at, site.zone)
        yield f"<p><strong>预警已于 {when} 解除，见{by}。</strong></p>"
    if item.advice:
        said = "".join(f"<li>{escape(line)}</li>" for line in item.advice.splitlines() if line)
        state = "（已解除）" if item.ended else ""
        heading = f"公众预警{state}：公众须知" if item.warning else "公众须知"
        yield f"<p><strong>{heading}</strong></p><ul>{said}</ul>"
    if item.warning:
        until = words.moment(item.warning.expires_at, site.zone)
        yield f"<p>影响范围：{escape(item.warning.area)}。有效至 {until}。</p>"
    yield _ROOTED.sub(lambda found: f"{found[1]}{escape(site.public_url)}/", item.body_html)
    yield f"<p>{escape(item.issuer)}<br>{escape(item.dateline)}</p>"
    for file in item.files:
        yield _file(site, file)
    address = escape(item.portal or _address(site, item.number))
    yield f'<p>编号 {escape(item.number)}，原文：<a href="{address}">{address}</a></p>'


def _file(site: SiteFacts, file: PublicFile) -> str:
    address, alt = escape(site.url(addresses.href(file.path))), escape(file.alt or file.name)
    if file.shown:
        return f'<p><img src="{address}" alt="{alt}"></p>'
    return f'<p>附件：<a href="{address}">{alt}</a></p>'


def _mark(site: SiteFacts, mark: Mark) -> str:
    verb = "作文字勘误" if mark.kind == "erratum" else "更正"
    told = _link(site, Reference(mark.number, mark.list_title))
    return f"本通稿已于 {words.moment(mark.at, site.zone)} {verb}，见{told}。"


def _link(site: SiteFacts, to: Reference) -> str:
    return f'<a href="{escape(_address(site, to.number))}">{escape(to.list_title)}</a>'


def _address(site: SiteFacts, number: str) -> str:
    return site.url(addresses.href(addresses.release(number)))


def _categories(site: SiteFacts, item: ShelfItem) -> tuple[str, ...]:
    names = [site.column(item.column).name]
    if item.incident:
        names.append(words.clean(item.incident.title))
    return tuple(names)
