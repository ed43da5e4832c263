"""/verify, over bare WSGI: by number, or by a pasted text. Its page stands in the tree."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote

from console.kernel.redline import RedlinedParagraph
from console.newsroom import addresses, notices, words
from console.newsroom.search.reader import Known, known, nearest
from console.newsroom.turns import Turns
from console.newsroom.verify.comparing import LONGEST, Verdict, clauses, compare
from console.newsroom.wsgi import ASKED, SEE_OTHER, notify, refuse, say, tell

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

SHELL: Final = "verify/index.html"
PLACE: Final = "<!-- answers -->"
LARGEST: Final = 256 * 1024  # bytes of a form; LONGEST characters of Chinese are 180,000 of them
NUMBER: Final = re.compile(r"(?:[A-Z0-9\u4e00-\u9fff]{1,12}-)?(?:Y-)?\d{4}-\d{4,}")
IN_TEXT: Final = re.compile(r"(?:[A-Z0-9\u4e00-\u9fff]{1,12}-)?(?:Y-)?(?<!\d)20\d{2}-\d{4,6}(?!\d)")
"""Its year tells a number from a telephone's in a text: 0951-8446600 is none of ours."""
NOTICE: Final = re.compile(r'<div class="notice" role="note">.*?</div>', re.DOTALL)
"""On the page of a number: that it was corrected since, is in doubt, or that more followed."""
NEXT: Final = re.compile(r'<a rel="next" href="/releases/([^/"]+)/">')
FOLLOWED: Final = 60  # reports of one series that are followed to the newest
SAID: Final = {
    Verdict.SAME: "与发布的一字不差。",
    Verdict.PART: "引用的部分与发布的一致，另有段落没有引用（下面划去的）。",
    Verdict.DIFFERENT: "与发布的不同。加下划线的是粘贴的文字里多出的，划去的是其中缺少的。",
}


class Verify:
    """``root``: the public tree; ``index``: search's file, which holds what is public."""

    def __init__(self, root: Path, index: Path, turns: Turns | None = None) -> None:
        self._root = root
        self._index = index
        self._turns = turns or Turns()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD", "POST"):
            return refuse(environ, start_response, "GET, HEAD, POST")
        try:
            number, pasted = self._asked(environ)
        except notices.Unanswered as why:
            return notify(environ, start_response, why.notice)
        if number and not pasted and (place := self._page(number)):
            return say(environ, start_response, SEE_OTHER, b"", [("Location", place), ASKED])
        if not self._turns.questions.acquire(blocking=False):
            return notify(environ, start_response, notices.BUSY)
        try:
            shell = (self._root / SHELL).read_text(encoding="utf-8")
            answers = "".join(self._told(number, pasted))
        except (OSError, sqlite3.Error):
            return notify(environ, start_response, notices.UNAVAILABLE)
        finally:
            self._turns.questions.release()
        body = shell.replace(PLACE, answers, 1).replace(
            'name="number" value=""', f'name="number" value="{escape(number)}"', 1
        )
        body = body.replace("></textarea>", f">{escape(pasted)}</textarea>", 1)
        return tell(environ, start_response, body)

    def _asked(self, environ: "WSGIEnvironment") -> tuple[str, str]:
        """Number and text. Raises Unanswered."""
        given = environ.get("QUERY_STRING", "")[:4096]
        if environ["REQUEST_METHOD"] == "POST":
            length = environ.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal() or int(length) > LARGEST:
                raise notices.Unanswered(notices.TOO_LONG)
            with self._turns.forms.reading(environ.get("REMOTE_ADDR", "")):
                sent = environ["wsgi.input"].read(int(length))
            if len(sent) < int(length):
                raise notices.Unanswered(notices.UNFINISHED)
            given = sent.decode("ascii", "replace")
        try:
            fields = parse_qs(given, errors="replace", max_num_fields=20, encoding="utf-8")
        except ValueError:
            raise notices.Unanswered(notices.TOO_MANY_FIELDS) from None

        def one(name: str) -> str:
            return words.clean(fields.get(name, [""])[0]).replace("\r\n", "\n").strip()

        number, pasted = one("number"), one("text")
        if len(pasted) > LONGEST:
            raise notices.Unanswered(notices.TOO_LONG)
        return number[:60], pasted

    def _page(self, number: str) -> str | None:
        """The address of its page, if it was ever issued."""
        if not NUMBER.fullmatch(number):
            return None
        folder = addresses.verification(number)
        there = (self._root / addresses.index(folder)).is_file()
        return addresses.href(folder) if there else None

    def _now(self, number: str) -> str:
        """As the page of its number says it, word for word; "" where it simply stands. What
        followed is told by its newest: as the page of the last but one says it."""
        own, later = self._notices(number)
        seen = {number}
        while later and (further := NEXT.search(later)) and len(seen) < FOLLOWED:
            newer = unquote(further[1])
            _, following = self._notices(newer)
            if newer in seen or not following:
                break
            seen.add(newer)
            later = following
        return own + later

    def _notices(self, number: str) -> tuple[str, str]:
        """Of the number's page: its own, and the one that leads to the next report."""
        page = self._root / addresses.index(addresses.verification(number))
        found = NOTICE.findall(page.read_text(encoding="utf-8")) if page.is_file() else []
        own: list[str] = []
        later: list[str] = []
        for each in found:
            (later if NEXT.search(each) else own).append(each)
        return "".join(own), "".join(later)

    def _told(self, number: str, pasted: str) -> Iterator[str]:
        if not pasted:
            if number:
                yield _never(number)
                yield "<p>请检查编号有没有写错；没有写错的，这份通稿不是本局发布的。</p>"
            return
        wanted = number if NUMBER.fullmatch(number) else None
        named = [wanted] if wanted else IN_TEXT.findall(pasted)
        places = [(each, place) for each in named if (place := self._page(each))]
        if named and not places:
            yield _never(named[0])
        found = places[0][0] if places else nearest(self._index, clauses(pasted))
        published = known(self._index, found) if found else None
        if published is not None:
            yield from _compared(published, pasted, self._now(published.number))
        elif places:
            link = f'<a href="{escape(places[0][1])}">{escape(places[0][0])}</a>'
            yield f'<p role="status">编号 {link} 的通稿现在没有可供比对的文字，请看它的核对页。</p>'
        else:
            yield '<p role="status">没有找到与这段文字相近的通稿。</p>'
            yield "<p>请粘贴完整的一两段再试。找不到的，不要当作本局发布的内容转发。</p>"


def _never(number: str) -> str:
    return f'<p role="status"><strong>本局未发布过此编号：{escape(number)}。</strong></p>'


def _compared(published: Known, pasted: str, now: str) -> Iterator[str]:
    """``now``: markup of what became of it since."""
    told = compare(published.text, pasted, (*published.frame, published.number))
    address = escape(addresses.href(addresses.release(published.number)))
    proof = escape(addresses.href(addresses.verification(published.number)))
    yield f'<div class="verdict verdict-{told.verdict.value}" role="status">'
    yield f'<p>对照的是 <a href="{address}">{escape(published.title)}</a>'
    yield f'（<a href="{proof}">{escape(published.number)}</a>）。</p>'
    yield f"<p><strong>{SAID[told.verdict]}</strong></p></div>{now}"
    if told.verdict is not Verdict.SAME:
        yield '<div class="words compared">'
        yield from (_paragraph(each) for each in told.paragraphs)
        yield "</div>"


def _paragraph(paragraph: RedlinedParagraph) -> str:
    tags = {"added": "ins", "removed": "del"}
    return (
        "<p>"
        + "".join(
            f"<{tags[run.mark]}>{escape(run.text)}</{tags[run.mark]}>"
            if run.mark in tags
            else escape(run.text)
            for run in paragraph.runs
        )
        + "</p>"
    )
