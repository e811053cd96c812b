"""Whether it is alive, and whether it is ready to work."""

from flask import Blueprint, Response, jsonify

from app.access import public
from app.migrate import problems
from app.unit import engine

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Say whether the database is there, migrated and guarded."""
    try:
        found = problems(engine())
    except Exception as error:  # noqa: BLE001 - whatever keeps the database away, the answer is 503
        found = [type(error).__name__]
    return jsonify(status="not ready" if found else "ok", problems=found), 503 if found else 200
