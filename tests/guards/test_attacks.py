"""Every attack of the journal, and every invariant, names a test that exists."""

import re

from tests.guards.asvs import ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_each_line_names_a_test_that_holds_it() -> None:
    lines = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line.startswith("| ") and "---" not in line]
    assert len(told) > 40
    for line in told:
        if line.split("|")[1].strip() in {"attack", "invariant"}:
            continue
        found = NAMED.findall(line)
        assert found, line
        for path, name in found:
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), name
