"""A release on paper: its words as the blocks that templates/print/release.typ sets.

``content`` is what the template reads: text and small words of ours, never markup or code.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from console.publishing.rules.shelf import ShelfItem
from console.web import qr
from console.web.services import Services

KINDS = {"p", "h2", "h3", "h4", "blockquote", "li"}
MARKS = {"strong", "em"}


def content(given: Services, item: ShelfItem, *, drill: bool, watermark: str) -> dict[str, Any]:
    settings = given.settings
    return {
        "bureau": settings.config.bureau.name,
        "title": item.title,
        "blocks": blocks(item.body_html),
        "advice": item.advice.split("\n") if item.advice else [],
        "issuer": item.issuer,
        "dateline": item.dateline,
        "number": item.number,
        "domain": urlsplit(settings.public_url).netloc,
        "code": qr.svg(qr.verification(settings, item.number)).decode(),
        "drill": drill,
        "watermark": watermark,
    }


def blocks(body: str) -> list[dict[str, Any]]:
    """Of a canonical body, in its order. ``kind``: p, h2, h3, h4, blockquote, li (``mark`` before
    it) or table (``rows`` of cells). Words are runs: text, strong, em."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return reader.done


@dataclass
class _Open:
    """A block or a cell that is being read."""

    kind: str
    runs: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def say(self, text: str, marks: Iterable[str]) -> None:
        self.runs.append({"text": text, "strong": "strong" in marks, "em": "em" in marks})

    def made(self) -> dict[str, Any]:
        return {"kind": self.kind, "runs": self.runs, **self.more}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[dict[str, Any]] = []
        self._lists: list[int | None] = []  # of an ordered one, the number of its last item
        self._marks: list[str] = []
        self._rows: list[list[dict[str, Any]]] | None = None
        self._now: _Open | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self._end()
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "table":
            self._end()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in {"td", "th"} and self._rows:
            spans = {name: int(value or 1) for name, value in attrs if (value or "1").isdigit()}
            self._now = _Open("cell", more={"head": tag == "th", **_spans(spans)})
        elif tag in KINDS and self._rows is None:
            self._end()
            self._now = _Open(tag, more=self._item() if tag == "li" else {})
        elif tag in KINDS and self._now and self._now.runs:
            self._now.say("\n", ())  # one more paragraph of a cell
        elif tag in MARKS:
            self._marks.append(tag)
        elif tag == "br" and self._now:
            self._now.say("\n", ())
        elif tag == "img" and self._now:
            self._now.say(f"［图：{dict(attrs).get('alt') or ''}］", ())

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._end()
            self._lists.pop()
        elif tag == "table" and self._rows is not None:
            self.done.append({"kind": "table", "rows": [row for row in self._rows if row]})
            self._rows = None
        elif tag in {"td", "th"} and self._rows and self._now:
            self._rows[-1].append(self._now.made())
            self._now = None
        elif tag in KINDS and self._rows is None:
            self._end()
        elif tag in MARKS and tag in self._marks:
            self._marks.remove(tag)

    def handle_data(self, data: str) -> None:
        said = data.replace("\n", "")
        if self._now is None and self._rows is None and said.strip():
            self._now = _Open("p")  # behind a list or a paragraph that stands inside another block
        if self._now and said:
            self._now.say(said, self._marks)

    def _item(self) -> dict[str, Any]:
        """``depth``: how many lists it stands in."""
        last = self._lists[-1] if self._lists else None
        if last is None:
            return {"mark": "•", "depth": len(self._lists)}
        self._lists[-1] = last + 1
        return {"mark": f"{last + 1}.", "depth": len(self._lists)}

    def _end(self) -> None:
        if self._now and self._now.runs:
            self.done.append(self._now.made())
        self._now = None


def _spans(found: dict[str, int]) -> dict[str, int]:
    """Bounded: a page is no wider and no longer than this."""
    return {name: min(max(found.get(name, 1), 1), 50) for name in ("colspan", "rowspan")}
