"""A kept picture in the size that somebody takes it in. The same picture, the same bytes."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PIL import Image, ImageOps

from console.files.pictures import FORMATS, one_at_a_time
from console.kernel.errors import NotThere

QUALITIES = (88, 80, 70)  # of a JPEG, before it is made smaller
SMALLEST = 100  # pixels of the longer side: nothing is made smaller than this
LARGEST = (2048, 4096)  # pixels that any use needs: nobody holds more of a picture for long
WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Made:
    data: bytes
    media_type: str
    width: int
    height: int


Box: TypeAlias = Callable[[int, int], tuple[int, int, int, int]]


class Sheet:
    """One picture, cut: ``box`` tells left, top, right and bottom of its width and height. Slow:
    never inside a transaction. Raises NotThere for what is no picture (any more)."""

    def __init__(self, data: bytes, media_type: str, box: Box) -> None:
        self._data, self._type = data, media_type
        try:
            with (
                one_at_a_time,
                Image.open(io.BytesIO(data), formats=[FORMATS[media_type]]) as opened,
            ):
                around = box(opened.width, opened.height)
                self._whole = around == (0, 0, opened.width, opened.height)
                cut = _drawable(opened).crop(around)
                self._size = cut.size
                cut.thumbnail(LARGEST, Image.Resampling.LANCZOS)
                self._cut = cut
        except (OSError, SyntaxError, ValueError, KeyError) as error:
            raise NotThere("file.damaged") from error

    def within(self, wide: int, high: int, most: int) -> Made:
        """As it is where it fits; else smaller, a PNG that stays too large as a JPEG."""
        small = self._size[0] <= wide and self._size[1] <= high
        if self._whole and small and len(self._data) < most:
            return Made(self._data, self._type, *self._size)
        drawn = self._cut.copy()
        drawn.thumbnail((wide, high), Image.Resampling.LANCZOS)
        if self._type == "image/png" and len(png := _saved(drawn, "PNG")) < most:
            return Made(png, self._type, *drawn.size)
        return _jpeg(drawn, most)

    def filling(self, wide: int, high: int, most: int) -> Made:
        """Its middle, of just this shape, as a JPEG."""
        return _jpeg(ImageOps.fit(_flat(self._cut), (wide, high), Image.Resampling.LANCZOS), most)


def as_jpeg(data: bytes, most: int) -> Made:
    """A picture of our own as a JPEG of fewer bytes."""
    with Image.open(io.BytesIO(data)) as opened:
        return _jpeg(opened, most)


def _jpeg(picture: Image.Image, most: int) -> Made:
    drawn = _flat(picture)
    while True:
        tries = (Made(_saved(drawn, "JPEG", each), "image/jpeg", *drawn.size) for each in QUALITIES)
        made = next((each for each in tries if len(each.data) < most), None)
        if made or max(drawn.size) <= SMALLEST:
            return made or Made(_saved(drawn, "JPEG", QUALITIES[-1]), "image/jpeg", *drawn.size)
        drawn.thumbnail((max(drawn.size) * 3 // 4,) * 2, Image.Resampling.LANCZOS)


def _drawable(picture: Image.Image) -> Image.Image:
    """Of shades that can be mixed: sixteen bits of grey become eight."""
    if picture.mode.startswith("I"):
        return picture.point(lambda shade: shade / 256, "L")
    return picture if picture.mode in {"L", "LA", "RGB", "RGBA"} else picture.convert("RGB")


def _flat(picture: Image.Image) -> Image.Image:
    """Clear parts on white: a JPEG has none."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, WHITE)
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def _saved(picture: Image.Image, kind: str, quality: int = QUALITIES[0]) -> bytes:
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, kind, quality=quality, optimize=True)
    return out.getvalue()
