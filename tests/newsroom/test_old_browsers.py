"""An old phone: every script parses, and no rule of the style is lost with a selector it has not.

The baseline is Chrome 58 and iOS 11, both of 2017.
"""

import re
import subprocess
from pathlib import Path

import pytest

from console.newsroom.site_templates import ASSETS, read_assets

HOME = Path(__file__).parents[2]
NODE = HOME / ".venv" / "bin" / "node"
LOWER = (
    "const { code } = require('esbuild').transformSync("
    "require('fs').readFileSync(process.argv[1], 'utf8'), { target: process.argv[2] });"
    "process.stdout.write(code)"
)
STYLE = read_assets()["site.css"].body.decode()
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL))
LATER_CALLS = ("replaceChildren", ".at(", "Object.fromEntries", ".flatMap(", "replaceAll", "?.")


def lowered(name: str, target: str) -> str:
    """What esbuild makes of it for ``target``: what that does not know is written otherwise."""
    command = [str(NODE), "-e", LOWER, str(ASSETS / name), target]
    done = subprocess.run(command, check=True, cwd=HOME, capture_output=True)
    return done.stdout.decode()


@pytest.mark.parametrize("name", ["elder.js", "site.js"])
def test_a_script_says_nothing_that_an_old_browser_cannot_read(name: str) -> None:
    assert lowered(name, "es2017") == lowered(name, "esnext")
    source = (ASSETS / name).read_text(encoding="utf-8")
    assert not [call for call in LATER_CALLS if call in source]


def test_what_an_old_browser_cannot_select_stands_alone() -> None:
    """It drops the whole rule: nothing that it could have used may be in it."""
    for selectors, _ in RULES:
        assert ":is(" not in selectors, selectors
        assert ":where(" not in selectors, selectors
        if ":has(" in selectors and "@supports" not in selectors:
            assert all(":has(" in each for each in selectors.split(",")), selectors


def test_no_declaration_lays_the_page_out_in_words_an_old_browser_has_not() -> None:
    modern = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:inline|block)|inset|gap)[\w-]*:"
    )
    assert not [body for _, body in RULES if modern.search(body)]


def test_large_type_works_by_the_class_and_by_the_box_alike() -> None:
    by_class = [(s.strip(), b) for s, b in RULES if ":root.elder" in s]
    by_box = [(s.strip(), b) for s, b in RULES if ":root:has(#elder:checked)" in s]
    assert len(by_class) > 10
    assert [(s.replace(":root.elder", ":root:has(#elder:checked)"), b) for s, b in by_class] == (
        by_box
    )
