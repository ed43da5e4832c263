"""Where the public tree stands: a folder, or a bucket that speaks S3."""

from typing import Annotated, Literal

import msgspec

from console.configuration.basics import Count, Table

Address = Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")]


class Tree(Table, frozen=True):
    kind: Literal["directory", "s3"] = "directory"
    bucket: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.-]{0,63}$")] = ""
    prefix: Annotated[str, msgspec.Meta(pattern=r"^([\w.-]+(/[\w.-]+)*)?$")] = ""
    endpoint: Address = ""
    region: str = "us-east-1"
    virtual_hosted: bool = False
    conditional: bool = True
    timeout_seconds: Count = 20
