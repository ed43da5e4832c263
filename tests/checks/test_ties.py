"""Words tied to an entry of the ledger: said as the guard reads them, and told when it moves on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.checks.figures import LEDGER_NUMBERS, said
from console.checks.findings import Context, Draft, Fact, Finding, Severity, Tied
from console.checks.guard import examine
from console.checks.saying import retold, words_of
from console.language.catalogue import sentence
from tests.checks.test_facts import NOW, context, fact

HOUR = timedelta(hours=1)
COUNTED = sorted(LEDGER_NUMBERS - {"casualties"})
TWO = replace(fact("deaths", 2, as_of=NOW - HOUR), id="one")
THREE = replace(fact("deaths", 3), id="two")
TEXT = "截至21时，事故造成2人死亡。"
PLACE = (TEXT.index("2人"), TEXT.index("。"))


def told(tied: Tied, text: str = TEXT, about: Context | None = None) -> list[Finding]:
    known = about or context(*(each for each in (tied.now,) if each))
    draft = Draft("update", text, ties=(tied,))
    return [e for e in examine(draft, known) if e.code in {"facts.stale", "facts.mismatch"}]


def tied(entry: Fact | None, now: Fact | None, *, mistaken: bool = False) -> Tied:
    return Tied(*PLACE, entry, mistaken, now)


@pytest.mark.parametrize("key", COUNTED)
@settings(deadline=None)
@given(value=st.integers(1, 9999))
def test_what_is_said_of_an_entry_is_read_back_as_it(key: str, value: int) -> None:
    (mention,) = said(words_of(key, value))
    assert (mention.key, mention.value) == (key, value)


@pytest.mark.parametrize("key", [*COUNTED, "cause", "measures", "free"])
def test_unknown_is_said_and_claims_no_number(key: str) -> None:
    assert "正在" in words_of(key, None)
    assert said(words_of(key, None)) == ()


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("2人死亡", "deaths", 3, "3人死亡"),
        ("死亡人数升至2人", "deaths", 3, "死亡人数升至3人"),
        ("两人死亡", "deaths", 3, "3人死亡"),
        ("2", "deaths", 3, "3"),
        ("2人", "deaths", 12, "12人"),
        ("至少2人死亡", "deaths", 3, "死亡3人"),
        ("2人死亡、5人受伤", "deaths", 3, "死亡3人"),
        ("2人死亡", "deaths", 0, "无人员死亡"),
        ("2人死亡", "deaths", None, "死亡人数正在核实"),
        ("直接经济损失约1200万元", "property_loss", 15_000_000, "直接经济损失1500万元"),
        (
            "平安路封闭",
            "public_advice",
            "平安路、和平路封闭。\n请绕行。",
            "平安路、和平路封闭。请绕行",
        ),
    ],
)
def test_another_value_keeps_the_way_of_speaking_where_it_can(
    text: str, key: str, value: int | str | None, expected: str
) -> None:
    assert retold(text, key, value) == expected


def test_a_newer_value_is_offered_at_its_place_once() -> None:
    (finding,) = told(tied(TWO, THREE))
    assert (finding.code, finding.severity) == ("facts.stale", Severity.WARN)
    assert (finding.excerpt, finding.fix, finding.entry) == ("2人死亡", "3人死亡", "two")
    assert sentence(finding.sentence, finding.parameters) == (
        "台账已更新：21:00 为“死亡3人”。请改为新值，或写明这是何时的数字。"
    )


def test_the_same_value_known_later_says_nothing_new() -> None:
    assert told(tied(TWO, replace(THREE, value=2))) == []


def test_words_that_already_say_what_is_known_now_are_left_alone() -> None:
    assert told(tied(fact("deaths", 1), replace(TWO, as_of=NOW))) == []


@pytest.mark.parametrize(
    ("entry", "mistaken", "sentence_end"),
    [(TWO, True, "mistaken"), (replace(TWO, releasable=False), False, "withheld")],
)
def test_what_no_longer_holds_stops_and_offers_what_does(
    entry: Fact, *, mistaken: bool, sentence_end: str
) -> None:
    (finding,) = told(tied(entry, THREE, mistaken=mistaken))
    assert finding.severity is Severity.BLOCK
    assert finding.said.endswith(sentence_end)
    assert finding.fix == "3人死亡"


@pytest.mark.parametrize(
    ("entry", "mistaken"), [(TWO, True), (replace(TWO, confirmed=False), False)]
)
def test_with_nothing_to_say_instead_it_stops_without_a_remedy(
    entry: Fact, *, mistaken: bool
) -> None:
    (finding,) = [e for e in told(tied(entry, None, mistaken=mistaken)) if e.code == "facts.stale"]
    assert (finding.severity, finding.fix) == (Severity.BLOCK, None)
    assert finding.said == "facts.stale_tied_gone"


def test_an_entry_of_another_ledger_is_named_as_such() -> None:
    findings = told(tied(None, None), about=context(THREE))
    assert [each.said for each in findings if each.code == "facts.stale"] == [
        "facts.stale_tied_stranger"
    ]
    assert any(each.code == "facts.mismatch" for each in findings)  # the figure is judged as ever


def test_a_figure_elsewhere_is_still_held_to_the_ledger() -> None:
    text = TEXT + "\n死亡人数为2人。"
    findings = told(tied(TWO, THREE), text)
    assert [each.code for each in findings] == ["facts.stale", "facts.mismatch"]
