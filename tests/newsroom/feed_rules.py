"""The rules by which the W3C's feed validator judges RSS 2.0 and Atom, by its own names for them.

The validator itself is on no package index and speaks Python 2. Each name here has a page:
validator.w3.org/feed/docs/error/NAME.html, or …/warning/NAME.html. What it also knows and we never
write (images, clouds, text inputs, iTunes) is refused as ``UndefinedElement``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
TOMB = "{http://purl.org/atompub/tombstones/1.0}"

_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})+"
)
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,#]*")
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(#\d+|[a-z]+);")
_RISKY = frozenset(
    {"script", "style", "meta", "object", "embed", "iframe", "form", "input", "link"}
)

_CHANNEL = {
    "title",
    "link",
    "description",
    "language",
    "lastBuildDate",
    "ttl",
    f"{ATOM}link",
    "item",
}
_ITEM = {
    "title", "link", "description", CONTENT, "guid", "category", "enclosure", "pubDate",
    f"{DC}creator", f"{DC}publisher", f"{ATOM}updated",
}  # fmt: skip
_FEED = {"id", "title", "updated", "author", "link", "subtitle", "entry"}
_ENTRY = {"id", "title", "updated", "author", "content", "summary", "category", "published", "link"}
_SEVERAL = {"item", "category", "link", "author", "entry", f"{ATOM}link", f"{TOMB}deleted-entry"}


def faults(body: bytes, address: str) -> list[str]:
    """What the validator would say of the feed that stands at ``address``: its names and where."""
    if not body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>"):
        return ["MissingEncoding"]
    root = etree.fromstring(body)
    if root.tag == "rss":
        return list(_rss(root, address))
    return list(_atom(root, address)) if root.tag == f"{ATOM}feed" else ["UndefinedElement: root"]


def _rss(root: etree._Element, address: str) -> Iterator[str]:
    channels = root.findall("channel")
    if root.get("version") != "2.0" or len(channels) != 1:
        yield "MissingChannel"
        return
    channel = channels[0]
    yield from _known(channel, _CHANNEL)
    for name, rule in (
        ("title", "MissingTitle"),
        ("link", "MissingLink"),
        ("description", "MissingDescription"),
    ):
        if not (channel.findtext(name) or "").strip():
            yield rule
    yield from _uri(channel.findtext("link"), "InvalidFullLink")
    yield from _date822(channel.findtext("lastBuildDate"))
    if not (channel.findtext("ttl") or "1").isdigit():
        yield "InvalidInteger: ttl"
    if channel.findtext("language") not in ("zh-CN", "en"):
        yield "InvalidLanguage"
    yield from _self(
        [each for each in channel.iterfind(f"{ATOM}link") if each.get("rel") == "self"], address
    )
    for name in ("title", "description"):
        yield from _plain(channel.findtext(name) or "")
    items = channel.findall("item")
    yield from _twice((item.findtext("guid") or "" for item in items), "DuplicateValue: guid")
    for item in items:
        yield from _rss_item(item)


def _rss_item(item: etree._Element) -> Iterator[str]:
    yield from _known(item, _ITEM)
    if not (item.findtext("title") or "").strip():
        yield "MissingItemTitle"
    yield from _plain(item.findtext("title") or "")
    yield from _uri(item.findtext("link"), "InvalidFullLink")
    yield from _date822(item.findtext("pubDate"))
    yield from _date3339(item.findtext(f"{ATOM}updated"))
    yield from _markup(item.findtext("description") or "")
    yield from _markup(item.findtext(CONTENT) or "")
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield "MissingGuid"
    elif guid.get("isPermaLink") != "false":
        yield from _uri(guid.text, "InvalidHttpGUID")
    else:
        yield from _id(guid.text)
    for each in item.iterfind("enclosure"):
        yield from _enclosure(each.get("url"), each.get("length"), each.get("type"))


def _atom(root: etree._Element, address: str) -> Iterator[str]:
    yield from _known(root, {f"{ATOM}{name}" for name in _FEED} | {f"{TOMB}deleted-entry"})
    yield from _needed(root, "id", "title", "updated")
    yield from _id(root.findtext(f"{ATOM}id"))
    yield from _date3339(root.findtext(f"{ATOM}updated"))
    links = root.findall(f"{ATOM}link")
    yield from _self([each for each in links if each.get("rel") == "self"], address)
    yield from _links(links)
    kinds = [each.tag for each in root]
    if f"{ATOM}entry" in kinds and set(kinds[kinds.index(f"{ATOM}entry") :]) != {f"{ATOM}entry"}:
        yield "MisplacedMetadata"
    entries = root.findall(f"{ATOM}entry")
    yield from _twice((each.findtext(f"{ATOM}id") or "" for each in entries), "DuplicateEntries")
    for stone in root.iterfind(f"{TOMB}deleted-entry"):  # RFC 6721, section 3
        yield from _id(stone.get("ref"))
        yield from _date3339(stone.get("when"))
    for entry in entries:
        yield from _known(
            entry, {f"{ATOM}{name}" for name in _ENTRY} | {f"{DC}creator", f"{DC}publisher"}
        )
        yield from _needed(entry, "id", "title", "updated")
        if entry.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            yield "MissingElement: author"
        for author in entry.iterfind(f"{ATOM}author"):
            yield from _needed(author, "name")
        yield from _id(entry.findtext(f"{ATOM}id"))
        yield from _date3339(entry.findtext(f"{ATOM}updated"))
        yield from _date3339(entry.findtext(f"{ATOM}published"))
        yield from _links(entry.findall(f"{ATOM}link"))
        content = entry.find(f"{ATOM}content")
        if content is None or content.get("type") != "html":
            yield "MissingTextualContent"
        else:
            yield from _markup(content.text or "")
            if content.text == entry.findtext(f"{ATOM}summary"):
                yield "DuplicateSummary"
        for name in ("title", "summary"):
            yield from _plain(entry.findtext(f"{ATOM}{name}") or "")
        if any(not each.get("term") for each in entry.iterfind(f"{ATOM}category")):
            yield "MissingAttribute: term"


def _known(parent: etree._Element, names: Iterable[str]) -> Iterator[str]:
    count = Counter(str(each.tag) for each in parent)
    yield from (f"UndefinedElement: {name}" for name in count.keys() - set(names))
    for name, times in count.items():
        plain = name.removeprefix(ATOM)
        if times > 1 and name not in _SEVERAL and plain not in _SEVERAL:
            yield f"DuplicateElement: {plain}"


def _needed(parent: etree._Element, *names: str) -> Iterator[str]:
    for name in names:
        if not (parent.findtext(f"{ATOM}{name}") or "").strip():
            yield f"MissingElement: {name}"


def _self(links: list[etree._Element], address: str) -> Iterator[str]:
    if len(links) != 1:
        yield "MissingAtomSelfLink"
    elif links[0].get("href") != address:
        yield "SelfDoesntMatchLocation"


def _links(links: list[etree._Element]) -> Iterator[str]:
    alternates = [each for each in links if each.get("rel") == "alternate"]
    if len(alternates) != 1:
        yield "DuplicateAtomLink" if alternates else "MissingAlternateLink"
    for each in links:
        if each.get("rel") == "enclosure":
            yield from _enclosure(each.get("href"), each.get("length"), each.get("type"))
        yield from _uri(each.get("href"), "InvalidLink")
        if each.get("type") and not _MIME.fullmatch(each.get("type") or ""):
            yield "InvalidMIMEType"


def _enclosure(url: str | None, length: str | None, kind: str | None) -> Iterator[str]:
    yield from _uri(url, "InvalidURLAttribute")
    if not (length or "").isdigit():
        yield "InvalidIntegerAttribute: length"
    if not _MIME.fullmatch(kind or ""):
        yield "InvalidMIMEAttribute"


def _uri(text: str | None, rule: str) -> Iterator[str]:
    if not text or not _URI.fullmatch(text) or not urlsplit(text).netloc:
        yield f"{rule}: {text}"


def _id(text: str | None) -> Iterator[str]:
    if not _TAG.fullmatch(text or ""):
        yield f"InvalidTAG: {text}"


def _date822(text: str | None) -> Iterator[str]:
    if (
        not _RFC822.fullmatch(text or "")
        or f"{parsedate_to_datetime(text or ''):%a}" != (text or "")[:3]
    ):
        yield f"InvalidRFC2822Date: {text}"


def _date3339(text: str | None) -> Iterator[str]:
    try:
        valid = bool(_RFC3339.fullmatch(text or "")) and datetime.fromisoformat(text or "")
    except ValueError:
        valid = False
    if not valid:
        yield f"InvalidRFC3339Date: {text}"


def _plain(text: str) -> Iterator[str]:
    if _MARKUP.search(text):
        yield f"ContainsHTML: {text}"


def _markup(text: str) -> Iterator[str]:
    """Escaped HTML that a reader may show: whole, safe, with full addresses."""
    for each in html.fragments_fromstring(f"<div>{text}</div>")[0].iter():
        if each.tag in _RISKY or any(
            name.startswith("on") or name == "style" for name in each.attrib
        ):
            yield f"SecurityRisk: {each.tag}"
        for name in ("href", "src"):
            if name in each.attrib and not _URI.fullmatch(each.attrib[name]):
                yield f"ContainsRelRef: {each.attrib[name]}"


def _twice(values: Iterable[str], rule: str) -> Iterator[str]:
    yield from (f"{rule}: {value}" for value, times in Counter(values).items() if times > 1)
