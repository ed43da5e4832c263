"""现场签发: a first report that somebody types on scene and the commander signs alone.

The listed self-check stands for the secrecy review, by value in the package; a review afterwards
事后补审 is owed. Nothing else may be left out: the kind, the one step and the list are fixed here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from console.kernel.clock import parse_utc, whole_seconds
from console.kernel.errors import Invalid
from console.people.rules.roles import Role
from console.publishing.rules.warning import PublicWarning
from console.releases.rules.kinds import Kind

STEPS = (Role.SCENE_COMMANDER,)
KIND = Kind.INITIAL


class Verdict(StrEnum):
    """Of the review afterwards."""

    SOUND = "sound"  # 符合要求
    FAULTY = "faulty"  # 有问题


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of the list. ``name`` stays when its words are improved."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The whole list, ticked by whoever typed the words."""

    items: tuple[CheckItem, ...]
    by: UUID
    name: str
    post: str
    at: datetime


def check_ticked(items: Iterable[CheckItem], ticked: Collection[str]) -> None:
    """Raises Invalid with the first item that was not ticked, its field that item's."""
    for item in items:
        if item.name not in ticked:
            raise Invalid("scene.not_ticked", field=f"check-{item.name}", item=item.text)


def self_check_to_json(check: SelfCheck) -> dict[str, Any]:
    return {
        "items": [{"name": each.name, "text": each.text} for each in check.items],
        "by": str(check.by),
        "name": check.name,
        "post": check.post,
        "at": whole_seconds(check.at),
    }


def is_on_scene(package: Mapping[str, Any]) -> bool:
    """Of an opened package."""
    return bool(package.get("on_scene"))


def self_check_in(package: Mapping[str, Any]) -> SelfCheck | None:
    """None: it went another way, or what is there is no list."""
    kept = package.get("self_check")
    if not is_on_scene(package) or not kept:
        return None
    try:
        return SelfCheck(
            tuple(CheckItem(each["name"], each["text"]) for each in kept["items"]),
            UUID(kept["by"]), kept["name"], kept["post"], parse_utc(kept["at"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def is_whole(package: Mapping[str, Any]) -> bool:
    """The package is what the on-scene route may send, and nothing more."""
    check = self_check_in(package)
    return (
        check is not None
        and bool(check.items)
        and package.get("kind") == KIND.value
        and package.get("incident") is not None
        and list(package.get("chain", ())) == [each.value for each in STEPS]
        and not package.get("overrides")
        and not package.get("clearance")
    )


def is_protective(kind: Kind, warning: PublicWarning | None) -> bool:
    """What nobody's overdue review may stop: a notice, or words signed as a public warning."""
    return kind is Kind.NOTICE or warning is not None
