"""Pictures as each mouth takes them: cut as the drafter said, in the platform's size. They are
drawn before submission and lie in the package by their SHA-256, so that what signers saw goes out.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from console.publishing.rules.channel import Variant
from console.publishing.rules.shelf import PublicFile
from console.releases.rules.content import AttachmentRef, Content
from console.releases.rules.posters import as_files

PICTURES: Final = frozenset({"image/png", "image/jpeg"})


class Use(StrEnum):
    WEBSITE = "website"
    NARROW = "narrow"  # the website again, for telephones
    WECHAT = "wechat"
    WEIBO = "weibo"
    COVER = "cover"  # of an article of WeChat


@dataclass(frozen=True, slots=True)
class Fit:
    """No larger than ``wide`` by ``high`` pixels and ``most`` bytes; ``exact``: of just this shape,
    its middle, as a JPEG."""

    wide: int
    high: int
    most: int
    exact: bool = False


FITS: Final[Mapping[Use, Fit]] = {
    Use.WEBSITE: Fit(1600, 2400, 1_500_000),
    Use.NARROW: Fit(800, 1200, 500_000),
    Use.WECHAT: Fit(1080, 4000, 1_000_000),  # uploadimg: fewer than 1 MB
    Use.WEIBO: Fit(2048, 4096, 5_000_000),  # share: fewer than 5 MB
    Use.COVER: Fit(900, 383, 64_000, exact=True),  # 2.35 to 1; a thumb: JPEG, at most 64 KB
}
"""Limits of the platforms: social-api notes §2.3 and §3.3, read 2026-11; the smaller megabyte."""


@dataclass(frozen=True, slots=True)
class Sized:
    """One picture for one use. ``of``: SHA-256 of what was brought; ``size`` in bytes."""

    of: str
    use: Use
    sha256: str
    name: str
    media_type: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """``sized`` were drawn from ``brought``, with the crops that these name."""

    brought: tuple[AttachmentRef, ...]
    sized: tuple[Sized, ...]


def brought(content: Content) -> tuple[AttachmentRef, ...]:
    """What is to be drawn, whatever its words say."""
    return tuple(
        replace(each, alt="") for each in content.attachments if each.media_type in PICTURES
    )


def sized_to_json(sized: Sized) -> dict[str, Any]:
    return {**asdict(sized), "use": sized.use.value}


def sized_in(package: Mapping[str, Any]) -> tuple[Sized, ...]:
    """Of an opened package; none in those that were sealed before there were any."""
    return tuple(Sized(**{**each, "use": Use(each["use"])}) for each in package.get("pictures", ()))


def with_pictures(
    variants: Mapping[str, Variant], content: Content, sized: tuple[Sized, ...]
) -> Mapping[str, Variant]:
    """The cover of an article is cut for it; the first picture goes with the words on Weibo, unless
    a poster does."""
    first = {each.use: each for each in reversed(sized)}
    covers = {each.of: each for each in sized if each.use is Use.COVER}
    made = dict(variants)
    if (words := made.get("wechat")) and words.cover_sha256 in covers:
        made["wechat"] = replace(words, cover_sha256=covers[words.cover_sha256].sha256)
    if (words := made.get("weibo")) and Use.WEIBO in first and not content.poster:
        made["weibo"] = replace(words, cover_sha256=words.cover_sha256 or first[Use.WEIBO].sha256)
    return made


def public_files(package: Mapping[str, Any]) -> tuple[PublicFile, ...]:
    """Of an opened package, as the public gets them: pictures as they were cut, then posters."""
    sized = {(each.of, each.use): each for each in sized_in(package)}
    attached = (AttachmentRef(**each) for each in package["attachments"])
    return (*(_public(each, sized) for each in attached), *as_files(package))


def _public(brought: AttachmentRef, sized: Mapping[tuple[str, Use], Sized]) -> PublicFile:
    shown = sized.get((brought.sha256, Use.WEBSITE))
    if shown is None:
        return as_brought(brought)
    narrow = sized.get((brought.sha256, Use.NARROW))
    fits = ((use.value, sized.get((brought.sha256, use))) for use in (Use.WECHAT, Use.WEIBO))
    return replace(
        _file(shown), alt=brought.alt, shown=True, narrow=_file(narrow) if narrow else None,
        fitted=tuple((use, each.sha256) for use, each in fits if each),
    )  # fmt: skip


def as_brought(attached: AttachmentRef, *, shown: bool = False) -> PublicFile:
    return PublicFile(
        attached.sha256, attached.name, attached.media_type, attached.size, attached.alt,
        shown=shown,
    )  # fmt: skip


def _file(each: Sized) -> PublicFile:
    return PublicFile(
        each.sha256, each.name, each.media_type, each.size, width=each.width, height=each.height
    )
