"""Pictures are drawn anew: no place, no device, nothing hidden, and no bomb."""

import io
import struct
import zlib

import pytest
from PIL import Image

from console.files.pictures import prepared
from console.kernel.errors import Invalid
from tests.pictures import PNG, png

TYPES = ("image/png", "image/jpeg", "application/pdf")
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def kept(data: bytes, name: str = "现场.jpg", megapixels: int = 1) -> bytes:
    return prepared(name, data, types=TYPES, most_mib=1, megapixels=megapixels)[1]


def photograph() -> bytes:
    """As a telephone writes it: lying on its side, with where it was taken and by which device."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "A-Telephone-Of-Ours"
    exif[GPS] = {1: "N", 2: (34.0, 15.0, 42.0), 3: "E", 4: (108.0, 56.0, 20.0)}
    picture = Image.new("RGB", (60, 40), (200, 10, 10))
    picture.paste((10, 10, 200), (0, 0, 30, 40))
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"behind the blue gate", quality=95)
    return out.getvalue()


def test_where_and_by_what_it_was_taken_is_gone_and_it_stands_upright() -> None:
    sent = photograph()
    assert b"A-Telephone-Of-Ours" in sent
    data = kept(sent)
    for hidden in (b"Exif", b"A-Telephone-Of-Ours", b"behind the blue gate", b"xmp"):
        assert hidden not in data
    with Image.open(io.BytesIO(data)) as shown:
        assert shown.getexif() == {}
        assert shown.size == (40, 60)
        top, bottom = shown.getpixel((20, 5)), shown.getpixel((20, 55))
    assert top[2] > 150 > top[0]
    assert bottom[0] > 150 > bottom[2]


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    assert kept(PNG + b"PK\x03\x04 an archive", "a.png") == PNG
    assert b"<script>" not in kept(photograph() + b"<script>alert(1)</script>")


def test_a_text_chunk_is_not_kept_and_clear_parts_stay_clear() -> None:
    from PIL.PngImagePlugin import PngInfo

    info, out = PngInfo(), io.BytesIO()
    info.add_text("Comment", "drawn by 某民警")
    Image.new("P", (3, 3)).save(out, "PNG", pnginfo=info, transparency=0)
    data = kept(out.getvalue(), "a.png")
    assert b"Comment" not in data
    with Image.open(io.BytesIO(data)) as shown:
        assert shown.mode == "RGBA"
        assert shown.getpixel((1, 1))[3] == 0


def test_drawing_anew_twice_changes_nothing_more() -> None:
    assert kept(PNG, "a.png") == PNG


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises more pixels than any machine holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb(1_000_000, 1_000_000), "file.broken_picture"),  # Pillow itself refuses it
        (bomb(2000, 1000), "file.too_many_pixels"),
        (png((1200, 900)), "file.too_many_pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 40, "file.broken_picture"),
        (PNG[:45], "file.broken_picture"),
        (b"\xff\xd8\xff" + b"0" * 40, "file.broken_picture"),
        (b"\xff\xd8\xff" + PNG, "file.broken_picture"),
        (b"GIF89a" + b"0" * 40, "file.wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file.wrong_type"),
    ],
)
def test_what_is_no_picture_or_too_large_a_one_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        kept(data)
    assert refused.value.code == code


def test_a_document_is_kept_as_it_is() -> None:
    made, data = prepared("通告.pdf", b"%PDF-1.7 x", types=TYPES, most_mib=1, megapixels=1)
    assert (made.media_type, data) == ("application/pdf", b"%PDF-1.7 x")
