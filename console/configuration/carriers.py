"""What the TOML files may say of how notices reach people outside the console."""

from typing import Annotated, Literal

import msgspec

from console.configuration.basics import Count, Slug, Table, Text

Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Notices(Table, frozen=True):
    group_seconds: Count = 60
    quiet_from: Clock = "22:00"
    quiet_to: Clock = "07:00"
    give_up_hours: Count = 12


class PressMail(Table, frozen=True):
    """The mailbox that writes to the media list. ``host`` "": there is none."""

    host: str = ""
    port: Count = 465
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    user: str = ""
    sender: str = ""


class HookEntry(Table, frozen=True):
    """A partner that is told of releases."""

    name: Slug
    title: Text
    address: Annotated[str, msgspec.Meta(pattern=r"^https?://\S+$")]


class CarrierEntry(Table, frozen=True):
    """``address`` of a robot or a webhook; ``host``, ``port``, ``tls``,
    ``user`` and ``sender`` of mail. What it is opened with is entered in the console."""

    name: Slug
    kind: Literal["wecom", "dingtalk", "mail", "webhook"]
    title: Text
    address: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")] = ""
    host: str = ""
    port: Count = 465
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    user: str = ""
    sender: str = ""
    per_minute: Count = 15
