"""The catalogue: every module ``sentences_*`` and ``english_*`` beside this one, merged.

``sentences_<room>.SENTENCES``: code → Chinese; ``english_<room>.ENGLISH``: Chinese → English;
``english_<room>.PLURALS``: Chinese → English for one and for many. Parameters are ``%(name)s``.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

import console.language as room
from console.kernel.errors import FayanError, Parameter

DEFAULT = "zh_CN"
LOCALES: Mapping[str, str] = {"zh_CN": "中文", "en": "English"}
UNSPOKEN = "error.unspoken"  # a code that nobody gave a sentence


def _modules(prefix: str) -> Iterator[ModuleType]:
    for found in sorted(pkgutil.iter_modules(room.__path__), key=lambda module: module.name):
        if found.name.startswith(prefix):
            yield import_module(f"{room.__name__}.{found.name}")


def _merged(prefix: str, name: str) -> dict[str, str]:
    """Raises ValueError when two rooms say different things under one key."""
    merged: dict[str, str] = {}
    for module in _modules(prefix):
        for key, text in getattr(module, name, {}).items():
            if merged.setdefault(key, text) != text:
                message = f"{module.__name__}: {key!r} is already {merged[key]!r}, not {text!r}"
                raise ValueError(message)
    return merged


@cache
def sentences() -> Mapping[str, str]:
    return _merged("sentences_", "SENTENCES")


@cache
def english() -> Mapping[str, str]:
    return _merged("english_", "ENGLISH")


@cache
def plurals() -> Mapping[str, tuple[str, str]]:
    return {
        key: forms
        for module in _modules("english_")
        for key, forms in getattr(module, "PLURALS", {}).items()
    }


def translate(text: str, locale: str = DEFAULT) -> str:
    """``text`` itself in Chinese, and where English is missing."""
    if locale != "en" or not text:
        return text
    if text in plurals():
        return plurals()[text][1]
    return english().get(text, text)


def plural(text: str, count: int, locale: str = DEFAULT) -> str:
    """Chinese has one form; English has one for 1 and one for the rest."""
    if locale != "en" or text not in plurals():
        return translate(text, locale)
    one, many = plurals()[text]
    return one if count == 1 else many


def sentence(
    code: str, parameters: Mapping[str, Parameter] | None = None, locale: str = DEFAULT
) -> str:
    """What to tell a person about ``code``; parameters are shown as they are given."""
    spoken = sentences()
    given = {"code": code, **(parameters or {})}
    try:
        return translate(spoken[code], locale) % given
    except KeyError:
        return translate(spoken[UNSPOKEN], locale) % given


def sentence_of(error: FayanError, locale: str = DEFAULT) -> str:
    return sentence(error.code, error.parameters, locale)
