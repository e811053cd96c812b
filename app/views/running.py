"""All that runs, for staff: what needs a decision, the first clock first; and the words that its pages share."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask import Blueprint, render_template
from flask_babel import gettext as _

from app.access import require_account, staff_only
from app.clock import now
from app.i18n import locale
from app.offer_labels import TOLD
from app.queries.running import (
    MOST,
    count_running,
    list_ending_holds,
    list_moved_bookings,
    list_moved_holds,
    list_running_challenges,
    list_spent_rounds,
    list_waiting_offers,
)
from app.services.audit import Actor
from app.services.hold_order import worst_orders
from app.services.hold_words import say_order
from app.services.moments import say_left, say_moment
from app.unit import session
from app.views.asked_chat import running_chat

pages = Blueprint("running", __name__)
SOON = timedelta(hours=6)


@pages.get("/offers")
@staff_only
def page() -> str:
    """Show what runs in all productions."""
    ending = list_ending_holds(session(), now=now())
    return render_template(
        "asked/running.html",
        counts=count_running(session(), now=now()),
        offers=list_waiting_offers(session()),
        ending=ending,
        orders=worst_orders(session(), [line.thing.id for line in ending]),
        challenges=list_running_challenges(session()),
        moved=[("hold", line) for line in list_moved_holds(session())]
        + [("booking", line) for line in list_moved_bookings(session())],
        chat=running_chat(session(), Actor.of(require_account(), now())),
        spent=list_spent_rounds(session(), now=now()),
        most=MOST,
    )


@pages.app_template_filter()
def weekday_moment(at: datetime) -> str:
    """Return an instant with its day of the week."""
    return say_moment(locale(), at)


@pages.app_template_filter()
def left(until: datetime) -> str:
    """Return how long it is until an instant."""
    return say_left(locale(), until, now())


@pages.app_template_filter()
def is_soon(until: datetime) -> bool:
    """Return whether an instant is near enough to hurry."""
    return until - now() < SOON


@pages.app_template_filter()
def order_word(order: int) -> str:
    """Return the name of a hold's order."""
    return say_order(locale(), order)


@pages.app_template_filter()
def offer_word(member: StrEnum) -> str:
    """Return the word for a state or reason of an offer or round."""
    return str(TOLD[member]) if member in TOLD else _("Unknown")
