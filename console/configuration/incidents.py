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


class Counting(Table, frozen=True):
    short_days: Count
    long_days: Count


class SignEntry(Table, frozen=True):
    name: Slug
    level: Literal["extremely_serious", "serious", "larger", "general"]
    sign: Text


class IssuerEntry(Table, frozen=True):
    issuer: Literal["government", "headquarters", "superior"]
    name: Text
    link: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$")]
    legal_basis: Text
    levels: Annotated[tuple[LevelName, ...], msgspec.Meta(min_length=1)]


CategoryName = Literal[
    "natural_disaster", "accident_disaster", "public_health", "social_security", "opinion",
    "unknown",
]  # fmt: skip


class TaskEntry(Table, frozen=True):
    name: Slug
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    hint: Annotated[str, msgspec.Meta(max_length=200)]
    minutes: Count
    role: Text
    legal_basis: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    done_by: Literal["person", "release", "media_unit", "spokesperson"] = "person"
    recipients: tuple[Text, ...] = ()
    levels: tuple[LevelName, ...] = ()
    categories: tuple[CategoryName, ...] = ()


class Personal(Table, frozen=True):
    clear_after_days: Count
    legal_basis: Text


class ClockEntry(Table, frozen=True):
    name: Slug
    title: Text
    minutes: Count
    kind: Literal["internal", "statutory"]
    met_by: Literal["release", "conference"]
    legal_basis: Text
    levels: Annotated[tuple[LevelName, ...], msgspec.Meta(min_length=1)]
    categories: tuple[CategoryName, ...] = ()
