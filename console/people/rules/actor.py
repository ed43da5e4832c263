"""The person acting, as the rules need to know them."""

from dataclasses import dataclass
from uuid import UUID

from console.kernel.errors import NotYou
from console.people.rules.granted import Granted
from console.people.rules.roles import P, Role, permissions

ON_AUTHORITY = frozenset({P.RELEASE_SIGN, P.RELEASE_SEND_BACK, P.RELEASE_HOLD})
"""All that an authorisation opens: the signature itself is judged release by release."""


@dataclass(frozen=True, slots=True)
class Actor:
    id: UUID
    username: str
    name: str
    post: str  # 职务, as it stands beside a signature
    unit: str
    roles: frozenset[Role]
    granted: tuple[Granted, ...] = ()  # authorisations that hold now

    @property
    def permissions(self) -> frozenset[P]:
        held = permissions(self.roles)
        return held | ON_AUTHORITY if self.granted else held

    def may(self, permission: P) -> bool:
        return permission in self.permissions

    def require(self, permission: P) -> None:
        if not self.may(permission):
            raise NotYou("people.not_permitted", permission=permission.value)
