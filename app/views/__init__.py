"""Pages by noun: load -> form -> service -> redirect, or query -> render. Each route carries an access mark."""

from flask import Flask

from app.views import account, health, home


def register(app: Flask) -> None:
    """Register every blueprint."""
    for module in (home, account, health):
        app.register_blueprint(module.pages)
