"""What may be said of looking from outside, and of the caches before the site."""

from typing import Annotated, Literal

import msgspec

from console.configuration.basics import Count, Table

Address = Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")]
Header = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")]


class Outside(Table, frozen=True):
    look: bool = True
    patience_seconds: Count = 60
    timeout_seconds: Count = 10
    proxy: Address = ""


class Cdn(Table, frozen=True):
    """``purge_url`` "": nothing stands before the site."""

    purge_url: Address = ""
    method: Literal["POST", "PUT", "DELETE", "PURGE"] = "POST"
    list_field: Annotated[str, msgspec.Meta(pattern=r"^\w{1,40}$")] = "urls"
    at_once: Count = 30
    timeout_seconds: Count = 10
    header: Header = "Authorization"
    prefix: str = "Bearer "
    headers: dict[Header, str] = msgspec.field(default_factory=dict)
