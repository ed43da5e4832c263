"""Real pictures, small, drawn as the console draws them anew: what goes in comes out."""

import io

from PIL import Image


def png(size: tuple[int, int] = (4, 3), colour: tuple[int, int, int] = (20, 60, 140)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


PNG = png()
