"""Changes of an account, and which of them no administrator makes alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from console.kernel.errors import Invalid, NotYou
from console.people.rules.actor import Actor
from console.people.rules.roles import GRANTS, P, Role

LONGEST_REASON = 500  # characters
WEIGHTY = frozenset(
    {
        P.RELEASE_SIGN, P.RELEASE_WITHDRAW, P.RELEASE_VERIFY, P.FINDING_OVERRIDE,
        P.TELEPHONE_ATTEST, P.AUTHORISE, P.PEOPLE_MANAGE,
    }
)  # fmt: skip
GUARDED = frozenset(role for role, held in GRANTS.items() if held & WEIGHTY)
"""Roles that sign, let go, attest, authorise or manage people: two administrators give them."""


class Change(StrEnum):
    ROLES = "roles"  # 调整角色
    CLOSE = "close"  # 停用
    REOPEN = "reopen"  # 恢复
    INVITE = "invite"  # 发邀请码, which takes the present password away
    FACTORS = "factors"  # 重置核验方式
    UNLOCK = "unlock"  # 解除登录暂停
    UNBIND = "unbind"  # 解除统一身份绑定
    TELEPHONE = "telephone"  # 更改电话, which 电话核签 calls back


BY_FORM = frozenset({Change.ROLES, Change.TELEPHONE})
"""Those that say more than that they are wanted."""
HANDING_OVER = frozenset({Change.REOPEN, Change.INVITE, Change.FACTORS})
"""What could put an account into other hands."""


class Outcome(StrEnum):
    """What became of a request."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wanted:
    """``roles`` and ``seen``: what shall be held, and what the asker saw held; for ROLES only.
    ``telephone``: the new number; for TELEPHONE only."""

    change: Change
    roles: frozenset[Role] = frozenset()
    seen: frozenset[Role] = frozenset()
    reason: str = ""
    telephone: str = ""

    @property
    def given(self) -> frozenset[Role]:
        return self.roles - self.seen

    def checked(self) -> "Wanted":
        """Trimmed. Raises Invalid where a reason is owed or too long."""
        reason = " ".join(self.reason.split())
        if self.change in {Change.CLOSE, Change.FACTORS} and not reason:
            raise Invalid("account.reason", field="reason")
        if len(reason) > LONGEST_REASON:
            raise Invalid("person.too_long", field="reason", longest=LONGEST_REASON)
        return replace(self, reason=reason)


@dataclass(frozen=True, slots=True)
class Account:
    """``once``: every role that was ever held. Who takes a role away first, resets the account and
    gives the role back has not got round anything. ``signs_for``: an authorisation lets them sign
    for somebody else."""

    held: frozenset[Role]
    once: frozenset[Role]
    signs_for: bool = False

    @property
    def guarded(self) -> bool:
        return self.signs_for or bool((self.held | self.once) & GUARDED)


@dataclass(frozen=True, slots=True)
class Handed:
    """A change that two administrators made lately: whose account, and which two."""

    person_id: UUID
    change: Change
    given: frozenset[Role]
    by: frozenset[UUID]

    @property
    def hands_over(self) -> bool:
        """Whoever took part in a change of their own account stayed its master."""
        puts = self.change in HANDING_OVER or Role.ADMINISTRATOR in self.given
        return puts and self.person_id not in self.by


def gives_anew(account: Account, given: frozenset[Role]) -> bool:
    """The first role that weighs: password and factors end, and who confirms has the new code. An
    account that one administrator made and invited is nobody's proof of person."""
    return not account.guarded and bool(given & GUARDED)


def needs_second(change: Change, account: Account, given: frozenset[Role] = frozenset()) -> bool:
    """Whether another administrator has to agree. ``given``: roles that are new to the account.
    What only stops (closing, taking a role away) one administrator may do, but to another one."""
    if change is Change.UNLOCK:
        return False
    if Role.ADMINISTRATOR in account.held or given & GUARDED:
        return True
    return account.guarded and change in HANDING_OVER | {Change.TELEPHONE, Change.UNBIND}


def check_second(
    actor: Actor,
    asked_by: UUID | None,
    change: Change,
    account: Account,
    given: frozenset[Role] = frozenset(),
) -> None:
    """``asked_by``: who asked for what ``actor`` confirms. Raises NotYou for one alone."""
    actor.require(P.PEOPLE_MANAGE)
    alone = asked_by in (None, actor.id)
    if alone and needs_second(change, account, given):
        raise NotYou("account.needs_second")


def check_independent(asker: UUID, confirmer: UUID, lately: Iterable[Handed]) -> None:
    """Two people, not one with two accounts: neither's account came out of the other's hands
    lately. Raises NotYou."""
    for each in lately:
        for one, other in ((asker, confirmer), (confirmer, asker)):
            if each.hands_over and each.person_id == one and other in each.by:
                raise NotYou("account.not_independent")
