"""Pages by noun: load -> form -> service -> redirect, or query -> render. Each route carries an access mark."""

from flask import Flask

from app.views import (
    account,
    crew_list,
    health,
    home,
    imports,
    match,
    me,
    places,
    weights,
)

MODULES = (
    home,
    account,
    crew_list,
    me,
    places,
    imports,
    match,
    weights,
    health,
)


def register(app: Flask) -> None:
    """Register every blueprint."""
    for module in MODULES:
        app.register_blueprint(module.pages)
