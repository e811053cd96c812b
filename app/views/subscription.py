"""Calendars given out: the .ics behind a secret address, and the making and ending of addresses."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import allow, public, require_account
from app.clock import now
from app.errors import ConflictError, InvalidInputError
from app.forms.subscription import AddressForm
from app.limits import limited
from app.models.account import Account, Role
from app.models.production import Production
from app.pages import say
from app.queries.production import get_production
from app.queries.subscription import find_subscription
from app.services.audit import Actor
from app.services.calendar_file import make_calendar_file
from app.services.notice import link_to
from app.services.rate import Deed
from app.services.subscription import (
    get_own_subscription,
    is_open,
    make_subscription,
    renew_subscription,
    revoke_subscription,
)
from app.tokens import new_token
from app.unit import commits, session
from app.views.need_ground import is_staff, only_contact

pages = Blueprint("subscriptions", __name__)
crew_only = allow(Role.CREW)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)
anyone_known = allow(Role.CREW, Role.PRODUCTION, Role.STAFF)
_SETTLED = timedelta(seconds=2)
"""A change younger than this may have a neighbour in the same second, which Last-Modified could not tell apart."""


@pages.get("/calendar/<token>.ics")
@public
@limited(Deed.CALENDAR)
def calendar(token: str) -> Any:
    """Give the calendar out. An unknown address finds nothing; a revoked one is told that it is gone."""
    row = find_subscription(session(), token)
    if row is None:
        return _nothing(404)
    if not is_open(session(), row):
        return _nothing(410)
    at = now()
    file = make_calendar_file(session(), row, now=at)
    response = Response(file.data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="llamado.ics"'
    response.headers["Cache-Control"] = "private, no-cache"  # asked again each time, so that a revoked one is dead
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(hashlib.sha256(file.data).hexdigest()[:32])
    if file.changed_at < at - _SETTLED:
        response.last_modified = file.changed_at
    return response.make_conditional(request)


def _nothing(status: int) -> Response:
    """Answer without a page: no words, no language, no cookie."""
    return Response(status=status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


@pages.get("/me/calendar-addresses")
@crew_only
def mine() -> Any:
    """Lead to where addresses are made; a browser that reopens the page of a new one comes here."""
    return redirect(url_for("me.show", _anchor="subscribe"))


@pages.post("/me/calendar-addresses")
@crew_only
@commits
def make_mine() -> Any:
    """Make an address of one's own holds and bookings, and show it once."""
    return _make(lambda account, key: make_subscription(session(), _actor(account), account, form_key=key))


@pages.get("/productions/<id:production_id>/calendar-addresses")
@production_or_staff
def of_production(production_id: int) -> Any:
    """Lead to the production's page; see mine."""
    return redirect(url_for("productions.page", production_id=production_id, _anchor="subscribe"))


@pages.post("/productions/<id:production_id>/calendar-addresses")
@production_or_staff
@commits
def make_of_production(production_id: int) -> Any:
    """Make an address of a production's crew calendar, and show it once."""
    production = get_production(session(), production_id, contact_id=only_contact(require_account()))
    return _make(
        lambda account, key: make_subscription(
            session(), _actor(account), account, form_key=key, production=production
        ),
        production,
    )


@pages.post("/calendar-addresses/<id:subscription_id>/renew")
@anyone_known
@commits
def renew(subscription_id: int) -> Any:
    """Revoke an address and show the one in its place."""
    production_id = get_own_subscription(session(), require_account(), subscription_id).production_id
    return _make(
        lambda account, key: renew_subscription(
            session(), _actor(account), account, subscription_id=subscription_id, form_key=key
        ),
        session().get(Production, production_id) if production_id else None,
    )


@pages.post("/calendar-addresses/<id:subscription_id>/revoke")
@anyone_known
@commits
def revoke(subscription_id: int) -> Any:
    """End an address."""
    account = require_account()
    row = revoke_subscription(session(), _actor(account), account, subscription_id=subscription_id)
    flash(_("The address is dead. Calendars that used it get nothing any more."))
    return redirect(_back(row.production_id, row.crew_member_id))


def _actor(account: Account) -> Actor:
    return Actor.of(account, now())


def _make(make: Callable[[Account, str], str], production: Production | None = None) -> Any:
    account, form = require_account(), AddressForm()
    back = _back(production.id if production else None, account.crew_member_id)
    if not form.validate_on_submit():
        flash(_("Reload the page and try again."), "error")
        return redirect(back)
    try:
        secret = make(account, form.form_key.data or "")
    except (ConflictError, InvalidInputError) as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(back)
    address = link_to(url_for("subscriptions.calendar", token=secret))
    return render_template(
        "subscription/made.html", address=address, webcal=_webcal(address), links=_links(address), back=back
    )


def _webcal(address: str) -> str:
    return f"webcal://{address.split('://', 1)[1]}"


def _links(address: str) -> dict[str, str]:
    """Return the pages on which the large calendars take an address."""
    name = quote("Llamado")
    return {
        "google": f"https://calendar.google.com/calendar/r?cid={quote(_webcal(address), safe='')}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(address, safe='')}&name={name}",
        "office": f"https://outlook.office.com/calendar/0/addfromweb?url={quote(address, safe='')}&name={name}",
    }


def _back(production_id: int | None, crew_member_id: int | None) -> str:
    """Return where the addresses of a subject are listed for who is signed in."""
    if production_id is not None:
        return url_for("productions.page", production_id=production_id, _anchor="subscribe")
    if is_staff(require_account()) and crew_member_id is not None:
        return url_for("crew.show", crew_member_id=crew_member_id, _anchor="subscribe")
    return url_for("me.show", _anchor="subscribe")


@pages.app_template_global("fresh_key")
def fresh_key() -> str:
    """Return a key for one form."""
    return new_token()
