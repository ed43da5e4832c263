"""QR codes on pages."""

import pytest
import segno

from console.newsroom.qr import qr_code


@pytest.mark.parametrize("number", range(1, 40, 3))
def test_the_picture_is_that_of_the_library_byte_for_byte(number: int) -> None:
    address = f"https://xinwen.shili.example/releases/2026-{number:04}/" + "x" * number
    code = segno.make(address, micro=False, mask=3)
    theirs = code.svg_data_uri(omitsize=True, border=4, svgclass=None, lineclass=None)
    assert qr_code(address) == theirs
