"""The life of a release: one table. Nothing else assigns ``stage``.

Buttons, the README's table and the diagram are generated from ``WORKFLOW``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.kernel.errors import NotNow, NotYou
from console.people.rules.roles import P


class Stage(StrEnum):
    DRAFT = "draft"  # 草稿
    IN_REVIEW = "in_review"  # 审签中
    SIGNED = "signed"  # 已签发: every step signed, the plan not yet laid
    SCHEDULED = "scheduled"  # 待发布
    PUBLISHING = "publishing"  # 发布中: claimed, the public page is being written
    PUBLISHED = "published"  # 已发布: the public page is out
    WITHDRAWN = "withdrawn"  # 已撤回
    SUPERSEDED = "superseded"  # 已被更新
    DISCARDED = "discarded"  # 已弃用


class Action(StrEnum):
    EDIT = "edit"  # 修改
    SUBMIT = "submit"  # 送审
    RECALL = "recall"  # 取回修改: the drafter takes it back; signatures fall
    SIGN = "sign"  # 审核通过 (more steps follow)
    SIGN_OFF = "sign_off"  # 签发 (the last step)
    SEND_BACK = "send_back"  # 退回
    SCHEDULE = "schedule"  # the plan is laid out as deliveries
    POSTPONE = "postpone"  # 推迟
    BEGIN = "begin"  # the first delivery is claimed
    PAUSE = "pause"  # it was held, refused or failed before anything of it was out
    PUBLISH = "publish"  # the public page is out
    WITHDRAW = "withdraw"  # 撤回
    SUPERSEDE = "supersede"  # a correction replaced it
    REINSTATE = "reinstate"  # the correction that replaced it was withdrawn
    DISCARD = "discard"  # 弃用
    CALL_OFF = "call_off"  # its drill ended before any of it was out


@dataclass(frozen=True, slots=True)
class Step:
    to: Stage
    permission: P


WORKFLOW: Mapping[tuple[Stage, Action], Step] = {
    (Stage.DRAFT, Action.EDIT): Step(Stage.DRAFT, P.RELEASE_DRAFT),
    (Stage.DRAFT, Action.SUBMIT): Step(Stage.IN_REVIEW, P.RELEASE_SUBMIT),
    (Stage.DRAFT, Action.DISCARD): Step(Stage.DISCARDED, P.RELEASE_DISCARD),
    (Stage.DRAFT, Action.CALL_OFF): Step(Stage.DISCARDED, P.SYSTEM_BEGIN),
    (Stage.IN_REVIEW, Action.CALL_OFF): Step(Stage.DISCARDED, P.SYSTEM_BEGIN),
    (Stage.IN_REVIEW, Action.SIGN): Step(Stage.IN_REVIEW, P.RELEASE_SIGN),
    (Stage.IN_REVIEW, Action.SIGN_OFF): Step(Stage.SIGNED, P.RELEASE_SIGN),
    (Stage.IN_REVIEW, Action.SEND_BACK): Step(Stage.DRAFT, P.RELEASE_SEND_BACK),
    (Stage.IN_REVIEW, Action.RECALL): Step(Stage.DRAFT, P.RELEASE_DRAFT),
    (Stage.SIGNED, Action.SCHEDULE): Step(Stage.SCHEDULED, P.SYSTEM_BEGIN),
    (Stage.SIGNED, Action.RECALL): Step(Stage.DRAFT, P.RELEASE_DRAFT),
    (Stage.SCHEDULED, Action.CALL_OFF): Step(Stage.DISCARDED, P.SYSTEM_BEGIN),
    (Stage.SCHEDULED, Action.POSTPONE): Step(Stage.SCHEDULED, P.RELEASE_POSTPONE),
    (Stage.SCHEDULED, Action.RECALL): Step(Stage.DRAFT, P.RELEASE_DRAFT),
    (Stage.SCHEDULED, Action.BEGIN): Step(Stage.PUBLISHING, P.SYSTEM_BEGIN),
    (Stage.PUBLISHING, Action.PAUSE): Step(Stage.SCHEDULED, P.SYSTEM_BEGIN),
    (Stage.PUBLISHING, Action.PUBLISH): Step(Stage.PUBLISHED, P.SYSTEM_BEGIN),
    (Stage.PUBLISHED, Action.SUPERSEDE): Step(Stage.SUPERSEDED, P.SYSTEM_BEGIN),
    (Stage.PUBLISHED, Action.WITHDRAW): Step(Stage.WITHDRAWN, P.RELEASE_WITHDRAW),
    (Stage.SUPERSEDED, Action.REINSTATE): Step(Stage.PUBLISHED, P.SYSTEM_BEGIN),
    (Stage.SUPERSEDED, Action.WITHDRAW): Step(Stage.WITHDRAWN, P.RELEASE_WITHDRAW),
}

PUBLIC = frozenset({Stage.PUBLISHING, Stage.PUBLISHED, Stage.SUPERSEDED, Stage.WITHDRAWN})


def step(stage: Stage, action: Action, permissions: frozenset[P]) -> Stage:
    """Where ``action`` leads. Raises NotNow (not from this stage) or NotYou (not this person)."""
    found = WORKFLOW.get((stage, action))
    if found is None:
        raise NotNow("release.not_now", stage=stage.value, action=action.value)
    if found.permission not in permissions:
        raise NotYou("people.not_permitted", permission=found.permission.value)
    return found.to


def moves(stage: Stage, permissions: frozenset[P]) -> tuple[Action, ...]:
    """What this person may do to a release in ``stage``, in the table's order."""
    return tuple(
        action
        for (at, action), found in WORKFLOW.items()
        if at is stage and found.permission in permissions
    )
