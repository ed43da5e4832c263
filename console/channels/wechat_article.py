"""A release as an article of an official account: its HTML, its pictures, its cover."""

import io
import re
from collections.abc import Mapping
from html import escape
from typing import Final

from PIL import Image

from console.publishing.rules.channel import Bulletin
from console.publishing.rules.shelf import PublicFile

BODY_PICTURE: Final = 1_000_000  # bytes, fewer than this; read as the smaller megabyte
COVER: Final = {"image": 10_000_000, "thumb": 64_000}  # bytes, by kind of material
SHOWN: Final = frozenset({"image/jpeg", "image/png"})
SHAPES: Final = {"235_1": 2.35, "1_1": 1.0}
PLAIN_COVER: Final = (900, 383)  # pixels: 2.35 to 1
JPEG: Final = b"\xff\xd8\xff"
BLUE: Final = (0x0B, 0x3D, 0x91)
PICTURE: Final = re.compile(r"<img\b[^>]*?>")
SHA256: Final = re.compile(r"\b[0-9a-f]{64}\b")
STRIPPED: Final = re.compile(r"</?(?:a|data)\b[^>]*>")
"""Links lead nowhere in an article but to other articles; ties to the ledger are our own."""


def pictures(bulletin: Bulletin) -> tuple[PublicFile, ...]:
    return tuple(each for each in bulletin.release.files if each.media_type in SHOWN)


def content(bulletin: Bulletin, addresses: Mapping[str, str]) -> str:
    """``addresses``: SHA-256 of a picture → where the platform shows it. What was signed for this
    account; where that is the text of the release, with its headings, tables and pictures."""
    release, variant = bulletin.release, bulletin.variant
    whole = variant.text == release.text and bool(release.body_html)
    body = release.body_html if whole else _paragraphs(variant.text)
    parts = [_pointer(bulletin), *placed(bulletin, body, addresses)]
    if whole:
        end = f"{escape(release.issuer)}<br>{escape(release.dateline)}"
        parts.append(f'<p style="text-align: right">{end}</p>')
    return "\n".join(each for each in parts if each)


def placed(bulletin: Bulletin, body: str, addresses: Mapping[str, str]) -> tuple[str, ...]:
    """``body`` with its pictures where a platform shows them, and behind it those that it does not
    name; no links."""
    shown: set[str] = set()

    def moved(tag: re.Match[str]) -> str:
        sha = SHA256.search(tag[0])
        if sha is None or sha[0] not in addresses:
            return ""
        shown.add(sha[0])
        return re.sub(r'src="[^"]*"', f'src="{escape(addresses[sha[0]])}"', tag[0])

    parts = [STRIPPED.sub("", PICTURE.sub(moved, body))]
    for each in pictures(bulletin):
        if each.sha256 in addresses and each.sha256 not in shown:
            where, alt = escape(addresses[each.sha256]), escape(each.alt)
            parts.append(f'<p><img src="{where}" alt="{alt}"></p>')
    return tuple(parts)


def source_of(bulletin: Bulletin, ref: str) -> str:
    """阅读原文: the public page, marked so that a draft is known for ours after a crash."""
    return f"{bulletin.public_url}#{ref}"


def _pointer(bulletin: Bulletin) -> str:
    """A correction is an article of its own that says what it corrects."""
    if (old := bulletin.release.corrects) is None:
        return ""
    said = f"本文更正 {old.number}《{old.list_title}》，请以本文为准。"
    return f"<p><strong>{escape(said)}</strong></p>"


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())


def fitted(picture: bytes, most: int) -> bytes:
    """As it is where it is small enough; else a JPEG, smaller until it is."""
    if len(picture) < most:
        return picture
    with Image.open(io.BytesIO(picture)) as opened:
        drawn = opened.convert("RGB")
    side = max(drawn.size)
    while True:
        drawn.thumbnail((side, side))
        if len(made := _jpeg(drawn)) < most or side < 100:
            return made
        side = side * 3 // 4


def thumb(picture: bytes) -> bytes:
    """A JPEG below 64 KB, whatever it was; one that is goes out as it was signed."""
    if picture.startswith(JPEG) and len(picture) < COVER["thumb"]:
        return picture
    with Image.open(io.BytesIO(picture)) as opened:
        drawn = _jpeg(opened.convert("RGB"))
    return fitted(drawn, COVER["thumb"])


def crops(picture: bytes) -> dict[str, str]:
    """The middle of a cover in both of its shapes, as the platform is told: left, top, right,
    bottom as parts of the whole (notes §2.4)."""
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = opened.size
    return {f"pic_crop_{name}": _middle(width, height, ratio) for name, ratio in SHAPES.items()}


def _middle(width: int, height: int, ratio: float) -> str:
    across, down = min(1.0, height * ratio / width), min(1.0, width / ratio / height)
    x, y = (1 - across) / 2, (1 - down) / 2
    return f"{x:.4f}_{y:.4f}_{1 - x:.4f}_{1 - y:.4f}"


def plain_cover() -> bytes:
    """For a release without a picture: the platform takes no article without a cover."""
    return _jpeg(Image.new("RGB", PLAIN_COVER, BLUE))


def _jpeg(drawn: Image.Image) -> bytes:
    made = io.BytesIO()
    drawn.save(made, "JPEG", quality=85)
    return made.getvalue()
