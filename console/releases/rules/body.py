"""The body of a release: a small sanitised HTML subset, canonical before it is stored or hashed.

Plain text derives from it by one function, ``text_of``: one line a paragraph.
"""

import html
import re
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final

import nh3

from console.kernel.errors import Invalid

KEPT: Final = 600
"""Bodies of which the text is kept: what goes out is read several times in a turn."""
TAGS = {
    "p", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "br", "a", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "img", "data",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "data": {"value"},
}
BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "blockquote"}
DROPPED_WHOLE = {"script", "style", "title", "xml", "head"}

# Invisible marks that reorder or hide text, and what XML may not carry.
FORBIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
FROM_WORD = re.compile(
    r"<\s*o:p\b|class=[\"']?Mso|<!--\s*\[if|urn:schemas-microsoft-com|<\s*w:|mso-", re.IGNORECASE
)
TIED = re.compile(
    r"fact:(?P<entry>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)  # the value of <data>: these words say what an entry of the ledger says (``ties``)
EDGE = " \t\u3000\u00a0"
LINE_ENDS = re.compile("[\r\n\u2028\u2029]+")
LINK = re.compile(r'<a href="([^"]+)"')
MARKUP = 10  # characters of a paste with markup for each that a text may have


def clean_line(text: str) -> str:
    """One line of text: no control characters, no line breaks, no double spaces."""
    kept = FORBIDDEN.sub("", text)
    parts = (part.strip() for part in LINE_ENDS.split(kept))
    return re.sub(r"[ \t\u00a0]+", " ", " ".join(part for part in parts if part)).strip(EDGE)


def clean_lines(text: str) -> str:
    """Several lines: each cleaned at its edges, empty ones dropped."""
    kept = FORBIDDEN.sub("", text)
    lines = re.split(r"\r\n|[\r\n\u2028\u2029]", kept)
    return "\n".join(line for line in (line.strip(EDGE) for line in lines) if line)


def check_size(text: str, most: int) -> None:
    """Before anything is made of what was pasted: megabytes of it would keep everybody waiting.

    Raises Invalid.
    """
    if FROM_WORD.search(text):
        check_markup(text, most)
    elif (length := len(clean_lines(text))) > most:
        raise Invalid("content.body_too_long", field="body", length=length, most=most)


def check_markup(markup: str, most: int) -> None:
    """``most``: characters of text. Raises Invalid."""
    if len(markup) > MARKUP * most:
        raise Invalid("content.too_much_markup", field="body")


def from_input(text: str) -> str:
    """What was typed or pasted into the plain editor, as a canonical body.

    One line is one paragraph. Markup that Word or WPS left in a paste is read as such; any other
    angle bracket is a character like the rest.
    """
    if FROM_WORD.search(text):
        return canonical(text)
    return "\n".join(
        f"<p>{html.escape(line, quote=False)}</p>" for line in clean_lines(text).split("\n") if line
    )


def canonical(markup: str) -> str:
    """Sanitised, with one fixed serialisation: the same words give the same bytes, always."""
    safe = nh3.clean(
        FORBIDDEN.sub("", markup),
        tags=TAGS,
        clean_content_tags=DROPPED_WHOLE,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
    parser = _Blocks()
    parser.feed(safe)
    parser.close()
    return "\n".join(parser.blocks())


@lru_cache(KEPT)
def text_of(body: str) -> str:
    """The plain text of a canonical body, one line a paragraph."""
    return _read(body).text()


def tied_places(body: str) -> tuple[tuple[str, int, int], ...]:
    """(entry, start, end) of every tie of a canonical body, in characters of its plain text."""
    return _read(body).ties()


def _read(body: str) -> "_Text":
    parser = _Text()
    parser.feed(body)
    parser.close()
    return parser


def links_of(body: str) -> tuple[str, ...]:
    """Addresses that a canonical body links to, in its order."""
    return tuple(html.unescape(each) for each in LINK.findall(body))


def is_plain(body: str) -> bool:
    """Does the plain editor show all of it? Else an edit would lose tables, links, headings."""
    return from_input(to_input(body)) == body


def to_input(body: str) -> str:
    """A canonical body of plain paragraphs, as the plain editor shows it."""
    return text_of(body)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._length = 0
        self._ties: list[tuple[str, int, int]] = []
        self._entry = ""
        self._since = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "br":
            self._say("\n")
        elif tag in {"td", "th"}:
            self._say(" ")
        elif tag == "img":
            self._say(dict(attrs).get("alt") or "")
        elif tag == "data" and (tied := TIED.fullmatch(dict(attrs).get("value") or "")):
            self._entry, self._since = tied["entry"], self._length

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._say("\n")
        elif tag == "data" and self._entry:
            self._ties.append((self._entry, self._since, self._length))
            self._entry = ""

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"\s*\n\s*", "", data))

    def _say(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)

    def text(self) -> str:
        said = "".join(self._parts)
        return "\n".join(said[start:end] for start, end in self._lines())

    def ties(self) -> tuple[tuple[str, int, int], ...]:
        found = []
        for entry, start, end in self._ties:
            before = 0  # characters of the plain text in the lines above
            for first, last in self._lines():
                if first < end and start < last:
                    here = max(start, first) - first, min(end, last) - first
                    found.append((entry, before + here[0], before + here[1]))
                    break
                before += last - first + 1
        return tuple(found)

    def _lines(self) -> list[tuple[int, int]]:
        """Where each line begins and ends among the parts, without its edges; no empty one."""
        said = "".join(self._parts)
        kept, begin = [], 0
        for line in said.split("\n"):
            start = begin + len(line) - len(line.lstrip(EDGE))
            end = begin + len(line.rstrip(EDGE))
            if start < end:
                kept.append((start, end))
            begin += len(line) + 1
        return kept


CONTAINERS = {"ul", "ol", "table", "thead", "tbody"}
INLINE = {"strong", "em", "a", "data"}
TIED_EDGES = re.compile(
    rf'(?P<tie><data value="[^"]*">)'
    rf"(?P<before>[{EDGE}]*)(?P<words>[^<]*?)(?P<after>[{EDGE}]*)</data>"
)


def _words_alone(tied: re.Match[str]) -> str:
    """Spaces at its edges stand outside a tie; one without words is none."""
    words = f"{tied['tie']}{tied['words']}</data>" if tied["words"] else ""
    return f"{tied['before']}{words}{tied['after']}"


class _Blocks(HTMLParser):
    """Top-level blocks, one a line: loose text becomes a paragraph, empty paragraphs go.

    A tie holds text alone: marks within it go, anything larger ends it.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._open: list[tuple[str, bool]] = []  # the tag, and whether it was kept
        self._current: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tied = ("data", True) in self._open
        untied = tag == "data" and not TIED.fullmatch(dict(attrs).get("value") or "")
        if untied or (tied and tag in INLINE):
            self._open.append((tag, False))
            return
        if tied:
            self._close("data")
        if tag in BLOCKS | CONTAINERS and all(name in INLINE for name, kept in self._open if kept):
            self._close(*INLINE)
            self._flush()
        shown = "".join(
            f' {name}="{html.escape(value or "", quote=True)}"' for name, value in sorted(attrs)
        )
        self._current.append(f"<{tag}{shown}>")
        if tag not in {"br", "img"}:
            self._open.append((tag, True))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self._open):
            name, kept = "", False
            while name != tag:
                name, kept = self._open.pop()
            if kept:
                self._current.append(f"</{tag}>")
        if tag in BLOCKS | CONTAINERS and not any(kept for _, kept in self._open):
            self._flush()

    def _close(self, *tags: str) -> None:
        """What is larger ends them here: their own end tags will close nothing."""
        for place in reversed(range(len(self._open))):
            name, kept = self._open[place]
            if kept and name in tags:
                self._current.append(f"</{name}>")
                self._open[place] = (name, False)

    def handle_data(self, data: str) -> None:
        self._current.append(html.escape(re.sub(r"\s*[\r\n]+\s*", "", data), quote=False))

    def _flush(self) -> None:
        block = TIED_EDGES.sub(_words_alone, "".join(self._current)).strip(EDGE)
        self._current = []
        if not block:
            return
        if not re.match(r"<(p|h2|h3|h4|ul|ol|table|blockquote|li|tr)\b", block):
            block = f"<p>{block}</p>"
        inner = re.match(r"<p>(?P<text>.*)</p>\Z", block, re.DOTALL)
        if inner:
            text = inner["text"].strip(EDGE)
            if not text:
                return
            block = f"<p>{text}</p>"
        self._done.append(block)

    def blocks(self) -> list[str]:
        self._flush()
        return self._done
