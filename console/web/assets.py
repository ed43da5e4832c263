"""Built style sheets, scripts and icons, by content hash: cached for ever.

(The folder of the same name holds their sources, which esbuild bundles.)
"""

import json
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory, url_for

from console.web.access import open_to_all

BUILT = Path(__file__).parent / "static"
bp = Blueprint("assets", __name__)


def manifest() -> dict[str, str]:
    """Logical name → file, also after a new ``make assets``. Empty before the first."""
    try:
        return _read((BUILT / "manifest.json").stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=1)
def _read(_written: int) -> dict[str, str]:
    return dict(json.loads((BUILT / "manifest.json").read_text(encoding="utf-8")))


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
