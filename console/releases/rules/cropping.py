"""裁剪: what a drafter cuts off a picture. The picture itself stays as it was brought; the cut lies
beside it in the words, so it can be changed, and is signed."""

import re
from dataclasses import dataclass

MOST_OFF = 90  # per cent of a side that may go: what is left must still be a picture
SAID = re.compile(r"\d{1,2}(?: \d{1,2}){3}")


@dataclass(frozen=True, slots=True)
class Crop:
    """Per cent of its width or height that is cut off at each side."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    @property
    def too_much(self) -> bool:
        return self.left + self.right > MOST_OFF or self.top + self.bottom > MOST_OFF

    @property
    def said(self) -> str:
        """As it is kept; "": nothing is cut off."""
        sides = (self.left, self.top, self.right, self.bottom)
        return " ".join(map(str, sides)) if any(sides) else ""

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom edge of what stays, in pixels; never nothing."""
        left, top = width * self.left // 100, height * self.top // 100
        right = max(left + 1, width - width * self.right // 100)
        return left, top, right, max(top + 1, height - height * self.bottom // 100)


def crop_of(said: str) -> Crop:
    """Of what was kept; whatever else cuts nothing."""
    return Crop(*map(int, said.split())) if SAID.fullmatch(said) else Crop()


def crop_typed(sides: tuple[str, str, str, str]) -> Crop:
    """As fields have it: what is no whole number from 0 to 99 cuts nothing at that side."""
    return Crop(*(int(each) if re.fullmatch(r"[0-9]{1,2}", each.strip()) else 0 for each in sides))
