"""A fact in the text stays tied to its entry, and the words are the same with and without it."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.releases.rules.body import canonical, from_input, text_of
from console.releases.rules.ties import Tie, carried, tie, ties, untie

ONE = UUID("019ac000-0000-7000-8000-000000000001")
TWO = UUID("019ac000-0000-7000-8000-000000000002")


def test_a_tie_is_kept_with_its_place_in_the_plain_text() -> None:
    body = canonical(f"<p>　　截至19时，{tie(ONE, '死亡2人')}，{tie(TWO, '受伤1人')}。</p>")
    assert text_of(body) == "截至19时，死亡2人，受伤1人。"
    assert ties(body) == (Tie(ONE, 6, 10, "死亡2人"), Tie(TWO, 11, 15, "受伤1人"))


def test_places_are_right_behind_tables_lists_and_empty_paragraphs() -> None:
    body = canonical(
        "<h2>通告</h2><p> </p><ul><li>一</li></ul><table><tr><td>甲</td><td>乙</td></tr></table>"
        f'<p><img src="https://a.example/x.png" alt="图">{tie(ONE, "死亡2人")}</p>'
        f"<p>&amp; {tie(TWO, '<受伤&1人>')}</p>"
    )
    text = text_of(body)
    assert [(each.entry_id, text[each.start : each.end]) for each in ties(body)] == [
        (ONE, "死亡2人"),
        (TWO, "<受伤&1人>"),
    ]
    assert [each.text for each in ties(body)] == ["死亡2人", "<受伤&1人>"]


@pytest.mark.parametrize(
    "value",
    ["", "3", "fact:", "fact:3", f"FACT:{ONE}", f"fact:{ONE} ", f"fact:{str(ONE).upper()}",
     f"fact:{ONE}\u0022 onclick=\u0022x"],
)  # fmt: skip
def test_data_that_names_no_entry_is_text(value: str) -> None:
    assert canonical(f"<p>死亡<data value='{value}'>2</data>人</p>") == "<p>死亡2人</p>"


def test_a_tie_has_no_other_attribute_and_holds_text_alone() -> None:
    assert canonical(
        f'<p><data class="x" onclick="x()" value="fact:{ONE}">死<strong>亡</strong>2人</data></p>'
    ) == (f"<p>{tie(ONE, '死亡2人')}</p>")


def test_ties_do_not_nest_and_an_empty_one_is_none() -> None:
    inner = f'死亡<data value="fact:{TWO}">2</data>人'
    assert canonical(f'<p><data value="fact:{ONE}">{inner}</data>。</p>') == (
        f"<p>{tie(ONE, '死亡2人')}。</p>"
    )
    assert canonical(f'<p>甲<data value="fact:{ONE}"></data>乙</p>') == "<p>甲乙</p>"


def test_spaces_at_its_edges_stand_outside_a_tie() -> None:
    assert canonical(f'<p>甲<data value="fact:{ONE}"> 2人 </data>乙</p>') == (
        f"<p>甲 {tie(ONE, '2人')} 乙</p>"
    )
    assert canonical(f'<p><data value="fact:{ONE}">甲　</data></p>') == f"<p>{tie(ONE, '甲')}</p>"


def test_a_block_ends_a_tie() -> None:
    body = canonical(f'<data value="fact:{ONE}">甲<p>乙</p></data><p>丙</p>')
    assert body == f"<p>{tie(ONE, '甲')}</p>\n<p>乙</p>\n<p>丙</p>"


def test_marks_around_a_tie_stay() -> None:
    body = f"<p><strong>{tie(ONE, '死亡2人')}</strong></p>"
    assert canonical(body) == body


def test_without_its_ties_a_body_is_what_it_would_have_been() -> None:
    body = canonical(f"<p>截至19时，{tie(ONE, '死亡2人')}。</p>\n<p>二</p>")
    assert untie(body) == canonical(untie(body)) == from_input("截至19时，死亡2人。\n二")
    assert ties(untie(body)) == ()


TWICE = f"<p>截至19时，{tie(ONE, '死亡2人')}，{tie(TWO, '受伤1人')}。</p>\n<p>后续通报。</p>"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("截至19时，死亡2人，受伤1人。\n后续通报。", [ONE, TWO]),
        ("导语。\n截至19时，死亡2人，受伤1人。\n后续通报！", [ONE, TWO]),
        ("截至19时，死亡2人，另受伤1人。\n后续通报。", [ONE, TWO]),
        ("截至19时，死亡3人，受伤1人。\n后续通报。", [TWO]),
        ("截至20时，受伤1人，死亡2人。\n即时通报。", [TWO, ONE]),
        ("截至20时，受伤1人，受伤1人。\n即时通报。", []),
        ("别的文字", []),
        ("", []),
    ],
)
def test_the_plain_editor_keeps_ties_whose_words_stand(text: str, kept: list[UUID]) -> None:
    body = carried(canonical(TWICE), text)
    assert untie(body) == from_input(text)
    assert [each.entry_id for each in ties(body)] == kept
    assert canonical(body) == body


@settings(deadline=None)
@given(st.text(alphabet="死亡2人受伤1，。\n 　<&", max_size=40))
def test_whatever_is_typed_there_is_what_is_kept(text: str) -> None:
    body = carried(canonical(TWICE), text)
    assert untie(body) == from_input(text)
    said = text_of(body)
    assert all(said[each.start : each.end] == each.text for each in ties(body))


PIECES = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<strong>", "</strong>", "<ul><li>", "</li></ul>", "甲", " ", "2人",
            f'<data value="fact:{ONE}">', '<data value="3">', "</data>", "<br>", "&lt;", "\n",
            "<table><tr><td>", "</td></tr></table>", '<a href="https://a.example/">', "</a>",
        ]
    ),
    max_size=25,
)  # fmt: skip


@settings(deadline=None)
@given(PIECES)
def test_whatever_is_pasted_ties_are_canonical_and_their_text_is_there(pieces: list[str]) -> None:
    body = canonical("".join(pieces))
    assert canonical(body) == body
    text = text_of(body)
    assert untie(body) == canonical(untie(body))
    assert text_of(untie(body)) == text
    places = ties(body)
    assert all(text[each.start : each.end] == each.text for each in places)
    assert all(one.end <= other.start for one, other in pairwise(places))
    assert body.count("<data ") == body.count("</data>")
