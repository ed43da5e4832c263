"""What was published against what the ledger says now: news, or a correction, and what it says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from console.checks.findings import Fact
from console.releases.rules import correcting
from console.releases.rules.affected import Disagreement, Entry, Public, Why, disagreements
from console.releases.rules.body import text_of
from console.releases.rules.resting import SealedFact
from console.releases.rules.ties import Tie, tie, ties, untie

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # 20:00 in the bureau
MINUTE = timedelta(minutes=1)
IDS = [UUID(int=number) for number in range(9)]


def at(minutes: int) -> datetime:
    return NOON + minutes * MINUTE


def entry(
    number: int, key: str, value: int | str | None, as_of: int, entered: int | None = None,
    *, mistaken: bool = False, confirmed: bool = True, releasable: bool = True, label: str = "",
) -> Entry:  # fmt: skip
    fact = Fact(key, value, at(as_of), confirmed, releasable, label, str(IDS[number]))
    return Entry(fact, at(as_of if entered is None else entered), mistaken)


def tied(text: str, number: int, key: str, said: str, as_of: int, out: int = 30) -> Public:
    return Public("initial", text, at(out), (SealedFact(IDS[number], key, "", said, at(as_of)),))


def read(text: str, out: int = 30, kind: str = "initial") -> Public:
    return Public(kind, text, at(out))


TWO = tied("截至20时，2人死亡。", 1, "deaths", "2人死亡", 0)


def why(*releases: Public, ledger: tuple[Entry, ...]) -> list[list[str]]:
    return [[d.why.value for d in each] for each in disagreements(releases, ledger, ZONE)]


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        ((entry(1, "deaths", 2, 0),), []),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", 2, 60)), []),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 60)), ["risen"]),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 60, confirmed=False)), []),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 60, releasable=False)), []),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", 1, 60)), ["fell"]),
        ((entry(1, "deaths", 2, 0, mistaken=True), entry(2, "deaths", 3, 60)), ["mistaken"]),
        ((entry(1, "deaths", 2, 0, mistaken=True), entry(2, "deaths", 2, 0, 60)), []),
        ((entry(1, "deaths", 2, 0, mistaken=True),), ["mistaken"]),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 0, 60)), ["then"]),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", 3, -5, 60)), []),
        (
            (entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 0, 60), entry(3, "deaths", 5, 90)),
            ["then"],
        ),
        ((entry(1, "deaths", 2, 0), entry(2, "deaths", None, 60)), ["changed"]),
        ((), []),
    ],
)
def test_a_rise_is_news_and_what_was_wrong_then_is_a_correction(
    ledger: tuple[Entry, ...], expected: list[str]
) -> None:
    assert why(TWO, ledger=ledger) == [expected]


def test_the_missing_who_were_found_are_news() -> None:
    gone = tied("失联1人。", 1, "missing", "失联1人", 0)
    ledger = (entry(1, "missing", 1, 0), entry(2, "missing", 0, 60))
    assert why(gone, ledger=ledger) == [["changed"]]


def test_what_an_older_release_told_was_true_then_when_a_newer_tells_more() -> None:
    newer = tied("死亡3人。", 2, "deaths", "死亡3人", 40, out=50)
    ledger = (entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 40), entry(3, "deaths", 4, 90))
    assert why(TWO, newer, ledger=ledger) == [[], ["risen"]]
    assert why(TWO, newer, ledger=ledger[:2]) == [[], []]


def test_every_release_that_was_wrong_is_named() -> None:
    newer = tied("死亡2人。", 1, "deaths", "死亡2人", 0, out=50)
    ledger = (entry(1, "deaths", 2, 0, mistaken=True), entry(2, "deaths", 1, 0, 60))
    assert why(TWO, newer, ledger=ledger) == [["mistaken"], ["mistaken"]]


def test_older_packages_are_read_with_the_time_that_they_name() -> None:
    old = read("截至11月23日20时，爆炸造成两人死亡、5人受伤。")
    later = (entry(1, "deaths", 3, 10),)
    assert why(old, ledger=later) == [["risen"]]
    for_then = (entry(1, "deaths", 3, 0, 60),)
    (found,) = disagreements([old], for_then, ZONE)
    assert [(d.why, d.claim.said, d.words) for d in found] == [(Why.THEN, "两人死亡", "3人死亡")]


def test_an_older_package_without_a_time_spoke_of_when_it_went_out() -> None:
    assert why(read("爆炸造成2人死亡。"), ledger=(entry(1, "deaths", 3, 20),)) == [["then"]]
    assert why(read("爆炸造成2人死亡。"), ledger=(entry(1, "deaths", 3, 40),)) == [["risen"]]


def test_more_dead_than_before_are_added_to_those_before() -> None:
    series = (read("2人死亡。", 10), read("新增1人死亡。", 20, "update"))
    assert why(*series, ledger=(entry(1, "deaths", 3, 15),)) == [[], []]
    assert why(*series, ledger=(entry(1, "deaths", 4, 25),)) == [[], ["risen"]]


def test_hurt_badly_and_lightly_are_held_together_to_the_hurt() -> None:
    ledger = (entry(1, "serious_injuries", 2, 0), entry(2, "minor_injuries", 3, 0))
    assert why(read("截至20时，5人受伤。"), ledger=ledger) == [[]]
    assert why(read("截至20时，4人受伤。"), ledger=ledger) == [["then"]]


def test_a_correction_speaks_of_what_it_puts_right() -> None:
    text = "更正：「死亡2人」应为「死亡3人」（截至11月23日20时）。"
    assert why(read(text, kind="correction"), ledger=(entry(1, "deaths", 3, 0),)) == [[]]
    assert why(read(text, kind="correction"), ledger=(entry(1, "deaths", 4, 90),)) == [["risen"]]


def test_words_changed_later_are_news_and_marked_mistaken_are_wrong() -> None:
    closed = tied("平安路封闭。", 1, "public_advice", "平安路封闭", 0)
    newer = entry(2, "public_advice", "平安路恢复通行。", 60)
    assert why(closed, ledger=(entry(1, "public_advice", "平安路封闭。", 0), newer)) == [
        ["changed"]
    ]
    wrong = entry(1, "public_advice", "平安路封闭。", 0, mistaken=True)
    assert why(closed, ledger=(wrong, newer)) == [["mistaken"]]


def test_free_facts_are_told_apart_by_their_label() -> None:
    fact = SealedFact(IDS[1], "free", "学校", "停课一天", at(0))
    release = Public("initial", "停课一天。", at(30), (fact,))
    ledger = (
        entry(1, "free", "停课一天", 0, label="学校"),
        entry(2, "free", "停产", 60, label="工厂"),
    )
    assert why(release, ledger=ledger) == [[]]


def corrected(body: str, *releases: Public, ledger: tuple[Entry, ...]) -> str:
    found: tuple[Disagreement, ...] = disagreements(releases, ledger, ZONE)[-1]
    return correcting.body(
        body, [each for each in found if each.wrong],
        name="2026-0001号《情况通报》", issued=at(41), zone=ZONE,
    )  # fmt: skip


def test_a_correction_quotes_old_and_new_and_puts_the_text_right() -> None:
    body = f"<p>截至20时，{tie(IDS[1], '2人死亡')}。</p>\n<p>后续情况将及时通报。</p>"
    made = corrected(body, TWO, ledger=(entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 0, 60)))
    assert untie(made) == (
        "<p>更正：2026-0001号《情况通报》（11月23日20时41分发布）中，"
        "「2人死亡」应为「3人死亡」（截至11月23日20时）。</p>\n"
        "<p>截至20时，3人死亡。</p>\n<p>后续情况将及时通报。</p>"
    )
    assert [(each.entry_id, each.text) for each in ties(made)] == [(IDS[2], "3人死亡")] * 2


def test_untied_words_are_put_right_where_they_stand_once() -> None:
    ledger = (entry(1, "deaths", 3, 0),)
    once = corrected("<p>截至20时，2人死亡。</p>", read("截至20时，2人死亡。"), ledger=ledger)
    assert untie(once).endswith("<p>截至20时，3人死亡。</p>")
    text = "截至20时，2人死亡。\n2人死亡。"
    twice = corrected("<p>截至20时，2人死亡。</p>\n<p>2人死亡。</p>", read(text), ledger=ledger)
    assert untie(twice).endswith("<p>截至20时，2人死亡。</p>\n<p>2人死亡。</p>")


def test_a_correction_of_a_correction_has_one_opening_of_its_own() -> None:
    ledger = (entry(1, "deaths", 2, 0), entry(2, "deaths", 3, 0, 60))
    first = corrected(f"<p>截至20时，{tie(IDS[1], '2人死亡')}。</p>", TWO, ledger=ledger)
    sealed = (SealedFact(IDS[2], "deaths", "", "3人死亡", at(0)),)
    out = Public("correction", text_of(first), at(50), sealed)
    again = corrected(first, out, ledger=(*ledger, entry(3, "deaths", 4, 0, 90)))
    assert untie(again).count("更正：") == 1
    assert "「3人死亡」应为「4人死亡」" in untie(again)
    assert untie(again).endswith("<p>截至20时，4人死亡。</p>")


def test_what_is_only_known_to_be_wrong_is_said_to_be_under_verification() -> None:
    body = f"<p>{tie(IDS[1], '2人死亡')}。</p>"
    made = corrected(body, TWO, ledger=(entry(1, "deaths", 2, 0, mistaken=True),))
    assert "「2人死亡」有误，正在核实。" in untie(made)
    assert ties(made) == ()
    assert untie(made).endswith("<p>死亡人数正在核实。</p>")


def test_markup_in_words_stays_text() -> None:
    said = "<b>平安路</b>封闭"
    closed = tied("x", 1, "public_advice", said, 0)
    made = corrected(
        f"<p>{tie(IDS[1], said)}</p>", closed,
        ledger=(
            entry(1, "public_advice", said, 0, mistaken=True),
            entry(2, "public_advice", "<script>alert(1)</script>", 0, 60),
        ),
    )  # fmt: skip
    assert "<script>" not in made
    assert "<b>" not in made
    assert "&lt;script&gt;" in made
    assert [type(each) for each in ties(made)] == [Tie, Tie]
