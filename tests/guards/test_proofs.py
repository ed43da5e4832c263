"""A form that asks for proof says what for, in the words of the view that looks at it: a passkey is
touched for that act, and for another it is refused."""

import re

from console.settings import HOME

CALL = re.compile(r"ui\.proof\((.+?)\) \}\}")
ACT = re.compile(r"act_of\('([a-z:-]+)'|'([a-z-]+):\{")
TEMPLATES = HOME / "templates" / "console"
NAMED_BY_THE_PAGE = {"page.act"}  # the view puts it there, and proves the same


def test_every_form_that_asks_for_proof_says_what_for() -> None:
    views = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((HOME / "console").rglob("*.py"))
        if "language" not in path.parts
    )
    asked = [
        (path.name, call)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for call in CALL.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(asked) > 10
    for where, call in asked:
        verbs = [one or other for one, other in ACT.findall(call)]
        assert verbs or any(each in call for each in NAMED_BY_THE_PAGE), (where, call)
        for verb in verbs:
            assert f'"{verb}"' in views, (where, verb)
