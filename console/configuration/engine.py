"""What the TOML files may say of the engine that sends."""

from typing import Literal

from console.configuration.basics import Count, Table


class Engine(Table, frozen=True):
    kind: Literal["embedded", "cluster"] = "embedded"
    side_by_side: Count = 4
