"""What may be signed on scene by one person: written by hand."""

from typing import Any

import pytest

from console.people.rules.roles import Role
from console.publishing.rules.warning import PublicWarning
from console.releases.rules.kinds import Kind
from console.releases.rules.scene import KIND, STEPS, is_protective, is_whole

WHOLE: dict[str, Any] = {
    "on_scene": True,
    "kind": "initial",
    "incident": {"number": "2026-E0001"},
    "chain": ["scene_commander"],
    "overrides": [],
    "self_check": {
        "items": [{"name": "no-secrets", "text": "没有秘密。"}], "by": "0" * 32,
        "name": "某甲", "post": "民警", "at": "2026-11-23T12:00:00Z",
    },
}  # fmt: skip


def test_only_a_first_report_and_only_the_commander() -> None:
    assert KIND is Kind.INITIAL
    assert STEPS == (Role.SCENE_COMMANDER,)
    assert is_whole(WHOLE)


@pytest.mark.parametrize(
    "change",
    [
        {"on_scene": False},
        {"kind": "notice"},
        {"incident": None},
        {"chain": []},
        {"chain": ["scene_commander", "scene_commander"]},
        {"chain": ["bureau_leader"]},
        {"overrides": [{"code": "pii.mobile"}]},
        {"clearance": {"clearance": "x"}},
        {"self_check": None},
        {"self_check": "ticked"},
        {"self_check": {**WHOLE["self_check"], "items": []}},
        {"self_check": {**WHOLE["self_check"], "by": "somebody"}},
        {"self_check": {**WHOLE["self_check"], "at": "yesterday"}},
    ],
)
def test_anything_else_needs_its_secrecy_review(change: dict[str, Any]) -> None:
    assert not is_whole({**WHOLE, **change})


def test_words_that_protect_are_never_stopped_by_an_overdue_review() -> None:
    warning = PublicWarning.__new__(PublicWarning)
    assert is_protective(Kind.NOTICE, None)
    assert is_protective(Kind.INITIAL, warning)
    assert not is_protective(Kind.INITIAL, None)
