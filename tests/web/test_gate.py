"""Every view × every role, held to a table written by hand (gate.toml)."""

import tomllib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask, g, request

from console.kernel.errors import NotYou, SignInRequired
from console.kernel.ids import new_id
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from tests.web.test_access import filled

TABLE = tomllib.loads((Path(__file__).parent / "gate.toml").read_text(encoding="utf-8"))
NOBODY, NO_ROLE = "nobody", "no role"


def expected(words: str) -> frozenset[str]:
    """Of "drafters administrator": who gets through."""
    everyone = {role.value for role in Role}
    if words == "anyone":
        return frozenset({NOBODY, NO_ROLE, *everyone})
    if words == "signed-in":
        return frozenset({NO_ROLE, *everyone})
    named = [each for word in words.split() for each in TABLE["groups"].get(word, word).split()]
    assert set(named) <= everyone, words
    return frozenset(named)


def visitors() -> Mapping[str, Actor | None]:
    def actor(*roles: Role) -> Actor:
        return Actor(new_id(), "somebody", "某甲", "民警", "处", frozenset(roles))

    return {NOBODY: None, NO_ROLE: actor(), **{role.value: actor(role) for role in Role}}


def cells(app: Flask) -> Iterator[tuple[str, str, str, str]]:
    """Endpoint, method, address, and each visitor."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for who in visitors():
                yield rule.endpoint, method, filled(rule), who


def gets_through(app: Flask, method: str, path: str, actor: Actor | None) -> bool:
    """What the running gate says; the views themselves are not run."""
    (enforce,) = (each for each in app.before_request_funcs[None] if each.__name__ == "enforce")
    with app.test_request_context(path, method=method):
        assert request.endpoint
        if actor is not None:
            g.actor = actor
        try:
            return enforce() is None
        except (NotYou, SignInRequired):
            return False


def test_the_lines_stand_in_order() -> None:
    views = list(TABLE["views"])
    assert all(one < other for one, other in pairwise(views)), "sort [views]"


def test_what_changes_something_is_never_a_get(app: Flask) -> None:
    """A link, a picture or a page fetched ahead must not act."""
    both = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if {"GET", "POST"} <= (rule.methods or set()) or (rule.methods or set()) & {"PUT", "DELETE"}
    ]
    assert both == []


@pytest.mark.parametrize("view", ["people.add", "accounts.set_roles", "audit.exported"])
def test_some_cells_are_so_whatever_the_table_says(view: str) -> None:
    outside = {"spokesperson", "editor", "media_reception", NO_ROLE, NOBODY}
    assert not expected(TABLE["views"][view]) & outside


def test_an_administrator_signs_drafts_and_publishes_nothing() -> None:
    for view, words in TABLE["views"].items():
        if view.startswith(("drafting.", "handover.", "holds.", "holding.")):
            assert "administrator" not in expected(words), view
