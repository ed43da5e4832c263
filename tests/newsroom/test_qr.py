"""QR codes on pages."""

import pytest
import segno

from console.newsroom.qr import qr_code


def theirs(address: str) -> str:
    code = segno.make(address, micro=False, mask=3)
    drawn: str = code.svg_data_uri(omitsize=True, border=4, svgclass=None, lineclass=None)
    return drawn


@pytest.mark.parametrize("number", range(1, 40, 3))
def test_the_picture_is_that_of_the_library_byte_for_byte(number: int) -> None:
    address = f"https://xinwen.shili.example/releases/2026-{number:04}/" + "x" * number
    assert qr_code(address) == theirs(address)


def test_one_that_is_summed_from_others_as_long_is_the_same_too() -> None:
    addresses = [f"http://localhost:8000/releases/{2000 + 7 * at}-{at:04}/" for at in range(60)]
    every_bit = ["x:" + chr(1 << bit) * 40 for bit in range(7)]
    for address in (*addresses, *every_bit, "https://示例.example/", "https://举例.example/"):
        assert qr_code(address) == theirs(address), address
