"""Each cell of gate.toml against the running gate; and no view without a line."""

from flask import Flask

from tests.web.test_gate import TABLE, cells, expected, gets_through, visitors


def test_every_view_lets_in_whom_the_table_names_and_nobody_else(app: Flask) -> None:
    people = visitors()
    wrong = [
        (endpoint, method, who, "gets through" if through else "is refused")
        for endpoint, method, path, who in cells(app)
        if (through := gets_through(app, method, path, people[who]))
        != (who in expected(TABLE["views"].get(endpoint, "")))
    ]
    assert wrong == []


def test_every_view_has_its_line(app: Flask) -> None:
    """A line without a view harms nothing: it waits for one that is on its way."""
    assert set(app.view_functions) - set(TABLE["views"]) == set()
