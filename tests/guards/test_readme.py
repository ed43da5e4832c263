"""What the README says is what the code does."""

import re

import pytest

from console.settings import HOME
from tests.guards.tables import READMES, filled


@pytest.mark.parametrize("name", READMES)
def test_the_tables_are_those_of_the_code(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")
    assert filled(text, READMES[name]) == text, "run: python -m tests.guards.tables"
    assert "sign_off" in text


@pytest.mark.parametrize("name", READMES)
def test_every_linked_file_is_there(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (HOME / target).is_file(), target
