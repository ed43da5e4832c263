"""The table, and what no edit of the table may change."""

from itertools import product

import pytest

from console.kernel.errors import NotNow, NotYou
from console.people.rules.roles import GRANTS, P, Role
from console.releases.rules.workflow import WORKFLOW, Action, Stage, moves, step

EVERYTHING = frozenset(P)


@pytest.mark.parametrize(
    ("stage", "action"), [pair for pair in product(Stage, Action) if pair not in WORKFLOW]
)
def test_what_the_table_does_not_list_is_refused_as_not_now(stage: Stage, action: Action) -> None:
    with pytest.raises(NotNow):
        step(stage, action, EVERYTHING)


@pytest.mark.parametrize("pair", WORKFLOW)
def test_without_its_permission_a_move_is_refused_as_not_you(pair: tuple[Stage, Action]) -> None:
    with pytest.raises(NotYou):
        step(*pair, EVERYTHING - {WORKFLOW[pair].permission})


def reachable(*, without: Action) -> set[Stage]:
    found, fresh = {Stage.DRAFT}, {Stage.DRAFT}
    while fresh:
        fresh = {
            move.to
            for (stage, action), move in WORKFLOW.items()
            if stage in fresh and action is not without
        } - found
        found |= fresh
    return found


def test_nothing_is_published_without_the_last_signature() -> None:
    public = {Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED, Stage.WITHDRAWN, Stage.SUPERSEDED}
    assert not public & reachable(without=Action.SIGN_OFF)


def test_nothing_is_signed_without_review() -> None:
    assert Stage.SIGNED not in reachable(without=Action.SUBMIT)


def test_every_way_back_to_draft_is_one_that_drops_signatures() -> None:
    back = {action for (stage, action), move in WORKFLOW.items() if move.to is Stage.DRAFT}
    assert back == {Action.EDIT, Action.SEND_BACK, Action.RECALL}
    assert {stage for stage, action in WORKFLOW if action is Action.EDIT} == {Stage.DRAFT}


def test_published_words_are_never_edited() -> None:
    for stage in (Stage.PUBLISHING, Stage.PUBLISHED, Stage.SUPERSEDED, Stage.WITHDRAWN):
        assert {action for at, action in WORKFLOW if at is stage} <= {
            Action.PAUSE,
            Action.PUBLISH,
            Action.REINSTATE,
            Action.SUPERSEDE,
            Action.WITHDRAW,
        }


def test_what_is_out_never_waits_to_be_published_again() -> None:
    public = {Stage.PUBLISHED, Stage.SUPERSEDED, Stage.WITHDRAWN}
    after = {move.to for (stage, _), move in WORKFLOW.items() if stage in public}
    assert after <= public
    paused = {pair for pair, move in WORKFLOW.items() if pair[1] is Action.PAUSE}
    assert paused == {(Stage.PUBLISHING, Action.PAUSE)}


def test_no_person_may_do_what_the_dispatcher_does() -> None:
    ours = {
        Action.SCHEDULE,
        Action.BEGIN,
        Action.PAUSE,
        Action.PUBLISH,
        Action.SUPERSEDE,
        Action.REINSTATE,
        Action.CALL_OFF,
    }
    for role in Role:
        assert P.SYSTEM_BEGIN not in GRANTS[role]
        assert not ours & {move for stage in Stage for move in moves(stage, GRANTS[role])}


def test_no_role_both_drafts_and_signs() -> None:
    for role in Role:
        assert not {P.RELEASE_DRAFT, P.RELEASE_SIGN} <= GRANTS[role], role


def test_withdrawal_belongs_to_leaders_alone() -> None:
    assert {role for role in Role if P.RELEASE_WITHDRAW in GRANTS[role]} == {Role.BUREAU_LEADER}


def test_auditors_change_nothing() -> None:
    assert all(permission.value.endswith(":read") for permission in GRANTS[Role.AUDITOR])


def test_administrators_neither_draft_nor_sign_nor_hold() -> None:
    assert not GRANTS[Role.ADMINISTRATOR] & {
        P.RELEASE_DRAFT,
        P.RELEASE_SUBMIT,
        P.RELEASE_SIGN,
        P.RELEASE_WITHDRAW,
    }
