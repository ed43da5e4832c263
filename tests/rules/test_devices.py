"""A device in words. The descriptions are those that browsers really send."""

import pytest

from console.people.rules.devices import Device, device

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
HUAWEI = f"Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) {CHROME} HuaweiBrowser/15.0"
ANDROID = f"Mozilla/5.0 (Linux; Android 14; 23127PN0CC) {CHROME} Mobile Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("said", "browser", "system"),
    [
        (WINDOWS, "chrome", "windows"),
        (f"{WINDOWS} Edg/131.0.0.0", "edge", "windows"),
        (f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.50", "wechat", "iphone"),
        (HUAWEI, "huawei", "harmony"),
        (ANDROID, "chrome", "android"),
        (MAC, "safari", "mac"),
        (LINUX, "firefox", "linux"),
        ("curl/8.5.0", "other", "other"),
        ("", "other", "other"),
    ],
)
def test_a_browser_is_told_as_a_person_would(said: str, browser: str, system: str) -> None:
    assert device(said) == Device(browser, system)


def test_a_phone_is_told_from_a_computer() -> None:
    assert device("… (iPhone; …) Safari").in_the_hand
    assert not device("… Windows NT … Edg/1").in_the_hand
