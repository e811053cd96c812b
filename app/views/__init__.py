"""Pages by noun: load -> form -> service -> redirect, or query -> render. Each route carries an access mark."""

from flask import Flask

from app.views import account, health, home, match, weights


def register(app: Flask) -> None:
    """Register every blueprint."""
    for module in (home, account, health, match, weights):
        app.register_blueprint(module.pages)
