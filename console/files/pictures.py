"""A picture is drawn anew before it is kept: what the camera wrote beside it is gone.

A telephone writes where and when it was, and which one it is (EXIF, XMP, IPTC); comments, previews
of what was cut away and bytes behind the end ride along as well. Drawn anew there are only pixels.
It also proves that the bytes are a picture, and of what size, before anybody else has to.
"""

import io
import threading
from collections.abc import Collection

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from console.files.rules import StoredName, accepted
from console.kernel.errors import Invalid

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
QUALITY = 92  # of a JPEG: nobody sees the second compression
MILLION = 1_000_000
KEPT_MODES = {"PNG": ("1", "L", "LA", "RGB", "RGBA", "I;16"), "JPEG": ("L", "RGB")}
one_at_a_time = threading.Lock()  # a decoded picture takes four bytes for each pixel, and a copy


def prepared(
    name: str, data: bytes, *, types: Collection[str], most_mib: int, megapixels: int
) -> tuple[StoredName, bytes]:
    """What to keep of an upload, and under which name. Raises Invalid."""
    made = accepted(name, data, types=types, most_mib=most_mib)
    if made.media_type not in FORMATS:
        return made, data
    pixels = drawn_anew(name, data, made.media_type, megapixels=megapixels)
    return accepted(name, pixels, types=types, most_mib=most_mib), pixels


def is_picture(media_type: str) -> bool:
    return media_type in FORMATS


def drawn_anew(name: str, data: bytes, media_type: str, *, megapixels: int) -> bytes:
    """Pixels only, upright, in sRGB. Slow: never call it inside a transaction.

    Raises Invalid: more than ``megapixels`` (told by the header, before a pixel is decoded), or no
    picture of ``media_type``.
    """
    shown = name[:60]
    try:
        with one_at_a_time, Image.open(io.BytesIO(data), formats=[FORMATS[media_type]]) as opened:
            if opened.width * opened.height > megapixels * MILLION:
                raise Invalid("file.too_many_pixels", field="file", name=shown, most=megapixels)
            return _drawn(opened, FORMATS[media_type])
    except (
        UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError,
        EOFError, TypeError, KeyError, IndexError, OverflowError,
    ) as error:  # what Pillow's decoders raise at broken bytes  # fmt: skip
        raise Invalid("file.broken_picture", field="file", name=shown) from error


def _drawn(opened: Image.Image, kind: str) -> bytes:
    profile = opened.info.get("icc_profile")
    upright = ImageOps.exif_transpose(opened)
    upright = _in_kept_mode(_in_srgb(upright, profile), kind)
    upright.info.clear()  # what is left there would be written again: comments, profile, density
    out = io.BytesIO()
    if kind == "JPEG":
        upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    else:
        upright.save(out, "PNG")
    return out.getvalue()


def _in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Without its profile a picture of another colour space would look wrong."""
    if not isinstance(profile, bytes) or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        made = ImageCms.profileToProfile(
            picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except ImageCms.PyCMSError:
        return picture  # a profile that nobody can read changes nothing
    return made or picture


def _in_kept_mode(picture: Image.Image, kind: str) -> Image.Image:
    if picture.mode in KEPT_MODES[kind]:
        return picture
    clear = kind == "PNG" and ("A" in picture.getbands() or "transparency" in picture.info)
    return picture.convert("RGBA" if clear else "RGB")
