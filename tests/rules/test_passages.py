"""Passages: anchors that find their words again, and wording that is exchanged or refused."""

import pytest

from console.kernel.errors import Invalid, Stale
from console.releases.rules import passages
from console.releases.rules.body import text_of

ENTRY = "01a222a5-fdf3-713a-bc6f-787bccf14e47"
BODY = (
    "<h2>情况</h2>\n<p>死亡2人，受伤5人。</p>\n"
    "<table><tr><td>甲</td><td>2</td></tr></table>\n"
    f'<p>已有<data value="fact:{ENTRY}">5人</data>送医。</p>\n<p>死亡2人，受伤5人。</p>'
)


def test_every_passage_stands_in_the_plain_text_where_it_says() -> None:
    text = text_of(BODY)
    found = passages.passages(BODY)
    assert [each.place for each in found] == [0, 1, 2, 3, 4]
    assert all(text[each.start :].startswith(each.text) for each in found)
    assert [each.plain for each in found] == [True, True, False, True, True]


def test_a_quote_is_anchored_inside_its_passage_and_nowhere_else() -> None:
    last = passages.at(BODY, 4)
    start, words = passages.quoted(last, " 受伤5人 ")
    assert words == "受伤5人"
    assert start == text_of(BODY).rindex("受伤5人")
    assert passages.quoted(last, "") == (last.start, last.text)
    with pytest.raises(Invalid, match="quote_not_there"):
        passages.quoted(last, "送医")
    with pytest.raises(Invalid, match=r"passage\.not_there"):
        passages.at(BODY, 9)


def test_words_are_found_again_where_they_stood_nearest() -> None:
    text = text_of(BODY)
    first, second = text.index("受伤5人"), text.rindex("受伤5人")
    assert passages.found_again("新写一段。\n" + text, second + 2, "受伤5人") == second + 6
    assert passages.found_again(text, first, "受伤5人") == first
    assert passages.found_again(text, first, "失联") is None
    assert passages.paragraph_of(text, second) == 5


def test_new_words_keep_a_tie_whose_words_still_stand() -> None:
    block = passages.at(BODY, 3).block
    kept = passages.reworded(block, "其中5人已经送医。")
    assert kept == f'<p>其中<data value="fact:{ENTRY}">5人</data>已经送医。</p>'
    assert passages.reworded(block, "6人<已>送医。") == "<p>6人&lt;已&gt;送医。</p>"


@pytest.mark.parametrize(
    ("place", "words", "code"),
    [
        (2, "乙 3", "passage.not_plain"),
        (1, "  ", "passage.no_words"),
        (1, "死亡2人，受伤5人。 ", "passage.same_words"),
    ],
)
def test_what_cannot_be_proposed_is_refused(place: int, words: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        passages.reworded(passages.at(BODY, place).block, words)
    assert refused.value.code == code


def test_an_exchange_follows_its_passage_and_is_refused_when_that_was_changed() -> None:
    old = passages.at(BODY, 3).block
    moved = "<p>新的一段。</p>\n" + BODY
    assert "<p>新</p>" in passages.exchanged(moved, 3, old, "<p>新</p>")
    twice = passages.at(BODY, 1).block
    assert passages.exchanged(BODY, 4, twice, "<p>新</p>").endswith("\n<p>新</p>")
    with pytest.raises(Stale, match="moved_on"):
        passages.exchanged(moved, 1, twice, "<p>新</p>")  # it stands twice, and at neither place
    with pytest.raises(Stale, match="moved_on"):
        passages.exchanged(BODY.replace("送医", "出院"), 3, old, "<p>新</p>")
