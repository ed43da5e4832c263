"""The Jinja environment of the public pages, and the assets that they name."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from console.kernel.ids import is_drill
from console.newsroom import addresses, fixed_pages, words
from console.newsroom.facts import SiteFacts
from console.publishing.rules.shelf import Page

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "site"
ASSETS: Final = Path(__file__).resolve().parent / "assets"

_ELDER: Final = re.compile(r"/\* elder \*/(.*?)/\* end elder \*/", re.DOTALL)
_SCRIPT_SAFE: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Asset:
    path: str  # the name holds a hash of the bytes, so it may be kept for ever
    body: bytes

    @property
    def href(self) -> str:
        return addresses.href(self.path)


def read_assets(folder: Path = ASSETS) -> Mapping[str, Asset]:
    """``site.css`` → assets/site.<12 hex digits>.css."""
    found = {}
    for file in sorted(folder.iterdir()):
        body = _without_scripts(file.read_bytes()) if file.suffix == ".css" else file.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:12]
        found[file.name] = Asset(f"assets/{file.stem}.{digest}{file.suffix}", body)
    return found


def _without_scripts(style: bytes) -> bytes:
    """With 长者模式 once more for readers without scripts, in rules of their own: a browser that
    does not know ``:has()`` drops every rule that names it."""
    text = style.decode()
    again = _ELDER.sub(
        lambda found: found[0] + found[1].replace(":root.elder", ":root:has(#elder:checked)"), text
    )
    return again.encode()


def json_for_script(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_SCRIPT_SAFE))  # noqa: S704 - no mark of HTML is left in it


class Templates:
    """``render`` gives a page's bytes, without what XML and UTF-8 have no place for."""

    def __init__(self, site: SiteFacts, folder: Path = TEMPLATES) -> None:
        self.assets = read_assets()
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            moment=lambda at: words.moment(at, site.zone),
            clock=lambda at: words.clock(at, site.zone),
            stamp=lambda at: words.stamp(at, site.zone),
            summary=words.summary,
            size=words.size,
            english_day=words.english_day,
            fingerprint=words.fingerprint,
            href=addresses.href,
            tags=_tags,
            drill=is_drill,
        )
        self._environment.globals.update(
            site=site,
            assets={name: asset.href for name, asset in self.assets.items()},
            address=addresses,
            LATER=words.LATER,
            chinese=fixed_pages.CHINESE,
            english=fixed_pages.ENGLISH,
        )

    def render(self, path: str, template: str, **context: Any) -> Page:
        text = self._environment.get_template(template).render(**context)
        return Page(path, words.clean(text).encode())


def _tags(entry: Any) -> tuple[str, ...]:
    corrected = entry.corrected if hasattr(entry, "corrected") else bool(entry.marks)
    return words.tags(entry.kind, entry.number, entry.list_title, corrected=corrected)
