"""The plan's times and its faults; pauses; lateness; moves."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from console.kernel.errors import Invalid
from console.kernel.lengths import weibo_length
from console.publishing.rules.backoff import next_try
from console.publishing.rules.channel import Action
from console.publishing.rules.lateness import verdict
from console.publishing.rules.moves import Move, closed, offers, refusal
from console.publishing.rules.plan import (
    IfLate,
    Plan,
    PlannedStage,
    Precondition,
    check,
    from_json,
    start_of,
    to_json,
)
from console.publishing.rules.states import DeliveryState as S
from tests.fakes import START

KNOWN = ("website", "feeds", "weibo", "wechat")
PAGES = PlannedStage(("website", "feeds"))
WEIBO = PlannedStage(("weibo",), precondition=Precondition.PREVIOUS, after=timedelta(minutes=2))
HOUR = timedelta(hours=1)


def test_without_a_chosen_time_it_starts_at_the_last_signature() -> None:
    assert start_of(PAGES, START) == START


@pytest.mark.parametrize(
    ("chosen", "later", "start"),
    [
        (START + HOUR, None, START + HOUR),
        (START - HOUR, None, START),  # signed too late for the chosen time: at once
        (START + HOUR, START + 2 * HOUR, START + 2 * HOUR),
        (START + 2 * HOUR, START + HOUR, START + 2 * HOUR),  # later never makes it earlier
        (None, START + HOUR, START + HOUR),
    ],
)
def test_the_latest_of_signed_chosen_and_put_later_counts(
    chosen: datetime | None, later: datetime | None, start: datetime
) -> None:
    stage = replace(PAGES, at=chosen)
    assert start_of(stage, START, later) == start


def test_a_stages_own_distance_is_kept_whatever_moves() -> None:
    minutes = timedelta(minutes=2)
    assert start_of(WEIBO, START) == START + minutes
    assert start_of(replace(WEIBO, at=START + HOUR), START) == START + HOUR + minutes
    assert start_of(WEIBO, START, START + HOUR) == START + HOUR + minutes


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        ((PlannedStage(("weibo",)),), "plan.no_public_page"),
        ((replace(PAGES, precondition=Precondition.PREVIOUS),), "plan.first_stage_waits"),
        ((PAGES, PlannedStage(("website",))), "plan.channel_twice"),
        ((PAGES, PlannedStage(("pigeon",))), "plan.unknown_channel"),
        ((PlannedStage(("website",)), PlannedStage(("feeds",))), "plan.feeds_without_page"),
    ],
)
def test_a_plan_that_could_not_be_carried_out_is_refused(
    stages: tuple[PlannedStage, ...], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check(Plan(stages), KNOWN)
    assert refused.value.code == code


def test_a_plan_comes_back_from_json_as_it_was() -> None:
    plan = Plan((replace(PAGES, at=START), replace(WEIBO, if_late=IfLate.HOLD)))
    check(plan, KNOWN)
    assert from_json(to_json(plan)) == plan
    assert plan.channels == ("website", "feeds", "weibo")
    assert plan.chosen_at == START


def test_pauses_double_up_to_the_longest_and_jitter_only_shortens() -> None:
    def pause(tries: int, jitter: float = 0.0, **more: timedelta) -> float | None:
        when = next_try(
            START, tries=tries, first=timedelta(seconds=5), longest=timedelta(seconds=600),
            jitter=jitter, until=START + HOUR, **more,
        )  # fmt: skip
        return None if when is None else (when - START).total_seconds()

    assert [pause(tries) for tries in (1, 2, 3, 8, 500)] == [5, 10, 20, 600, 600]
    assert pause(1, 1.0) == 2.5
    assert pause(1, asked=timedelta(minutes=2)) == 120
    assert pause(1, asked=timedelta(hours=2)) is None


def test_only_a_missed_time_is_judged() -> None:
    assert verdict(START, None, "ask") is IfLate.PUBLISH
    assert verdict(START, START, "ask") is IfLate.PUBLISH
    assert verdict(START + HOUR, START, "hold") is IfLate.HOLD


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("move", list(Move))
def test_every_move_has_its_states_and_every_refusal_its_reason(state: S, move: Move) -> None:
    allowed = {
        Move.CONFIRM: {S.HANDED_OVER, S.UNKNOWN},
        Move.NOT_SENT: {S.HANDED_OVER, S.UNKNOWN, S.CONFIRMED},
        Move.RETRY: {S.FAILED, S.RETRYING},
        Move.CANCEL: {S.WAITING, S.DUE, S.RETRYING, S.FAILED, S.HANDED_OVER},
        Move.RELINK: {S.CONFIRMED},
    }
    reason = refusal(move, state, "weibo", Action.PUBLISH, by_hand=True)
    assert (reason == "") is (state in allowed[move])


@pytest.mark.parametrize("state", list(S))
def test_only_of_a_post_by_hand_another_link_can_be_given(state: S) -> None:
    def told(action: Action, channel: str, *, by_hand: bool) -> tuple[list[Move], list[Move]]:
        here = offers(state, channel, action, permitted=True, by_hand=by_hand)
        why = closed(state, channel, action, by_hand=by_hand)
        assert all(each.open for each in here if each.move is Move.RELINK)
        assert all(each.reason for each in why if each.move is Move.RELINK)
        return [each.move for each in here], [each.move for each in why]

    here, why = told(Action.PUBLISH, "wechat", by_hand=True)
    assert (Move.RELINK in here) is (state is S.CONFIRMED)
    assert (Move.RELINK in why) is (state is not S.CONFIRMED)
    assert Move.RELINK in told(Action.PUBLISH, "weibo", by_hand=False)[1]
    for action, channel in ((Action.WITHDRAW, "weibo"), (Action.PUBLISH, "website")):
        assert not any(Move.RELINK in each for each in told(action, channel, by_hand=True))


def test_only_what_a_person_confirmed_is_taken_back_and_never_of_the_portal() -> None:
    for channel, by_hand, reason in (
        ("weibo", True, ""),
        ("weibo", False, "delivery.is_out"),
        ("portal", True, "delivery.portal_is_watched"),
    ):
        told = refusal(Move.NOT_SENT, S.CONFIRMED, channel, Action.PUBLISH, by_hand=by_hand)
        assert told == reason
        here = offers(S.CONFIRMED, channel, Action.PUBLISH, permitted=True, by_hand=by_hand)
        why = closed(S.CONFIRMED, channel, Action.PUBLISH, by_hand=by_hand)
        assert (Move.NOT_SENT in {each.move for each in here}) is by_hand
        assert (Move.NOT_SENT in {each.move for each in why}) is not by_hand


def test_what_may_be_published_is_never_offered_a_second_try() -> None:
    moves = {offer.move for offer in offers(S.UNKNOWN, "weibo", Action.PUBLISH, permitted=True)}
    assert moves == {Move.CONFIRM, Move.NOT_SENT}


@pytest.mark.parametrize("action", list(Action))
def test_the_public_page_is_never_left_out(action: Action) -> None:
    for channel in ("website", "feeds"):
        assert refusal(Move.CANCEL, S.DUE, channel, action)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("  \n", 0),
        ("abc", 2),
        ("警情通报", 4),
        ("警情\r\n通报", 5),  # two bytes of line end count as one
        ("😀", 2),
        ("http://example.com/" + "a" * 100, 10),
        ("http://example.com/" + "a" * 141, 20),  # 160 bytes: 20 + (160 - 140), halved
        ("https://example.com/aaaaaaaa", 14),  # the script does not know https
        ("http://weibo.com/1234567890/K3fnuEfZK", 19),  # its own short enough link, in full
        ("http://weibo.com/1234567890/" + "K" * 40, 10),
        ("http://t.cn/RabcdeF", 10),
        ("见http://example.com/a。", 12),
    ],
)
def test_weibo_counts_as_the_platform_does(text: str, length: int) -> None:
    assert weibo_length(text) == length


def test_a_very_long_text_is_counted_quickly() -> None:
    assert weibo_length("http://a.b/" * 20_000 + "警" * 100_000) > 100_000
