"""Productions: the list, and a production's page with schedule, bases and needs."""

from flask import Blueprint, render_template, request

from app.access import allow, require_account
from app.models.account import Role
from app.queries.need import list_needs
from app.queries.production import get_production, list_bases, list_blocks, list_productions
from app.queries.subscription import list_live_subscriptions
from app.unit import session
from app.views.need_ground import is_staff, only_contact

pages = Blueprint("productions", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)
LONGEST = 80


@pages.get("/productions")
@production_or_staff
def index() -> str:
    """List productions: all for staff, their own for a contact."""
    words = request.args.get("q", "")[:LONGEST].replace("\0", "")
    return render_template(
        "production/index.html",
        rows=list_productions(session(), contact_id=only_contact(require_account()), words=words),
        words=words,
        staff=is_staff(require_account()),
    )


@pages.get("/productions/<id:production_id>")
@production_or_staff
def page(production_id: int) -> str:
    """Show a production."""
    contact_id = only_contact(require_account())
    production = get_production(session(), production_id, contact_id=contact_id)
    needs = [row for row in list_needs(session(), contact_id=contact_id) if row.production.id == production_id]
    return render_template(
        "production/page.html",
        production=production,
        bases=list_bases(session(), production_id),
        blocks=list_blocks(session(), production_id),
        rows=needs,
        addresses_out=list_live_subscriptions(session(), production_id=production_id),
        staff=is_staff(require_account()),
    )
