"""The self-assessment names tests and files that exist; so does SECURITY.md."""

import re
from collections import Counter

import pytest

from tests.guards.asvs import ROOT, requirements, table

#: How many there are in ASVS 5.0.0, by level.
THERE_ARE = {1: 70, 2: 183}
PATH = re.compile(r"`((?:console|tests|docs|config|deploy)/[\w./-]+)`")


def test_every_requirement_of_both_levels_is_answered_once() -> None:
    assert Counter(each["level"] for each in requirements()) == THERE_ARE
    assert max(Counter(each["id"] for each in requirements()).values()) == 1
    for each in requirements():
        assert each["answer"] in {"met", "not applicable", "not met"}, each["id"]
        assert ("by" in each) == (each["answer"] == "met"), each["id"]
        assert each.get("by") or each.get("why"), each["id"]


@pytest.mark.parametrize("chapter", sorted({each["id"].split(".")[0] for each in requirements()}))
def test_what_is_said_to_be_met_points_to_what_exists(chapter: str) -> None:
    for each in requirements():
        if each["id"].split(".")[0] != chapter:
            continue
        for named in each.get("by", ()):
            path, _, test = named.partition("::")
            assert (ROOT / path).is_file(), f"{each['id']}: {path}"
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8") or not test, named


def test_the_table_has_a_line_for_each() -> None:
    assert sum(line.startswith("| ") for line in table()) == len(requirements()) + 2


def test_what_the_security_file_names_exists() -> None:
    named = PATH.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 5
    assert [each for each in named if not (ROOT / each).exists()] == []
