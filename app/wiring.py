"""The application's parts, put together once at start."""

from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

from app import access, i18n, keys, limits, navigation, pages, security, unit, views, words
from app.db import make_engine
from config import Settings

csrf = CSRFProtect()


def wire(settings: Settings) -> Flask:
    """Return the web application for these settings."""
    app = Flask("app", root_path=str(Path(__file__).parent))
    app.config["SECRET_KEY"] = keys.secret_key(settings)
    app.config["SETTINGS"] = settings
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    app.json.sort_keys = False  # type: ignore[attr-defined]
    security.init(app, settings)
    unit.init(app, make_engine(settings.url))
    i18n.init(app, settings.default_locale, settings.commission_zone)
    csrf.init_app(app)
    limits.init(app)
    access.init(app)
    pages.init(app, settings)
    words.init(app)
    navigation.init(app)
    views.register(app)
    access.check_marks(app)
    return app
