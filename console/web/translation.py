"""Flask-Babel, reading our own catalogue instead of compiled files."""

import re
from typing import Any

from babel.support import NullTranslations
from flask import Flask
from flask_babel import Babel, Domain
from markupsafe import Markup, escape

from console.kernel.errors import FayanError
from console.language import DEFAULT, plural, sentence, translate
from console.language.words import word
from console.web.context import locale


class Catalogue(NullTranslations):
    """What gettext asks of a catalogue."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def gettext(self, message: str) -> str:
        return translate(message, self._language)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        del msgid2
        return plural(msgid1, n, self._language)

    ugettext = gettext
    ungettext = ngettext


class OurDomain(Domain):  # type: ignore[misc] # it ships no types
    def get_translations(self) -> Catalogue:
        return CATALOGUES[locale()]


class OurBabel(Babel):  # type: ignore[misc] # it ships no types
    domain_instance = OurDomain()


CATALOGUES = {DEFAULT: Catalogue(DEFAULT), "en": Catalogue("en")}


def tell(error: FayanError) -> str:
    """The sentence of an error in the language of this request. Parameters that are values of a
    word table (a stage, a role) become their words."""
    return sentence(error.code, spoken(error.parameters), locale())


# A parameter of this name is a value of that table.
SPOKEN = {
    "stage": "stage",
    "action": "action",
    "role": "role",
    "permission": "permission",
    "channel": "channel",
    "state": "delivery_state",
    "kind": "kind",
    "proof": "proof",
    "level": "level",
    "change": "account_change",
}


def spoken(parameters: Any) -> dict[str, Any]:
    return {
        name: translate(word(str(value), SPOKEN[name]), locale()) if name in SPOKEN else value
        for name, value in parameters.items()
    }


CHINESE = re.compile(
    r"[0-9]*[\u3400-\u9fff](?:[0-9\u3000-\u303f\u3400-\u9fff\uff00-\uffef]|(?<=\w) (?=\w))*"
)


def with_chinese(text: str) -> Markup:
    """A sentence that quotes a release: its Chinese is called Chinese, so that it is read aloud as
    such."""
    if locale() == DEFAULT:
        return escape(text)
    return Markup(  # noqa: S704 - escaped before anything is added
        CHINESE.sub(lambda found: f'<span lang="zh-CN">{found[0]}</span>', str(escape(text)))
    )


def install(app: Flask, timezone: str) -> None:
    OurBabel(app, default_locale=DEFAULT, default_timezone=timezone, locale_selector=locale)
    app.jinja_env.filters["with_chinese"] = with_chinese
    app.jinja_env.filters["word"] = lambda value, table: translate(
        word(str(value), table), locale()
    )
