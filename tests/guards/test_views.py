"""A view parses, calls, answers: in ten lines at most."""

import ast

from tests.guards.asvs import ROOT

MOST = 10
LONGER = {"official_account.enter", "official_account.hear", "people.change", "unified.back"}
"""To be shortened; nothing is added here."""


def views() -> dict[str, int]:
    """Lines of each view's body, its docstring left out."""
    found = {}
    for path in sorted((ROOT / "console" / "web").glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not any(map(answers, node.decorator_list)):
                continue
            told = ast.get_docstring(node) is not None
            body = node.body[1:] if told else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
            found[f"{path.stem}.{node.name}"] = lines
    return found


def answers(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in {"get", "post", "route"}
    )


def test_no_view_is_longer_than_ten_lines() -> None:
    told = views()
    assert len(told) > 150
    assert {name for name, lines in told.items() if lines > MOST} <= LONGER
