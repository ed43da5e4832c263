"""When an unwell platform is left in peace, and what goes first when much is due."""

from datetime import timedelta

import pytest

from console.kernel.errors import (
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    ChannelWorking,
    NotNow,
)
from console.publishing.rules.breaker import Health, Terms, after_failure, says_of_platform
from console.publishing.rules.channel import Action, Receipt
from console.publishing.rules.urgency import OTHERS_EVERY, Urgency, by_time, urgency_of
from tests.fakes import START

TERMS = Terms(3, timedelta(seconds=30), timedelta(minutes=5))


def failed(times: int, asked: timedelta | None = None) -> Health:
    health = Health()
    for _ in range(times):
        health = after_failure(health, START, TERMS, 0.0, asked)
    return health


def test_it_rests_after_some_failures_and_longer_each_time_up_to_a_bound() -> None:
    assert failed(2).may_try(START)
    pauses = [(failed(n).resting_until or START) - START for n in (3, 4, 5, 6, 7, 30)]
    assert [each.total_seconds() for each in pauses] == [30, 60, 120, 240, 300, 300]
    assert not failed(3).may_try(START + timedelta(seconds=29))
    assert failed(3).may_try(START + timedelta(seconds=30))


def test_failures_of_one_item_alone_never_rest_it_and_the_first_of_another_does() -> None:
    health = Health()
    for own in range(1, 20):
        health = after_failure(health, START, TERMS, 0.0, own=own)
    assert health == Health(failures=19)
    assert not after_failure(health, START, TERMS, 0.0, own=1).may_try(START)


def test_what_the_platform_asks_for_is_never_cut_short() -> None:
    assert failed(3, timedelta(hours=1)).resting_until == START + timedelta(hours=1)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (Receipt("https://a.example/1"), True),
        (Receipt(None, handed_over=True), None),  # nobody was asked
        (ChannelRejected("channel.content_size"), True),
        (ChannelUnavailable("weibo.unreachable"), False),
        (ChannelUncertain("weibo.no_answer"), False),
        (ChannelUnavailable("delivery.not_begun"), None),
        (ChannelWorking("wechat.in_review"), None),
        (NotNow("delivery.held"), None),
        (ValueError("ours"), None),
    ],
)
def test_only_what_the_platform_did_counts(result: Receipt | Exception, said: object) -> None:
    assert says_of_platform(result) is said


def test_what_protects_goes_before_an_incident_and_that_before_routine() -> None:
    def of(action: Action, *, incident: bool = False, protects: bool = False) -> Urgency:
        return urgency_of(action, of_incident=incident, protects=protects)

    assert of(Action.WITHDRAW) is of(Action.PUBLISH, protects=True) is Urgency.PROTECTS
    assert of(Action.UPDATE) is Urgency.PROTECTS
    assert of(Action.PUBLISH, incident=True) < of(Action.PUBLISH)


def test_however_much_is_urgent_every_fifth_turn_is_of_whoever_waited_longest() -> None:
    assert [by_time(turn) for turn in range(6)] == [False] * OTHERS_EVERY + [True, False]
