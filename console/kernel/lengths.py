"""How the platforms count characters. Sources: social-api notes §3.7, read 2026-11."""

import math
import re
from typing import Final

LINK: Final = re.compile(
    r"http://[a-zA-Z0-9]+(?:\.[a-zA-Z0-9]+)+[-A-Z0-9a-z_$.+!*()/\\,:@&=?~#%]*", re.IGNORECASE
)
"""What the platform's own script takes for a link. It knows no https: such a link counts in full
there too, and so here. A link ends at the first character that is not ASCII."""
LINK_BYTES: Final = 20
LONGEST_LINK: Final = 140
OWN_BYTES: Final = 41
_SHORT: Final = re.compile(r"http://t\.cn", re.IGNORECASE)
_OWN: Final = re.compile(
    r"http://(?:t\.sina\.com\.cn|t\.sina\.cn|weibo\.com|weibo\.cn)", re.IGNORECASE
)


def weibo_length(text: str) -> int:
    """Counted length of a Weibo post, in the platform's characters (its limit: 140).

    ASCII is one byte, everything else two for each UTF-16 unit (an emoji is four); two bytes are
    one character. A link counts 20 bytes, one over 140 bytes that much more; the platform's own
    links up to 41 bytes count as they are, its short links (t.cn) always.
    """
    if not text.strip():
        return 0
    links = 0

    def weigh(found: re.Match[str]) -> str:
        nonlocal links
        if _SHORT.match(found[0]):
            return found[0]
        length = _bytes(found[0])
        own = _OWN.match(found[0]) and length <= OWN_BYTES
        links += length if own else LINK_BYTES + max(0, length - LONGEST_LINK)
        return ""

    rest = LINK.sub(weigh, text.replace("\r\n", "\n"))
    return math.ceil((links + _bytes(rest)) / 2)


def _bytes(text: str) -> int:
    """The script counts ``[^\\x00-\\x80]`` twice, in JavaScript's UTF-16 units."""
    return sum(1 if ord(char) <= 0x80 else 2 if ord(char) <= 0xFFFF else 4 for char in text)
