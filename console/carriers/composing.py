"""The words of a message: what may leave of each notice, in the language of whoever gets it."""

from collections.abc import Mapping
from urllib.parse import quote

from console.carriers.policy import Terms
from console.carriers.rules.message import Line, Message
from console.carriers.rules.saying import saying
from console.carriers.service import Claimed, Concern
from console.kernel.errors import Parameter
from console.language import sentence
from console.language.catalogue import translate
from console.language.words import TABLES, word
from console.notices.queries import Told

DRILL = "【演练】"


def message_of(claimed: Claimed, terms: Terms) -> Message:
    locale = claimed.locale
    said: dict[str, Line] = {}
    for each in claimed.notices:
        concern = claimed.concerns.get(each.subject, Concern())
        said.setdefault(each.dedupe_key, _line(each, concern, terms, locale))
    lines = tuple(said.values())
    if claimed.test:
        lines = (Line(sentence("carried.test", locale=locale), terms.console_url),)
    title = sentence("carried.title", {"bureau": terms.bureau, "count": len(lines)}, locale)
    return Message(claimed.id.hex, title, lines, claimed.address, claimed.mentions)


def _line(notice: Told, concern: Concern, terms: Terms, locale: str) -> Line:
    tables = {"channel": TABLES["channel"], "role": TABLES["role"]}
    found = saying(notice.kind, notice.parameters, tables)
    text = sentence(found.code, _spoken(found.parameters, locale), locale)
    where = f"{quote(notice.subject, safe=':')}/{quote(notice.kind, safe='')}"
    return Line(
        f"{DRILL if concern.drill else ''}{text}", f"{terms.console_url}/notices/to/{where}"
    )


def _spoken(parameters: Mapping[str, Parameter], locale: str) -> dict[str, Parameter]:
    return {
        name: translate(word(str(value), name), locale) if name in {"channel", "role"} else value
        for name, value in parameters.items()
    }
