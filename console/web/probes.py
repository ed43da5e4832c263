"""For the supervisor and the proxy: is this process alive, and can it work?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from console.web.access import open_to_all
from console.web.context import services

bp = Blueprint("probes", __name__)


@bp.get("/healthz")
@open_to_all
def alive() -> ResponseReturnValue:
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/readyz")
@open_to_all
def ready() -> ResponseReturnValue:
    with services().database.snapshot() as tx:
        database = tx.scalar(text("SELECT 1")) == 1
    parts = {"database": database, **services().readiness()}
    return jsonify(parts), 200 if all(parts.values()) else 503
