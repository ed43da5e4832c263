"""Roles, permissions and which role may do what: data, not code.

Grammar of a permission: ``thing:verb``. ``GRANTS`` is the whole matrix; the README's table and
every button are made from it. What no edit of it may change stands in tests/rules/invariants.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    SPOKESPERSON = "spokesperson"  # 新闻发言人
    EDITOR = "editor"  # 拟稿人
    UNIT_HEAD = "unit_head"  # 部门负责人
    SECRECY_REVIEWER = "secrecy_reviewer"  # 保密审查员
    LEGAL_REVIEWER = "legal_reviewer"  # 法制审核员
    BUREAU_LEADER = "bureau_leader"  # 局领导
    SCENE_COMMANDER = "scene_commander"  # 现场最高指挥员
    MEDIA_RECEPTION = "media_reception"  # 媒体接待
    AUDITOR = "auditor"  # 审计员
    ADMINISTRATOR = "administrator"  # 管理员
    DEPUTY = "deputy"  # 副职（B 角）


class P(StrEnum):
    """Permissions."""

    HOME_READ = "home:read"
    RELEASE_READ = "release:read"
    RELEASE_DRAFT = "release:draft"
    RELEASE_SUBMIT = "release:submit"
    RELEASE_SIGN = "release:sign"
    RELEASE_SEND_BACK = "release:send_back"
    RELEASE_POSTPONE = "release:postpone"
    RELEASE_HOLD = "release:hold"
    RELEASE_VERIFY = "release:verify"
    TELEPHONE_ATTEST = "telephone:attest"  # 电话核签: as caller or witness
    RELEASE_WITHDRAW = "release:withdraw"
    RELEASE_DISCARD = "release:discard"
    DELIVERY_READ = "delivery:read"
    DELIVERY_HANDOVER = "delivery:handover"
    INCIDENT_READ = "incident:read"
    INCIDENT_MANAGE = "incident:manage"
    FACT_ENTER = "fact:enter"
    FACT_CONFIRM = "fact:confirm"
    CLOCK_WAIVE = "clock:waive"
    FINDING_OVERRIDE = "finding:override"
    TEMPLATE_READ = "template:read"
    TEMPLATE_MANAGE = "template:manage"
    DUTY_READ = "duty:read"
    DUTY_MANAGE = "duty:manage"
    DUTY_HAND_OVER = "duty:hand_over"
    AUTHORISE = "authorisation:give"
    PEOPLE_READ = "people:read"
    PEOPLE_MANAGE = "people:manage"
    ACCOUNT_MANAGE = "account:manage"  # keys and authorisations of the platforms' accounts
    AUDIT_READ = "audit:read"
    SYSTEM_BEGIN = "system:begin"  # held by no person: the dispatcher's own steps


EVERYONE = frozenset(
    {P.HOME_READ, P.RELEASE_READ, P.DELIVERY_READ, P.INCIDENT_READ, P.TEMPLATE_READ, P.DUTY_READ}
)
# Whoever may be alone on duty when it begins.
DESK = frozenset({P.INCIDENT_MANAGE, P.FACT_ENTER, P.DUTY_HAND_OVER})
DRAFTERS = frozenset({P.RELEASE_DRAFT, P.RELEASE_SUBMIT, P.RELEASE_DISCARD, P.RELEASE_HOLD})
SIGNERS = frozenset(
    {
        P.RELEASE_SIGN,
        P.RELEASE_SEND_BACK,
        P.RELEASE_HOLD,
        P.RELEASE_POSTPONE,
        P.RELEASE_VERIFY,
        P.TELEPHONE_ATTEST,
        P.DUTY_HAND_OVER,
    }
)

GRANTS: Mapping[Role, frozenset[P]] = {
    Role.SPOKESPERSON: EVERYONE
    | DRAFTERS
    | DESK
    | {P.DELIVERY_HANDOVER, P.RELEASE_POSTPONE, P.RELEASE_VERIFY, P.TELEPHONE_ATTEST}
    | {P.FACT_CONFIRM, P.DUTY_MANAGE},
    Role.EDITOR: EVERYONE | DRAFTERS | DESK,
    Role.UNIT_HEAD: EVERYONE
    | SIGNERS
    | DESK
    | {P.FACT_CONFIRM, P.CLOCK_WAIVE, P.FINDING_OVERRIDE, P.DUTY_MANAGE, P.AUTHORISE},
    Role.SECRECY_REVIEWER: EVERYONE | SIGNERS,
    Role.LEGAL_REVIEWER: EVERYONE | SIGNERS | {P.FINDING_OVERRIDE},
    Role.BUREAU_LEADER: EVERYONE
    | SIGNERS
    | DESK
    | {P.RELEASE_WITHDRAW, P.FACT_CONFIRM, P.CLOCK_WAIVE, P.FINDING_OVERRIDE, P.AUTHORISE},
    Role.SCENE_COMMANDER: EVERYONE
    | DESK
    | {P.RELEASE_SIGN, P.RELEASE_SEND_BACK, P.RELEASE_HOLD, P.TELEPHONE_ATTEST}
    | {P.FACT_CONFIRM, P.AUTHORISE},
    Role.MEDIA_RECEPTION: EVERYONE | {P.DELIVERY_HANDOVER, P.RELEASE_HOLD, P.DUTY_HAND_OVER},
    Role.AUDITOR: EVERYONE | {P.AUDIT_READ, P.PEOPLE_READ},
    Role.ADMINISTRATOR: EVERYONE
    | {P.PEOPLE_READ, P.PEOPLE_MANAGE, P.ACCOUNT_MANAGE, P.AUDIT_READ}
    | {P.TEMPLATE_MANAGE, P.DUTY_MANAGE},
    Role.DEPUTY: EVERYONE | SIGNERS | DESK,
}


def permissions(roles: Iterable[Role]) -> frozenset[P]:
    return frozenset().union(*(GRANTS[role] for role in roles))
