"""The person acting, as the rules need to know them."""

from dataclasses import dataclass
from uuid import UUID

from console.kernel.errors import NotYou
from console.people.rules.roles import P, Role, permissions


@dataclass(frozen=True, slots=True)
class Actor:
    id: UUID
    username: str
    name: str
    post: str  # 职务, as it stands beside a signature
    unit: str
    roles: frozenset[Role]

    @property
    def permissions(self) -> frozenset[P]:
        return permissions(self.roles)

    def may(self, permission: P) -> bool:
        return permission in self.permissions

    def require(self, permission: P) -> None:
        if not self.may(permission):
            raise NotYou("people.not_permitted", permission=permission.value)
