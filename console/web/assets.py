"""Built style sheets, scripts and icons, by content hash: cached for ever.

(The folder of the same name holds their sources, which esbuild bundles.)
"""

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory, url_for

from console.web.access import open_to_all

BUILT = Path(__file__).parent / "static"
bp = Blueprint("assets", __name__)


@cache
def manifest() -> dict[str, str]:
    """Logical name → file. Empty before ``make assets``."""
    try:
        return dict(json.loads((BUILT / "manifest.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


@bp.get("/static/<name>")
@open_to_all
def file(name: str) -> Response:
    response = send_from_directory(BUILT, name, max_age=365 * 24 * 3600)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def asset(name: str) -> str:
    return url_for("assets.file", name=manifest().get(name, name))


def install(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
