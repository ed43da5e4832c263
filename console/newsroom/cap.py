"""Public warnings as CAP 1.2 messages (OASIS, 2010): alert, update, cancel; and their index.

A message never changes once it is out: an update names the warnings before it, whatever became of
them since. A withdrawn warning's message becomes its cancellation, which says no word of it.
A release that lifts warnings 解除预警 has a cancellation too; it says none of its words either, so
that it stays as it is when that release is withdrawn: what was cancelled comes back only as an
alert of its own.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as ET

from console.kernel.ids import is_drill
from console.newsroom import addresses, words
from console.newsroom.facts import SiteFacts
from console.publishing.rules.shelf import Page, ShelfItem
from console.publishing.rules.warning import PublicWarning

CAP: Final = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/cap+xml"
INDEX: Final = "cap.atom"
HEADLINE: Final = 160
"""Characters that CAP advises for a headline."""

_UNFIT: Final = str.maketrans(dict.fromkeys(" ,<&\t\n", "-"))


def message(site: SiteFacts, item: ShelfItem) -> Page | None:
    """None: it sends no warning out."""
    warning = item.alerts
    if not item.warns:
        return None
    alert = ET.Element("alert", xmlns=CAP)
    _put(alert, "identifier", _identifier(site, item))
    _put(alert, "sender", site.feed_authority)
    _put(alert, "sent", words.stamp(_sent(item), site.zone))
    _put(alert, "status", "Exercise" if is_drill(item.number) else "Actual")
    _put(alert, "msgType", _kind(item))
    _put(alert, "source", site.press_office)
    _put(alert, "scope", "Public")
    if note := _note(site, item):
        _put(alert, "note", note)
    references = " ".join(_references(site, item))
    if references:
        _put(alert, "references", references)
    if item.incident:
        _put(alert, "incidents", item.incident.number.translate(_UNFIT))
    if warning and not item.withdrawal:
        _info(site, alert, item, warning)
    return Page(addresses.warning(item.number), _bytes(alert))


def index(site: SiteFacts, items: Sequence[ShelfItem]) -> Page:
    """Atom; each entry leads to one message, newest first."""
    warnings = sorted((i for i in items if i.warns), key=lambda i: (_sent(i), i.number))
    feed = ET.Element("feed", xmlns=ATOM)
    feed.set("xml:lang", "zh-CN")
    _put(feed, "id", site.tag("feed/cap"))
    _put(feed, "title", f"公众预警 - {site.title}")
    _put(feed, "subtitle", f"{site.press_office}发布的公众预警（CAP 1.2）")
    newest = max(map(_sent, warnings), default=site.since)
    _put(feed, "updated", words.stamp(newest, site.zone))
    _put(ET.SubElement(feed, "author"), "name", site.press_office)
    _link(feed, "self", site.url(addresses.href(INDEX)), "application/atom+xml")
    _link(feed, "alternate", site.url("/"), "text/html")
    for item in reversed(warnings):
        _entry(site, feed, item)
    return Page(INDEX, _bytes(feed))


def _entry(site: SiteFacts, feed: ET.Element, item: ShelfItem) -> None:
    entry = ET.SubElement(feed, "entry")
    withdrawn = item.withdrawal and not item.lifts
    path = f"cap/{item.number}" + ("/cancel" if withdrawn else "")
    _put(entry, "id", site.tag(path))
    _put(entry, "title", _lifting(item) if item.lifts else words.public_title(item, site))
    _put(entry, "updated", words.stamp(_sent(item), site.zone))
    taken_back = f"编号 {item.number} 的公众预警已解除。" if withdrawn else item.advice
    _put(entry, "summary", f"{_lifting(item)}。" if item.lifts else taken_back)
    ET.SubElement(entry, "category", term=_kind(item))
    _link(entry, "alternate", site.url(addresses.href(addresses.warning(item.number))), MEDIA_TYPE)
    page = site.url(addresses.href(addresses.release(item.number)))
    _link(entry, "alternate", page, "text/html")


def _info(site: SiteFacts, alert: ET.Element, item: ShelfItem, warning: PublicWarning) -> None:
    info = ET.SubElement(alert, "info")
    event = item.incident.title if item.incident else item.title
    for name, value in (
        ("language", "zh-CN"),
        ("category", warning.category.value),
        ("event", event),
        ("urgency", warning.urgency.value),
        ("severity", warning.severity.value),
        ("certainty", warning.certainty.value),
        ("effective", words.stamp(item.published_at, site.zone)),
        ("expires", words.stamp(warning.expires_at, site.zone)),
        ("senderName", item.issuer),
        ("headline", words.excerpt(words.public_title(item, site), HEADLINE)),
        ("description", item.text),
        ("instruction", item.advice),
        ("web", site.url(addresses.href(addresses.release(item.number)))),
        ("contact", site.telephone),
    ):
        if value:
            _put(info, name, value)
    _put(ET.SubElement(info, "area"), "areaDesc", warning.area)


def _note(site: SiteFacts, item: ShelfItem) -> str:
    if item.lifts:
        return f"{_lifting(item)}，见 {site.url(addresses.href(addresses.release(item.number)))}"
    if item.withdrawal:
        return item.withdrawal.reason
    return f"{words.DRILL}：不是真实警情" if is_drill(item.number) else ""


def _lifting(item: ShelfItem) -> str:
    """None of the words of either release."""
    drill = f"{words.DRILL}：" if is_drill(item.number) else ""
    return f"{drill}编号 {'、'.join(each.number for each in item.lifts)} 的公众预警已解除"


def _kind(item: ShelfItem) -> str:
    if item.withdrawal or item.lifts:
        return "Cancel"
    return "Update" if item.warned_before else "Alert"


def _sent(item: ShelfItem) -> datetime:
    return item.withdrawal.at if item.withdrawal and not item.lifts else item.published_at


def _references(site: SiteFacts, item: ShelfItem) -> Iterator[str]:
    """``sender,identifier,sent``, the oldest first; a cancellation names what it ends."""
    told = [(each.number, each.at) for each in item.lifts or item.warned_before]
    if item.withdrawal and not item.lifts:
        told = [(item.number, item.published_at)]
    for number, at in told:
        stamp = words.stamp(at, site.zone)
        yield f"{site.feed_authority},{_name(site, number)},{stamp}"


def _identifier(site: SiteFacts, item: ShelfItem) -> str:
    withdrawn = item.withdrawal and not item.lifts
    return _name(site, item.number) + (".cancel" if withdrawn else "")


def _name(site: SiteFacts, number: str) -> str:
    return f"{site.feed_authority}:{number.translate(_UNFIT)}"


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = words.clean(text)


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", rel=rel, href=href, type=kind)


def _bytes(element: ET.Element) -> bytes:
    ET.indent(element)
    written: bytes = ET.tostring(element, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"
