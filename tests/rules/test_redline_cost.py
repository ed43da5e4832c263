"""A text that repeats itself costs no more than any other to compare."""

from difflib import Match, SequenceMatcher

import pytest

from console.kernel import redline as room
from console.kernel.redline import Budget, redline

WORST = {
    "one letter": ("啊" * 3900, "哦" + "啊" * 3899 + "哦"),
    "turned around": ("啊吧" * 1900, "吧啊" * 1900),
    "fifty letters": (
        "".join(chr(0x4E00 + i % 50) for i in range(3900)),
        "".join(chr(0x4E00 + i * 7 % 50) for i in range(3900)),
    ),
    "many paragraphs of one letter": ("啊\n吧\n" * 8000, "吧\n哦\n啊\n" * 5000),
    "many repetitive paragraphs": (
        "\n".join("啊吧" * 200 + str(n) for n in range(120)),
        "\n".join("吧啊" * 200 + str(n + 1) for n in range(120)),
    ),
}


@pytest.mark.parametrize("name", WORST)
def test_the_worst_texts_stay_within_the_budget_and_lose_no_word(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    library = SequenceMatcher.find_longest_match

    def counted(matcher: SequenceMatcher[str], alo: int, ahi: int, blo: int, bhi: int) -> Match:
        nonlocal looks
        looks += sum(1 + len(matcher.b2j.get(each, ())) for each in matcher.a[alo:ahi])
        return library(matcher, alo, ahi, blo, bhi)

    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counted)
    old, new = WORST[name]
    paragraphs = redline(old, new)
    assert looks <= room.FOR_A_TEXT
    runs = [list(each.runs) for each in paragraphs]
    assert "".join(r.text for each in runs for r in each if r.mark != "removed") == new.replace(
        "\n", ""
    )
    assert "".join(r.text for each in runs for r in each if r.mark != "added") == old.replace(
        "\n", ""
    )


def test_a_small_edit_of_a_long_repetitive_paragraph_is_still_shown_by_its_letters() -> None:
    (paragraph,) = redline("啊" * 2000 + "二人" + "啊" * 1900, "啊" * 2000 + "三人" + "啊" * 1900)
    assert [(run.mark, run.text) for run in paragraph.runs if run.mark != "same"] == [
        ("removed", "二"),
        ("added", "三"),
    ]


def test_what_the_budget_does_not_reach_is_shown_as_replaced_whole() -> None:
    old, new = "死亡2人，受伤5人。", "死亡3人，受伤6人。"
    assert len(redline(old, new)[0].runs) > 2
    (paragraph,) = redline(old, new, Budget(3))
    assert [(run.mark, run.text) for run in paragraph.runs] == [
        ("same", "死亡"),
        ("removed", "2人，受伤5"),
        ("added", "3人，受伤6"),
        ("same", "人。"),
    ]
