"""What the head of the page leads to, for each kind of account; areas add their entries where they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from app.access import current_account
from app.messages import mark
from app.models.account import Role
from app.queries.feedback import count_matters
from app.queries.review import count_waiting
from app.unit import session

ANYONE: frozenset[Role | None] = frozenset({None, *Role})
OFFICE: frozenset[Role | None] = frozenset({Role.STAFF, Role.ADMIN})
OVERVIEW: frozenset[Role | None] = OFFICE | {Role.READER}


@dataclass(frozen=True)
class Entry:
    """A link in the head: where to, for whom; `label` is a message id."""

    endpoint: str
    label: str
    roles: frozenset[Role | None]
    order: int = 50


@dataclass(frozen=True)
class Tile:
    """A task on the front page, for whom; all texts are message ids."""

    endpoint: str
    over: str
    title: str
    text: str
    label: str
    roles: frozenset[Role | None]
    order: int = 50


ENTRIES: list[Entry] = [
    Entry("needs.inbox", mark("Needs"), OFFICE | {Role.PRODUCTION}, 10),
    Entry("plans.index", mark("Plans"), OFFICE, 12),
    Entry("productions.index", mark("Productions"), OFFICE | {Role.PRODUCTION}, 15),
    Entry("running.page", mark("Offers and holds"), OFFICE, 17),
    Entry("crew.browse", mark("Crew"), OFFICE, 20),
    Entry("reviews.index", mark("Reviews"), OFFICE, 22),
    Entry("calls.to_call", mark("To call"), OFFICE, 25),
    Entry("duplicates.index", mark("Duplicates"), OFFICE, 27),
    Entry("feedback.matters", mark("Feedback to look at"), OFFICE, 63),
    Entry("rights.index", mark("ARCO requests"), OFFICE, 65),
    Entry("notices.index", mark("Privacy notices"), OFFICE, 67),
    Entry("training.index", mark("Training"), OFFICE, 40),
    Entry("imports.index", mark("Import"), OFFICE, 60),
    Entry("accounts.index", mark("Accounts"), frozenset({Role.ADMIN}), 70),
    Entry("me.show", mark("My days"), frozenset({Role.CREW}), 10),
]
COUNTS: dict[str, Callable[[Session], int]] = {"reviews.index": count_waiting, "feedback.matters": count_matters}
"""Entries that say how much waits behind them."""
MENUS: dict[str, tuple[str, ...]] = {
    mark("Registry"): (
        "reviews.index",
        "calls.to_call",
        "duplicates.index",
        "feedback.matters",
        "rights.index",
        "imports.index",
    ),
    mark("Overview"): ("bench.index", "capacity.page", "training.index", "director.page", "neutrality.page"),
    mark("Set-up"): (
        "weights.show",
        "jobs.index",
        "audit.index",
        "disclosures.find",
        "notices.index",
        "accounts.index",
    ),
}
"""Entries that stand together under a word of the head, where somebody has more than one of them."""

TILES: list[Tile] = [
    Tile(
        "need_doors.doors",
        mark("Productions"),
        mark("Ask for crew"),
        mark("By form, brief file, spreadsheet or a pasted e-mail. No account needed to begin."),
        mark("Say what you need"),
        ANYONE - {Role.CREW},
        10,
    ),
    Tile(
        "needs.inbox",
        mark("Needs"),
        mark("What came in"),
        mark("Accept needs, settle titles, match crew."),
        mark("Open the inbox"),
        OFFICE,
        5,
    ),
    Tile(
        "plans.index",
        mark("Several productions at once"),
        mark("Plan productions"),
        mark("Who goes where, who is wanted twice, what stays open; moved, compared, and turned into offers."),
        mark("Open the plans"),
        OFFICE,
        7,
    ),
    Tile(
        "crew.browse",
        mark("Registry"),
        mark("Find people"),
        mark("By role, place, language, training and free days; profiles, and the phone to call."),
        mark("Open the crew"),
        OFFICE,
        20,
    ),
    Tile(
        "reviews.index",
        mark("People come in"),
        mark("Profiles to look at"),
        mark("Who joined or changed what you approved: with files, likely doubles and what is missing."),
        mark("Open the queue"),
        OFFICE,
        15,
    ),
    Tile(
        "join.show",
        mark("Crew"),
        mark("Join the registry"),
        mark("Two minutes on your phone; the commission looks at it, and productions find you."),
        mark("Join"),
        frozenset({None}),
        20,
    ),
    Tile(
        "me.show",
        mark("When you can work"),
        mark("My days"),
        mark("Offers to answer, your calendar, who keeps your days; and your profile."),
        mark("Open my days"),
        frozenset({Role.CREW}),
        10,
    ),
    Tile(
        "imports.index",
        mark("Registry"),
        mark("Bring in a list"),
        mark("Crew or credits from a spreadsheet: looked at first, then all of it or nothing."),
        mark("Import"),
        OFFICE,
        60,
    ),
    Tile(
        "account.sign_in",
        mark("Already known here"),
        mark("Sign in"),
        mark("Crew and productions by a link in their e-mail, the commission's staff by password."),
        mark("Sign in"),
        frozenset({None}),
        90,
    ),
]


def _mine(items: list[Any]) -> list[Any]:
    account = current_account()
    role = account.role if account else None
    return sorted((item for item in items if role in item.roles), key=lambda item: item.order)


PART_OF: dict[str, str] = {"bulk": "crew", "saved_views": "crew", "tags": "crew", "hire": "productions"}
"""Areas whose pages stand under the entry of another one."""


def navigation() -> list[dict[str, Any]]:
    """Return the head's links for who is signed in: label, address, whether this is its area; or a menu of them."""
    menu_of = {endpoint: menu for menu, endpoints in MENUS.items() for endpoint in endpoints}
    shown: list[dict[str, Any]] = []
    menus: dict[str, list[dict[str, Any]]] = {}
    for item in _mine(ENTRIES):
        menu = menu_of.get(item.endpoint, "")
        if not menu:
            shown.append(_link(item))
        elif menu in menus:
            menus[menu].append(_link(item))
        else:
            menus[menu] = [_link(item)]
            shown.append({"label": gettext(menu), "links": menus[menu]})
    return [item["links"][0] if len(item.get("links", ())) == 1 else item for item in shown]


def _link(item: Entry) -> dict[str, Any]:
    area = (request.endpoint or "").split(".")[0]
    area = PART_OF.get(area, area)
    waiting = COUNTS[item.endpoint](session()) if item.endpoint in COUNTS else 0
    return {
        "label": f"{gettext(item.label)} ({waiting})" if waiting else gettext(item.label),
        "address": url_for(item.endpoint),
        "here": item.endpoint.split(".")[0] == area,
    }


def tiles() -> list[dict[str, Any]]:
    """Return the front page's tasks for who is signed in."""
    return [
        {
            "over": gettext(item.over),
            "title": gettext(item.title),
            "text": gettext(item.text),
            "label": gettext(item.label),
            "address": url_for(item.endpoint),
        }
        for item in _mine(TILES)
    ]


def init(app: Flask) -> None:
    """Let every page draw its head."""
    app.jinja_env.globals.update(navigation=navigation, tiles=tiles)
