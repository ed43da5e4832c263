"""Changes of an account, and which of them no administrator makes alone."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from console.kernel.errors import Invalid, NotYou
from console.people.rules.actor import Actor
from console.people.rules.roles import P, Role

LONGEST_REASON = 500  # characters


class Change(StrEnum):
    ROLES = "roles"  # 调整角色
    CLOSE = "close"  # 停用
    REOPEN = "reopen"  # 恢复
    INVITE = "invite"  # 发邀请码, which takes the present password away
    FACTORS = "factors"  # 重置核验方式
    UNLOCK = "unlock"  # 解除登录暂停


class Outcome(StrEnum):
    """What became of a request."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wanted:
    """``roles`` and ``seen``: what shall be held, and what the asker saw held; for ROLES only."""

    change: Change
    roles: frozenset[Role] = frozenset()
    seen: frozenset[Role] = frozenset()
    reason: str = ""

    def checked(self) -> "Wanted":
        """Trimmed. Raises Invalid where a reason is owed or too long."""
        reason = " ".join(self.reason.split())
        if self.change in {Change.CLOSE, Change.FACTORS} and not reason:
            raise Invalid("account.reason", field="reason")
        if len(reason) > LONGEST_REASON:
            raise Invalid("person.too_long", field="reason", longest=LONGEST_REASON)
        return Wanted(self.change, self.roles, self.seen, reason)


def needs_second(
    held: frozenset[Role], wanted: frozenset[Role] = frozenset(), *, administrators: int
) -> bool:
    """Whether a second administrator has to agree: the account is an administrator's, or becomes
    one. Where there is only one, that one appoints the second: how else would there be any."""
    if Role.ADMINISTRATOR in held:
        return True
    return Role.ADMINISTRATOR in wanted and administrators > 1


def check_second(
    actor: Actor,
    asked_by: UUID | None,
    held: frozenset[Role],
    wanted: frozenset[Role] = frozenset(),
    *,
    administrators: int,
) -> None:
    """``asked_by``: who asked for what ``actor`` confirms. Raises NotYou for one alone."""
    actor.require(P.PEOPLE_MANAGE)
    alone = asked_by in (None, actor.id)
    if alone and needs_second(held, wanted, administrators=administrators):
        raise NotYou("account.needs_second")
