"""Whether it is alive, and whether it is ready to work."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from app.access import public
from app.clock import now
from app.services.readiness import readiness
from app.unit import engine
from config import get_settings

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Say whether the database is there, migrated and guarded and the jobs keep up; or which part isn't, and why."""
    parts = readiness(engine(), now=now(), most_lag=timedelta(minutes=get_settings().ready_lag_minutes))
    is_ready = all(part == "ok" for part in parts.values())
    return jsonify(status="ok" if is_ready else "not ready", **parts), 200 if is_ready else 503
