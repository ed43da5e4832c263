"""Passwords: long, not made of names, not what everybody tries; and nothing else is asked."""

import time

import pytest

from console.kernel.errors import Invalid
from console.people.rules.passwords import LONGEST, check_password
from console.settings import Settings

HOUSE = ("示例市公安局", "示例公安", "shili", "Municipal")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "password.too_short"),
        ("short", "password.too_short"),
        ("x" * (LONGEST + 1), "password.too_long"),
        ("  Leader-Of-All ", "password.is_a_name"),
        ("leader-of-all2026", "password.is_a_name"),
        ("示例市公安局示例公安123", "password.is_a_name"),
        ("Shili-Municipal-110", "password.is_a_name"),
        ("password123456", "password.too_common"),
        ("P@ssw0rd2026", "password.too_common"),
        ("qwertyuiop123", "password.too_common"),
        ("woaini1314520", "password.too_common"),
        ("gongan110110", "password.too_common"),
        ("12345678901234", "password.too_common"),
        ("aaaaaaaaaaaaaaaa", "password.too_common"),
        ("公安公安公安公安公安", "password.too_common"),
    ],
)
def test_a_password_that_will_not_do_and_why(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(text, "leader-of-all", HOUSE)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "a harbour in the fog",  # no capital, no digit, no sign
        "雨后的操场很安静啊是吧",
        "tuberculosis-marmot-42",
        "示例市公安局旁边的面馆三块五",  # the house's name, and enough beside it
        "nine tall lighthouses, unlit " * 6,
    ],
)
def test_a_long_password_will_do_whatever_it_is_made_of(text: str) -> None:
    check_password(text, "leader-of-all", HOUSE)


def test_the_house_names_itself(settings: Settings) -> None:
    assert {"示例公安", "Shili", "shili"} <= set(settings.own_names)
    assert "" not in settings.own_names


def test_no_password_takes_long_to_judge() -> None:
    began = time.process_time()
    check_password("4@8({[<369!1|0$5+7%2z" * 9, "leader")
    assert time.process_time() - began < 2
