"""The address at which anybody verifies a release, as a QR code for paper and posters."""

from io import BytesIO

import segno

from console.newsroom import addresses
from console.settings import Settings

SCALE = 20  # pixels of one module of the PNG: 25 cm of a poster at 150 dpi


def verification(settings: Settings, number: str) -> str:
    return settings.public_url + addresses.href(addresses.verification(number))


def svg(address: str) -> bytes:
    return _drawn(address, "svg", scale=4)


def png(address: str) -> bytes:
    return _drawn(address, "png", scale=SCALE)


def _drawn(address: str, kind: str, *, scale: int) -> bytes:
    """Level Q: a quarter of it may be creased or dirty. The same address, the same bytes."""
    drawn = BytesIO()
    code = segno.make(address, micro=False, error="q", mask=3, boost_error=False)
    more = {"xmldecl": False, "svgclass": None, "lineclass": None} if kind == "svg" else {}
    code.save(drawn, kind=kind, border=4, scale=scale, **more)
    return drawn.getvalue()
