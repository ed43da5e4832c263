"""授权: what a person may sign on another's authority, for which matters and until when. Pure.

A span is half open: at ``ends_at`` to the second the authorisation is over.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from console.people.rules.roles import Role

BY_ROLE = "role"
"""What a signature names when its signer holds the role themself."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be signed, as far as an authorisation may be limited by it. ``level`` None: it
    belongs to no incident."""

    incident_id: UUID | None
    column: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """``levels``: those of the incidents it reaches; empty, like the other two: any. Where some are
    named, words that belong to no incident are not reached: to leave the incident out is no way
    round."""

    incident_id: UUID | None = None
    column: str = ""
    levels: frozenset[str] = frozenset()

    def covers(self, matter: Matter) -> bool:
        return (
            self.incident_id in (None, matter.incident_id)
            and self.column in ("", matter.column)
            and (not self.levels or matter.level in self.levels)
        )

    def within(self, wider: "Scope") -> bool:
        """Everything that this covers, ``wider`` covers too."""
        return (
            wider.incident_id in (None, self.incident_id)
            and wider.column in ("", self.column)
            and (not wider.levels or (bool(self.levels) and self.levels <= wider.levels))
        )


@dataclass(frozen=True, slots=True)
class Granted:
    """One authorisation that holds now. ``rests_on``: who holds the role itself. ``given_by``: who
    gave it, another person where it was passed on."""

    number: str
    role: Role
    scope: Scope
    ends_at: datetime
    rests_on: UUID
    standing: bool = False
    given_by: UUID | None = None

    @property
    def grounds(self) -> frozenset[UUID | None]:
        """On whose word it stands: none of them may have written what is signed on it."""
        return frozenset({self.rests_on, self.given_by})

    def stands(self, authors: frozenset[UUID], spoken: frozenset[UUID]) -> bool:
        """On no word of who wrote it; nor (but for 常设, which B 角 has by their post) of
        who speaks at another step."""
        return not self.grounds & (authors if self.standing else authors | spoken)
