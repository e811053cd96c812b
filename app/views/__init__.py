"""Pages by noun: load -> form -> service -> redirect, or query -> render. Each route carries an access mark."""

from flask import Flask

from app.views import (
    account,
    answer_days,
    answer_offer,
    ask,
    asked,
    bench,
    calls,
    crew_days,
    crew_list,
    crewlist,
    director,
    feeds,
    health,
    home,
    imports,
    job,
    match,
    me_days,
    my_offers,
    need,
    need_door,
    need_draft,
    need_pasted,
    need_sheet,
    places,
    production,
    running,
    subscription,
    weights,
)

MODULES = (
    home,
    account,
    answer_days,
    calls,
    crew_days,
    crew_list,
    crewlist,
    me_days,
    feeds,
    places,
    imports,
    need,
    need_door,
    need_draft,
    need_pasted,
    need_sheet,
    production,
    subscription,
    match,
    weights,
    job,
    bench,
    director,
    ask,
    asked,
    running,
    my_offers,
    answer_offer,
    health,
)


def register(app: Flask) -> None:
    """Register every blueprint."""
    for pages in dict.fromkeys(module.pages for module in MODULES):
        app.register_blueprint(pages)
