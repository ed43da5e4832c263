"""What the TOML files may say of incidents."""

from typing import Annotated, Literal

import msgspec

from console.configuration.basics import Count, Slug, Table, Text

LevelName = Literal["extremely_serious", "serious", "larger", "general", "ungraded"]


class GradingEntry(Table, frozen=True):
    level: Literal["extremely_serious", "serious", "larger"]
    deaths: Count
    serious_injuries: Count
    loss_wan: Count
    legal_basis: Text


class IssuerEntry(Table, frozen=True):
    issuer: Literal["government", "headquarters", "superior"]
    name: Text
    link: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")]
    legal_basis: Text
    levels: Annotated[tuple[LevelName, ...], msgspec.Meta(min_length=1)]


class ClockEntry(Table, frozen=True):
    name: Slug
    title: Text
    minutes: Count
    kind: Literal["internal", "statutory"]
    met_by: Literal["release", "conference"]
    legal_basis: Text
    levels: Annotated[tuple[LevelName, ...], msgspec.Meta(min_length=1)]
