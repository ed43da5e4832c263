"""What the TOML files may say of the Weibo account: what the platform granted it."""

from typing import Annotated, Literal

import msgspec

from console.configuration.basics import Count, Table

LONG: dict[str, int] = {"article": 1900, "update": 2000}
"""Characters of the post that leads to an article, and of a long post (social-api §3.4, §3.1)."""


class Microblog(Table, frozen=True):
    mode: Literal["share", "update", "article"] = "share"
    long_text: bool = False
    timeline: bool = True
    settle_minutes: Count = 2
    cover: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")] = ""

    def longest(self, usual: int) -> int:
        """Counted length of what is posted; ``usual``: of an ordinary post."""
        long = self.mode == "article" or (self.mode == "update" and self.long_text)
        return LONG[self.mode] if long else usual
