"""Bulletins that authorities issued, where they are at hand: read rightly, and left in peace."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.checks.findings import Context, Draft, Earlier, Fact, Finding, Incident, Severity
from console.checks.guard import FACTS, in_order
from console.checks.numbers import mentions, reckon

INPUTS = next(
    (
        folder / "shared" / "inputs"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared" / "inputs" / "bulletins.json").exists()
    ),
    Path("shared/inputs"),
)
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = datetime(2026, 11, 28, 6, tzinfo=UTC)
YIBIN = datetime(2020, 9, 28, 22, 17, tzinfo=ZONE)
pytestmark = pytest.mark.skipif(
    not (INPUTS / "bulletins.json").exists(), reason="the real bulletins are not in this tree"
)


def bulletins() -> dict[str, Any]:
    told = json.loads((INPUTS / "bulletins.json").read_text(encoding="utf-8"))
    return {each["id"]: each for each in told["bulletins"]}


def draft(bulletin: dict[str, Any]) -> Draft:
    text = "\n".join(bulletin["paragraphs"])
    return Draft(bulletin["kind"], text, title=bulletin["title"], issuer=bulletin["issuer"])


def findings(said: Draft, context: Context) -> tuple[Finding, ...]:
    return in_order(finding for check in FACTS for finding in check(said, context))


def test_none_is_blocked_and_nothing_graver_than_a_note_is_said() -> None:
    report = (INPUTS / "annual-report-2017.txt").read_text(encoding="utf-8")
    texts = [
        *map(draft, bulletins().values()),
        *(Draft(kind, report) for kind in ("statement", "notice", "initial")),
    ]
    for text in texts:
        said = findings(text, Context(TODAY, ZONE))
        assert {finding.severity for finding in said} <= {Severity.NOTE}
        assert {finding.code for finding in said} <= {"facts.missing_element"}


def test_the_first_of_yibin_has_one_missing_one_seriously_and_one_slightly_hurt() -> None:
    first = draft(bulletins()["yibin-2020-09-28-1"])
    assert reckon({}, mentions(first.text)) == {
        "missing": 1,
        "serious_injuries": 1,
        "minor_injuries": 1,
    }


def test_after_the_second_two_are_dead_and_one_slightly_hurt() -> None:
    told = bulletins()
    first, second = (draft(told[f"yibin-2020-09-28-{n}"]) for n in (1, 2))
    before = reckon({}, mentions(first.text))
    assert reckon(before, mentions(second.text)) == {
        "missing": 0,
        "serious_injuries": 0,
        "minor_injuries": 1,
        "deaths": 2,
    }


@pytest.mark.parametrize(("deaths", "codes"), [(2, set()), (1, {"facts.mismatch"})])
def test_the_second_is_held_to_the_ledger_though_it_names_people_one_by_one(
    deaths: int, codes: set[str]
) -> None:
    told = bulletins()
    first, second = (draft(told[f"yibin-2020-09-28-{n}"]) for n in (1, 2))
    at = YIBIN.replace(hour=19, minute=0)
    facts = [
        Fact(key, value, at, confirmed=True, releasable=True)
        for key, value in {
            "deaths": deaths,
            "missing": 0,
            "serious_injuries": 0,
            "minor_injuries": 1,
        }.items()
    ]
    earlier = [Earlier("2020-0001", "initial", first.text, YIBIN - timedelta(hours=4))]
    incident = Incident("发射药车间爆炸", "高场镇", "larger", at, at, facts, earlier)
    said = findings(second, Context(YIBIN, ZONE, incident=incident))
    assert {finding.code for finding in said if finding.severity is not Severity.NOTE} == codes
