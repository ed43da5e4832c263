"""What counts as seen: the words of a page and the entries of a feed, whatever a cache adds."""

import pytest

from console.newsroom.seen import Answer, entries, judge_feed, judge_page

DIGEST = "ab12" * 16
PAGE = f"<html><head><title>x</title></head><body><main><h1>通报</h1>\n <p>2 人受伤&amp;送医</p> <code>{DIGEST}</code></main></body></html>".encode()  # noqa: E501 - one page
GONE = "<main><h1>这篇通稿已撤回</h1></main>".encode()
ENTRY = (
    "<entry><id>tag:a:release/2026-0001</id><updated>2026-11-23T20:0{}:00+08:00</updated></entry>"
)
OTHER = (
    "<entry><id>tag:a:release/2026-00011</id><updated>2026-11-23T20:00:00+08:00</updated></entry>"
)
TOMB = '<at:deleted-entry ref="tag:a:release/2026-0001" when="2026-11-23T21:00:00+08:00"><at:comment>误发</at:comment></at:deleted-entry>'  # noqa: E501


def page(body: str | bytes, status: int = 200, *, withdrawn: bool = False) -> str:
    given = body if isinstance(body, bytes) else body.encode()
    standing = GONE if withdrawn else PAGE
    return judge_page(standing, Answer(status, given), DIGEST, withdrawn=withdrawn).code


def test_a_page_is_known_by_its_words_however_it_was_squeezed() -> None:
    squeezed = (
        PAGE.decode().replace("\n ", "").replace("</body>", "<script>count()</script></body>")
    )
    assert page(squeezed) == ""
    assert page(squeezed.replace("2 人", "3 人")) == "outside.older"
    assert page("<main>欢迎登录</main>") == "outside.other_page"
    assert page("", 404) == "outside.not_there"
    assert page(PAGE, 503) == "outside.status"


def test_a_withdrawal_is_seen_with_its_notice_only() -> None:
    assert page(GONE, 410, withdrawn=True) == page(GONE, 200, withdrawn=True) == ""
    assert page(PAGE, 200, withdrawn=True) == "outside.still_shown"
    assert page("<h1>Not found</h1>", 404, withdrawn=True) == "outside.no_notice"


@pytest.mark.parametrize(
    ("standing", "public", "code"),
    [
        (ENTRY.format(1) + OTHER, OTHER + ENTRY.format(1), ""),
        (ENTRY.format(1), ENTRY.format(3), ""),  # something newer went out meanwhile
        (ENTRY.format(3), ENTRY.format(1), "outside.older_feed"),
        (ENTRY.format(1) + OTHER, OTHER, "outside.not_in_feed"),
        (TOMB, ENTRY.format(1), "outside.older_feed"),
        (TOMB, TOMB, ""),
        (OTHER, OTHER, ""),  # fifty others went out with it: no feed has it any more
    ],
)
def test_a_feed_is_known_by_its_entries(standing: str, public: str, code: str) -> None:
    answer = Answer(200, public.encode())
    told = judge_feed(entries(standing.encode()), answer, entries(answer.body), "2026-0001")
    assert told.code == code
