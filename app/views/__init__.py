"""Pages by noun: load -> form -> service -> redirect, or query -> render. Each route carries an access mark."""

from flask import Flask

from app.views import (
    account,
    crew_list,
    crewlist,
    health,
    home,
    imports,
    job,
    match,
    me,
    need,
    need_door,
    need_draft,
    need_pasted,
    need_sheet,
    places,
    production,
    weights,
)

MODULES = (
    home,
    account,
    crew_list,
    crewlist,
    me,
    places,
    imports,
    need,
    need_door,
    need_draft,
    need_pasted,
    need_sheet,
    production,
    match,
    weights,
    job,
    health,
)


def register(app: Flask) -> None:
    """Register every blueprint."""
    for module in MODULES:
        app.register_blueprint(module.pages)
