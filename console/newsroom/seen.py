"""Whether what a reader was given is what stands in the tree. Pure: bytes in, a finding out.

A cache may squeeze a page or hang something behind it; so pages are compared by their words, and
feeds by the ids and times of their entries.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Final

from console.publishing.rules.shelf import ShelfItem
from console.publishing.rules.sighting import Look

OK: Final = 200
NOTICE: Final = frozenset({200, 404, 410})  # a bucket answers a withdrawn page with its notice so
BEGINNING: Final = 40  # characters of a text by which it is known again
NOT_THERE: Final = frozenset({404, 410})

_MAIN: Final = re.compile(r"<main\b[^>]*>(.*?)</main>", re.DOTALL | re.IGNORECASE)
_UNSEEN: Final = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")
_SPACE: Final = re.compile(r"\s+")
_ENTRY: Final = re.compile(r"<(entry|item|(?:\w+:)?deleted-entry)\b(.*?)</\1>", re.DOTALL)
_ID: Final = re.compile(r"<(?:id|guid)\b[^>]*>(.*?)</|\bref=[\"']([^\"']*)", re.DOTALL)
_WHEN: Final = re.compile(
    r"<(?:updated|(?:\w+:)?modified)\b[^>]*>(.*?)</|\bwhen=[\"']([^\"']*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``trouble``: the code of why there is none; then ``status`` is 0."""

    status: int = 0
    body: bytes = b""
    trouble: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """``id`` begins with what it is: ``entry``, ``item``, ``deleted-entry``."""

    id: str
    when: str
    text: str


def words_of(page: bytes) -> str:
    """Everything that can be read in the page's main part, without spaces."""
    text = page.decode("utf-8", errors="replace")
    found = _MAIN.search(text)
    bare = _TAG.sub(" ", _UNSEEN.sub(" ", found[1] if found else text))
    return _SPACE.sub("", unescape(bare))


def no_answer(answer: Answer) -> Look | None:
    """What keeps every page of the site from the public; None: it answers."""
    if answer.trouble:
        return Look(answer.trouble, {"reason": answer.reason}, whole=True)
    if answer.status not in NOTICE:
        return Look("outside.status", {"status": answer.status})
    return None


def judge_page(standing: bytes, answer: Answer, digest: str, *, withdrawn: bool) -> Look:
    """``standing``: the page of the tree; ``digest``: what the release's page carries."""
    if (trouble := no_answer(answer)) is not None:
        return trouble
    shown = words_of(answer.body)
    if withdrawn:
        if shown == words_of(standing):
            return Look()
        if answer.status == OK and digest in shown:
            return Look("outside.still_shown")
        return Look("outside.no_notice", {"status": answer.status})
    if answer.status in NOT_THERE:
        return Look("outside.not_there", {"status": answer.status})
    if shown == words_of(standing):
        return Look()
    return Look("outside.older" if digest in shown else "outside.other_page")


def judge_portal(answer: Answer, release: ShelfItem) -> Look:
    """``answer``: a page of somebody else's, around our words; of a withdrawn release, without
    them."""
    if answer.trouble:
        return Look(f"{answer.trouble}_portal", {"reason": answer.reason})
    shown = _words_anywhere(answer.body)
    titled = _SPACE.sub("", release.title) in shown
    begins = _SPACE.sub("", release.text)[:BEGINNING] in shown
    if release.withdrawal is not None:
        still = answer.status == OK and titled and begins
        return Look("outside.still_shown_portal") if still else Look()
    if answer.status != OK:
        return Look("outside.status_portal", {"status": answer.status})
    if not titled:
        return Look("outside.other_page_portal")
    return Look() if begins else Look("outside.no_words_portal")


def _words_anywhere(page: bytes) -> str:
    """Without tags and spaces; old portals still write GB18030."""
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        text = page.decode("gb18030", errors="replace")
    return _SPACE.sub("", unescape(_TAG.sub("", _UNSEEN.sub("", text))))


def judge_feed(
    standing: Sequence[Entry], answer: Answer, public: Sequence[Entry], number: str
) -> Look:
    """Every entry of the tree's feed that names ``number`` is in the public one, as new or newer,
    and none that the tree's has no more. ``public``: the entries of the answer."""
    if (trouble := no_answer(answer)) is not None:
        return trouble
    if answer.status != OK:
        return Look("outside.no_feed", {"status": answer.status})
    wanted, found = naming(standing, number), naming(public, number)
    if wanted and not found:
        return Look("outside.not_in_feed")
    if set(found) - set(wanted):
        return Look("outside.older_feed")
    for name, when in wanted.items():
        if name not in found or _earlier(found[name], when):
            return Look("outside.older_feed")
    return Look()


def entries(feed: bytes) -> tuple[Entry, ...]:
    """Its entries and tombstones."""
    return tuple(
        Entry(f"{kind.rpartition(':')[2]} {_first(_ID, inside)}", _first(_WHEN, inside), inside)
        for kind, inside in _ENTRY.findall(feed.decode("utf-8", errors="replace"))
    )


def naming(feed: Sequence[Entry], number: str) -> Mapping[str, str]:
    """Id → its time, of the entries that name the release."""
    named = re.compile(rf"(?<![0-9A-Za-z-]){re.escape(number)}(?![0-9A-Za-z])")
    return {each.id: each.when for each in feed if number in each.text and named.search(each.text)}


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return unescape(next((each for each in found.groups() if each), "")).strip() if found else ""


def _earlier(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) < datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return one != other
