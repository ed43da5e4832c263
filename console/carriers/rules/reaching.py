"""What a person chose: which carriers, where, for what, and when not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from console.carriers.rules.saying import Topic
from console.carriers.rules.timing import Quiet
from console.kernel.errors import Invalid
from console.kernel.mailbox import MAILBOX

TELEPHONE: Final = re.compile(r"\+?\d[\d-]{4,18}\d")
USER: Final = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """``address``: of mail, a number, or the user id by which a robot calls somebody."""

    on: bool
    address: str = ""
    off: frozenset[Topic] = frozenset()

    def wants(self, topic: Topic) -> bool:
        return self.on and topic not in self.off


@dataclass(frozen=True, slots=True)
class Reaching:
    """``quiet`` None: the bureau's hours."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    quiet: Quiet | None = None
    version: int = 0

    def by(self, carrier: str, *, shared: bool) -> Choice:
        """Who chose nothing is told where the group is told, and nowhere else."""
        return self.choices.get(carrier, Choice(on=shared))


def reaching(kept: Mapping[str, Any], starts: str, ends: str, version: int) -> Reaching:
    choices = {
        name: Choice(
            bool(each.get("on")), str(each.get("address", "")),
            frozenset(Topic(topic) for topic in each.get("off", ()) if topic in set(Topic)),
        )
        for name, each in kept.items()
    }  # fmt: skip
    return Reaching(choices, Quiet.of(starts, ends) if starts and ends else None, version)


def checked(kind: str, name: str, choice: Choice) -> Choice:
    """Raises Invalid. ``kind`` of the carrier."""
    field_name = f"address-{name}"
    form = {"mail": MAILBOX, "webhook": TELEPHONE}.get(kind, USER)
    needed = kind in {"mail", "webhook"}
    if choice.on and needed and not choice.address:
        raise Invalid(f"reach.no_address_{kind}", field=field_name)
    if choice.address and (len(choice.address) > LONGEST or not form.fullmatch(choice.address)):
        raise Invalid(f"reach.bad_address_{kind if needed else 'robot'}", field=field_name)
    return choice


def checked_quiet(starts: str, ends: str) -> tuple[str, str]:
    """Two local times, or twice "" for the bureau's. Raises Invalid."""
    if not starts and not ends:
        return "", ""
    try:
        Quiet.of(starts, ends)
    except ValueError:
        raise Invalid("reach.bad_hours", field="quiet_from") from None
    return starts[:5], ends[:5]
