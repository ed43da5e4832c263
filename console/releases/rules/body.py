"""The body of a release: a small sanitised HTML subset, canonical before it is stored or hashed.

Plain text derives from it by one function, ``text_of``: one line a paragraph.
"""

import html
import re
from html.parser import HTMLParser

import nh3

from console.kernel.errors import Invalid

TAGS = {
    "p", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "br", "a", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "img",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "blockquote"}
DROPPED_WHOLE = {"script", "style", "title", "xml", "head"}

# Invisible marks that reorder or hide text, and what XML may not carry.
FORBIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060\u2066-\u2069\ufeff\ufffe\uffff\ufff9-\ufffb\ud800-\udfff]"
)
FROM_WORD = re.compile(
    r"<\s*o:p\b|class=[\"']?Mso|<!--\s*\[if|urn:schemas-microsoft-com|<\s*w:|mso-", re.IGNORECASE
)
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
        if len(text) > MARKUP * most:
            raise Invalid("content.too_much_markup", field="body")
    elif (length := len(clean_lines(text))) > most:
        raise Invalid("content.body_too_long", field="body", length=length, most=most)


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


def text_of(body: str) -> str:
    """The plain text of a canonical body, one line a paragraph."""
    parser = _Text()
    parser.feed(body)
    parser.close()
    return "\n".join(line for line in (line.strip(EDGE) for line in parser.lines()) if line)


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "br":
            self._parts.append("\n")
        elif tag in {"td", "th"}:
            self._parts.append(" ")
        elif tag == "img":
            self._parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        self._parts.append(re.sub(r"\s*\n\s*", "", data))

    def lines(self) -> list[str]:
        return "".join(self._parts).split("\n")


CONTAINERS = {"ul", "ol", "table", "thead", "tbody"}


class _Blocks(HTMLParser):
    """Top-level blocks, one a line: loose text becomes a paragraph, empty paragraphs go."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._open: list[str] = []
        self._current: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._open and tag in BLOCKS | CONTAINERS:
            self._flush()
        shown = "".join(
            f' {name}="{html.escape(value or "", quote=True)}"' for name, value in sorted(attrs)
        )
        self._current.append(f"<{tag}{shown}>")
        if tag not in {"br", "img"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._current.append(f"</{tag}>")
            while self._open and self._open.pop() != tag:
                pass
        if not self._open and tag in BLOCKS | CONTAINERS:
            self._flush()

    def handle_data(self, data: str) -> None:
        self._current.append(html.escape(re.sub(r"\s*[\r\n]+\s*", "", data), quote=False))

    def _flush(self) -> None:
        block = "".join(self._current).strip(EDGE)
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
