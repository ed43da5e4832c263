"""A paste of megabytes is refused before anything is made of it, and quickly."""

import time

import pytest

from console.kernel.errors import Invalid
from console.releases.rules.body import MARKUP, check_size, clean_line

MOST = 100_000
WORD = '<p class="MsoNormal">'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("字" * (MOST + 1), "content.body_too_long"),
        ("x\n" * 5_000_000, "content.body_too_long"),
        (WORD + "&" * 10_000_000, "content.too_much_markup"),
        (WORD + "<b>" * 3_000_000, "content.too_much_markup"),
    ],
)
def test_a_text_far_too_long_is_refused_at_once(text: str, code: str) -> None:
    began = time.process_time()
    with pytest.raises(Invalid) as refused:
        check_size(text, MOST)
    assert refused.value.code == code
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text", ["字" * MOST, "\n" * 10_000_000 + "字", WORD + "字" * MOST + "<b></b>" * MARKUP]
)
def test_what_may_be_long_is_let_through(text: str) -> None:
    check_size(text, MOST)


@pytest.mark.parametrize("edge", [" \t", "\n", " \n", "\u3000\r\n"])
def test_a_line_of_nothing_but_space_is_cleaned_quickly(edge: str) -> None:
    began = time.process_time()
    assert clean_line(f"甲{edge * 500_000}乙") == "甲 乙"
    assert time.process_time() - began < 5
