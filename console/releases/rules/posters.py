"""海报 蓝底白字: the whole text as pictures. What one is drawn from, and those that were sealed.

Measures: domain.md §4. They are drawn before submission and lie in the package by their SHA-256, so
that whoever signs the words signs the pictures too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from console.publishing.rules.shelf import PublicFile
from console.releases.rules.content import Content
from console.releases.rules.kinds import Kind

MEDIA_TYPE: Final = "image/png"
LEAST, MOST = 1440, 3200  # pixels high, of 1080 wide; what is longer takes several
SEVERAL: Final = 9  # Weibo and WeChat take no more pictures in one post


class Layout(StrEnum):
    """In ``templates/print/poster.typ``."""

    NOTICE = "notice"
    REBUTTAL = "rebuttal"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The same drawing gives the same pictures. ``number``: printed, and where it is verified."""

    layout: Layout
    number: str
    title: str
    paragraphs: tuple[str, ...]
    issuer: str
    dateline: str
    drill: bool
    kind: Kind = Kind.STATEMENT


@dataclass(frozen=True, slots=True)
class Poster:
    """One picture. ``size`` in bytes."""

    sha256: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """``posters`` were drawn from ``drawing``, in order of their pages; so was the ``cover`` of an
    article, for a release that has no picture of its own."""

    drawing: Drawing
    posters: tuple[Poster, ...]
    cover: Poster | None = None


def layout_of(content: Content) -> Layout | None:
    return Layout(content.poster) if content.poster else None


def drawing(content: Content, number: str, dateline: str, *, drill: bool) -> Drawing | None:
    """None: no poster is wanted."""
    layout = layout_of(content)
    if layout is None:
        return None
    advice = content.advice.split("\n") if content.advice else []
    return Drawing(
        layout, number, content.title,
        (*content.text.split("\n"), *(["公众须知："] if advice else []), *advice),
        content.issuer, dateline, drill, content.kind,
    )  # fmt: skip


COVER_NAME: Final = "封面.jpg"
COVER_TYPE: Final = "image/jpeg"
COVER_MOST: Final = 64_000  # bytes, fewer than this: social-api notes §2.3, a thumb
ON_COVER: Final = {
    Kind.REBUTTAL: "辟谣", Kind.NOTICE: "警方提示", Kind.WANTED: "悬赏通告",
    Kind.CORRECTION: "更正", Kind.ERRATUM: "更正",
}  # fmt: skip
"""In large letters; everything else is 警情通报."""


def file_name(page: int) -> str:
    return f"海报-{page}.png"


def poster_to_json(poster: Poster) -> dict[str, Any]:
    return {"sha256": poster.sha256, "name": poster.name, "size": poster.size}


def posters_in(package: Mapping[str, Any]) -> tuple[Poster, ...]:
    """Of an opened package."""
    return tuple(Poster(**each) for each in package["posters"])


def as_files(package: Mapping[str, Any]) -> tuple[PublicFile, ...]:
    """As the public gets them: every one says that the words stand beside it."""
    sealed = posters_in(package)
    return tuple(
        PublicFile(
            each.sha256, each.name, MEDIA_TYPE, each.size, _alt(package["title"], page, len(sealed))
        )
        for page, each in enumerate(sealed, 1)
    )


def _alt(title: str, page: int, of: int) -> str:
    which = f"（第 {page} 张，共 {of} 张）" if of > 1 else ""
    return f"《{title}》的图片版{which}，文字与正文相同"
