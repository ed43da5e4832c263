"""What the TOML files may say of the official account: how it is spoken to, and its limits."""

from typing import Annotated, Literal

import msgspec

from console.configuration.basics import Count, Table


class OfficialAccount(Table, frozen=True):
    mode: Literal["draft", "publish", "mass"] = "publish"
    author: Annotated[str, msgspec.Meta(max_length=16)] = ""
    cover: Literal["image", "thumb"] = "image"
    submits_a_day: Count = 100
    kind: Literal["subscription", "service"] = "subscription"
    pushes_a_day: Count = 1
    pushes_a_month: Count = 4
    polls_a_day: Count = 100
    polls_a_release: Count = 20
    poll_seconds: Count = 15
    confirm_minutes: Count = 30
    settle_minutes: Count = 10

    @property
    def monthly(self) -> bool:
        """Its mass sends are counted by the calendar month."""
        return self.kind == "service"

    @property
    def pushes(self) -> int:
        """Mass sends of a day, or of a month."""
        return self.pushes_a_month if self.monthly else self.pushes_a_day
