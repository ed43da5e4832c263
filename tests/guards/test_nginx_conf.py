"""deploy/nginx.conf says of files what the newsroom says; tests/newsroom/test_nginx.py asks."""

import re

import pytest

from console.newsroom import layout
from console.newsroom.entries import SECURITY
from console.newsroom.verify.comparing import LONGEST
from console.newsroom.verify.service import LARGEST
from console.settings import HOME

CONF = (HOME / "deploy" / "nginx.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize(("extension", "kind"), layout._TYPES.items())
def test_every_type_is_known(extension: str, kind: str) -> None:
    plain, _, charset = kind.partition("; charset=")
    line = re.search(rf"{re.escape(plain)} ([a-z0-9 ]+);", CONF)
    assert line, plain
    assert extension in line[1].split()
    if charset and plain != "text/html":  # which nginx adds by itself
        types = re.search(r"charset_types ([^;]+);", CONF)
        assert types
        assert plain in types[1].split()


@pytest.mark.parametrize(("name", "kind"), layout._FEEDS.items())
def test_every_feed_has_its_type(name: str, kind: str) -> None:
    line = re.search(
        rf"location ~ /{re.escape(re.escape(name))}\$ {{[^}}]*}} default_type (\S+);", CONF
    )
    assert line, name
    assert line[1] == kind.partition(";")[0]


def test_warnings_have_their_type() -> None:
    kind = layout.CAP_MESSAGE.partition(";")[0]
    assert layout.content_type("cap/2026-0001.xml") == layout.CAP_MESSAGE
    assert re.search(rf"location ~ \^/cap/\S+ {{[^}}]*}} default_type {re.escape(kind)};", CONF)


@pytest.mark.parametrize(("name", "value"), SECURITY)
def test_every_security_header_is_sent(name: str, value: str) -> None:
    assert re.search(rf'add_header {name} "?{re.escape(value)}"? always;', CONF)


def test_a_form_is_bounded_in_size_and_time_before_it_is_passed_on() -> None:
    for said in (
        f"client_max_body_size {LARGEST // 1024}k;",
        "client_body_timeout 10s;",
        "proxy_request_buffering on;",
    ):
        assert said in CONF
    assert LARGEST > 9 * LONGEST  # a Chinese character takes nine bytes of a form
