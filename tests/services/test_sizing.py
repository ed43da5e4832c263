"""Pictures in the sizes that go out: cut, bounded, and always the same bytes."""

import io
import random

import pytest
from PIL import Image

from console.files.sizing import Made, Sheet, as_jpeg
from console.kernel.errors import NotThere
from console.releases.rules.cropping import Crop, crop_of, crop_typed
from tests.pictures import PNG, png


def noisy(width: int, height: int, mode: str = "RGB") -> bytes:
    """Nothing is harder to make small."""
    drawn = random.Random(7).randbytes(width * height * len(mode))
    out = io.BytesIO()
    Image.frombytes(mode, (width, height), drawn).save(out, "PNG")
    return out.getvalue()


def opened(made: Made) -> Image.Image:
    picture = Image.open(io.BytesIO(made.data))
    assert (picture.width, picture.height) == (made.width, made.height)
    return picture


def sheet(data: bytes, *cut: int, kind: str = "image/png") -> Sheet:
    return Sheet(data, kind, Crop(*cut).box)


def test_only_what_was_left_is_drawn() -> None:
    two = Image.new("RGB", (100, 50), (200, 0, 0))
    two.paste((0, 0, 200), (50, 0, 100, 50))
    out = io.BytesIO()
    two.save(out, "PNG")
    made = sheet(out.getvalue(), 50, 10, 10, 0).within(1000, 1000, 1_000_000)
    left = opened(made)
    assert left.size == (40, 45)
    assert left.getextrema() == ((0, 0), (0, 0), (200, 200))  # nothing red in its bytes


def test_what_fits_is_left_as_it_is_and_what_does_not_is_made_to_fit() -> None:
    assert sheet(PNG).within(100, 100, 10_000).data == PNG
    large = noisy(900, 600)
    made = sheet(large).within(300, 4000, 1_000_000)
    assert (made.media_type, made.width, made.height) == ("image/png", 300, 200)
    light = sheet(large).within(900, 4000, 60_000)
    assert (light.media_type, len(light.data) < 60_000) == ("image/jpeg", True)
    assert opened(light).format == "JPEG"
    assert sheet(large).within(900, 4000, 60_000) == light


def test_a_cover_has_its_shape_and_weight_whatever_the_picture() -> None:
    for data in (PNG, png((50, 900)), noisy(300, 300, "RGBA")):
        made = sheet(data).filling(900, 383, 64_000)
        assert (made.media_type, len(made.data) < 64_000) == ("image/jpeg", True)
        assert abs(made.width / made.height - 2.35) < 0.02
    assert len(as_jpeg(png((900, 383)), 64_000).data) < 64_000


def test_sixteen_bits_of_grey_stay_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (3000, 30), 30_000).save(out, "PNG")
    for made in (sheet(out.getvalue()).within(800, 800, 1_000_000),
                 sheet(out.getvalue()).filling(90, 38, 64_000)):  # fmt: skip
        assert abs(opened(made).convert("L").getpixel((1, 1)) - 30_000 // 256) <= 1


def test_bytes_that_are_no_picture_any_more_are_told_so() -> None:
    with pytest.raises(NotThere, match=r"file\.damaged"):
        sheet(PNG[:30])


def test_a_crop_is_four_numbers_and_never_leaves_nothing() -> None:
    assert crop_typed(("10", "0", " 5 ", "")).said == "10 0 5 0"
    assert crop_typed(("x", "-1", "1e9", "<b>")).said == ""
    assert crop_of("10 0 5 0") == Crop(10, 0, 5, 0)
    assert crop_of("10 0 5 0; rm") == Crop()
    assert Crop(60, 0, 40, 0).too_much
    assert not Crop(45, 0, 45, 0).too_much
    assert Crop(99, 99, 99, 99).box(7, 3) == (6, 2, 7, 3)
