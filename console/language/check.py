"""Is everything said, in both languages? Read from the sources, as ``make check`` does.

Chinese stands in templates, in ``_()`` of Python, in SENTENCES and in the word tables. Each must
have English with the same parameters; English that nothing uses is refused; so is an error raised
with a code that has no sentence.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

from console.kernel import errors
from console.language.catalogue import english, plurals, sentences
from console.language.words import TABLES

HOME = Path(__file__).resolve().parents[2]
PARAMETER = re.compile(r"%\((\w+)\)s")
STRAY = re.compile(r"%(?!\(\w+\)s|%)")
CHINESE = re.compile(r"[\u3400-\u9fff]")
KEYWORDS = {**DEFAULT_KEYWORDS, "translate": None}
ERRORS = frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.FayanError)
)
TELLING = {"tell": 3}  # notices.service.tell(tx, at, people, kind, …): the place of a code


@dataclass
class Found:
    """``used``: Chinese → where first seen. ``codes``: error and notice codes → where."""

    used: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def collect(home: Path = HOME) -> Found:
    found = Found()
    for path in sorted((home / "templates" / "console").rglob("*.html")):
        _messages(found, home, path, "jinja2.ext:babel_extract")
    for path in sorted((home / "console").rglob("*.py")):
        if path.parent != home / "console" / "language":
            _messages(found, home, path, "python")
            _codes(found, home, path)
    for code, said in sentences().items():
        found.used.setdefault(said, f"sentence {code}")
    for name, table in TABLES.items():
        for value, said in table.items():
            found.used.setdefault(said, f"word {name}.{value}")
    return found


def problems(found: Found) -> Iterator[str]:
    in_english: Mapping[str, tuple[str, ...]] = {
        **{chinese: (said,) for chinese, said in english().items()},
        **plurals(),
    }
    for chinese, place in found.used.items():
        if STRAY.search(chinese):
            yield f"{place}: a bare % in {chinese!r}; write %%"
        if chinese not in in_english:
            yield f"{place}: no English for {chinese!r}"
        for said in in_english.get(chinese, ()):
            yield from (f"{place}: {wrong}" for wrong in _unlike(chinese, said))
    for chinese in in_english.keys() - found.used.keys():
        yield f"English for {chinese!r}, which nothing says"
    for code, place in found.codes.items():
        if code not in sentences():
            yield f"{place}: no sentence for {code}"


def _unlike(chinese: str, said: str) -> Iterator[str]:
    if set(PARAMETER.findall(chinese)) != set(PARAMETER.findall(said)):
        yield f"other parameters in English: {chinese!r} / {said!r}"
    if STRAY.search(said):
        yield f"a bare % in {said!r}; write %%"
    if CHINESE.search(said):
        yield f"Chinese in English: {said!r}"


def _messages(found: Found, home: Path, path: Path, method: str) -> None:
    options = {"silent": "false"} if method.startswith("jinja2") else {}
    place = path.relative_to(home)
    for line, message, _comments, _context in extract_from_file(
        method, path, keywords=KEYWORDS, options=options
    ):
        said = message if isinstance(message, str) else message[0]
        if said and (CHINESE.search(said) or method != "python"):
            found.used.setdefault(said, f"{place}:{line}")


def _codes(found: Found, home: Path, path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        place = 0 if name in ERRORS else TELLING.get(name)
        if place is None or len(node.args) <= place:
            continue
        code = node.args[place]
        if isinstance(code, ast.Constant) and isinstance(code.value, str) and "." in code.value:
            found.codes.setdefault(code.value, f"{path.relative_to(home)}:{node.lineno}")
